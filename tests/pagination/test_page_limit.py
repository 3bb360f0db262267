"""The ladder and the search for a rung of it; what briefs within a limit look like."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import OutputError, UsageError, build
from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import NO_TRIM, Selection, select
from briefing.layout.engine import Laid
from briefing.layout.page_map import PageMap
from briefing.layout.protocol import Page
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.typesetting import Typesetting
from briefing.pagination.page_limit import LAYOUTS, fit, fitting_steps, search
from briefing.pagination.trial_layout import FittingStep, TrialLayout
from tests.support.built_briefs import BriefMaker, order
from tests.support.places import SAMPLE

lengths = st.lists(st.integers(1, 60), min_size=2, max_size=16)
falling = lengths.map(lambda pages: sorted(pages, reverse=True))
ERRORS = st.lists(st.floats(0.97, 1.03), min_size=16, max_size=16)


def searched(
    pages: list[int], guesses: list[float], limit: int
) -> tuple[int | None, dict[int, int]]:
    """Search, and tell the rung that is found and what was measured."""
    measured: dict[int, int] = {}

    def measure(step: int) -> int:
        assert step not in measured
        measured[step] = pages[step]
        return pages[step]

    return search([pages[0], *guesses[1 : len(pages)]], limit, measure), measured


def one_page_less(pages: list[int], limit: int) -> int:
    """Give a limit that the brief as it is goes over."""
    return min(limit, pages[0] - 1)


@given(lengths, st.lists(st.floats(0.1, 90), min_size=16, max_size=16), st.integers(1, 60))
def test_a_found_rung_was_measured_and_so_was_every_failure(
    pages: list[int], guesses: list[float], limit: int
) -> None:
    found, measured = searched(pages, guesses, limit)
    assert len(measured) < LAYOUTS
    assert (measured[len(pages) - 1] > limit) if found is None else (measured[found] <= limit)


@given(falling, ERRORS, st.integers(1, 60))
def test_with_fair_guesses_the_first_rung_within_the_limit_is_found(
    pages: list[int], errors: list[float], limit: int
) -> None:
    limit = one_page_less(pages, limit)
    guesses = [each * error for each, error in zip(pages, errors, strict=False)]
    first = next((step for step, each in enumerate(pages) if each <= limit), None)
    assert searched(pages, guesses, limit)[0] == first


def test_a_right_guess_is_measured_with_its_neighbour_alone() -> None:
    pages = [20, 19, 18, 17, 16, 14, 13, 12, 11, 10, 10, 9, 8, 8, 7, 6]
    found, measured = searched(pages, [*map(float, pages)], 8)
    assert (found, measured) == (12, {12: 8, 11: 9})


def selected(brief: Brief, **options: Any) -> Selection:
    return select(brief, Options(**options))


def rungs_of(selection: Selection) -> tuple[FittingStep, ...]:
    sections = {f"s-{section.id}": 1.0 for section in selection.sections}
    return fitting_steps(selection, {"front": 0.5, **sections, "sources": 1.5})


def test_what_is_missed_least_comes_first(sample_brief: Brief) -> None:
    steps = rungs_of(selected(sample_brief))
    assert [(each.setting.spacing, each.setting.size) for each in steps[:4]] == [
        (0.8, 0), (0.6, 0), (0.6, 0.5), (0.6, 1),
    ]  # fmt: skip
    assert {each.cut for each in steps[:4]} == {NO_TRIM}
    assert {each.setting for each in steps[3:]} == {steps[3].setting}
    names = [each.cut.names for each in steps[4:]]
    assert names[:3] == [
        ("entries",), ("entries", "appendix"), ("entries", "appendix", "disputes"),
    ]  # fmt: skip
    assert {least for _, least in steps[4].cut.least} == {2}
    narrowed = [{name for name, least in each.cut.least if least == 1} for each in steps[7:]]
    assert narrowed == sorted(narrowed, key=len)
    assert "summary" in narrowed[-1] - narrowed[-2]
    assert narrowed[0] == {"about-sources", "poll"} & narrowed[0]


def test_guesses_and_what_is_shown_become_less_from_rung_to_rung(sample_brief: Brief) -> None:
    selection = selected(sample_brief)
    steps = rungs_of(selection)
    assert [each.guess for each in steps] == sorted((each.guess for each in steps), reverse=True)
    shown = [
        sum(1 for _ in select(sample_brief, selection.options, each.cut).items()) for each in steps
    ]
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] == sum(1 for _ in selected(sample_brief, priority=1).items())


def test_a_ladder_has_no_rung_that_changes_nothing(every_kind: Brief) -> None:
    short = selected(every_kind, priority=1, disputes="line", appendix="short")
    assert {each.cut for each in rungs_of(short)} == {NO_TRIM}
    assert not any(each.cut.disputes for each in rungs_of(selected(every_kind, disputes="line")))


def test_a_ladder_of_many_sections_is_not_longer(sample_brief: Brief) -> None:
    sections = tuple(
        section.model_copy(update={"id": f"{section.id}-{number}"})
        for number in range(4)
        for section in sample_brief.sections
    )
    steps = rungs_of(selected(sample_brief.model_copy(update={"sections": sections})))
    assert len(steps) == 2 ** (LAYOUTS - 2) - 1
    assert {least for _, least in steps[-1].cut.least} == {1}


def test_no_rung_leaves_a_brief_empty(sample_brief: Brief) -> None:
    selection = selected(sample_brief, sections=("faq", "views"))
    for step in rungs_of(selection):
        assert select(sample_brief, selection.options, step.cut).sections
    assert "entries" in rungs_of(selection)[-1].cut.names


class Desk:
    """Makes proofs as long and as full as a test says, in slots as the engine does."""

    def __init__(self, brief: Brief, look: Callable[[FittingStep], tuple[int, float]]) -> None:
        self.brief, self.look = brief, look
        self.by_key: dict[str, TrialLayout] = {}
        self.layouts = 0

    def make(self, step: FittingStep, key: str) -> TrialLayout:
        self.layouts += 1
        selection = select(self.brief, Options(), step.cut)
        document = assemble(resolve(selection), labels("en"))
        names = [f"s-{each.id}" for each in sorted(selection.sections, key=lambda s: s.annexed)]
        names.insert(sum(not each.annexed for each in selection.sections), "sources")
        length, filled = self.look(step)
        first = Page(tuple(names), tops=tuple(n / 100 for n in range(len(names))), filled=1)
        pages = (*[first, *[Page(filled=1)] * length][: length - 1], Page(filled=filled))
        laid = Laid((first,) if length == 1 else pages, ())
        trial = TrialLayout(
            step, key, document, cast(Any, None), PageMap(("whole",), {"whole": laid}), ()
        )
        self.by_key[key] = trial
        return trial

    def fit(self, **options: Any) -> tuple[TrialLayout, str]:
        trial, fitted = fit(self.make, Options(**options), lambda setting: 12 - 2 * setting.size)
        assert self.by_key[trial.key] is trial  # no later one took its place
        assert self.layouts <= LAYOUTS
        return trial, str(fitted)


def by_guess(step: FittingStep) -> tuple[int, float]:
    return round(step.guess) or 20, 1


@pytest.mark.parametrize("limit", range(8, 21))
def test_a_brief_within_its_limit_is_the_one_in_the_engine(every_kind: Brief, limit: int) -> None:
    desk = Desk(every_kind, by_guess)
    trial, said = desk.fit(max_pages=limit)
    assert trial.pages.total <= limit
    assert said.startswith(f"at most {limit} pages: ")
    assert f"({desk.layouts} layout" in said


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_limit_below_the_last_rung_is_refused_with_what_each_section_costs(
    every_kind: Brief, limit: int
) -> None:
    desk = Desk(every_kind, by_guess)
    with pytest.raises(OutputError) as caught:
        desk.fit(max_pages=limit)
    assert desk.layouts <= LAYOUTS
    assert re.search(r"it has \d+: front 0\.0, summary 0\.0, .+, evidence \d", str(caught.value))
    assert "\n  hint: leave out what costs most, `--without evidence" in str(caught.value)


def test_a_brief_that_is_short_enough_is_laid_out_once(every_kind: Brief) -> None:
    desk = Desk(every_kind, by_guess)
    trial, said = desk.fit(max_pages=20)
    assert (trial.step, desk.layouts) == (FittingStep(), 1)
    assert said.startswith("at most 20 pages: nothing to do (1 layout)\ncost in pages: front 0.0")


def test_without_a_limit_nothing_is_said(every_kind: Brief) -> None:
    assert Desk(every_kind, by_guess).fit()[1] == "None"


def full_when(*settings: Typesetting) -> Callable[[FittingStep], tuple[int, float]]:
    return lambda step: (5, 0.5 if step.setting in settings else 0.1)


@pytest.mark.parametrize("spacing", [0.9, 0.75, 0.6, 1.25, 1.6])
def test_a_stub_is_filled_with_the_least_change_of_spacing(
    every_kind: Brief, spacing: float
) -> None:
    desk = Desk(every_kind, full_when(Typesetting(spacing=spacing)))
    trial, said = desk.fit(fill=True)
    assert trial.step.setting == Typesetting(spacing=spacing)
    assert said.startswith(f"last page: no stub with spacing at {spacing:.0%}\n")


def test_no_spacing_is_tried_that_a_profile_could_not_name(every_kind: Brief) -> None:
    wide = Typesetting(spacing=2)
    desk = Desk(every_kind, full_when(wide.model_copy(update={"spacing": 3.2})))
    trial, _ = desk.fit(fill=True, typesetting=wide)
    assert trial.step.setting == wide


def test_a_stub_that_stays_is_told(every_kind: Brief) -> None:
    trial, said = Desk(every_kind, full_when()).fit(fill=True)
    assert (trial.step, said.split("\n")[0]) == (FittingStep(), "last page: still a stub")


def test_a_last_page_that_is_full_enough_costs_no_layout(every_kind: Brief) -> None:
    desk = Desk(every_kind, full_when(Typesetting()))
    assert desk.fit(fill=True)[1].startswith("last page: no stub\n")
    assert desk.layouts == 1


def test_a_stub_is_not_filled_at_the_cost_of_a_page(every_kind: Brief) -> None:
    desk = Desk(every_kind, lambda step: (5, 0.1) if step == FittingStep() else (6, 0.5))
    assert desk.fit(fill=True)[0].pages.total == 5


def test_a_limit_and_a_full_last_page_share_the_layouts(every_kind: Brief) -> None:
    desk = Desk(every_kind, lambda step: (by_guess(step)[0], 0.1))
    trial, said = desk.fit(max_pages=19, fill=True)
    assert trial.pages.total <= 19
    assert desk.layouts == LAYOUTS
    assert "last page: still a stub" in said


EIGHT = order(max_pages=8)
CLOSER = order(theme="institute", sections=("outlook", "poll"), max_pages=2)
FILLED = order(sections=("outlook",), fill=True)


@pytest.mark.parametrize("order", [EIGHT, CLOSER], ids=str)
def test_a_brief_has_no_more_pages_than_its_limit(order: Any, maker: BriefMaker) -> None:
    printed = maker[order]
    assert len(printed.texts) <= order.options.max_pages
    assert printed.result.fitted
    assert sum(printed.result.fitted.costs.values()) == pytest.approx(len(printed.texts))


def test_what_a_limit_left_out_stands_in_print_too(maker: BriefMaker) -> None:
    printed = maker[EIGHT]
    selection = printed.result.selection
    assert selection.items_left_out > 50
    assert f"{selection.items_left_out} entries of the sections shown are not printed here." in (
        printed.appendix
    )
    assert (
        "To keep to the page limit (8), entries of lower priority are left out; the appendix is "
        "short; disputes stand in one line." in printed.appendix
    )
    said = str(printed.result.fitted)
    assert "left out for it: 54 entries of priority 3; " in said
    assert re.search(r"cost in pages: front 0\.\d, summary 1\.\d, history", said)


def test_a_last_page_that_was_a_stub_is_none(maker: BriefMaker) -> None:
    printed = maker[FILLED]
    assert "no stub with spacing at" in str(printed.result.fitted)
    (_, last) = printed.result.pages.numbered()[-1]
    assert last.filled > 0.2


def test_a_limit_that_cannot_be_kept_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    path.write_bytes(b"what stood here before")
    with pytest.raises(OutputError) as caught:
        build(SAMPLE, path, Options(sections=("views", "cases"), max_pages=1))
    assert re.match(
        r"the brief does not go on 1 page: .+ it has 2: front \d\.\d, views \d\.\d, "
        r"sources \d\.\d\n  hint: choose a few sections with `--sections`",
        str(caught.value),
    )
    assert path.read_bytes() == b"what stood here before"


@pytest.mark.parametrize("asked", [{"max_pages": 4}, {"fill": True}])
def test_html_has_no_pages_to_count(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="leave them out, or --format html"):
        Options(format="html", **asked)
