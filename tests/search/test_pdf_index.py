"""The page of a thing is read from the finished brief, and it is true."""

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.pdf.imposition import booklet
from briefing.search.answer import Pages, pages_of
from briefing.search.find import Place, find_places
from briefing.search.pdf_index import Finished, read_finished
from briefing.validation.located_brief import Located
from tests.support.briefs import FULL, KINDS, MEETING, SELECTIONS, SHEET
from tests.support.built_briefs import BriefMaker, Order, Printed
from tests.support.places import EVERY_KIND, SAMPLE

ORDERS = [FULL[0], MEETING[0], SHEET[0], KINDS[0], SELECTIONS[0]]


@pytest.fixture(scope="module")
def places() -> dict[Path, list[Place]]:
    """Give places in nearly all texts of both topics."""
    found = {}
    for path in (SAMPLE, EVERY_KIND):
        source = load(path)
        topic = Located(source.tree, validate(source))
        found[path] = list({each for letter in "aeiou" for each in find_places(topic, letter)})
    return found


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def finished(printed: Printed) -> Finished:
    found = read_finished(printed.data)
    assert found
    return found


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_a_section_reaches_over_the_pages_that_hold_it(order: Order, maker: BriefMaker) -> None:
    printed, brief = maker[order], finished(maker[order])
    for section in printed.result.selection.sections:
        told = set(brief.reach(f"s-{section.id}"))
        held = set(printed.result.pages.holding(f"s-{section.id}"))
        # what is behind the key judgements stands after the front page
        assert held == told - ({2} if section.id == "summary" else set())


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_words_stand_on_each_page_that_is_named_and_on_no_other_of_their_section(
    order: Order, maker: BriefMaker, places: dict[Path, list[Place]]
) -> None:
    printed, brief = maker[order], finished(maker[order])
    texts = [letters(text) for text in printed.bodies]
    exact = [0, 0]
    for place in places[order.topic]:
        pages = pages_of(place, brief)
        if not pages or not pages.numbers or not place.printed:
            continue
        exact[pages.exact] += 1
        words = letters(place.printed[0])
        reach = brief.reach(place.anchors[0]) if place.anchors else range(1, 2)
        holding = {n for n in reach if words in texts[n - 1]}
        if pages.exact and not holding:
            one, two = pages.numbers
            assert words in texts[one - 1] + texts[two - 1], place
        elif pages.exact:
            assert pages.numbers
            assert holding >= set(pages.numbers), (place, pages, holding)
            assert len(pages.numbers) == 1 or holding == set(pages.numbers)
        else:
            assert pages.numbers == tuple(reach)
    if order in FULL:
        assert exact[True] > 20 * exact[False]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_the_engine_put_each_entry_on_a_page_that_is_named(
    order: Order, maker: BriefMaker, places: dict[Path, list[Place]]
) -> None:
    printed, brief = maker[order], finished(maker[order])
    seen = set[str]()
    for place in places[order.topic]:
        anchor = place.anchors[0] if place.anchors else ""
        held = printed.result.pages.holding(anchor)
        # what is behind the key judgements is no part of them
        if not anchor.startswith(("i-", "d-", "src-")) or anchor.startswith("i-judgement"):
            continue
        seen.add(anchor)
        known = [place] if anchor[0] != "i" else [place, replace(place, anchors=place.anchors[1:])]
        for each in known:
            pages = pages_of(each, brief)
            assert pages
            if held:
                assert {*pages.numbers} & {*held}, (place, pages)
            elif each is place:
                assert not pages.numbers
    assert len(seen) > 20 or order.topic == EVERY_KIND


def test_a_page_is_named_as_it_is_said() -> None:
    assert str(Pages((7,), True)) == str(Pages((7,), False)) == "p. 7"
    assert str(Pages((7, 9), True)) == "pp. 7, 9"
    assert str(Pages((7, 8, 9), False)) == "pp. 7-9"
    assert str(Pages((), True)) == "not printed"


def test_sheets_of_a_booklet_tell_no_pages(maker: BriefMaker) -> None:
    data = maker[SHEET[0]].data
    assert read_finished(data)
    assert read_finished(booklet(data)[0]) is None
    assert read_finished(b"%PDF-1.7 and no more") is None
    assert read_finished(b"") is None
