"""Parts are laid out and drawn here: the engine's part of `layout`, in its own process.

Enters: HTML and the files it may use. Leaves: plain data as `layout.protocol` names it, and PDF
bytes. Invariant: nothing is read but the files served, and a part has neither more pages nor larger
pictures than the limits allow. What all parts share, as fonts, is left out of a part's PDF.
"""

import gc
import warnings
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from io import BytesIO
from typing import Any

import pydyf
import weasyprint.css as styling
import weasyprint.layout as setting
from PIL import Image
from weasyprint import DEFAULT_OPTIONS, HTML, Document
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data

from briefing.formats.image_size import MAX_PIXELS
from briefing.layout.protocol import FONTS, MOST_PAGES, THEME, Bookmark, DrawResult, Page
from briefing.layout.worker.asset_fetcher import AssetFetcher
from briefing.layout.worker.page_inspection import baselines, inspect_pages
from briefing.layout.worker.stylesheet_cache import Sheets
from briefing.layout.worker.weasyprint_patches import build_fonts, mend

__all__ = ["PartRenderer"]

RELIES_ON = (
    "weasyprint.css:find_stylesheets",
    "weasyprint.document:Document.copy",
    "weasyprint.document:Document.write_pdf",
    "weasyprint.document:Page.__init__",
    "weasyprint.layout:layout_document",
    "weasyprint.layout.page:make_all_pages",
    "weasyprint.pdf.fonts:Font",
    "weasyprint.pdf.fonts:build_fonts_dictionary",
    "weasyprint.text.fonts:FontConfiguration",
    "weasyprint.text.fonts:get_hb_object_data",
    "weasyprint.urls:URLFetcher",
    "weasyprint.urls:URLFetcherResponse",
)

ENOUGH_TO_COLLECT = 150  # pages of which nobody knows any more
JOINER = "\u2060"  # it parts no word and is not seen
OF_FONTS_IN_USE = ("hb_font", "hb_face", "file_content")  # what has no meaning elsewhere


class LimitError(Exception):
    """A part is more than a limit allows."""


def pages_within_limit(*arguments: Any) -> Iterator[Any]:
    """Lay out page after page, as long as there are not too many; one may follow upon another."""
    for number, page in enumerate(all_pages(*arguments)):
        if number == MOST_PAGES:
            message = f"a part of the brief has more than {MOST_PAGES:,} pages and was stopped"
            raise LimitError(f"{message}: part it into several sections")
        yield page


warnings.simplefilter("ignore", Image.DecompressionBombWarning)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow warns from there on, and refuses twice as many
all_pages = setting.make_all_pages
setting.make_all_pages = pages_within_limit
if not hasattr(harfbuzz, "hb_face_create"):
    ffi.cdef("""
    hb_blob_t * hb_blob_create (
        const char *data, unsigned int length, int mode, void *user_data, void *destroy);
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
""")

Reply = tuple[Any, bytes]
"""Plain data, and a PDF."""


