"""What stands in the margins for a review: numbers of lines, and where each claim is written.

Enters: the pages, their lines, and a brief with the places of its parts in the user's files.
Leaves: the margin of each page. Invariant: claims are numbered as they stand on the pages, and the
place beside one is that of the item which states it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from briefing.document.assemble import Document
from briefing.errors import Span
from briefing.layout.page_map import PageMap
from briefing.model.base import Item, texts
from briefing.themes.page_geometry import Geometry
from briefing.validation.located_brief import Located

__all__ = ["CLOSEST", "Margin", "margins"]

CLOSEST = 2.4
"""Lines of two columns that are closer than this, in millimetres, have one number."""

# The height of a mark: those of claims in one line stand below each other.
_MARK = 3.2


@dataclass(frozen=True, slots=True)
class Margin:
    """Baselines of lines and of marks of claims, in millimetres from the top of the page."""

    lines: tuple[float, ...]
    marks: tuple[tuple[float, str], ...]


def margins(
    document: Document,
    pages: PageMap,
    paper: Geometry,
    lines: Sequence[tuple[float, ...]],
    located: Located,
) -> Mapping[int, Margin]:
    """Return the margin of each page by its number."""
    claims = chain.from_iterable(group.claims for group in document.claims)
    places = _places(located)
    by_anchor = {
        document.anchor(claim.item): places[id(text)]
        for claim in claims
        for text in claim.texts[:1]
    }
    number, found = 0, {}
    for page_number, page in pages.numbered():
        top = paper.first_top if page_number == 1 else paper.top
        height = paper.height - top - paper.bottom
        baselines = lines[page_number - 1]
        marks: list[tuple[float, str]] = []
        for below, anchor in sorted(zip(page.tops, page.anchors, strict=False)):
            if anchor in by_anchor:
                number += 1
                begins = top + below * height
                beside = next((line for line in baselines if line > begins), begins)
                free = marks[-1][0] + _MARK if marks else 0
                marks.append((max(beside, free), f"C{number} {_say(by_anchor[anchor])}"))
        found[page_number] = Margin(baselines, tuple(marks))
    return found


def _places(located: Located) -> Mapping[int, Span]:
    """Return for each text of an item where the item begins.

    Why: an item of which a selection leaves a part out is another one, its texts are the same.
    """
    return {
        id(text): located.span(*loc) for loc, item in located.every(Item) for _, text in texts(item)
    }


def _say(span: Span) -> str:
    return f"{span.file} {span.cell}" if span.cell else f"{span.file}:{span.line}"
