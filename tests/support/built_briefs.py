"""Briefs made once for all tests, and what stands where in them, read from the PDF alone.

Nothing here asks the product where a thing is: pages, links, destinations and words come from the
finished file. Pages are numbered from 1.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple, Self

from pikepdf import Array, Name, NameTree, Pdf

from briefing.layout.engine import Laid, LayoutEngine
from briefing.model.options import Options
from briefing.pipeline.build import build
from briefing.pipeline.deliver import Result
from tests.support import pdf as of
from tests.support.places import SAMPLE
from tests.support.read_text import (
    Box,
    Place,
    between,
    boxes,
    flat,
    opened,
    split,
    squeeze,
    words_of,
)

# WeasyPrint and nothing else: no network, no files, no style sheet of its own
ALONE = """
import logging, sys
from weasyprint import HTML
from weasyprint.urls import URLFetcher
class Closed(URLFetcher):
    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
document = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=Closed())
sys.stdout.buffer.write(document.write_pdf())
"""


class Order(NamedTuple):
    """A brief to be made: of which topic, and how."""

    options: Options = Options()
    topic: Path = SAMPLE

    def __str__(self) -> str:
        given = self.options.model_dump(exclude_unset=True).items()
        words = (
            (name, " ".join(map(str, each)) if isinstance(each, tuple) else each)
            for name, each in given
        )
        return ", ".join([self.topic.stem, *(f"{name} {value}" for name, value in words)])


def order(topic: Path = SAMPLE, **options: Any) -> Order:
    """Name a brief by the options that are not as usual."""
    return Order(Options(**options), topic)


class Recorder(LayoutEngine):
    """An engine that keeps the last HTML of each part."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.html: dict[str, str] = {}

    def lay_out_all(self, parts: Mapping[str, str], **how: Any) -> dict[str, Laid]:
        self.html |= parts
        return super().lay_out_all(parts, **how)


