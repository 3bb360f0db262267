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
from briefing.layout.protocol import Bookmark, DrawResult, Page, PageContents

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Drawn", "Laid", "PartLayout"]


@dataclass(frozen=True, slots=True)
class Laid:
    """One part laid out, and the warnings and errors that WeasyPrint logged."""

    pages: tuple[Page, ...]
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of a part as a PDF that has neither fonts nor an outline.

    `fonts` tells what to put into it, `seen` what stands on each page.
    """

    pdf: bytes
    fonts: tuple[Mapping[str, Any], ...]
    bookmarks: tuple[Bookmark, ...]
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
        return Laid(tuple(map(Page.read, answer.result)), answer.log)

    @cached_property
    def drawn(self) -> Drawn:
        """Wait until it is drawn."""
        assert self.drawing
        answer = self.drawing.result()
        told = DrawResult.read(answer.result)
        return Drawn(answer.pdf, told.fonts, told.bookmarks, told.pages, answer.log)

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
