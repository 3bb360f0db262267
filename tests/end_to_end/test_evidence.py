"""The table of evidence and the list of what is uncorroborated, read from the finished pages."""

import re
from shutil import copytree
from typing import NamedTuple

import pytest

from briefing.model.base import Item, items_in, texts
from briefing.model.sections.summary import Judgement
from tests.support import pdf as of
from tests.support.briefs import FULL, KINDS, MEETING, WORDS, plainly, title
from tests.support.built_briefs import BriefMaker, Order, Printed, order
from tests.support.places import EVERY_KIND, SAMPLE
from tests.support.read_text import squeeze

HEAD = "Claim Source Grade As of Status Page"
STATUS = r"(information|assumption|judgement), (corroborated|uncorroborated|disputed)((?: ≠ \d+)*)"
SHORT = order(EVERY_KIND, sections=("evidence", "risks", "multilateral", "economics"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, maker: BriefMaker) -> Printed:
    """Print the sample with the section, which is named before all others but the summary."""
    folder = tmp_path_factory.mktemp("topics") / "desk"
    copytree(SAMPLE, folder)
    place, cited = "  - sections/history.yaml", '"[@seric-2023, para. 31'
    for name, old, new in (
        ("topic.yaml", place, f"  - kind: evidence\n{place}"),
        ("sections/economics.yaml", f"{cited};", f"{cited} {{cred=2}};"),
    ):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")
    return maker[order(folder)]


class Row(NamedTuple):
    """A row as it is printed, and where its link leads."""

    claim: str
    sources: str
    kind: str
    support: str
    signs: str
    page: int
    target: str


def first_page(printed: Printed) -> int:
    return printed.places["s-evidence"].page


def rows(printed: Printed) -> list[Row]:
    """Read the table, row by row."""
    start = first_page(printed)
    text = " ".join(printed.bodies[start - 1 :]).partition(HEAD)[2].replace(HEAD, " ")
    found, here = [], 0
    for target, words in claim_links(printed, start).items():
        match = re.compile(rf"{loosely(words)} (.*?) {STATUS} (\d+)\b").search(text, here)
        assert match, words
        assert match.start() - here < 60, words  # the heading of a section at most
        here = match.end()
        sources, kind, support, signs, page = match.groups()
        found.append(Row(words, sources, kind, support, signs, int(page), target))
    return found


def loosely(words: str) -> str:
    """Make a pattern of words of which a dash may end a line; a hyphen is read as none there."""
    return re.escape(words).replace("–", "– ?").replace("\\-", "-? ?")


def claim_links(printed: Printed, start: int, end: int = 1000) -> dict[str, str]:
    """Give the words of links to entries on some pages; one of several lines is several links."""
    found = [each for each in printed.links if start <= each.page < end]
    return {each.target: each.words for each in found if re.match("[in]-", each.target)}


def own_keys(item: Item) -> list[str]:
    """List the sources that an item itself cites, without the items in it."""
    within = {id(text) for each in items_in(item) for _, text in texts(each)}
    own = (text for _, text in texts(item) if id(text) not in within)
    return re.findall(r"@([\w-]+)", " ".join(own))


def cited_items(printed: Printed) -> list[Item]:
    return [item for item in printed.result.selection.items() if own_keys(item)]


def is_on(page: int, words: str, printed: Printed) -> bool:
    """Tell whether each word of a claim is on a page; citations may stand between them."""
    text = printed.squeezed[page - 1]
    return all(squeeze(word.strip(":,.;()")) in text for word in words.split())


def test_the_table_names_the_page_on_which_each_claim_is_printed(desk: Printed) -> None:
    found = rows(desk)
    assert len(found) > 150
    assert len({row.page for row in found}) > 12
    for row in found:
        assert desk.places[row.target].page == row.page
        assert is_on(row.page, row.claim, desk), row


@pytest.mark.parametrize("order", [SHORT, *KINDS], ids=str)
def test_the_page_numbers_of_other_briefs_hold_too(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    found = rows(printed)
    assert len(found) == len(cited_items(printed))
    assert not any("settle" in each.message for each in printed.result.warnings)
    for row in found:
        assert printed.places[row.target].page == row.page < first_page(printed)
        assert is_on(row.page, row.claim, printed), row


def test_every_item_that_cites_is_one_row_and_no_other_is(desk: Printed) -> None:
    items = cited_items(desk)
    found = rows(desk)
    assert len({row.target for row in found}) == len(found) == len(items)
    ids = {f"i-{item.id}" for item in items if item.id}
    assert {row.target for row in found if row.target.startswith("i-")} == ids


def test_rows_stand_by_section_in_print_order(desk: Printed) -> None:
    text = " ".join(desk.bodies[first_page(desk) - 1 :])
    sections = desk.result.selection.sections
    citing = [each for each in sections if any(own_keys(item) for item in items_in(each))]
    places = [text.index(title(each)) for each in citing]
    assert len(places) == 15
    assert places == sorted(places)
    targets = [desk.places[row.target] for row in rows(desk)]
    # figures in strips stand beside each other, statuses of two parties too
    assert [place.page for place in targets] == sorted(place.page for place in targets)
    risks = [row.target for row in rows(desk) if row.target.startswith("i-risk-")]
    assert len(risks) > 5
    assert risks == sorted(risks, key=lambda name: -desk.places[name].height)


def test_the_head_of_the_table_is_repeated_on_each_of_its_pages(desk: Printed) -> None:
    pages = desk.bodies[first_page(desk) - 1 :]
    assert len(pages) > 5
    assert [text.count(HEAD) for text in pages] == [1] * len(pages)
    for text in pages[1:]:  # no heading of a section stands apart from its rows
        assert re.search(r" \d+$", text), text[-80:]


def test_a_claim_is_corroborated_disputed_or_neither(desk: Printed) -> None:
    numbers = {each.dispute.id: each.number for each in desk.result.selection.disputes}
    items = {item.id: item for item in cited_items(desk) if item.id}
    seen = set()
    for row in rows(desk):
        if item := items.get(row.target.removeprefix("i-")):
            # no source of the sample derives from another
            several = len(set(own_keys(item))) > 1
            support = "corroborated" if several and not item.disputes else "disputed"
            assert row.support == (support if several else "uncorroborated")
            assert row.kind == item.claim
            signs = {int(each) for each in re.findall(r"\d+", row.signs)}
            assert signs == {numbers[name] for name in item.disputes}
            seen.add(row.support)
    assert len(seen) == 3


def test_sources_that_derive_from_each_other_do_not_corroborate(maker: BriefMaker) -> None:
    # the survey derives from the yearbook, and the almanac does not
    found = {row.claim: row.support for row in rows(maker[KINDS[0]])}
    assert found["The dam at Upper Bridge overflows"] == "uncorroborated"


def test_a_grade_is_the_pair_of_reliability_and_credibility(desk: Printed) -> None:
    sources = [row.sources for row in rows(desk)]
    # of the second source nobody says how credible it is here
    assert [each for each in sources if "C2" in each] == ["4 ¶31; 3 ¶12 C2, D –"]
    assert sum(re.search(r"^4 ¶\d+ C –$", each) is not None for each in sources) > 50
    assert sum(re.search(r"^3 ¶\d+ D –$", each) is not None for each in sources) > 5


def test_the_table_says_what_it_is_and_what_a_grade_means(desk: Printed) -> None:
    assert squeeze(WORDS["evidence"]["key"]) in desk.squeezed[first_page(desk) - 1]


def test_the_annex_is_last_and_leaves_all_else_as_it_was(desk: Printed, maker: BriefMaker) -> None:
    plain = maker[order()]
    assert desk.places["sources"].page < first_page(desk)
    assert [text for text in desk.outline if text[0] < 3][-1][1] == "Evidence"
    assert desk.numbered == plain.numbered
    assert len(plain.texts) == 25
    assert len(desk.texts) - first_page(desk) + 1 + 25 == len(desk.texts)
    assert re.search(rf"Sources 23 Evidence {first_page(desk)}\b", desk.texts[0])
    assert "Evidence" not in " ".join(plain.texts)
    assert of.check_structure(desk.pdf) == []


def test_a_short_brief_prints_the_table_on_a_page_of_its_own(maker: BriefMaker) -> None:
    printed = maker[SHORT]
    assert "whole" in printed.html
    start = first_page(printed)
    assert start == len(printed.texts)
    assert [heading for _, heading, _ in printed.numbered] == [
        WORDS["kinds"][name] for name in ("risks", "multilateral", "economics")
    ]


@pytest.mark.parametrize("order", [FULL[0], *KINDS], ids=str)
def test_the_appendix_names_what_is_uncorroborated_with_its_page(
    order: Order, maker: BriefMaker
) -> None:
    printed = maker[order]
    heading = WORDS["appendix"]["uncorroborated"]
    (page,) = printed.page_of(heading)
    text = printed.bodies[page - 1].partition(heading)[2]
    links = {t: w for t, w in claim_links(printed, page, page + 1).items() if w in text}
    assert len(links) > 2
    ends = [*links.values(), "Key judgements, and claims"][1:]
    for (target, words), end in zip(links.items(), ends, strict=True):
        told = text.partition(words)[2].partition(end)[0].split()[-1]
        assert told == str(printed.places[target].page)
        assert is_on(int(told), words, printed)


def test_the_appendix_counts_what_rests_on_one_source(maker: BriefMaker) -> None:
    printed = maker[FULL[0]]
    expected = []
    for section in printed.result.selection.sections:
        keys = [set(own_keys(item)) for item in items_in(section) if own_keys(item)]
        if alone := sum(len(each) == 1 for each in keys):
            expected.append(f"{title(section)} {alone} of {len(keys)}")
    assert len(expected) > 10
    phrase = WORDS["appendix"]["uncorroborated_counts"].format(counts="; ".join(expected))
    assert squeeze(phrase) in squeeze(printed.appendix)
    judgements = [each for each in cited_items(printed) if isinstance(each, Judgement)]
    for judgement in judgements:
        listed = printed.appendix.count(plainly(judgement.statement))
        assert listed == (len(set(own_keys(judgement))) == 1)


@pytest.mark.parametrize("order", [MEETING[0]], ids=str)
def test_a_short_appendix_lists_nothing_of_the_kind(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    assert WORDS["appendix"]["uncorroborated"] not in printed.appendix
    assert not any(each.target.startswith("n-") for each in printed.links)
    assert not any('id="n-' in html for html in printed.html.values())
