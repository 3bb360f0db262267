import pytest

from briefing.document.resolve import Resolved, resolve
from briefing.document.select import select
from briefing.model.base import texts
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.text.rich_text import plain_text


@pytest.fixture
def cited(every_kind: Brief) -> Brief:
    """Give the brief without the one source that nothing cites."""
    return every_kind.model_copy(update={"sources": every_kind.sources[:-1]})


def cited_in(resolved: Resolved) -> list[str]:
    return [source.id for source in resolved.sources]


def test_sources_stand_in_the_order_of_their_first_citation(every_kind: Brief) -> None:
    resolved = resolve(select(every_kind, Options()))
    assert cited_in(resolved) == ["yearbook", "almanac", "survey"]


def test_a_selection_has_an_order_of_its_own(cited: Brief) -> None:
    poll_first = resolve(select(cited, Options(sections=("poll", "recommendations"))))
    assert cited_in(poll_first) == ["survey", "yearbook"]


def test_only_what_is_cited_is_a_source_of_the_brief(every_kind: Brief) -> None:
    assert cited_in(resolve(select(every_kind, Options(sections=("poll",))))) == ["survey"]


def test_entries_that_are_left_out_cite_nothing(cited: Brief) -> None:
    sections = ("multilateral", "faq")
    assert "almanac" in cited_in(resolve(select(cited, Options(sections=sections))))
    assert "almanac" not in cited_in(resolve(select(cited, Options(sections=sections, priority=2))))


def test_a_section_that_keeps_none_of_its_entries_is_left_out(cited: Brief) -> None:
    shown = select(cited, Options(sections=("summary", "bilateral"), priority=1))
    assert [section.id for section in shown.sections] == ["summary"]
    assert "bilateral" in {section.id for section in shown.left_out}


@pytest.mark.parametrize("priority", [1, 2, 3])
@pytest.mark.parametrize("audience", [(), ("press",)])
def test_every_citation_that_is_shown_has_its_source(
    sample_brief: Brief, every_kind: Brief, priority: int, audience: tuple[str, ...]
) -> None:
    for brief in (every_kind, sample_brief):
        tags = audience if brief is every_kind else ()
        options = Options.model_validate({"priority": priority, "audience": tags})
        resolved = resolve(select(brief, options))
        for section in resolved.selection.sections:
            for _, text in texts(section):
                for cluster in resolved.rich(text).citations:
                    assert all(item.key in cited_in(resolved) for item in cluster)
                    assert cluster in resolved.clusters


def test_sections_items_and_disputes_that_are_shown_are_targets(every_kind: Brief) -> None:
    targets = resolve(select(every_kind, Options(sections=("history", "faq")))).targets
    assert set(targets) == {"history", "faq", "founded", "founding"}
    assert len(set(targets.values())) == len(targets)


def test_what_is_left_out_is_no_target(every_kind: Brief) -> None:
    targets = resolve(select(every_kind, Options(sections=("recommendations",)))).targets
    assert "risk-flood" not in targets
    assert "risks" not in targets
    assert set(targets) == {"recommendations"}


def test_texts_are_parsed_in_the_language_of_the_brief(every_kind: Brief) -> None:
    resolved = resolve(select(every_kind, Options()))
    assert plain_text(resolved.rich(every_kind.title)) == "The Alder River Commission"
    for _, text in texts(every_kind.model_copy(update={"sources": ()})):
        assert not resolved.rich(text).faults
