"""The child of `layout`: WeasyPrint in a process of its own.

Enters: requests on a socket. Leaves: JSON, with WeasyPrint's log in it, and PDF bytes, on the same
one, so that nothing that a brief did to the engine can run in the parent.
Invariant: nothing is read but the files served; the process does not outlive its parent, nor does
its folder, and it does not outgrow its limits.
Started by its path, it loads of the package `boxes`, `mended`, `sheets` and `speedups` alone, for
a user would wait for the others.
"""

import atexit
import gc
import json
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from logging.handlers import BufferingHandler
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from types import ModuleType
from typing import Any
from urllib.parse import unquote

NO_LIBRARY, NO_MEMORY = 69, 70  # exit statuses, which `process` knows too
OF_NO_MEMORY = MemoryError, SystemError  # C code may fail and not say why
MOST_PAGES = 5000  # of a part; `layout` has a limit for all parts
MOST_PIXELS = 100_000_000  # of an image, which `pictures` knows too
THEME = "asset:"
FONTS = "asset:fonts/"
ENOUGH_TO_COLLECT = 150  # pages of which nobody knows any more
JOINER = "\u2060"  # it parts no word and is not seen
OF_FONTS_IN_USE = ("hb_font", "hb_face", "file_content")  # what has no meaning elsewhere


def _load(name: str, file: str) -> ModuleType:
    spec = spec_from_file_location(name, Path(__file__).parent / file)
    assert spec
    assert spec.loader
    # a package finds its own modules under its name
    sys.modules[name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    os.mkdir(sys.argv[2], 0o700)  # noqa: PTH102  the folder of all that is written here
    # should the main thread fail while another removes it, since the parent is gone
    atexit.register(shutil.rmtree, sys.argv[2], ignore_errors=True)

_speedups = _load("speedups", "speedups/__init__.py")
try:
    _speedups.prepare()
    import pydyf
    import weasyprint.css as styling
    import weasyprint.layout as setting
    from PIL import Image
    from weasyprint import DEFAULT_OPTIONS, HTML, Document
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.ffi import ffi, harfbuzz
    from weasyprint.text.fonts import FontConfiguration, get_hb_object_data
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError:  # Pango or a library it comes with
    sys.exit(NO_LIBRARY)

__all__ = ["main"]


_mended = _load("mended", "weasyprint_patches.py")
_boxes = _load("boxes", "page_inspection.py")
_sheets = _load("sheets", "stylesheet_cache.py")
_line = _speedups.apply()


class LimitError(Exception):
    """A part is more than a limit allows."""


def pages_within_limit(*arguments: Any) -> Iterator[Any]:
    """Lay out page after page, as long as there are not too many; one may follow upon another."""
    for number, page in enumerate(all_pages(*arguments)):
        if number == MOST_PAGES:
            message = f"a part of the brief has more than {MOST_PAGES:,} pages and was stopped"
            raise LimitError(f"{message}: part it into several sections")
        yield page


Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow warns from there on, and refuses twice as many
all_pages = setting.make_all_pages
setting.make_all_pages = pages_within_limit
if not hasattr(harfbuzz, "hb_face_create"):
    ffi.cdef("""
    hb_blob_t * hb_blob_create (
        const char *data, unsigned int length, int mode, void *user_data, void *destroy);
    hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);
""")

Answer = tuple[Any, bytes]
"""What can be written as JSON, and a PDF."""


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Answer from the files served, decode `data:`, refuse all else."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._assets = assets

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Find one file; WeasyPrint logs what is raised here and goes on without the file."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if (body := self._assets.get(unquote(url))) is not None:
            kind = "text/css" if url.endswith(".css") else "application/octet-stream"
            return URLFetcherResponse(url, body, {"Content-Type": kind})
        if url.startswith(("asset:", "topic:")):
            raise FileNotFoundError("there is no such file")
        raise PermissionError("only files of the topic and its theme are read")


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

    def lay_out(self, part: str, html: str) -> Answer:
        """Keep a part's pages; tell what begins on each and where, and what it links to."""
        styling.CSS = self._sheets
        source = HTML(string=html, url_fetcher=self._fetcher)
        document = source.render(font_config=self._fonts, cache=self._images)
        self._replace(part, document)
        for url in [url for url, image in self._images.items() if image is None]:
            del self._images[url]  # that there is none is to be logged for the next part, too
        seen, pages = set[str](), list[tuple[object, ...]]()
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
            pages.append((begun, tuple(page.anchors), links, box.page_type.blank, tops, filled))
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

    def forget(self) -> Answer:
        """Let go of all parts; their boxes go with the next ones."""
        self._gone = self.pages
        self._parts.clear()
        return None, b""

    def draw(self, part: str, tagged: bool) -> Answer:
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
                finisher=partial(_mended.mend, name), pdf_variant="pdf/a-3a", pdf_identifier=False
            )
        else:
            pdf = document.write_pdf()
        own = {font: get_hb_object_data(font.hb_face) for font in document.fonts.values()}
        seen = _boxes.inspect_pages(document.pages, fonts=document.fonts, own=self._names)
        bookmarks = [
            (number, level, title, 0.75 * x, 0.75 * (page.height - y))
            for number, page in enumerate(document.pages)
            for level, title, (x, y), _ in page.bookmarks
        ]
        fonts = [self._told(font, data) for font, data in own.items()]
        return (fonts, bookmarks, seen), bytes(pdf)

    def lines(self, part: str, apart: float) -> Answer:
        """Return where lines of text stand on each page; those less than `apart` are one."""
        return [tuple(_boxes.lines(page, apart)) for page in self._parts[part].pages], b""

    def fonts(self, used: Sequence[Sequence[Mapping[str, Any]]]) -> Answer:
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
            _mended.build_fonts(pdf, fonts, True, True, DEFAULT_OPTIONS)
            for fonts in (shared, *alone)
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
    return _sheets.Sheets()


