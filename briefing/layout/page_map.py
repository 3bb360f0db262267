"""Where things stand: the page of each anchor, and the pages that cite each source.

Made of what was laid out so far; a part that was not yet counts as one page, which holds for
nearly every front page and is mended by another round where it does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from briefing.layout.engine import Laid
from briefing.layout.protocol import Page

__all__ = ["BLANK", "PageMap"]

BLANK = "blank"
"""The name of a part that is one blank page."""


@dataclass(frozen=True)
class PageMap:
    """The pages of all parts in print order, counted from 1.

    Parts that begin on the `right` follow a blank page where that is needed.
    """

    order: tuple[str, ...]
    laid: Mapping[str, Laid] = field(default_factory=dict)
    right: frozenset[str] = frozenset()

    def with_part(self, name: str, laid: Laid) -> "PageMap":
        """Take over a part that was laid out."""
        return replace(self, laid={**self.laid, name: laid})

    @property
    def total(self) -> int:
        """Count all pages."""
        return self.start(self.order[-1]) + self._length(self.order[-1]) - 1

    @property
    def bound(self) -> tuple[str, ...]:
        """Name the parts that are bound together, blank pages among them."""
        return tuple(
            each
            for name in self.order
            for each in ((BLANK, name) if name in self._after_blank else (name,))
        )

    def page(self, anchor: str) -> int | None:
        """Return the page on which an anchor begins, None if no page has it yet.

        The name of a part stands for its first page, laid out or not.
        """
        if anchor in self.order:
            return self.start(anchor)
        return next((number for number, page in self.numbered() if anchor in page.anchors), None)

    def start(self, name: str) -> int:
        """Return the first page of a part."""
        return self._starts[name]

    def linking_to(self, anchor: str) -> tuple[int, ...]:
        """Return the pages that hold a link to an anchor, each once."""
        return tuple(number for number, page in self.numbered() if anchor in page.links)

    def holding(self, anchor: str) -> tuple[int, ...]:
        """Return the pages on which an element stands, the last ones of a long one too."""
        return tuple(number for number, page in self.numbered() if anchor in page.holds)

    def costs(self, anchors: Sequence[str]) -> tuple[float, ...]:
        """Return how many pages stand before the first of some anchors, and from each to the next.

        They are given in print order; the costs add up to all pages.
        """
        starts = {
            anchor: number - 1 + top
            for number, page in self.numbered()
            for anchor, top in zip(page.anchors, page.tops, strict=True)
        }
        places = [0, *(starts[anchor] for anchor in anchors), self.total]
        return tuple(after - place for place, after in pairwise(places))

    @property
    def lengths(self) -> Mapping[str, int]:
        """Count the pages of each part that was laid out, with a blank one before it."""
        return {
            name: len(self.laid[name].pages) + (name in self._after_blank)
            for name in self.order
            if name in self.laid
        }

    def numbered(self) -> Sequence[tuple[int, Page]]:
        """List the pages that were laid out with their numbers."""
        found = list[tuple[int, Page]]()
        for name in self.order:
            if name in self.laid:
                blank = [Page(blank=True)] if name in self._after_blank else []
                start = self.start(name) - len(blank)
                found += enumerate([*blank, *self.laid[name].pages], start)
        return found

    @cached_property
    def _starts(self) -> Mapping[str, int]:
        starts, number = {}, 1
        for name in self.order:
            number += name in self.right and number % 2 == 0
            starts[name] = number
            number += self._length(name)
        return starts

    @cached_property
    def _after_blank(self) -> frozenset[str]:
        return frozenset(
            name
            for before, name in pairwise(self.order)
            if self.start(name) > self.start(before) + self._length(before)
        )

    def _length(self, name: str) -> int:
        return len(self.laid[name].pages) if name in self.laid else 1
