"""Where things stand: the page of each anchor, and the pages that cite each source.

Made of what was laid out so far; a part that was not yet counts as one page, which holds for
nearly every front page and is mended by another round where it does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefing.layout import Laid, Page

__all__ = ["PageMap"]


@dataclass(frozen=True)
class PageMap:
    """The pages of all parts in print order, counted from 1."""

    order: tuple[str, ...]
    laid: Mapping[str, Laid] = field(default_factory=dict)

    def with_part(self, name: str, laid: Laid) -> "PageMap":
        """Take over a part that was laid out."""
        return replace(self, laid={**self.laid, name: laid})

    @property
    def total(self) -> int:
        """Count all pages."""
        return sum(self._length(name) for name in self.order)

    def page(self, anchor: str) -> int | None:
        """Give the page on which an anchor begins, None if no page has it yet.

        The name of a part stands for its first page, laid out or not.
        """
        if anchor in self.order:
            return self._start(anchor)
        return next((number for number, page in self._numbered() if anchor in page.anchors), None)

    def linking_to(self, anchor: str) -> tuple[int, ...]:
        """Give the pages that hold a link to an anchor, each once."""
        return tuple(number for number, page in self._numbered() if anchor in page.links)

    def holding(self, anchor: str) -> tuple[int, ...]:
        """Give the pages on which an element stands, the last ones of a long one too."""
        return tuple(number for number, page in self._numbered() if anchor in page.holds)

    def anchors(self) -> Sequence[tuple[int, tuple[str, ...]]]:
        """List each page's number and the anchors that begin on it."""
        return [(number, page.anchors) for number, page in self._numbered()]

    def _length(self, name: str) -> int:
        return len(self.laid[name].pages) if name in self.laid else 1

    def _numbered(self) -> list[tuple[int, Page]]:
        return [
            (number, page)
            for name in self.order
            if name in self.laid
            for number, page in enumerate(self.laid[name].pages, start=self._start(name))
        ]

    def _start(self, name: str) -> int:
        before = self.order[: self.order.index(name)]
        return 1 + sum(self._length(each) for each in before)
