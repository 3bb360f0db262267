"""Geometry: a theme's papers and the options -> where text stands on a page, in millimetres.

Invariant: text is as wide on a left-hand page as on a right-hand one, so it breaks alike on both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.errors import UsageError
from briefing.model.options import Options, PaperName
from briefing.themes.theme import Paper, Settings

__all__ = ["GUTTER", "LARGE", "MARGIN", "REVIEW", "Geometry", "geometry"]

MARGIN = 5
"""What a printer leaves white along each edge."""

GUTTER = 10
"""By how much the inner margin of bound pages is wider than the outer one."""

REVIEW = 52
"""The outer margin for a reviewer's pencil and the places of claims."""

LARGE = 7.4
"""The height of the smallest line of large print: 21 points."""

LEGAL = 355.6
"""The height of Legal, which is as wide as Letter."""

# The outer margin for notes: lines 8 mm apart, and what is white beside them.
_LINES, _LINE, _BESIDE_TEXT, _BESIDE_EDGE = 56, 8, 4, 6

# The stamp of a numbered copy, and what is white between it and a text without running head.
_STAMP, _BELOW_STAMP = 3.9, 1.4

# Crop marks are so much longer than the bleed, and end so far from it.
_MARK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A page and its margins; `right` and `left` are those of a right-hand page.

    `head` is how far running heads reach above the text. `band` is free of all but a marking along
    the upper and the lower edge. `edge` is how far from the page's edge colour may begin that runs
    over it: less than 0 with bleed. `slug` is what the sheet is larger on each side, `lines` how
    many are ruled in the outer margin.
    """

    width: float
    height: float
    top: float
    first_top: float
    right: float
    bottom: float
    left: float
    head: float
    band: float
    bleed: float
    lines: int

    @property
    def measure(self) -> float:
        """Return the width of the text."""
        return round(self.width - self.left - self.right, 3)

    @property
    def edge(self) -> float:
        """Return the place of what runs off the page: within what a printer reaches, or beyond."""
        return self.band or -self.bleed or MARGIN

    @property
    def stamp(self) -> float:
        """Return where the stamp of a numbered copy ends, from the upper edge, on every page.

        A running head of several lines stands on the left of it.
        """
        above = max(self.top - self.head, (self.band or MARGIN) + _STAMP)
        return min(above, self.first_top - _BELOW_STAMP)

    @property
    def slug(self) -> float:
        """Return the room for bleed and crop marks around the page; marks take the outer half."""
        return 2 * (self.bleed + _MARK) if self.bleed else 0


def geometry(settings: Settings, options: Options, *, band: float = 0) -> Geometry:
    """Lay the margins of a theme's paper out as the options ask; raise UsageError for no paper.

    Margins become wider where text or running heads would come into the `band` of a marking.
    """
    paper = _find(settings.sheets if options.sheet else settings.papers, settings, options)
    left, right = paper.left, paper.right
    if options.mirrored:
        left, right = ((left + right + by) / 2 for by in (GUTTER, -GUTTER))
    if options.review:
        right = REVIEW
    if options.margin_notes:
        right = _BESIDE_TEXT + _LINES + _BESIDE_EDGE
    top, bottom = paper.top, paper.bottom
    first_top = top if paper.first_top is None else paper.first_top
    head = 0 if options.sheet else paper.head
    if band or (options.large_print and options.copies):
        stamp = LARGE if options.large_print else _STAMP
        below = (band or MARGIN) + (stamp if options.copies else 0)
        more = stamp - _STAMP  # heads and feet are as large
        first_top = max(first_top, below + _BELOW_STAMP)
        top = max(top, below + (head or _BELOW_STAMP) + more)
        bottom = max(bottom, band + paper.foot + more)
    height = paper.height - top - bottom
    return Geometry(
        width=paper.width,
        height=paper.height,
        top=top,
        first_top=first_top,
        right=right,
        bottom=bottom,
        left=left,
        head=head,
        band=band,
        bleed=options.bleed,
        lines=int(height / _LINE) if options.margin_notes else 0,
    )


def _find(papers: Mapping[PaperName, Paper], settings: Settings, options: Options) -> Paper:
    if options.paper in papers:
        return papers[options.paper]
    if options.paper == "legal" and "letter" in papers:
        return papers["letter"].model_copy(update={"height": LEGAL})
    purpose = " for a single sheet" if options.sheet else ""
    known = " or ".join(f"`{name}`" for name in papers)
    raise UsageError(
        f"`{options.paper}` is no paper{purpose} in the theme `{settings.name}`", f"choose {known}"
    )
