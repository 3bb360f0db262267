"""Whether a brief may go out as it is marked: its clearance, and what its marking asks for.

Enters: a valid brief with its places. Leaves: warnings.
"""

from collections.abc import Iterator
from itertools import combinations

from briefing.errors import Diagnostic
from briefing.model.base import Loc
from briefing.model.clearance import Clearance
from briefing.model.marking import read_marking
from briefing.validation.located_brief import Located

__all__ = ["check_clearance"]


def check_clearance(topic: Located) -> Iterator[Diagnostic]:
    """Find what is pending, out of order or missing."""
    brief = topic.brief
    if brief.clearance and brief.clearance.pending and brief.status != "draft":
        names = " and ".join(f"`{each}`" for each in brief.clearance.pending)
        message = f"the status is `{brief.status}`, but the step of {names} is pending"
        hint = "add the `date` of each step, or set `status: draft`"
        yield _warn("pending-clearance", message, topic, ("clearance",), hint)
    if brief.clearance:
        yield from _order(topic, brief.clearance)
    if brief.marking and read_marking(brief.marking).scheme == "cui" and not brief.designation:
        message = f"the marking `{brief.marking}` has no designation block"
        hint = "add `designation` with `controlled_by`, `category` and `contact`"
        yield _warn("cui-without-designation", message, topic, ("marking",), hint)


def _order(topic: Located, clearance: Clearance) -> Iterator[Diagnostic]:
    """Find steps that are dated before one of an earlier kind; those of one kind take turns."""
    dated = [(kind, step.by, step.date) for kind, step in clearance.steps() if step.date]
    for (earlier, one, before), (later, other, after) in combinations(dated, 2):
        if earlier != later and after.last < before.first:
            message = f"`{other}` {later} it on {after}, before `{one}` {earlier} it on {before}"
            hint = "look which date is wrong, or have the new text cleared again"
            yield _warn("clearance-out-of-order", message, topic, ("clearance", later), hint)


def _warn(rule: str, message: str, topic: Located, loc: Loc, hint: str) -> Diagnostic:
    return Diagnostic(message, topic.span(*loc), hint, "warning", rule)
