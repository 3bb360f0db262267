"""What the page shows of a section beyond its own fields: orders, pairs, levels, coordinates.

One function a kind that needs it, in `VIEWS`; each takes the section and its brief and returns
plain values for the partial of the same name. All decisions are here, so that templates hold
markup alone. Lengths are in points of a drawing 343 points wide unless a docstring says more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from briefing.dates import Edtf
from briefing.model.base import Text
from briefing.model.brief import Brief
from briefing.model.sections import (
    Bilateral,
    Body,
    Chart,
    Economics,
    Firm,
    Good,
    Membership,
    Multilateral,
    Observation,
    Outlook,
    Poll,
    Recommendations,
    Risk,
    Risks,
    Summary,
)
from briefing.model.yardstick import YARDSTICKS

__all__ = ["VIEWS", "WIDTH", "Band", "Bar", "BarChart", "BodyRow", "Cell", "LineChart", "level"]

WIDTH = 343.0
_LABEL = 92.0  # room for the label left of a bar
_VALUE = 62.0  # room for the value right of the longest bar
_ROW = 17.0


@dataclass(frozen=True, slots=True)
class Band:
    """One word of a yardstick, from x to x + width, and the judgements that stand on it."""

    term: str
    words: tuple[str, ...]
    low: int
    high: int
    x: float
    width: float
    marks: tuple[int, ...]

    @property
    def middle(self) -> float:
        """Give x of its middle."""
        return self.x + self.width / 2

    @property
    def label_at(self) -> tuple[float, str]:
        """Give x and SVG anchor of the label: the outer ones stay inside the drawing."""
        if self.x <= 0.06 * WIDTH:
            return 0.0, "start"
        if self.x + self.width >= 0.98 * WIDTH:
            return WIDTH, "end"
        return self.middle, "middle"


def yardstick(name: str, marks: Mapping[int, str]) -> tuple[Band, ...]:
    """Lay a yardstick along the drawing and set numbered likelihoods on it."""
    bands: dict[tuple[int, int], list[str]] = {}
    for term, band in YARDSTICKS[name].items():
        bands.setdefault(band, []).append(term)
    return tuple(
        Band(
            term=terms[0],
            words=tuple(" or ".join(terms).rsplit(" ", 1)),
            low=low,
            high=high,
            x=low / 100 * WIDTH,
            width=(high - low) / 100 * WIDTH,
            marks=tuple(number for number, term in marks.items() if term in terms),
        )
        for (low, high), terms in bands.items()
    )


def _summary(section: Summary, brief: Brief) -> dict[str, Any]:
    numbered = list(enumerate(section.judgements, start=1))
    marks = {number: each.likelihood for number, each in numbered}
    return {
        "bands": yardstick(brief.yardstick, marks),
        "judgements": numbered,
        "behind": [
            (number, each) for number, each in numbered if each.assumptions or each.would_change
        ],
    }


def _bilateral(section: Bilateral, brief: Brief) -> dict[str, Any]:
    return {
        "visits": sorted(section.visits, key=lambda visit: visit.date),
        "senders": {party.id: party.name for party in brief.parties},
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart; `pattern` is solid, hatched (conditional) or open (no period)."""

    observation: Observation
    y: float
    width: float
    pattern: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars from zero, grouped by measure."""

    groups: tuple[tuple[Text, float, tuple[Bar, ...]], ...]
    height: float
    x: float = _LABEL


def bar_chart(chart: Chart, observations: Iterable[Observation]) -> BarChart:
    """Lay out the bars of a chart, all to one scale."""
    chosen = [each for each in observations if each.measure in chart.measures]
    top = max((each.value for each in chosen), default=0) or 1
    scale = (WIDTH - _LABEL - _VALUE) / top
    groups, y = [], 0.0
    for measure in chart.measures:
        heading = y
        y += 14.0 if len(chart.measures) > 1 else 0.0
        bars = []
        for each in chosen:
            if each.measure != measure:
                continue
            pattern = "hatched" if each.conditional else "open"
            if not each.conditional and each.period != "not stated":
                pattern = "solid"
            bars.append(Bar(each, y, max(each.value * scale, 0.8), pattern))
            y += _ROW
        groups.append((measure, heading, tuple(bars)))
        y += 6.0
    return BarChart(tuple(groups), max(y - 6.0, 1.0))


@dataclass(frozen=True, slots=True)
class LineChart:
    """Series of one source each: points joined, the last one labelled; axes from zero."""

    series: tuple[tuple[Observation, tuple[tuple[float, float], ...], tuple[Observation, ...]], ...]
    ticks: tuple[tuple[float, float], ...]
    years: tuple[tuple[float, int], ...]
    height: float = 150.0


def line_chart(chart: Chart, observations: Iterable[Observation]) -> LineChart:
    """Lay out a series for every measure and source; a line never joins two sources."""
    chosen = [
        each
        for each in observations
        if each.measure in chart.measures and not isinstance(each.period, str)
    ]
    keyed = sorted(chosen, key=lambda each: (each.measure, each.citations, each.period.first))  # type: ignore[union-attr]
    spans = [each.period.first.year for each in chosen if not isinstance(each.period, str)]
    first, last = min(spans, default=0), max(spans, default=1)
    step = _nice(max((each.value for each in chosen), default=1) / 4)
    top = step * max(1, -(-max((each.value for each in chosen), default=1) // step))
    height, left, right, foot = 150.0, 24.0, 74.0, 18.0

    def at(each: Observation) -> tuple[float, float]:
        year = each.period.first.year  # type: ignore[union-attr]
        x = left + (year - first) / max(last - first, 1) * (WIDTH - left - right)
        return round(x, 1), round((height - foot) * (1 - each.value / top) + 6, 1)

    series = []
    for _, members in groupby(keyed, key=lambda each: (each.measure, each.citations)):
        group = list(members)
        series.append((group[-1], tuple(at(each) for each in group), tuple(group)))
    ticks = [step * n for n in range(round(top / step) + 1)]
    every = max(1, (last - first + 1) // 8)
    return LineChart(
        series=tuple(series),
        ticks=tuple((round((height - foot) * (1 - t / top) + 6, 1), t) for t in ticks),
        years=tuple(
            (round(left + (y - first) / max(last - first, 1) * (WIDTH - left - right), 1), y)
            for y in range(first, last + 1, every)
        ),
    )


def _nice(step: float) -> float:
    """Round a step of a scale up to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** len(str(int(step))) / 10 if step >= 1 else 0.1
    return next(power * n for n in (1, 2, 5, 10, 100) if power * n >= step)


