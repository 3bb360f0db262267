"""A brief laid out once, and what is to be said of its pages.

Enters: a document with its pages. Leaves: how many pages each section takes, and sentences about
what was done to it. Invariant: costs add up to all pages.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from briefing.document.assemble import Document
from briefing.document.select import NO_TRIM, Selection, Trim
from briefing.errors import OutputError, plural
from briefing.layout.page_map import PageMap
from briefing.model import anchors
from briefing.model.typesetting import UNCHANGED, Typesetting
from briefing.rendering.renderer import Renderer

__all__ = [
    "FittingReport",
    "FittingStep",
    "TrialLayout",
    "changes",
    "costs",
    "left_out",
    "too_long",
]

# A last page less full than this is a stub.
_STUB = 0.2


@dataclass(frozen=True, slots=True)
class FittingStep:
    """How a brief is set and what is cut from it; `guess` is how many pages it might have."""

    setting: Typesetting = UNCHANGED
    cut: Trim = NO_TRIM
    guess: float = 0


@dataclass(frozen=True, slots=True)
class TrialLayout:
    """A brief laid out once; the engine keeps its pages under a key."""

    step: FittingStep
    key: str
    document: Document
    renderer: Renderer
    pages: PageMap
    log: tuple[str, ...]

    @property
    def selection(self) -> Selection:
        """Return what is shown."""
        return self.document.resolved.selection

    @property
    def costs(self) -> Mapping[str, float]:
        """Return how many pages each part takes."""
        return costs(self.selection, self.pages)

    @property
    def has_stub(self) -> bool:
        """Return whether some part ends with a few lines on a page of their own."""
        parts = (self.pages.laid[name].pages for name in self.pages.order)
        written = ([page for page in pages if not page.blank] for pages in parts)
        return any(len(pages) > 1 and pages[-1].filled < _STUB for pages in written)


@dataclass(frozen=True, slots=True)
class FittingReport:
    """What was done about the number of pages, and what each part of the brief costs."""

    done: tuple[str, ...]
    costs: Mapping[str, float]

    def __str__(self) -> str:
        return "\n".join((*self.done, f"cost in pages: {_list(self.costs)}"))


def costs(selection: Selection, pages: PageMap) -> Mapping[str, float]:
    """Return by anchor how many pages each section takes, and what stands before and behind."""
    body = [anchors.section(each.id) for each in selection.sections if not each.annexed]
    annex = [anchors.section(each.id) for each in selection.sections if each.annexed]
    begun = [*body, anchors.SOURCES, *annex]
    return dict(zip(["front", *begun], pages.costs(begun), strict=True))


def changes(best: TrialLayout, size: Callable[[Typesetting], float]) -> Iterator[str]:
    """Yield what was done to a brief but leave entries out; `size` tells how large texts are."""
    setting, cut = best.step.setting, best.step.cut
    if setting.spacing != 1:
        yield f"spacing at {setting.spacing:.0%}, lines closer"
    before, after = size(UNCHANGED), size(setting)
    if after < before:
        yield f"text {after:.3g} pt instead of {before:.3g}"
    if cut.appendix:
        yield "appendix short"
    if cut.disputes:
        yield "disputes in one line"


def left_out(first: TrialLayout, best: TrialLayout) -> Iterator[str]:
    """Yield which entries are not shown, and of which sections nothing is."""
    least = dict(best.step.cut.least)
    narrowed = [each.id for each in first.selection.sections if least.get(each.id) == 1]
    for priority in (3, 2):
        before, after = (
            sum(item.priority == priority for item in trial.selection.items())
            for trial in (first, best)
        )
        if before > after:
            where = f" in {', '.join(narrowed)}" if after else ""
            yield f"{plural(before - after, 'entry', 'entries')} of priority {priority}{where}"
    shown = {each.id for each in best.selection.sections}
    if gone := [each.id for each in first.selection.sections if each.id not in shown]:
        yield f"hence all of {', '.join(gone)}"


def too_long(trial: TrialLayout, limit: int) -> OutputError:
    """Return what each section costs where a limit cannot be kept, and what would help."""
    fills, excess = trial.costs, trial.pages.total - limit
    sections = [block.section.id for block in (*trial.document.blocks, *trial.document.annex)]
    dearest = sorted(sections, key=lambda name: -fills[anchors.section(name)])
    saved = list(accumulate(fills[anchors.section(name)] for name in dearest))
    hint = "choose a few sections with `--sections`, to be set on one sheet with `--sheet`"
    for number, pages in enumerate(saved, start=1):
        if pages >= excess:
            hint = f"leave out what costs most, `--without {','.join(dearest[:number])}`"
            break
    return OutputError(
        f"the brief does not go on {plural(limit, 'page')}: as close, as small and as far cut as "
        f"it may be, it has {trial.pages.total}: {_list(fills)}",
        hint,
    )


def _list(costs: Mapping[str, float]) -> str:
    return ", ".join(f"{anchors.section_id(name)} {cost:.1f}" for name, cost in costs.items())
