import pytest

from briefing.markup import plain
from briefing.model.base import texts
from briefing.model.brief import Brief
from briefing.options import Options
from briefing.resolve import Resolved, resolve
from briefing.select import select


@pytest.fixture
def cited(every_kind: Brief) -> Brief:
    """Give the brief without the one source that nothing cites."""
    return every_kind.model_copy(update={"sources": every_kind.sources[:-1]})


def numbered(resolved: Resolved) -> list[tuple[int, str]]:
    return [(entry.number, entry.source.id) for entry in resolved.entries]


def test_sources_are_numbered_by_their_first_citation(every_kind: Brief) -> None:
    resolved = resolve(select(every_kind, Options()))
    assert numbered(resolved) == [(1, "yearbook"), (2, "almanac"), (3, "survey")]
    assert resolved.numbers == {"yearbook": 1, "almanac": 2, "survey": 3}


def test_a_selection_has_numbers_of_its_own_without_gaps(cited: Brief) -> None:
    poll_first = resolve(select(cited, Options(sections=("poll", "recommendations"))))
    assert numbered(poll_first) == [(1, "survey"), (2, "yearbook")]


def test_only_what_is_cited_is_a_source_of_the_brief(every_kind: Brief) -> None:
    assert numbered(resolve(select(every_kind, Options(sections=("poll",))))) == [(1, "survey")]


def test_entries_that_are_left_out_cite_nothing(cited: Brief) -> None:
    sections = ("multilateral", "faq")
    assert "almanac" in resolve(select(cited, Options(sections=sections))).numbers
    assert "almanac" not in resolve(select(cited, Options(sections=sections, priority=2))).numbers


def test_a_section_that_keeps_none_of_its_entries_is_left_out(cited: Brief) -> None:
    shown = select(cited, Options(sections=("summary", "bilateral"), priority=1))
    assert [section.id for section in shown.sections] == ["summary"]
    assert "bilateral" in {section.id for section in shown.left_out}


@pytest.mark.parametrize("priority", [1, 2, 3])
@pytest.mark.parametrize("audience", [(), ("press",)])
def test_numbers_run_from_one_and_cover_every_citation_that_is_shown(
    sample_brief: Brief, every_kind: Brief, priority: int, audience: tuple[str, ...]
) -> None:
    for brief in (every_kind, sample_brief):
        tags = audience if brief is every_kind else ()
        options = Options.model_validate({"priority": priority, "audience": tags})
        resolved = resolve(select(brief, options))
        assert [entry.number for entry in resolved.entries] == [
            number for number, _ in enumerate(resolved.entries, start=1)
        ]
        for section in resolved.selection.sections:
            for _, text in texts(section):
                for cluster in resolved.rich(text).citations:
                    assert all(item.key in resolved.numbers for item in cluster)


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
    assert plain(resolved.rich(every_kind.title)) == "The Alder River Commission"
    for _, text in texts(every_kind.model_copy(update={"sources": ()})):
        assert not resolved.rich(text).faults
