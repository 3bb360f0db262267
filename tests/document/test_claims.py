from collections.abc import Mapping
from typing import Any

import pytest

from briefing.document.assemble import Document, assemble
from briefing.document.claims import Claim
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.layout.page_map import PageMap
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.sections.economics import Firm
from briefing.model.sections.history import Event
from briefing.model.sections.multilateral import Membership
from briefing.model.sections.summary import Judgement
from briefing.rendering.renderer import Renderer
from briefing.themes.theme import open_theme


@pytest.fixture(scope="module")
def english() -> Mapping[str, Any]:
    return labels("en")


def make(brief: Brief, english: Mapping[str, Any], **options: Any) -> Document:
    return assemble(resolve(select(brief, Options(**options))), english)


def claims(brief: Brief, section: str) -> list[Claim]:
    document = make(brief, labels("en"), sections=(section,))
    return [claim for group in document.claims for claim in group.claims]


def history(brief: Brief, *citations: str) -> Brief:
    """Give a brief of a history, in which each of some equal events cites something."""
    data = {"date": "1924", "title": "The commission is founded"}
    events = tuple(Event.model_validate(data | {"citations": each}) for each in citations)
    (section,) = (each for each in brief.sections if each.kind == "history")
    era = section.eras[0].model_copy(update={"events": events})
    section = section.model_copy(update={"eras": (era,), "lead": None})
    return brief.model_copy(update={"sections": (section, brief.sections[-1]), "disputes": ()})


def test_an_item_is_a_claim_where_it_or_one_of_its_texts_cites(every_kind: Brief) -> None:
    judgements = claims(every_kind, "summary")  # in the statement
    assert [type(claim.item) for claim in judgements] == [Judgement, Judgement]
    assert len(claims(every_kind, "comparison")) == 2  # in cells, and in `citations`
    assert [str(claim.item.citations) for claim in claims(every_kind, "outlook")] == [
        "[@yearbook, p. 11]"  # the other scenario cites nothing
    ]
    assert claims(every_kind, "background") == []  # what cites there is no entry


def test_what_an_item_holds_is_a_claim_of_its_own(every_kind: Brief) -> None:
    found = claims(every_kind, "multilateral")
    assert [type(claim.item) for claim in found] == [Membership, Membership]
    assert [str(getattr(claim.within, "name", "")) for claim in found] == [
        "Union of river commissions",
        "League of ports",
    ]


@pytest.mark.parametrize(
    ("citations", "grades"),
    [
        ("[@yearbook, p. 3]", ("B",)),
        ("[@yearbook, p. 3 {cred=2}]", ("B2",)),
        ("[@yearbook, p. 3 {cred=2}; @yearbook, p. 4 {cred=2}]", ("B2",)),
        ("[@almanac, p. 3 {cred=1}; @yearbook, p. 4; @almanac {cred=4}]", ("C1", "B", "C4")),
        ("[@never-cited {cred=6}]", ("–6",)),
    ],
)
def test_a_grade_is_reliability_and_credibility_in_the_order_of_citation(
    every_kind: Brief, citations: str, grades: tuple[str, ...]
) -> None:
    (claim,) = claims(history(every_kind, citations), "history")
    assert claim.grades == grades


@pytest.mark.parametrize(
    ("citations", "corroborated"),
    [
        ("[@yearbook, p. 3]", False),
        ("[@yearbook, p. 3; @yearbook, p. 4]", False),
        ("[@yearbook, p. 3; @survey]", False),  # which derives from it
        ("[@yearbook, p. 3; @almanac]", True),
        ("[@survey; @yearbook; @almanac]", True),
    ],
)
def test_a_claim_is_corroborated_by_two_sources_that_do_not_repeat_each_other(
    every_kind: Brief, citations: str, corroborated: bool
) -> None:
    (claim,) = claims(history(every_kind, citations), "history")
    assert claim.corroborated is corroborated


def test_items_have_numbered_anchors_only_where_a_page_is_told_of_them(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    document = make(every_kind, english)
    cited = [claim.item for group in document.claims for claim in group.claims]
    assert sum(not item.id for item in cited) > 15
    assert len({document.anchor(item) for item in cited} - {None}) == len(cited)
    for appendix in ("short", "full"):
        document = make(every_kind, english, without=("evidence",), appendix=appendix)
        bare = [item for item in document.resolved.selection.items() if not item.id]
        told = [claim.item for claim in document.uncorroborated if not claim.item.id]
        assert bool(told) == (appendix == "full")
        assert [item for item in bare if document.anchor(item)] == told


def test_equal_items_have_anchors_of_their_own(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    brief = history(every_kind, "[@yearbook, p. 3]", "[@yearbook, p. 3]")
    document = make(brief, english)
    one, other = document.resolved.selection.items()
    assert one == other
    html = Renderer(document, open_theme("ministry")).part("whole", PageMap(("whole",)))
    for item in (one, other):
        assert html.count(f'id="{document.anchor(item)}"') == 1
        assert html.count(f'href="#{document.anchor(item)}"') == 1


@pytest.mark.parametrize("theme", ["ministry", "institute"])
def test_every_claim_has_one_anchor_on_the_pages(
    sample_brief: Brief, every_kind: Brief, english: Mapping[str, Any], theme: str
) -> None:
    (evidence,) = (each for each in every_kind.sections if each.kind == "evidence")
    sections = (*sample_brief.sections, evidence)
    for brief in (every_kind, sample_brief.model_copy(update={"sections": sections})):
        document = make(brief, english)
        renderer = Renderer(document, open_theme(theme))
        parts = tuple(part.name for part in document.parts)
        html = "".join(renderer.part(name, PageMap(parts)) for name in parts)
        items = [claim.item for group in document.claims for claim in group.claims]
        assert len(items) > 25
        for item in items:  # the firms of which only the name is known share a row
            assert html.count(f' id="{document.anchor(item)}"') == 1, item
    assert sum(isinstance(item, Firm) and not item.id for item in items) > 5


def test_what_the_appendix_names_as_uncorroborated_is_foremost_and_not_in_dispute(
    sample_brief: Brief, english: Mapping[str, Any]
) -> None:
    document = make(sample_brief, english)
    named = [claim.item for claim in document.uncorroborated]
    weak = [claim.item for group in document.claims for claim in group.uncorroborated]
    assert len(weak) > 100
    assert [item for item in weak if isinstance(item, Judgement)] == named[:3]
    assert all(item.priority == 1 and not item.disputes for item in named[3:])
    others = [item for item in weak if not any(item is each for each in named)]
    assert not any(item.priority == 1 and not item.disputes for item in others)


def test_the_annex_stands_last_without_a_number_wherever_it_is_named(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    document = make(every_kind, english, sections=("evidence", "summary", "risks", "faq"))
    assert document.summary
    assert [(block.number, block.kind) for block in document.blocks] == [(1, "risks"), (2, "faq")]
    assert [(block.number, block.kind) for block in document.annex] == [(0, "evidence")]
    assert english["kinds"]["evidence"] not in document.left_out
    left_out = make(every_kind, english, without=("evidence",)).left_out
    assert left_out == (english["kinds"]["evidence"],)


def test_the_annex_does_not_make_a_brief_a_long_one(
    every_kind: Brief, english: Mapping[str, Any]
) -> None:
    four = ("summary", "risks", "faq", "poll", "views")
    assert make(every_kind, english, sections=(*four, "evidence")).is_whole
    assert not make(every_kind, english, sections=(*four, "cases", "evidence")).is_whole
