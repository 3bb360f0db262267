"""Facts that contradict each other, whether or not anybody has noticed.

Enters: a valid brief with its places. Leaves: diagnostics, each with both positions. What stands
together in one declared dispute has been noticed, and is not reported.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from math import inf, isclose
from operator import itemgetter
from typing import Any

from briefing.errors import Diagnostic
from briefing.model.base import Item, Loc
from briefing.model.sections.economics import Observation, Relation
from briefing.model.sections.history import Event
from briefing.model.sections.multilateral import Body, Membership
from briefing.text import formula
from briefing.text.citation_scan import keys
from briefing.text.dates import Edtf
from briefing.validation.located_brief import Located

__all__ = ["check_contradictions", "check_outliers"]

# Powers of ten that words of a unit stand for.
_SCALES = {
    "%": -2,
    "percent": -2,
    "thousand": 3,
    "million": 6,
    "mn": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "tn": 12,
}
_ABOUT = 0.05
_JUMP = 0.4
# so many periods back a figure is compared: twelve months, four quarters and a year are 17
_BACK = 100
_DECLARE = "find the slip, or declare a dispute and name it in `disputes` of both"

_Group = defaultdict[object, list[tuple[Loc, Any]]]


def check_contradictions(topic: Located) -> Iterator[Diagnostic]:
    """Find facts of which at most one can be true."""
    yield from _values(topic)
    yield from _dates(topic)
    yield from _statuses(topic)
    yield from _relations(topic)


def check_outliers(topic: Located) -> Iterator[Diagnostic]:
    """Find measures that change much from one source and period to the next."""
    groups: _Group = defaultdict(list)
    for loc, each in topic.every(Observation):
        value, unit = _measured(each)
        closed = isinstance(each.period, Edtf) and "open" not in (
            each.period.start.unit,
            each.period.end.unit,
        )
        if closed and value > 0 and not each.conditional:
            what = (_plain(each.measure), unit, _plain(each.counterpart), each.flow)
            groups[what].append((loc, each))
    for group in groups.values():
        periods: defaultdict[Edtf, list[tuple[Loc, Any]]] = defaultdict(list)
        for loc, each in group:
            periods[each.period].append((loc, each))
        order = sorted(periods)
        for period, (loc, later) in (
            (index, each) for index, when in enumerate(order) for each in periods[when]
        ):
            near = reversed(order[max(0, period - _BACK) : period])
            before = (each for when in near for each in reversed(periods[when]))
            if jump := next(_jumps(later, before), None):
                at, each, rate = jump
                message = (
                    f"`{later.measure}` is {_say(later)} in {later.period}, but {_say(each)} in "
                    f"{each.period} at {topic.span(*at, 'value')}: {rate:+.0%} a year, and from "
                    "another source"
                )
                yield Diagnostic(
                    message, topic.span(*loc, "value"), _DECLARE, "warning", "jumping-values"
                )


def _jumps(
    later: Observation, before: Iterable[tuple[Loc, Observation]]
) -> Iterator[tuple[Loc, Observation, float]]:
    """Compare a value with those of the nearest earlier period that is as long as its own."""
    nearest: date | None = None
    for loc, each in before:
        assert isinstance(each.period, Edtf) and isinstance(later.period, Edtf)  # noqa: PT018
        lengths = [(period.last - period.first).days + 1 for period in (each.period, later.period)]
        if each.period.last >= later.period.first or not isclose(*lengths, rel_tol=0.1):
            continue
        if nearest not in (None, each.period.first):
            return
        nearest = each.period.first
        years = max(1, round((later.period.first - nearest).days / 365.25))
        rate = (_measured(later)[0] / _measured(each)[0]) ** (1 / years) - 1
        apart = set(keys(each.citations)).isdisjoint(keys(later.citations))
        if apart and abs(rate) > _JUMP + 1e-9 and not _disputed(each, later):
            yield loc, each, rate


def _values(topic: Located) -> Iterator[Diagnostic]:
    groups: _Group = defaultdict(list)
    for loc, each in topic.every(Observation):
        period = each.period
        when = (period.first, period.last) if isinstance(period, Edtf) else period
        who = (_plain(each.reporter), _plain(each.counterpart))
        what = (_plain(each.measure), _measured(each)[1], each.flow, each.conditional)
        groups[what, when, who].append((loc, each))
    for group in groups.values():
        earlier: defaultdict[frozenset[str], _Earlier] = defaultdict(_Earlier)
        for index, (loc, each) in enumerate(group):
            (low, high), own = _range(each), frozenset(each.disputes)
            first = min(
                (
                    seen.first_apart(low, high)
                    for key, seen in earlier.items()
                    if key.isdisjoint(own)
                ),
                default=index,
            )
            if first < index:
                at, other = group[int(first)]
                message = (
                    f"`{each.measure}`, period {each.period}, is {_say(each)} here and "
                    f"{_say(other)} at {topic.span(*at, 'value')}"
                )
                span = topic.span(*loc, "value")
                yield Diagnostic(message, span, _DECLARE, rule="contradicting-observations")
            earlier[own].add(low, high, index)


class _Earlier:
    """Ranges by their numbers: those that end lower, or begin higher, than all before them.

    To compare each with each would take the square of how many there are.
    """

    def __init__(self) -> None:
        self._lower: list[tuple[float, int]] = []  # of ends, with the sign changed: they ascend
        self._higher: list[tuple[float, int]] = []

    def add(self, low: float, high: float, number: int) -> None:
        """Note a range."""
        for known, value in ((self._lower, -high), (self._higher, low)):
            if not known or value > known[-1][0]:
                known.append((value, number))

    def first_apart(self, low: float, high: float) -> float:
        """Return the number of the first range that has nothing in common with this one."""
        found = inf
        for known, value in ((self._lower, -low), (self._higher, high)):
            if (place := bisect_right(known, (value, inf))) < len(known):
                found = min(found, known[place][1])
        return found


def _dates(topic: Located) -> Iterator[Diagnostic]:
    dated = {
        each.id: (loc, each, each.dated_by, getattr(each, each.dated_by))
        for loc, each in topic.every(Item)
        if each.dated_by
    }
    for loc, event in topic.every(Event):
        if event.same_as is None:
            continue
        at, other, name, when = dated[event.same_as]
        if not isinstance(when, Edtf) or _disputed(event, other):
            continue
        if event.date.last < when.first or when.last < event.date.first:
            message = (
                f"the event is dated {event.date} here, and {when} at {topic.span(*at, name)} as "
                f"`{event.same_as}`"
            )
            span = topic.span(*loc, "date")
            yield Diagnostic(message, span, _DECLARE, rule="contradicting-dates")


def _statuses(topic: Located) -> Iterator[Diagnostic]:
    groups: _Group = defaultdict(list)
    for loc, body in topic.every(Body):
        for index, each in enumerate(body.memberships):
            if each.status != "not stated":
                place = (*loc, "memberships", index, "status")
                groups[_plain(body.abbreviation or body.name), each.party].append(
                    (place, (body, each))
                )
    for group in groups.values():
        known: _Group = defaultdict(list)
        for loc, (body, each) in group:
            others = (known[status] for status in [*known] if status != each.status)
            known[each.status].append((loc, (body, each)))
            for at, (other_body, other) in sorted(chain.from_iterable(others), key=itemgetter(0)):
                noticed = {*each.disputes, *body.disputes} & {*other.disputes, *other_body.disputes}
                if _at_once(each, other) and not noticed:
                    message = (
                        f"`{each.party}` has the status `{each.status}` in `{body.name}` here and "
                        f"`{other.status}` at {topic.span(*at)}, at the same time"
                    )
                    hint = f"date them with `since`, `until` or `as_of`; or {_DECLARE}"
                    yield Diagnostic(message, topic.span(*loc), hint, rule="contradicting-statuses")
                    break


def _relations(topic: Located) -> Iterator[Diagnostic]:
    figures = {each.id: each for _, each in topic.every(Observation)}
    for loc, relation in topic.every(Relation):
        wanted = formula.parse_formula(relation.formula)
        meant = [figures[name] for name in wanted.names]
        span = topic.span(*loc, "formula")
        try:
            left, right = wanted.evaluate({str(each.id): _measured(each)[0] for each in meant})
        except ZeroDivisionError:
            message = f"`{relation.formula}` divides by zero"
            yield Diagnostic(message, span, rule="arithmetic-relation")
            continue
        if abs(left - right) > abs(right) * relation.tolerance / 100 and not _disputed(*meant):
            off = f"{abs(left - right) / abs(right):.0%} apart" if right else "not the same"
            message = (
                f"`{wanted.texts[0]}` is {_number(left)} and `{wanted.texts[1]}` is "
                f"{_number(right)}: {off}, tolerance {relation.tolerance:g}%"
            )
            hint = "find the slip, or declare a dispute and name it in `disputes` of all figures"
            yield Diagnostic(message, span, hint, rule="arithmetic-relation")


def _disputed(*items: Item) -> bool:
    """Return whether all stand in one dispute."""
    return bool(items) and bool(set.intersection(*(set(item.disputes) for item in items)))


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _measured(each: Observation) -> tuple[float, str]:
    """Return a value without the scale of its unit, and the rest of the unit."""
    words = _plain(each.unit).replace("per cent", "percent").split()
    power = min(300, sum(_SCALES.get(word, 0) for word in words))
    return each.value * 10.0**power, " ".join(word for word in words if word not in _SCALES)


def _range(each: Observation) -> tuple[float, float]:
    """Return the least and the most that a value may be; `over 600` and 650 do not part."""
    value = _measured(each)[0]
    slack = abs(value) * (_ABOUT if each.qualifier == "about" else 1e-9)
    low = -inf if each.qualifier == "under" else value - slack
    return low, inf if each.qualifier == "over" else value + slack


def _at_once(one: Membership, other: Membership) -> bool:
    """Return whether two statuses surely hold at one time; one without a date always holds."""
    (begin, end), (start, stop) = _held(one), _held(other)
    return max(begin, start) < min(end, stop)


def _held(each: Membership) -> tuple[float, float]:
    if each.since or each.until:
        begin = each.since.last.toordinal() + 1 if each.since else -inf
        return begin, each.until.first.toordinal() if each.until else inf
    if each.as_of:
        return each.as_of.first.toordinal(), each.as_of.last.toordinal() + 1
    return -inf, inf


def _say(each: Observation) -> str:
    qualifier = f"{each.qualifier} " if each.qualifier else ""
    return f"{qualifier}{_number(each.value)} {each.unit}"


def _number(value: float) -> str:
    """Write a number with six digits that count, and commas between thousands."""
    return f"{float(f'{value:.6g}'):,.15g}"
