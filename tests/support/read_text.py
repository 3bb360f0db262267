"""Reading as people do: text without the accidents of line ends, from a page or from HTML."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import NamedTuple

import pypdfium2
from pikepdf import Array, Pdf

from tests.support import pdf as of

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points; from the lower left corner of the page."""

FAR = 10_000.0


class Place(NamedTuple):
    """Where a destination is: its page from 1, and its height in points from the lower edge."""

    page: int
    height: float


def flat(text: str) -> str:
    """Put a text on one line, words parted at the end of a line together again."""
    text = re.sub("[\u2010\xad\x02\ufffe]\\s*", "", text)
    return " ".join(text.replace("\u2060", "").split())


def squeeze(text: str) -> str:
    """Leave out spaces and hyphens: tables and drawings break lines where they like."""
    return re.sub("[ -]", "", flat(text)).replace("'", "’")


@contextmanager
def opened(pdf: bytes) -> Iterator[Callable[[int, Box], str]]:
    """Yield a function that reads the text in a box of a page."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage() for page in document]
    try:
        yield lambda number, box: str(texts[number - 1].get_text_bounded(*box))
    finally:
        document.close()


def between(text: Callable[[int, Box], str], start: Place, end: Place) -> str:
    """Read what stands between two places, over as many pages as lie between them."""
    pages = range(start.page, end.page + 1)
    tops = [start.height, *(FAR for _ in pages[1:])]
    bottoms = [*(0.0 for _ in pages[1:]), end.height]
    boxes = zip(pages, bottoms, tops, strict=True)
    return flat(" ".join(text(page, (0, bottom, FAR, top)) for page, bottom, top in boxes))


def boxes(pdf: bytes) -> list[list[Box]]:
    """Return the boxes of the text on each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage() for page in document]
        return [[text.get_rect(i) for i in range(text.count_rects())] for text in texts]
    finally:
        document.close()


def split(pdf: bytes, *, frame: bool) -> bytes:
    """Keep of each page the layer of running heads, or what the page says itself."""

    def cut(document: Pdf) -> None:
        for page in document.pages:
            *own, last = page.obj.Contents.as_list()
            assert last.read_bytes().count(b"/Frame Do") == 1
            said = [each for each in own if b"/Draft Do" not in each.read_bytes()]
            page.obj.Contents = Array([last] if frame else said)

    return of.edit(pdf, cut)


def words_of(html: str, *, hidden: tuple[str, ...] = ()) -> list[str]:
    """List the pieces of text in some HTML that are meant to be seen."""
    reader = _Words({"style", "title", "unseen", *hidden})
    reader.feed(html)
    return reader.pieces


class _Words(HTMLParser):
    """Collects text outside of elements whose name or class is among the hidden ones."""

    def __init__(self, hidden: set[str]) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = hidden
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if not self._within and not self._hidden.isdisjoint([tag, *classes]):
            self._within = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.pieces.append(data)