class BriefMaker:
    """Makes each brief once, two at a time; `press[order]` waits for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(2)
        self._engines: SimpleQueue[Recorder] = SimpleQueue()
        self._made: dict[Order, Future[Printed]] = {}

    def __enter__(self) -> Self:
        for _ in range(2):
            self._engines.put(Recorder(processes=1))
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        while not self._engines.empty():
            self._engines.get().close()

    def __getitem__(self, order: Order) -> "Printed":
        return self.begin(order).result()

    def begin(self, order: Order) -> "Future[Printed]":
        """See to it that a brief will be there."""
        if order not in self._made:
            path = self._folder / f"{len(self._made)}.{order.options.format}"
            self._made[order] = self._pool.submit(self._make, order, path)
        return self._made[order]

    def _make(self, order: Order, path: Path) -> "Printed":
        engine = self._engines.get()
        engine.html = {}
        try:
            result = build(order.topic, path, order.options, engine=engine)
            html = engine.html
        finally:
            self._engines.put(engine)
        data = pdf = path.read_bytes()
        said = ""
        if order.options.format == "html":
            command = [sys.executable, "-c", ALONE]
            run = subprocess.run(command, input=data, capture_output=True, check=False)
            pdf, said = run.stdout, run.stderr.decode()
        return Printed(order, result, data, pdf, said, html)


class Link(NamedTuple):
    """A link within the document, what it says, and how wide and high it is."""

    page: int
    target: str
    words: str
    width: float
    height: float


@dataclass(frozen=True)
class Printed:
    """A finished brief; `pdf` of an exported one is what WeasyPrint alone makes of it."""

    order: Order
    result: Result
    data: bytes
    pdf: bytes
    said: str
    html: Mapping[str, str]

    @cached_property
    def texts(self) -> list[str]:
        return [flat(each) for each in of.page_texts(self.pdf)]

    @cached_property
    def squeezed(self) -> list[str]:
        return [squeeze(each) for each in self.texts]

    @cached_property
    def unframed(self) -> bytes:
        """Return the PDF without running heads."""
        return split(self.pdf, frame=False)

    @cached_property
    def bodies(self) -> list[str]:
        """Return the text of each page without running heads."""
        return [flat(each) for each in of.page_texts(self.unframed)]

    @cached_property
    def body(self) -> str:
        """Return the text of all pages in one, without running heads and spaces."""
        return "".join(map(squeeze, self.bodies))

    @cached_property
    def boxes(self) -> list[list[Box]]:
        """Return the boxes of the text on each page without running heads."""
        return boxes(self.unframed)

    @cached_property
    def frames(self) -> list[str]:
        """Return the running heads and feet of each page."""
        return [flat(each) for each in of.page_texts(split(self.pdf, frame=True))]

    @cached_property
    def outline(self) -> list[tuple[int, str, int | None]]:
        return [(level, flat(title), page) for level, title, page in of.outline(self.pdf)]

    @cached_property
    def numbered(self) -> list[tuple[int, str, int]]:
        """List the headings of numbered sections: number, title, page."""
        found = []
        for level, heading, page in self.outline:
            match = re.fullmatch(r"(\d+) (.+)", heading)
            if level == 2 and match:
                assert page
                found.append((int(match[1]), match[2], page))
        return found

    @cached_property
    def places(self) -> dict[str, Place]:
        """Return the place of each destination."""
        with Pdf.open(BytesIO(self.pdf)) as document:
            numbers = {page.obj.objgen: n for n, page in enumerate(document.pages, start=1)}
            return {
                str(name): Place(numbers[target[0].objgen], float(target[3]))
                for name, target in NameTree(document.Root.Names.Dests).items()
            }

    @cached_property
    def links(self) -> list[Link]:
        found = []
        with Pdf.open(BytesIO(self.pdf)) as document:
            for number, page in enumerate(document.pages, start=1):
                for each in page.obj.get(Name.Annots, Array()):
                    if Name.Dest in each:
                        left, bottom, right, top = map(float, each.Rect)
                        size = abs(right - left), abs(top - bottom)
                        found.append(Link(number, str(each.Dest), flat(str(each.Contents)), *size))
        return found

    @cached_property
    def entries(self) -> dict[str, str]:
        """Return the text of each source in the appendix, in print order, by its anchor."""
        inorder = sorted(self.places.items(), key=lambda each: (each[1].page, -each[1].height))
        starts = [(name, place) for name, place in inorder if name.startswith("src-")]
        ends = [*(place for _, place in starts), Place(len(self.texts), 0)][1:]
        with opened(self.unframed) as text:
            return {
                name: between(text, start, end)
                for (name, start), end in zip(starts, ends, strict=False)
            }

    @property
    def unspoken(self) -> list[str]:
        """List the words that the HTML says, and a reader that follows the tags not, or elsewhere.

        A layout that was tried and not taken leaves its HTML, too: the one that is said counts.
        """
        sheet = self.result.selection.options.sheet
        hidden = ("svg", "caption", "era", "yard") if sheet else ("svg",)
        text = squeeze("".join(words for words, _ in of.spoken(self.pdf)))
        missing, at = [], 0
        for part in self.result.pages.bound:
            tried = (self.html[name] for name in (part, f"other|{part}") if name in self.html)
            heard = (_follow(text, at, words_of(html, hidden=hidden)) for html in tried)
            lost, at = min(heard, key=lambda each: len(each[0]))
            missing += lost
        return missing

    @property
    def appendix(self) -> str:
        """Return the text of the pages from the appendix on."""
        return " ".join(self.bodies[self.places["sources"].page - 1 :])

    def page_of(self, words: str) -> list[int]:
        """List the pages that hold some words."""
        return [n for n, text in enumerate(self.squeezed, start=1) if squeeze(words) in text]


def _follow(text: str, at: int, pieces: Iterable[str]) -> tuple[list[str], int]:
    """List the pieces that do not follow each other in a text from `at` on, and where it ends."""
    missing = []
    for piece in map(squeeze, pieces):
        # between two may stand what style sheets add, and the head of a table once more
        found = text.find(piece, at, at + len(piece) + 400)
        if found < 0:
            missing.append(piece)
        else:
            at = found + len(piece)
    return missing, at