class PartRenderer:
    """Lay parts out and draw them; what all share, as fonts, is left out of a part's PDF."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self._names = {body: url for url, body in assets.items() if url.startswith(FONTS)}
        self._assets = assets
        self._fetcher = AssetFetcher(assets)
        self._fonts = configured(frozenset((url, body) for body, url in self._names.items()))
        theme = frozenset(each for each in assets.items() if each[0].startswith(THEME))
        self._sheets = sheets_of(theme)
        self._images: dict[str, Any] = {}
        self._parts: dict[str, Document] = {}
        self._gone = 0

    def lay_out(self, part: str, html: str) -> Reply:
        """Keep a part's pages; tell what begins on each and where, and what it links to."""
        styling.CSS = self._sheets
        source = HTML(string=html, url_fetcher=self._fetcher)
        document = source.render(font_config=self._fonts, cache=self._images)
        self._replace(part, document)
        for url in [url for url, image in self._images.items() if image is None]:
            del self._images[url]  # that there is none is to be logged for the next part, too
        seen, pages = set[str](), list[Page]()
        for page in document.pages:
            # a box that goes on overleaf is an anchor there again
            begun = tuple(name for name in page.anchors if name not in seen)
            seen.update(begun)
            # a box within a link is no link of its own; no reader could tell the two apart, nor
            # hit what is left of one at the end of a line
            page.links = [link for link in page.links if link[-1].link and link[2][0] < link[2][2]]
            links = tuple(link[1] for link in page.links)
            box = page._page_box  # noqa: SLF001
            top, height = box.content_box_y(), box.height
            # by how much of the page each is below its top, and the last line is
            tops = tuple((page.anchors[name][1] - top) / height for name in begun)
            filled = (box.children[0].position_y + box.children[0].margin_height() - top) / height
            is_blank = box.page_type.blank
            pages.append(Page(begun, tuple(page.anchors), links, is_blank, tops, filled))
        return pages, b""

    @property
    def pages(self) -> int:
        """Count the pages that take memory."""
        return self._gone + sum(len(document.pages) for document in self._parts.values())

    def _replace(self, part: str, document: Document) -> None:
        """Keep a part; now and then free those before it, whose boxes refer to each other."""
        if earlier := self._parts.pop(part, None):
            self._gone += len(earlier.pages)
        self._parts[part] = document
        if self._gone > ENOUGH_TO_COLLECT:
            self._gone = 0
            gc.collect()

    def forget(self) -> Reply:
        """Let go of all parts; their boxes go with the next ones."""
        self._gone = self.pages
        self._parts.clear()
        return None, b""

    def draw(self, part: str, tagged: bool) -> Reply:
        """Write a part without its fonts and outline; tell these, and what stands on its pages."""
        document = self._parts[part]
        document = document.copy(document.pages)  # whose fonts are those of this PDF
        links = [link[-1] for page in document.pages for link in page.links]
        for box in links:
            box.link_annotation = None  # of an earlier PDF
        if tagged:
            name = part.rpartition("|")[2]  # what it is, whichever key it is kept under
            # an identifier would cost another compression, and `finish` writes its own
            pdf = document.write_pdf(
                finisher=partial(mend, name), pdf_variant="pdf/a-3a", pdf_identifier=False
            )
        else:
            pdf = document.write_pdf()
        own = {font: get_hb_object_data(font.hb_face) for font in document.fonts.values()}
        seen = inspect_pages(document.pages, fonts=document.fonts, own=self._names)
        bookmarks = tuple(
            Bookmark(number, level, title, 0.75 * x, 0.75 * (page.height - y))
            for number, page in enumerate(document.pages)
            for level, title, (x, y), _ in page.bookmarks
        )
        fonts = tuple(self._told(font, data) for font, data in own.items())
        return DrawResult(fonts, bookmarks, seen), bytes(pdf)

    def lines(self, part: str, apart: float) -> Reply:
        """Return where lines of text stand on each page; those less than `apart` are one."""
        return [tuple(baselines(page, apart)) for page in self._parts[part].pages], b""

    def fonts(self, used: Sequence[Sequence[Mapping[str, Any]]]) -> Reply:
        """Write what parts have used of fonts: a PDF without pages, with a table for each part.

        One that lacks signs stays a font of its own, since its numbers for them are of that part.
        """
        pdf, shared = pydyf.PDF(), dict[str, Font]()
        alone = [dict[str, Font]() for _ in used]
        for facts, own in zip(used, alone, strict=True):
            for each in facts:
                font = self._font(each)
                if font.missing:
                    own[font.hash] = font
                elif known := shared.setdefault(font.hash, font):
                    known.widths |= font.widths
                    known.to_unicode = font.to_unicode | known.to_unicode  # the first holds
        tables = [
            build_fonts(pdf, fonts, True, True, DEFAULT_OPTIONS) for fonts in (shared, *alone)
        ]
        pdf.catalog["Fonts"] = pydyf.Array(
            pydyf.Dictionary({each["hash"]: (tables[0] | own)[each["hash"]] for each in facts})
            for facts, own in zip(used, tables[1:], strict=True)
        )
        result = BytesIO()
        pdf.write(result, compress=True)
        return None, result.getvalue()

    def _told(self, font: Font, data: bytes) -> dict[str, Any]:
        """Describe a font by plain data."""
        told = {name: value for name, value in vars(font).items() if name not in OF_FONTS_IN_USE}
        file = self._names.get(data) or b64encode(data).decode()
        # a glyph within a cluster, whose text is that of the first, still has to stand for some
        told["to_unicode"] = {glyph: text or JOINER for glyph, text in font.to_unicode.items()}
        tables = {name: [*told[name].items()] for name in ("widths", "to_unicode", "missing")}
        return told | tables | {"name": font.name.decode(), "file": file}

    def _font(self, told: Mapping[str, Any]) -> Font:
        """Make a font of what was told of one."""
        font = Font.__new__(Font)
        vars(font).update({name: value for name, value in told.items() if name != "file"})
        for name in ("widths", "to_unicode", "missing"):
            setattr(font, name, dict(told[name]))
        file = told["file"]
        font.name = told["name"].encode()
        font.file_content = self._assets[file] if file.startswith(FONTS) else b64decode(file)
        font.hb_face = face_of(font.file_content, font.index)
        return font


@cache
def configured(_fonts: frozenset[tuple[str, bytes]]) -> FontConfiguration:
    """Return the configuration of all that use the same fonts: its memory is never freed."""
    return FontConfiguration()


@lru_cache(8)
def sheets_of(_theme: frozenset[tuple[str, bytes]]) -> Any:
    """Return the style sheets read for all briefs in the same theme, whatever their pictures."""
    return Sheets()


def face_of(data: bytes, index: int) -> Any:
    """Open a font for HarfBuzz, which copies it."""
    blob = ffi.gc(
        harfbuzz.hb_blob_create(data, len(data), 0, ffi.NULL, ffi.NULL), harfbuzz.hb_blob_destroy
    )
    return ffi.gc(harfbuzz.hb_face_create(blob, index), harfbuzz.hb_face_destroy)
