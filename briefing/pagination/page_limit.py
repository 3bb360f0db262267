"""A page limit: a brief is set closer, then smaller, then cut, a step at a time.

Enters: a way to lay the brief out, and its options. Leaves: the brief on the first step that keeps
to the limit, and what was done; OutputError if none does. What a reader misses least comes first:
spacing and leading, size, items of priority 3, the longer forms of appendix and disputes, then
items of priority 2, section by section from the last. Invariant: at most six layouts, and what is
given was laid out, not guessed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from briefing.document.select import NO_TRIM, Selection, Trim, select
from briefing.errors import UsageError, plural
from briefing.model import anchors
from briefing.model.base import items_in
from briefing.model.options import Options
from briefing.model.typesetting import MOST_SPACING, Typesetting
from briefing.pagination.trial_layout import (
    FittingReport,
    FittingStep,
    TrialLayout,
    changes,
    left_out,
    too_long,
)

__all__ = ["LAYOUTS", "fit", "fitting_steps", "search"]

LAYOUTS = 6
"""So often a brief is laid out at most; its parts together count once."""

# Settings, and how much of the pages remains: a guess, which only tells where to look first.
_SETTINGS = (
    (Typesetting(spacing=0.8, leading=0.5), 0.95),
    (Typesetting(spacing=0.6, leading=1), 0.9),
    (Typesetting(spacing=0.6, leading=1, size=0.5), 0.85),
    (Typesetting(spacing=0.6, leading=1, size=1), 0.8),
)
# Guesses as well: what remains of them, and of a section without any of its items.
_SHORT_APPENDIX, _DISPUTES_IN_LINE, _WITHOUT_ITEMS = 0.6, 0.9, 0.3

# A guess is believed unmeasured when it is so far over the limit.
_FAR = 1.15

# Halving tells so many steps apart in the layouts after the first, with one to spare for a guess.
_RUNGS = 2 ** (LAYOUTS - 2) - 1
_SECTION_RUNGS = _RUNGS - len(_SETTINGS) - 3

# By these the spacing is multiplied, one after the other, until no last page is a stub.
_FILLS = (0.9, 0.75, 0.6, 1.25, 1.6)
_LEAST_SPACING = _SETTINGS[-1][0].spacing

Make = Callable[[FittingStep, str], TrialLayout]


def fit(
    make: Make, options: Options, size: Callable[[Typesetting], float]
) -> tuple[TrialLayout, FittingReport | None]:
    """Lay a brief out within its page limit; raise OutputError if that cannot be done.

    `make` lays it out as a step says, under a key; `size` tells how large texts are.
    """
    first = make(FittingStep(options.setting), "")
    if not options.max_pages and not options.fill:
        return first, None
    best, layouts, done = first, 1, list[str]()
    if limit := options.max_pages:
        best, layouts = _first_that_fits(make, first, limit)
        what = ", ".join(changes(best, size)) or "nothing to do"
        done.append(f"at most {plural(limit, 'page')}: {what} ({plural(layouts, 'layout')})")
        if missing := "; ".join(left_out(first, best)):
            done.append(f"left out for it: {missing}")
    if options.fill:
        done.append(f"last page: {'still a stub' if best.has_stub else 'no stub'}")
        if best.has_stub and (filled := _fill(make, best, LAYOUTS - layouts)):
            best = filled
            done[-1] = f"last page: no stub with spacing at {best.step.setting.spacing:.0%}"
    return best, FittingReport(tuple(done), best.costs)


def fitting_steps(selection: Selection, costs: Mapping[str, float]) -> tuple[FittingStep, ...]:
    """List what can be done about a brief's pages, without what would change nothing."""
    pages = sum(costs.values())
    start = selection.options.setting
    settings = [(_closer(start, setting), share) for setting, share in _SETTINGS]
    steps = [FittingStep(setting, guess=pages * share) for setting, share in settings]
    setting, share = settings[-1]
    before = _counts(selection)
    for cut in _cuts(selection):
        try:
            after = _counts(select(selection.brief, selection.options, cut))
        except UsageError:  # nothing would be left
            break
        left = dict(costs)
        for name, count in before.items():
            kept = after[name] / (count or 1) if name in after else 0
            left[anchors.section(name)] *= max(kept, _WITHOUT_ITEMS) if name in after else 0
        left[anchors.SOURCES] *= _SHORT_APPENDIX if cut.appendix else 1
        forms = _DISPUTES_IN_LINE if cut.disputes else 1
        steps.append(FittingStep(setting, cut, sum(left.values()) * share * forms))
    return tuple(steps)


