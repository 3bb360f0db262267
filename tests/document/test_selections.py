"""A brief of chosen parts holds those and no other, and says what it leaves out."""

import re
from collections import Counter

import pytest

from briefing.model.base import items_in, texts
from tests.support import pdf as of
from tests.support.briefs import (
    ALL,
    FULL,
    KINDS,
    REVERSED,
    SELECTIONS,
    appendix,
    chosen,
    plainly,
    title,
    topic,
)
from tests.support.built_briefs import BriefMaker, Order, order
from tests.support.places import EVERY_KIND
from tests.support.read_text import squeeze

SELECTION = pytest.mark.parametrize("order", SELECTIONS, ids=str)


@SELECTION
def test_a_selection_prints_its_sections_in_its_order_and_no_other(
    order: Order, maker: BriefMaker
) -> None:
    printed, sections = maker[order], chosen(order)
    assert [f"s-{each.id}" for each in sections] == sorted(
        (name for name in printed.places if name.startswith("s-")),
        key=lambda name: (printed.places[name].page, -printed.places[name].height),
    )
    numbered = [each for each in sections if not each.annexed]
    numbered = numbered[1:] if numbered[0].id == "summary" else numbered
    assert [(number, heading) for number, heading, _ in printed.numbered] == [
        (number, title(section)) for number, section in enumerate(numbered, start=1)
    ]
    others = [heading for level, heading, _ in printed.outline if level < 3]
    known = {"In this brief", "How to read it", "Bottom line", plainly(topic(order.topic).title)}
    unnumbered = [each for each in others if not each[0].isdigit() and each not in known]
    assert unnumbered == others[-len(unnumbered) :]
    assert unnumbered == [heading for heading, _ in appendix(order)]


@SELECTION
def test_a_selection_numbers_its_sources_from_1_and_lists_only_what_it_cites(
    order: Order, maker: BriefMaker
) -> None:
    printed = maker[order]
    cited = {each.target for each in printed.links if each.target.startswith("src-")}
    assert cited == printed.entries.keys()
    for number, text in enumerate(printed.entries.values(), start=1):
        assert re.search(rf"(?<![\d:¶]){number}(?!\d)", text.replace("Cited on page", "").strip())
    for source in topic(order.topic).sources:
        is_listed = squeeze(source.title or "") in squeeze(printed.appendix)
        assert is_listed == (f"src-{source.id}" in cited)


@SELECTION
def test_the_appendix_names_what_a_selection_leaves_out(order: Order, maker: BriefMaker) -> None:
    printed, shown = maker[order], chosen(order)
    missing = [title(each) for each in topic(order.topic).sections if each not in shown]
    named = re.findall(r"not printed here: ([^.]*)\.", printed.appendix)
    assert named == (["; ".join(missing)] if missing else [])
    items = sum(1 for section in shown for _ in items_in(section))
    fewer = items - sum(1 for _ in printed.result.selection.items())
    counted = re.findall(r"(\d+) entr(?:y|ies) of the sections shown", printed.appendix)
    assert counted == ([str(fewer)] if fewer else [])
    nothing = "Nothing; this is the full brief." in printed.appendix
    assert nothing == (not missing and not fewer)


@pytest.mark.parametrize("order", [*FULL, *KINDS], ids=str)
def test_a_full_brief_says_that_nothing_is_left_out(order: Order, maker: BriefMaker) -> None:
    assert "Nothing; this is the full brief." in maker[order].appendix


@SELECTION
def test_no_link_of_a_selection_is_dead(order: Order, maker: BriefMaker) -> None:
    assert all(page for links in of.link_targets(maker[order].pdf) for _, page in links)


def test_a_reference_to_what_is_absent_is_words_and_no_link(maker: BriefMaker) -> None:
    alone = maker[order(EVERY_KIND, sections=("faq",))]
    assert squeeze("see the risks (not part of this brief) and the founding") in alone.body
    some = maker[order(EVERY_KIND, sections=("recommendations", "history"))]
    assert squeeze("yearbook (not part of this brief)") in some.body
    whole = maker[KINDS[0]]
    assert "not part of this brief" not in " ".join(whole.texts)
    assert {"s-risks", "s-background"} <= {each.target for each in whole.links if each.page > 1}


@pytest.mark.parametrize("order", ALL, ids=str)
def test_disputes_that_touch_what_is_shown_are_printed(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    shown = {section.id for section in chosen(order)}
    touched = {name for item in printed.result.selection.items() for name in item.disputes}
    expected = [
        dispute
        for dispute in topic(order.topic).disputes
        if shown & {*dispute.sections} or dispute.id in touched
    ]
    assert {name[2:] for name in printed.places if name.startswith("d-")} == {
        dispute.id for dispute in expected
    }
    for dispute in expected:
        page = printed.places[f"d-{dispute.id}"].page
        assert page in printed.page_of(plainly(dispute.question))


@pytest.mark.parametrize("order", [*FULL, *KINDS, REVERSED], ids=str)
def test_an_entry_in_dispute_bears_the_sign_of_the_dispute(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    marks = Counter(each.target for each in printed.links if re.fullmatch(r"≠ \d+", each.words))
    for section in chosen(order):
        if section.id != "summary":  # its judgements stand beside the index of disputes
            disputes = (name for item in items_in(section) for name in item.disputes)
            marks.subtract(f"d-{name}" for name in disputes)
    assert {name: count for name, count in marks.items() if count < 0} == {}


@pytest.mark.parametrize("tag", ["press", "engineers"])
def test_entries_for_other_readers_are_not_printed(tag: str, maker: BriefMaker) -> None:
    made = next(each for each in SELECTIONS if tag in str(each))
    tagged = [
        (tag in item.audience, max((plainly(each) for _, each in texts(item)), key=len))
        for section in chosen(made)
        for item in items_in(section)
        if item.audience
    ]
    assert tagged
    for wanted, longest in tagged:
        assert (squeeze(longest) in maker[made].body) == wanted
