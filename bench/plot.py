"""Curves on two logarithmic axes, as an SVG file of its own.

Enters: panels of curves. Leaves: SVG. Invariant: every curve bears its name at its end and a sign
of its own, so that it can be told apart without colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

__all__ = ["Curve", "draw"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 760, 360, 56, 210, 44, 34
SIGNS = ("M-4-4h8v8h-8z", "M0-5 5 4H-5z", "M0 5 5-4H-5z", "M0-5.5 5.5 0 0 5.5-5.5 0z",
         "M-4-4 4 4M4-4-4 4", "M0-5V5M-5 0H5")  # fmt: skip
STYLE = (
    "text { font: 12px sans-serif; fill: #222 } .title { font-weight: bold } "
    ".grid { stroke: #ddd } .curve { fill: none; stroke: #555 } .sign { fill: #fff; stroke: #555 } "
    ".first.curve { stroke: #7a1f2e; stroke-width: 2.5 } "
    ".first.sign { fill: #7a1f2e; stroke: #7a1f2e } text.first { fill: #7a1f2e; font-weight: bold }"
)


@dataclass(frozen=True, slots=True)
class Curve:
    """A name, and points whose coordinates are above nought."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps numbers to places along a line, by their logarithm."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def over(cls, numbers: Sequence[float], start: float, end: float) -> "Axis":
        """Span all numbers, with a little room."""
        return cls(log10(min(numbers)) - 0.06, log10(max(numbers)) + 0.06, start, end)

    def at(self, number: float) -> float:
        """Return where a number lies."""
        share = (log10(number) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """List 1, 2 and 5 of each power of ten that lie on it."""
        powers = range(floor(self.low), ceil(self.high) + 1)
        ticks = (each * 10.0**power for power in powers for each in (1, 2, 5))
        return [tick for tick in ticks if self.low <= log10(tick) <= self.high]


def draw(panels: Mapping[str, Sequence[Curve]]) -> str:
    """Draw one panel below the other."""
    size = f"0 0 {WIDTH} {HEIGHT * len(panels)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img">',
        f"<title>{escape('; '.join(panels))}</title><style>{STYLE}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for number, (title, curves) in enumerate(panels.items()):
        shown = [curve for curve in curves if curve.points]
        parts.append(f'<g transform="translate(0 {number * HEIGHT})">')
        parts.append(f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>')
        if shown:
            parts += _panel(shown)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>\n"])


def _panel(curves: Sequence[Curve]) -> list[str]:
    points = [point for curve in curves for point in curve.points]
    across = Axis.over([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = Axis.over([y for _, y in points], HEIGHT - FOOT, TOP)
    parts = []
    for tick in across.ticks():
        x = across.at(tick)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - FOOT}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - FOOT + 18}" text-anchor="middle">{tick:g}</text>'
        )
    for tick in up.ticks():
        y = up.at(tick)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    ends = _apart([up.at(curve.points[-1][1]) for curve in curves])
    for number, (curve, end) in enumerate(zip(curves, ends, strict=True)):
        # ours is the first, and is drawn in colour
        kind = "first " if number == 0 else ""
        places = [(across.at(x), up.at(y)) for x, y in curve.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path class="{kind}curve" d="M{path}"/>')
        parts += [
            f'<path class="{kind}sign" d="{SIGNS[number % len(SIGNS)]}" '
            f'transform="translate({x:.1f} {y:.1f})"/>'
            for x, y in places
        ]
        x, y = places[-1]
        beside = WIDTH - RIGHT + 12
        parts.append(f'<path class="grid" d="M{x + 8:.1f} {y:.1f}L{beside - 3} {end:.1f}"/>')
        style = f'class="{kind.strip()}" x="{beside}" y="{end + 4:.1f}"'
        parts.append(f"<text {style}>{escape(curve.name)}</text>")
    return parts


def _apart(places: Sequence[float], gap: float = 15) -> list[float]:
    """Push labels apart, from the top down, and up again from the foot."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + gap)
    limit = HEIGHT - FOOT + gap
    for each in reversed(order):
        moved[each] = min(moved[each], limit)
        limit = moved[each] - gap
    return moved