def search(guesses: Sequence[float], limit: int, measure: Callable[[int], int]) -> int | None:
    """Find the first step with at most so many pages, None if even the last has more.

    `guesses[0]` is right, and too many. A guess chooses where to measure, as long as halving could
    still tell the steps apart in the layouts that are left.
    """
    low, high, error = 0, len(guesses), 1.0
    far = max(limit * _FAR, limit + 1)
    for layouts in reversed(range(LAYOUTS - 1)):
        between = range(low + 1, high)
        if not between:
            break
        likely = next((step for step in between if guesses[step] * error <= limit), between[-1])
        reach = 2**layouts - 1
        step = min(max(likely, high - 1 - reach), low + 1 + reach)
        pages = measure(step)
        error = pages / guesses[step]
        low, high = (low, step) if pages <= limit else (step, high)
        # never the last of them, so that failure is measured, too
        hopeless = [each for each in range(low + 1, high - 1) if guesses[each] * error > far]
        low = max([low, *hopeless])
    return high if high < len(guesses) else None


def _first_that_fits(make: Make, first: TrialLayout, limit: int) -> tuple[TrialLayout, int]:
    """Find the first step that keeps to the limit; count the layouts."""
    if first.pages.total <= limit:
        return first, 1
    steps = (
        replace(first.step, guess=first.pages.total),
        *fitting_steps(first.selection, first.costs),
    )
    trials, best = [first], first

    def measure(number: int) -> int:
        nonlocal best
        trials.append(make(steps[number], _other(best)))
        pages = trials[-1].pages.total
        best = trials[-1] if pages <= limit else best
        return pages

    if search([step.guess for step in steps], limit, measure) is None:
        raise too_long(trials[-1], limit)
    return best, len(trials)


def _fill(make: Make, best: TrialLayout, layouts: int) -> TrialLayout | None:
    """Change the spacing until no part ends with a stub, on no more pages."""
    setting = best.step.setting
    spacings = [setting.spacing * each for each in _FILLS]
    possible = [each for each in spacings if _LEAST_SPACING <= each <= MOST_SPACING]
    for spacing in possible[:layouts]:
        spaced = setting.model_copy(update={"spacing": spacing})
        trial = make(replace(best.step, setting=spaced), _other(best))
        if not trial.has_stub and trial.pages.total <= best.pages.total:
            return trial
    return None


def _closer(one: Typesetting, other: Typesetting) -> Typesetting:
    """Take of each length what is closer."""
    return Typesetting(
        spacing=min(one.spacing, other.spacing),
        leading=max(one.leading, other.leading),
        size=max(one.size, other.size),
    )


def _other(best: TrialLayout) -> str:
    """Name a key under which the best trial is not."""
    return "" if best.key else "other|"


def _counts(selection: Selection) -> Mapping[str, int]:
    return {section.id: sum(1 for _ in items_in(section)) for section in selection.sections}


def _cuts(selection: Selection) -> Iterator[Trim]:
    """Yield cuts that go further and further."""
    having: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for section in selection.sections:
        for priority in {item.priority for item in items_in(section)}:
            having[priority].append(section.id)
    cut, least = NO_TRIM, dict.fromkeys(having[3], 2)
    if least:
        yield (cut := Trim(tuple(least.items())))
    if selection.options.appendix == "full":
        yield (cut := replace(cut, appendix=True))
    if any(placed.form == "long" for placed in selection.disputes):
        yield (cut := replace(cut, disputes=True))
    names = having[2][::-1]
    many = -(-len(names) // _SECTION_RUNGS) or 1
    for start in range(0, len(names), many):
        least |= dict.fromkeys(names[start : start + many], 1)
        yield replace(cut, least=tuple(least.items()))
