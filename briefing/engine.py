"""The child of `layout`: WeasyPrint in a process of its own.

Enters: requests on a socket. Leaves: plain data, PDF bytes and WeasyPrint's log, on the same one.
Invariant: nothing is read but the files served; the process does not outlive its parent.
Started by its path, it imports of the package `boxes` alone, for a user would wait for the others.
"""

import gc
import logging
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from logging.handlers import BufferingHandler
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import unquote

NO_LIBRARY, NO_MEMORY = 69, 70  # exit statuses, which `layout` knows too

try:
    import pydyf
    from weasyprint import HTML, Document
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError:  # Pango or a library it comes with
    sys.exit(NO_LIBRARY)

__all__ = ["main"]

_spec = spec_from_file_location("boxes", Path(__file__).with_name("boxes.py"))
assert _spec
assert _spec.loader
_boxes = module_from_spec(_spec)
_spec.loader.exec_module(_boxes)


class Served(URLFetcher):  # type: ignore[misc]
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


class Press:
    """Lay parts out and write them as one PDF; fonts and images are shared by all parts."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self._own = {body for url, body in assets.items() if url.startswith("asset:fonts/")}
        self._used: dict[object, Any] = {}
        self._fetcher = Served(assets)
        self._fonts = FontConfiguration()
        self._images: dict[str, Any] = {}
        self._parts: dict[str, Document] = {}

    def lay_out(self, part: str, html: str) -> list[tuple[object, ...]]:
        """Keep a part's pages; tell what begins on each and where, and what it links to."""
        source = HTML(string=html, url_fetcher=self._fetcher)
        document = source.render(font_config=self._fonts, cache=self._images)
        self._parts[part] = document
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
        return pages

    def write(self, parts: Sequence[str], tagged: bool) -> bytes:
        """Join the pages of parts; metadata are the first one's."""
        pages = [page for part in parts for page in self._parts[part].pages]
        joined = self._parts[parts[0]].copy(pages)
        for box in (link[-1] for page in pages for link in page.links):
            box.link_annotation = None  # of an earlier PDF, which may have had the target
        if tagged:
            # an identifier would cost another compression, and `finish` writes its own
            pdf = joined.write_pdf(finisher=mend, pdf_variant="pdf/a-3a", pdf_identifier=False)
        else:
            pdf = joined.write_pdf()
        self._used |= joined.fonts
        return bytes(pdf)

    def look(self, parts: Sequence[str], frame: str) -> list[tuple[object, ...]]:
        """Tell what stands on each page of parts that were written, with its leaf of the frame."""
        pages = [page for part in parts for page in self._parts[part].pages]
        leaves = self._parts[frame].pages
        return list(_boxes.look(pages, leaves, fonts=self._used, own=self._own))

    def lines(self, parts: Sequence[str], apart: float) -> list[tuple[float, ...]]:
        """Tell where lines of text stand on each page of parts; those less than `apart` are one."""
        pages = [page for part in parts for page in self._parts[part].pages]
        return [tuple(_boxes.lines(page, apart)) for page in pages]


def mend(document: Document, pdf: pydyf.PDF) -> None:
    """Put right what WeasyPrint 70 leaves out of the tags or says in the wrong units."""
    heights = dict(zip(pdf.page_references, (page.height for page in document.pages), strict=True))
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("S") == "/Figure":
            x1, y1, x2, y2 = each["A"]["BBox"]  # pixels from the top, not points from the bottom
            height = heights[each["Pg"]]
            each["A"]["BBox"][:] = (0.75 * v for v in (x1, height - y2, x2, height - y1))
    for page in document.pages:
        for _, _, _, box in page.links:
            words = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
            if box.link_annotation and words:
                box.link_annotation["Contents"] = pydyf.String(words)
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001
            if box.element_tag == "th" and hasattr(box, "mark"):
                across = box.element.get("scope", "").startswith("row")
                box.mark["A"]["Scope"] = "/Row" if across else "/Column"


def listen(pipe: Connection, requests: SimpleQueue[tuple[Any, ...]], folder: str) -> None:
    """Take requests; end the process, even amid a layout, when the parent is gone."""
    try:
        while True:
            requests.put(pipe.recv())
    except (EOFError, OSError):
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os._exit(NO_MEMORY)  # without a parent, nobody reads the status


def main() -> None:
    """Answer one request after the other until the parent goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles it
    gc.freeze()
    gc.disable()  # it would go through every box of every page, and free next to nothing
    pipe, tempfile.tempdir = Connection(int(sys.argv[1])), sys.argv[2]
    requests: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
    Thread(target=listen, args=(pipe, requests, tempfile.tempdir), daemon=True).start()
    journal = BufferingHandler(sys.maxsize)
    logging.getLogger("weasyprint").addHandler(journal)  # warnings and errors, by default
    press = Press({})  # a first one, so that Fontconfig has read its files
    while True:
        assets, name, *arguments = requests.get()
        try:
            if assets is not None:
                press = Press(assets)
                gc.collect()
            result = getattr(press, name)(*arguments)
            answer: tuple[Any, ...] = (None, result, [each.getMessage() for each in journal.buffer])
        except MemoryError:
            os._exit(NO_MEMORY)  # to say more would take memory
        except Exception as error:  # noqa: BLE001  the parent raises it
            answer = (type(error).__name__, str(error), traceback.format_exc())
        journal.flush()
        pipe.send(answer)


if __name__ == "__main__":
    main()