def _economics(section: Economics, brief: Brief) -> dict[str, Any]:
    names = {party.id: party.name for party in brief.parties}
    sellers = list(dict.fromkeys([*names, *(good.seller for good in section.goods)]))[:2]
    groups = dict.fromkeys(good.group for good in section.goods)
    draw = {"bars": bar_chart, "lines": line_chart}
    lines = max(1, -(-len(section.indicators) // 4))
    across = max(3, -(-len(section.indicators) // lines))
    return {
        "charts": [
            (chart, draw[chart.type](chart, section.observations))
            for chart in section.charts
            if any(each.measure in chart.measures for each in section.observations)
        ],
        "firms": _firms(section.firms),
        "names": names,
        "sellers": sellers,
        "pairs": [
            (group, *(_sold(section.goods, group, seller) for seller in sellers))
            for group in groups
        ],
        "across": across,
        "strips": [
            section.indicators[start : start + across]
            for start in range(0, len(section.indicators), across)
        ],
    }


def _sold(goods: Iterable[Good], group: Text, seller: str) -> list[Good]:
    return [good for good in goods if good.group == group and good.seller == seller]


def _firms(firms: Iterable[Firm]) -> list[tuple[Firm, list[Firm]]]:
    """Put firms of which only the name is known into one row for each home and source."""
    rows: dict[object, list[Firm]] = {}
    for firm in firms:
        bare = not (firm.sector or firm.text or firm.disputes)
        rows.setdefault((firm.home, firm.citations) if bare else firm, []).append(firm)
    return [(row[0], row) for row in rows.values()]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body with one membership a party; None where the topic has no entry."""

    body: Body
    cells: tuple[Membership | None, ...]

    @property
    def dates(self) -> tuple[Edtf, ...]:
        """Give the as-of dates of its statuses, each once."""
        return tuple(dict.fromkeys(cell.as_of for cell in self.cells if cell and cell.as_of))

    @property
    def citations(self) -> tuple[Text, ...]:
        """Give what its statuses cite."""
        items = (self.body, *(cell for cell in self.cells if cell))
        return tuple(item.citations for item in items if item.citations)


def _multilateral(section: Multilateral, brief: Brief) -> dict[str, Any]:
    parties = [party.id for party in brief.parties]
    rows = []
    for body in section.bodies:
        by_party = {each.party: each for each in body.memberships}
        rows.append(BodyRow(body, tuple(by_party.get(party) for party in parties)))
    return {"rows": rows, "parties": brief.parties}


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the risk matrix: its level, its product and the risks that stand there."""

    level: str
    product: int
    labels: tuple[str, ...]


def level(product: int) -> str:
    """Name the level of likelihood times impact (5 x 5: 1-4, 5-9, 10-14, 15-25)."""
    return next(name for floor, name in _LEVELS if product >= floor)


_LEVELS = ((15, "very_high"), (10, "high"), (5, "moderate"), (1, "low"))


def _risks(section: Risks, _: Brief) -> dict[str, Any]:
    ordered: list[Risk] = sorted(section.risks, key=lambda r: (-r.likelihood * r.impact, -r.impact))
    register = [(f"R{number}", risk) for number, risk in enumerate(ordered, start=1)]

    def cell(likelihood: int, impact: int) -> Cell:
        here = (label for label, r in register if (r.likelihood, r.impact) == (likelihood, impact))
        return Cell(level(likelihood * impact), likelihood * impact, tuple(here))

    return {
        "register": register,
        "owned": any(risk.owner for risk in ordered),
        "matrix": [(row, [cell(row, column) for column in range(1, 6)]) for row in range(5, 0, -1)],
        "levels": [name for _, name in reversed(_LEVELS)],
    }


def _outlook(section: Outlook, brief: Brief) -> dict[str, Any]:
    return {"bands": [YARDSTICKS[brief.yardstick][each.likelihood] for each in section.scenarios]}


def _recommendations(section: Recommendations, _: Brief) -> dict[str, Any]:
    return {
        "numbered": list(enumerate(section.recommendations, start=1)),
        "owned": any(each.owner for each in section.recommendations),
        "dated": any(each.deadline for each in section.recommendations),
    }


def _poll(section: Poll, _: Brief) -> dict[str, Any]:
    """Scale bars so that the longest share takes 80 of 100 parts of its column."""
    scaled = []
    for poll in section.polls:
        top = max(option.share for option in poll.options) or 1
        scaled.append((poll, [(option, option.share / top * 100) for option in poll.options]))
    return {"polls": scaled}


VIEWS: dict[str, Callable[[Any, Brief], dict[str, Any]]] = {
    "summary": _summary,
    "bilateral": _bilateral,
    "economics": _economics,
    "multilateral": _multilateral,
    "risks": _risks,
    "outlook": _outlook,
    "poll": _poll,
    "recommendations": _recommendations,
}
