"""Every page number that a brief prints is true, and none is missing where there should be one."""

import re

import pytest

from tests.support.briefs import (
    ALL,
    FULL,
    KINDS,
    LONG,
    MEETING,
    REVERSED,
    SELECTIONS,
    SHEET,
    STYLES,
    WORDS,
    appendix,
    chosen,
    plainly,
    title,
    topic,
)
from tests.support.built_briefs import BriefMaker, Order, Printed
from tests.support.read_text import squeeze

WITH_CONTENTS = [*FULL, *MEETING, *KINDS, REVERSED, LONG]


def pages_in(text: str) -> set[int]:
    """Read page numbers as they are printed: `2, 5–7`."""
    found = set[int]()
    for run in text.split(", "):
        first, _, last = run.partition("–")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def cited_pages(printed: Printed) -> dict[str, set[int]]:
    """Read from the appendix on which pages each source is cited."""
    found = {}
    for anchor, text in printed.entries.items():
        match = re.search(r"Cited on (pages?) ([\d,– ]+)\.", text)
        assert match, text
        found[anchor] = pages_in(match[2])
        assert (match[1] == "page") == (len(found[anchor]) == 1), text
    return found


def front(printed: Printed) -> str:
    """Give the text of the pages before that of the first numbered section."""
    return " ".join(printed.texts[: max(1, printed.numbered[0][2] - 1)])


def page_of_dispute(printed: Printed, name: str) -> int:
    """Find the page on which a dispute is printed, by its destination and by its words."""
    page = printed.places[f"d-{name}"].page
    disputes = topic(printed.order.topic).disputes
    question = next(each.question for each in disputes if each.id == name)
    assert page in printed.page_of(plainly(question))
    return page


def test_runs_of_page_numbers_are_read_in_full() -> None:
    assert pages_in("2, 5–7, 9, 10") == {2, 5, 6, 7, 9, 10}


@pytest.mark.parametrize("order", [*ALL, LONG], ids=str)
def test_the_pages_that_cite_a_source_are_told_truly_and_all(
    order: Order, maker: BriefMaker
) -> None:
    printed = maker[order]
    linking: dict[str, set[int]] = {anchor: set() for anchor in printed.entries}
    for link in printed.links:
        if link.target.startswith("src-"):
            linking[link.target].add(link.page)
    assert cited_pages(printed) == linking


def test_the_long_brief_has_sixty_pages_and_sources_on_many_of_them(maker: BriefMaker) -> None:
    told = cited_pages(maker[LONG]).values()
    assert len(maker[LONG].texts) >= 60
    assert len(told) > 30
    assert max(map(len, told)) > 20


@pytest.mark.parametrize("order", STYLES, ids=str)
def test_the_pages_that_cite_a_source_are_told_in_every_style(
    order: Order, maker: BriefMaker
) -> None:
    printed = maker[order]
    notes = {
        note: re.findall('href="#(src-[^"]+)"', text)
        for html in printed.html.values()
        for note, text in re.findall('<li id="(note-[0-9]+)">(.*)</li>', html)
    }
    assert bool(notes) == (order.options.citation_style == "notes")
    linking: dict[str, set[int]] = {anchor: set() for anchor in printed.entries}
    for link in printed.links:
        if link.target in notes or not notes:
            for anchor in notes.get(link.target, {link.target} & linking.keys()):
                linking[anchor].add(link.page)
    assert cited_pages(printed) == linking


@pytest.mark.parametrize("order", [*FULL, *MEETING, *SHEET, LONG], ids=str)
def test_every_figure_of_a_citation_is_on_a_page_that_the_appendix_names(
    order: Order, maker: BriefMaker
) -> None:
    """The figures are read as a reader does: one without a link would be found here."""
    printed = maker[order]
    told = list(cited_pages(printed).values())
    example = re.compile(r"\[?3(:| ¶)12\]? is source 3")
    seen: list[set[int]] = [set() for _ in told]
    # a year before a figure runs into it
    number = r"\d+" if order is LONG else "[1-9]"
    for page, text in enumerate(printed.texts, start=1):
        # drawings say "source 4"
        figures = rf"({number})(?::\d| ¶{{1,2}} ?\d)|, source ([1-9])"
        for found in re.findall(figures, example.sub("", text)):
            seen[int("".join(found)) - 1].add(page)
    assert seen == told


