"""The geometry of drawings: coordinates as data, so that partials hold markup alone.

Lengths are in points of a drawing that is 343 points wide, or less: printed as wide, it is larger.
y grows downwards.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from briefing.model.base import Text
from briefing.model.sections.economics import Chart, Observation
from briefing.model.sections.risks import Risk
from briefing.model.yardstick import YARDSTICKS
from briefing.text.dates import Edtf

__all__ = [
    "DRAWINGS",
    "LEVELS",
    "WIDTH",
    "Bar",
    "BarChart",
    "DrawnBand",
    "LineChart",
    "MatrixCell",
    "Series",
    "bar_chart",
    "level",
    "line_chart",
    "matrix",
    "yardstick",
]

WIDTH = 343.0
_LABEL = 92.0  # room for the label left of a bar
_VALUE = 62.0  # room for the value right of the longest bar
_ROW = 17.0
# margins of a chart of lines
_LEFT, _RIGHT, _FOOT, _HEIGHT = 24.0, 74.0, 24.0, 150.0


@dataclass(frozen=True, slots=True)
class DrawnBand:
    """One word of a yardstick, from x to x + width, and the judgements that stand on it."""

    term: str
    low: int
    high: int
    x: float
    width: float
    marks: tuple[int, ...]

    @property
    def middle(self) -> float:
        """Return x of its middle."""
        return self.x + self.width / 2

    @property
    def label_at(self) -> tuple[float, str]:
        """Return x and SVG anchor of the label: the outer ones stay inside the drawing."""
        if self.x <= 0.02 * WIDTH:
            return 0.0, "start"
        if self.x + self.width >= 0.98 * WIDTH:
            return WIDTH, "end"
        return self.middle, "middle"


def yardstick(name: str, marks: Mapping[int, str]) -> tuple[DrawnBand, ...]:
    """Lay a yardstick along the drawing and set numbered likelihoods on it."""
    bands: dict[tuple[int, int], list[str]] = {}
    for term, band in YARDSTICKS[name].items():
        bands.setdefault(band, []).append(term)
    return tuple(
        DrawnBand(
            term=terms[0],
            low=low,
            high=high,
            x=low / 100 * WIDTH,
            width=(high - low) / 100 * WIDTH - 1,  # bands that touch stay apart
            marks=tuple(number for number, term in marks.items() if term in terms),
        )
        for (low, high), terms in bands.items()
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart; `pattern` is solid, hatched (conditional) or open (no period)."""

    observation: Observation
    x: float
    y: float
    width: float
    pattern: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars from zero, grouped by measure: its name, y of the name, its bars."""

    groups: tuple[tuple[Text, float, tuple[Bar, ...]], ...]
    height: float

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Return what is drawn, in its order."""
        return tuple(bar.observation for _, _, bars in self.groups for bar in bars)


def bar_chart(chart: Chart, observations: Iterable[Observation], width: float = WIDTH) -> BarChart:
    """Lay out the bars of a chart, all to one scale."""
    chosen = [each for each in observations if each.measure in chart.measures]
    low = min((each.value for each in chosen if each.value < 0), default=0)
    top = max((each.value for each in chosen if each.value > 0), default=0)
    scale = (width - _LABEL - _VALUE) / ((top - low) or 1)
    zero = _LABEL - low * scale
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
            length = max(abs(each.value) * scale, 0.8)
            bars.append(Bar(each, zero if each.value >= 0 else zero - length, y, length, pattern))
            y += _ROW
        groups.append((measure, heading, tuple(bars)))
        y += 6.0
    return BarChart(tuple(groups), max(y - 6.0, 1.0))


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one measure from one source in the order of time, with their points."""

    members: tuple[Observation, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Series with points joined; `ticks` are y and value, from zero, `years` x and year."""

    series: tuple[Series, ...]
    ticks: tuple[tuple[float, float], ...]
    years: tuple[tuple[float, int], ...]
    height: float = _HEIGHT

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Return what is drawn, in its order."""
        return tuple(each for series in self.series for each in series.members)


def line_chart(
    chart: Chart, observations: Iterable[Observation], width: float = WIDTH
) -> LineChart:
    """Lay out a series for every measure and source; a line never joins two sources.

    Nor does it join reporters, directions or units.
    """
    dated = [
        (_series(each), each.period.first.year, each)
        for each in observations
        if each.measure in chart.measures and isinstance(each.period, Edtf)
    ]
    first = min((year for _, year, _ in dated), default=0)
    last = max((year for _, year, _ in dated), default=1)
    highest = max((each.value for *_, each in dated), default=1)
    step = _nice(highest / 4)
    count = max(1, ceil(highest / step))

    def x(year: int) -> float:
        return round(_LEFT + (year - first) / max(last - first, 1) * (width - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round((_HEIGHT - _FOOT) * (1 - value / (step * count)) + 6, 1)

    series = []
    ordered = sorted(dated, key=lambda each: each[:2])
    for _, group in groupby(ordered, key=lambda each: each[0]):
        members = list(group)
        series.append(
            Series(
                members=tuple(each for *_, each in members),
                points=tuple((x(year), y(each.value)) for _, year, each in members),
            )
        )
    every = max(1, (last - first + 1) // int(8 * width / WIDTH))
    return LineChart(
        series=tuple(series),
        ticks=tuple((y(step * n), step * n) for n in range(count + 1)),
        years=tuple((x(year), year) for year in range(first, last + 1, every)),
    )


DRAWINGS: Mapping[str, Callable[..., BarChart | LineChart]] = {
    "bars": bar_chart, "lines": line_chart
}  # fmt: skip
"""What draws a chart, by its type."""


def _series(each: Observation) -> tuple[str, ...]:
    kind = (each.measure, each.unit, each.reporter, each.counterpart, each.flow, each.citations)
    return tuple(part or "" for part in kind)


def _nice(step: float) -> float:
    """Round a step of a scale up to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** len(str(int(step))) / 10 if step >= 1 else 0.1
    return next(power * n for n in (1, 2, 5, 10, 100) if power * n >= step)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A field of the risk matrix: its level, its product and the risks that stand there."""

    level: str
    product: int
    labels: tuple[str, ...]


def level(product: int) -> str:
    """Name the level of likelihood times impact (5 x 5: 1-4, 5-9, 10-14, 15-25)."""
    return next(name for floor, name in LEVELS if product >= floor)


LEVELS = ((15, "very_high"), (10, "high"), (5, "moderate"), (1, "low"))


def matrix(register: Iterable[tuple[str, Risk]]) -> list[tuple[int, list[MatrixCell]]]:
    """Set labelled risks on a 5 x 5 matrix, rows by likelihood from 5 down, columns by impact."""
    risks = list(register)

    def cell(likelihood: int, impact: int) -> MatrixCell:
        here = (label for label, r in risks if (r.likelihood, r.impact) == (likelihood, impact))
        return MatrixCell(level(likelihood * impact), likelihood * impact, tuple(here))

    return [(row, [cell(row, column) for column in range(1, 6)]) for row in range(5, 0, -1)]
