"""A part of a document: its HTML, what became of it, and where its pages are.

Enters: answers of the engine, or a record of earlier ones. Leaves: pages, a PDF, and a record to be
kept. Invariant: a record gives back what the engine had given.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefing.layout.process import Answer

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Drawn", "Laid", "Page", "PageContents", "PartLayout", "PlacedText", "Rgba", "frozen"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ids of what begins on it and of all that stands on it, targets of its links.

    A blank page is there so that the next one is on the right. `tops` tells how far down the page
    each anchor begins, `filled` how far down its last line is: from 0 to 1.
    """

    anchors: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    blank: bool = False
    tops: tuple[float, ...] = ()
    filled: float = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """One part laid out, and the warnings and errors that WeasyPrint logged."""

    pages: tuple[Page, ...]
    log: tuple[str, ...]


Rgba = tuple[float, float, float, float]
"""Red, green, blue and how much it covers, from 0 to 1."""

PlacedText = tuple[str, float, float, float, float, float, bool, Rgba, int, bool]
"""Words, left, right, baseline, middle and type size in pixels, whether they are bold, their
colour, how many backgrounds were painted before, and whether they stand in the flow."""


@dataclass(frozen=True, slots=True)
class PageContents:
    """What stands on a page of a part; texts are given by their words.

    `depth` is how far down the page anything stands, `heading` the last heading if nothing follows
    it.
    """

    lines: int = 0
    drawn: bool = False
    depth: float = 0
    heading: str = ""
    overflows: tuple[tuple[str, str, float], ...] = ()
    """`text` or `table`, words, and by how many millimetres they leave their box."""
    pictures: tuple[tuple[str, float], ...] = ()
    """The text for it and the dots per inch of each picture that is made of dots."""
    numbers: tuple[tuple[str, str, str], ...] = ()
    """Attribute with anchors, these anchors, and what is printed for them."""
    signs: tuple[tuple[str, str, str], ...] = ()
    """Signs, the strange font that has them, empty for none, and the words they stand in."""
    texts: tuple[PlacedText, ...] = ()
    painted: tuple[tuple[float, float, float, float, Rgba | None], ...] = ()
    """Left, upper, right and lower edge of backgrounds in pixels, and their colour if it is one."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of a part as a PDF that has neither fonts nor an outline.

    `fonts` tells what to put into it, `bookmarks` page from 0, level, title, and place in points.
    """

    pdf: bytes
    fonts: tuple[Mapping[str, Any], ...]
    bookmarks: tuple[tuple[int, int, str, float, float], ...]
    seen: tuple[PageContents, ...]
    log: tuple[str, ...]


class PartLayout:
    """A part that was laid out, is being laid out, or was found in the cache."""

    def __init__(self, name: str, html: str, tagged: bool) -> None:
        self.name, self.html, self.tagged = name, html, tagged
        self.laying: Future[Answer] | Done | None = None
        self.drawing: Future[Answer] | Done | None = None
        self._recorded = 0

    @cached_property
    def laid(self) -> Laid:
        """Wait until it is laid out."""
        assert self.laying
        answer = self.laying.result()
        return Laid(tuple(Page(*frozen(page)) for page in answer.result), answer.log)

    @cached_property
    def drawn(self) -> Drawn:
        """Wait until it is drawn."""
        assert self.drawing
        answer = self.drawing.result()
        fonts, bookmarks, seen = answer.result
        sights = tuple(PageContents(*frozen(each)) for each in seen)
        return Drawn(answer.pdf, tuple(fonts), frozen(bookmarks), sights, answer.log)

    def record(self) -> bytes | None:
        """Write down what is known, None if it is written already."""
        answers = [each.result() for each in (self.laying, self.drawing) if each]
        if len(answers) == self._recorded:
            return None
        self._recorded = len(answers)
        facts = json.dumps([(each.result, each.log) for each in answers]).encode()
        return b"%d\n%b%b" % (len(facts), facts, answers[-1].pdf)

    def read(self, record: bytes) -> None:
        """Take over what was written down."""
        length, _, rest = record.partition(b"\n")
        facts, pdf = rest[: int(length)], rest[int(length) :]
        answers = [Done(Answer(result, pdf, tuple(log))) for result, log in json.loads(facts)]
        self._recorded = len(answers)
        self.laying, self.drawing = (*answers, None)[:2]


@dataclass(frozen=True, slots=True)
class Done:
    """An answer that need not be waited for."""

    answer: Answer

    def result(self) -> Answer:
        """Return the answer, as a future does."""
        return self.answer


def frozen(value: Any) -> Any:
    """Make tuples of lists, as which JSON brings them."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value
