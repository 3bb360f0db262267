"""What enters: a finished brief, the PDF. What leaves: what stands on each of its pages, and where.

Pages are numbered from 1, as they are printed. Invariant: all is told from the file alone; where it
does not show on which page something stands, every page is named on which it can.
Standard: ISO 32000-1 (PDF 1.7), 9.10 (text) and 12.3.2 (destinations).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from pikepdf import (
    Array,
    Matrix,
    NameTree,
    Object,
    Page,
    Pdf,
    PdfError,
    String,
    parse_content_stream,
)

from briefing.formats.pdf_stream import unpack
from briefing.model.anchors import begins_section
from briefing.search.query import fold, read_wanted

__all__ = ["Finished", "read_finished"]

# a page of a brief has some 50 kB; each operator takes a hundred times its bytes
_MAX_PAGE, _MAX_PARTS = 4 * 1024 * 1024, 100
# so many letters in a row stand nowhere by accident
_LONG = 20
_GLYPH = re.compile(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})+)>")


@dataclass(frozen=True, slots=True)
class Finished:
    """A brief's title, the folded text of each page and its top, and the place of each anchor.

    Heights are points above the lower edge of the page.
    """

    title: str
    texts: tuple[str, ...]
    tops: tuple[float, ...]
    places: Mapping[str, tuple[int, float]]

    def reach(self, anchor: str) -> range:
        """Return the pages from an anchor to the end of its section."""
        page, height = self.places[anchor]
        sections = [
            (other, -top) for name, (other, top) in self.places.items() if begins_section(name)
        ]
        last, top = min((each for each in sections if each > (page, -height)), default=(0, 0.0))
        if not last:
            return range(page, len(self.texts) + 1)
        opens = -top >= self.tops[last - 1]
        return range(page, max(page, last - opens) + 1)

    def holding(self, words: Sequence[str], among: range) -> tuple[int, ...]:
        """Find the pages that hold the first of some words; where all are on one, that alone.

        What is broken at the end of a page stands on both. None: it cannot be told.
        """
        first, *others = map(fold, words)
        found = tuple(n for n in among if _holds(self.texts[n - 1], first))
        if not found and len(_letters(first)) >= _LONG:
            pairs = ((n, n + 1) for n in among[:-1])
            return next((each for each in pairs if _holds(self._joined(each), first)), ())
        whole = [n for n in found if all(_holds(self.texts[n - 1], each) for each in others)]
        return tuple(whole) if len(whole) == 1 else found

    def _joined(self, pages: tuple[int, ...]) -> str:
        return " ".join(self.texts[n - 1] for n in pages)


def read_finished(data: bytes) -> Finished | None:
    """Read a PDF; None for one that is no brief as it was built, such as sheets of a booklet."""
    try:
        with Pdf.open(BytesIO(data)) as document:
            numbers = {page.obj.objgen: n for n, page in enumerate(document.pages, start=1)}
            places = {
                str(name): (numbers[target[0].objgen], float(target[3]))
                for name, target in NameTree(document.Root.Names.Dests).items()
            }
            fonts: dict[tuple[int, int], Mapping[bytes, str]] = {}
            pages = [list(_drawn(page, fonts)) for page in document.pages]
            title = str(document.docinfo["/Title"])
    # pikepdf tells a structure that is none by any of these
    except (ArithmeticError, AttributeError, LookupError, PdfError, TypeError, ValueError):
        return None
    texts = tuple(fold(" ".join(text for text, _ in page)) for page in pages)
    tops = tuple(max((height for _, height in page), default=0.0) for page in pages)
    return Finished(title, texts, tops, places)


def _drawn(
    page: Page, fonts: dict[tuple[int, int], Mapping[bytes, str]]
) -> Iterator[tuple[str, float]]:
    """Yield each text that is drawn on a page and its height; running heads are no part of it."""
    glyphs: Mapping[bytes, str] = {}
    around: list[Matrix] = []
    matrix = text = Matrix()
    _require_small(page)
    for instruction in parse_content_stream(page, "q Q cm Tm Tf Tj TJ"):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                around.append(matrix)
            case "Q":
                matrix = around.pop()
            case "cm":
                matrix = Matrix(*map(float, operands)) @ matrix
            case "Tm":
                text = Matrix(*map(float, operands)) @ matrix
            case "Tf":
                glyphs = _glyphs(page.obj.Resources.Font[str(operands[0])], fonts)
            case _:
                parts = operands[0].as_list() if isinstance(operands[0], Array) else operands
                codes = b"".join(bytes(each) for each in parts if isinstance(each, String))
                pairs = (codes[i : i + 2] for i in range(0, len(codes), 2))
                yield "".join(glyphs.get(each, "") for each in pairs), text.f


def _require_small(page: Page) -> None:
    """Raise PdfError where what draws a page is, unpacked, more than any page has."""
    contents = page.obj.Contents
    parts = contents.as_list() if isinstance(contents, Array) else [contents]
    if len(parts) > _MAX_PARTS or sum(len(_read(each)) for each in parts) > _MAX_PAGE:
        raise PdfError


def _read(stream: Object) -> bytes:
    data = unpack(stream, _MAX_PAGE)
    if data is None:
        raise PdfError
    return data


def _glyphs(font: Object, fonts: dict[tuple[int, int], Mapping[bytes, str]]) -> Mapping[bytes, str]:
    """Read which text each glyph of a font stands for."""
    if font.objgen not in fonts:
        pairs = _GLYPH.findall(_read(font.ToUnicode))
        fonts[font.objgen] = {
            bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
            for glyph, text in pairs
        }
    return fonts[font.objgen]


def _holds(text: str, words: str) -> bool:
    """Look for words as they are printed; only long ones may be parted at the end of a line."""
    letters = _letters(words)
    if len(letters) >= _LONG:
        return letters in _letters(text)
    return bool(re.search(rf"(?<!\w)(?:{read_wanted(words).phrase.pattern})(?!\w)", text))


@lru_cache(maxsize=2048)
def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
