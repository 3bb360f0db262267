from collections.abc import Mapping
from itertools import permutations
from typing import Any

import pytest

from briefing.document.assemble import Document, assemble
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.layout.page_map import PageMap
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.sections.registry import KINDS
from briefing.rendering.renderer import Renderer
from briefing.themes.theme import Theme, open_theme


@pytest.fixture(scope="module")
def english() -> Mapping[str, Any]:
    return labels("en")


@pytest.fixture(scope="module")
def theme() -> Theme:
    return open_theme("ministry")


def make(brief: Brief, english: Mapping[str, Any], **options: Any) -> Document:
    return assemble(resolve(select(brief, Options(**options))), english)


def names(document: Document) -> list[str]:
    return [part.name for part in document.parts]


def test_a_long_brief_has_a_front_page_a_body_and_an_appendix(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    document = make(every_kind, english)
    assert names(document) == ["front", "body", "sources"]
    assert not document.is_whole
    # the parts that print page numbers wait for the one that gives them


def test_a_short_brief_and_one_on_a_single_sheet_are_one_part(
    every_kind: Brief, minimal: Brief, english: Mapping[str, Any]
) -> None:
    assert names(make(minimal, english)) == ["whole"]
    assert names(make(every_kind, english, sections=("summary", "faq", "risks"))) == ["whole"]
    assert names(make(every_kind, english, sheet=True)) == ["whole"]


def test_a_summary_that_comes_first_stands_apart_and_has_no_number(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    document = make(every_kind, english)
    assert document.summary
    assert document.summary.kind == "summary"
    assert len(document.blocks) > 15
    numbers = [block.number for block in document.blocks]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "summary" not in [block.kind for block in document.blocks]


def test_a_summary_that_comes_later_is_a_section_like_others(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    document = make(every_kind, english, sections=("faq", "summary"))
    assert document.summary is None
    assert [(block.number, block.kind) for block in document.blocks] == [(1, "faq"), (2, "summary")]


def test_a_section_without_a_title_has_that_of_its_kind(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    document = make(every_kind, english, sections=("faq", "background"))
    faq, background = document.blocks
    assert faq.title == english["kinds"]["faq"]
    assert (background.title, background.anchor) == ("How the counts are made", "s-background")
    assert english["kinds"]["risks"] in document.left_out
    assert len(document.left_out) == len(every_kind.sections) - 2


def test_each_dispute_stands_in_the_block_that_prints_it(
    sample_brief: Brief, english: Mapping[str, Any]
) -> None:
    document = make(sample_brief, english)
    blocks = [*([document.summary] if document.summary else []), *document.blocks]
    numbers = [placed.number for block in blocks for placed in block.disputes]
    assert numbers == list(range(1, 30))


def test_the_index_holds_the_contradictions_in_two_columns(
    sample_brief: Brief, english: Mapping[str, Any]
) -> None:
    document = make(sample_brief, english)
    left = [row[0] for row in document.index]
    right = [row[1] for row in document.index if row[1]]
    numbers = [placed.number for placed in [*left, *right] if placed]
    assert numbers == sorted(numbers)
    disputes = document.resolved.selection.disputes
    assert numbers == [p.number for p in disputes if p.dispute.nature == "contradiction"]
    assert len(numbers) + document.disputes_not_indexed == len(disputes)


def test_a_brief_says_whether_it_holds_judgements(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    assert make(every_kind, english, sections=("risks",)).has_judgements
    assert not make(every_kind, english, sections=("myths",)).has_judgements
    assert make(every_kind, english, sections=("history",)).has_judgements  # of a dispute


def test_every_two_sections_can_stand_together_in_either_order(
    sample_brief: Brief, english: Mapping[str, Any]
) -> None:
    ids = [section.id for section in sample_brief.sections]
    pairs = list(permutations(ids, 2))
    assert len(pairs) == 240
    for pair in pairs:
        document = make(sample_brief, english, sections=pair)
        blocks = [*([document.summary] if document.summary else []), *document.blocks]
        assert [block.section.id for block in blocks] == list(pair)
        disputes = [placed.number for block in blocks for placed in block.disputes]
        assert disputes == list(range(1, len(disputes) + 1))
        assert len(document.left_out) == 14
        assert document.resolved.sources


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_can_stand_alone_and_be_rendered(
    every_kind: Brief, english: Mapping[str, Any], theme: Theme, kind: str
) -> None:
    (name,) = [each.id for each in every_kind.sections if each.kind == kind]
    document = make(every_kind, english, sections=(name,))
    (part,) = document.parts
    html = Renderer(document, theme).part(part.name, PageMap((part.name,)))
    assert f'id="s-{name}"' in html
    assert "src-never-cited" not in html


def test_a_reference_to_what_is_left_out_says_so_in_words(
    every_kind: Brief, english: Mapping[str, Any], theme: Theme
) -> None:
    document = make(every_kind, english, sections=("faq",))
    html = Renderer(document, theme).part("whole", PageMap(("whole",)))
    assert "the risks (not part of this brief)" in html
    assert 'href="#s-risks"' not in html
    document = make(every_kind, english, sections=("faq", "risks"))
    html = Renderer(document, theme).part("whole", PageMap(("whole",)))
    assert '<a class="ref" href="#s-risks"> the risks</a>' in html