@pytest.mark.parametrize("order", [*ALL, LONG], ids=str)
def test_a_citation_bears_the_number_of_its_source(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    numbers = {anchor: number for number, anchor in enumerate(printed.entries, start=1)}
    # another place in the same source is a bare figure
    figure = re.compile(r"\[?(?:[^\d,;]* )?(\d+)(?:: ?| ¶| p\.| table)")
    matches = [(figure.match(each.words), each.target) for each in printed.links]
    found = [(int(match[1]), target) for match, target in matches if match and target in numbers]
    assert found or not numbers
    assert [each for each in found if each[0] != numbers[each[1]]] == []


@pytest.mark.parametrize("order", WITH_CONTENTS, ids=str)
def test_the_contents_name_the_page_on_which_each_heading_is(
    order: Order, maker: BriefMaker
) -> None:
    printed, text = maker[order], front(maker[order])
    sources = printed.places["sources"].page
    behind = [(heading, printed.places[name].page) for heading, name in appendix(order)]
    entries = [*((heading, page) for _, heading, page in printed.numbered), *behind]
    for heading, page in entries:
        assert re.findall(rf"(?<!\w){re.escape(heading)} (\d+)", text) == [str(page)], heading
        assert page in printed.page_of(heading)
    assert f"Sources are listed on page {sources}." in text
    headings = [heading for heading, _ in entries]
    numbered = [each for each in chosen(order) if title(each) in headings and not each.annexed]
    targets = [*(f"s-{each.id}" for each in numbered), *(name for _, name in appendix(order))]
    listed = [each.target for each in printed.links if each.page == 1]
    assert [each for each in dict.fromkeys(listed) if each in targets] == targets
    for target, (_, page) in zip(targets, entries, strict=True):
        assert printed.places[target].page == page


@pytest.mark.parametrize("order", WITH_CONTENTS, ids=str)
def test_the_index_of_disputes_names_the_page_of_each(order: Order, maker: BriefMaker) -> None:
    printed, text = maker[order], front(maker[order])
    shown = printed.result.selection.disputes
    contradictions = [each for each in shown if each.dispute.nature == "contradiction"]
    assert contradictions
    for each in contradictions:
        entry = rf"\b{each.number} {re.escape(plainly(each.dispute.topic))} p\. (\d+)"
        assert re.findall(entry, text) == [str(page_of_dispute(printed, each.dispute.id))]
    rest = len(shown) - len(contradictions)
    assert (WORDS["contents"]["disagree_others"].format(count=rest) in text) == (rest > 0)


@pytest.mark.parametrize("order", [*FULL, *KINDS, REVERSED, LONG], ids=str)
def test_the_list_of_disputes_names_the_page_of_each(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    for each in printed.result.selection.disputes:
        dispute = each.dispute
        nature = WORDS["dispute"]["nature"][dispute.nature]
        cells = (dispute.question, nature, dispute.verdict)
        row = re.escape(" ".join([str(each.number), *map(plainly, cells)]))
        page = page_of_dispute(printed, dispute.id)
        assert re.findall(rf"\b{row} (\d+)", printed.appendix) == [str(page)]


@pytest.mark.parametrize("order", [*ALL, LONG], ids=str)
def test_a_dispute_bears_its_number_where_it_is_printed(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    for each in printed.result.selection.disputes:
        page = printed.squeezed[page_of_dispute(printed, each.dispute.id) - 1]
        assert re.search(rf"≠{each.number}(?!\d)", page)
        assert squeeze(WORDS["dispute"]["nature"][each.dispute.nature]) in page


@pytest.mark.parametrize("order", [*ALL, LONG], ids=str)
def test_every_page_says_which_it_is_of_how_many(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    total = len(printed.texts)
    assert printed.result.pages.total == total
    pages = enumerate(zip(printed.texts, printed.frames, strict=True), start=1)
    for number, (text, frame) in pages:
        assert f"Page {number} of {total}" in frame
        assert len(re.findall(r"Page \d+ of \d+", text)) == 1


@pytest.mark.parametrize("order", [*FULL, *MEETING, *KINDS, *SELECTIONS[:-1], LONG], ids=str)
def test_running_heads_name_the_section_of_their_page(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    sections = [(page, f"{number} {heading}") for number, heading, page in printed.numbered]
    behind = [(printed.places[name].page, heading) for heading, name in appendix(order)]
    known = [*sections, *behind]
    head = ""
    for number, frame in enumerate(printed.frames, start=1):
        begun = [words for page, words in known if page == number]
        head = begun[0] if begun else head
        if number > 1:
            assert plainly(topic(order.topic).title) in frame
            assert [words for _, words in known if words in frame] == ([head] if head else [])
        head = begun[-1] if begun else head


@pytest.mark.parametrize("order", SHEET, ids=str)
def test_a_single_sheet_has_no_running_heads(order: Order, maker: BriefMaker) -> None:
    for frame in maker[order].frames:
        assert frame.startswith("Page ")