def face_of(data: bytes, index: int) -> Any:
    """Open a font for HarfBuzz, which copies it."""
    blob = ffi.gc(
        harfbuzz.hb_blob_create(data, len(data), 0, ffi.NULL, ffi.NULL), harfbuzz.hb_blob_destroy
    )
    return ffi.gc(harfbuzz.hb_face_create(blob, index), harfbuzz.hb_face_destroy)


def limit(seconds: int, memory: int) -> None:
    """Let Linux end this process when one request takes more of a processor, or more megabytes."""
    if sys.platform == "linux":
        import resource

        spent = ceil(time.process_time())
        # one second more: where the parent can, it is the one to say that time is over
        wanted = {resource.RLIMIT_CPU: spent + seconds + 1, resource.RLIMIT_AS: memory << 20}
        for each, value in wanted.items():
            _, most = resource.getrlimit(each)
            if most == resource.RLIM_INFINITY or value < most:
                resource.setrlimit(each, (value, most))


def listen(pipe: Connection, requests: SimpleQueue[tuple[Any, ...]], folder: str) -> None:
    """Take requests; end the process, even amid a layout, when the parent is gone."""
    try:
        while True:
            requests.put(pipe.recv())
    except (EOFError, OSError):
        for _ in range(100):  # the other thread may be writing there
            shutil.rmtree(folder, ignore_errors=True)
            if not Path(folder).exists():
                break
    finally:
        os._exit(NO_MEMORY)  # without a parent, nobody reads the status


def main() -> None:
    """Answer one request after the other until the parent goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles it
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    gc.freeze()
    gc.disable()  # it would go through every box of every page, and free next to nothing
    pipe, tempfile.tempdir = Connection(int(sys.argv[1])), sys.argv[2]
    requests: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
    listener = Thread(target=listen, args=(pipe, requests, tempfile.tempdir), daemon=True)
    listener.start()
    journal = BufferingHandler(sys.maxsize)
    logging.getLogger("weasyprint").addHandler(journal)  # warnings and errors, by default
    renderer = PartRenderer({})  # a first one, so that Fontconfig has read its files
    while True:
        assets, limits, name, *arguments = requests.get()
        has_failed, pdf = False, b""
        try:
            limit(*limits)
            if assets is not None:
                was_used = renderer.pages > 1
                renderer = PartRenderer(assets)
                if was_used:
                    gc.collect()
            result, pdf = getattr(renderer, name)(*arguments)
        except OF_NO_MEMORY:
            raise
        except Exception as failure:  # noqa: BLE001  the parent raises it
            result = [type(failure).__name__, str(failure), traceback.format_exc()]
            has_failed = True
        log = [*filter(None, [_line]), *(each.getMessage() for each in journal.buffer)]
        journal.flush()
        told = json.dumps((has_failed, result, log)).encode()
        try:
            pipe.send_bytes(told)
            pipe.send_bytes(pdf)
        except OSError:
            listener.join()  # the parent is gone: that one cleans up, and ends this process


if __name__ == "__main__":
    try:
        main()
    except OF_NO_MEMORY:
        os._exit(NO_MEMORY)  # to say more would take memory
