"""Two engines side by side: WeasyPrint as it is, and with the speed-ups, each warm in a process.

Enters: HTML and the files it may use. Leaves: the PDF without compression, and the log.
"""

import logging
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from logging.handlers import BufferingHandler
from multiprocessing import get_context
from types import FrameType
from typing import Any, Self
from urllib.parse import unquote

from briefing.layout.worker import speedups


@dataclass(frozen=True)
class Printed:
    """What an engine made of a document."""

    pdf: bytes
    log: tuple[str, ...]


class Engines:
    """The plain engine and one with speed-ups, all of them unless some are named."""

    def __init__(self, pieces: Iterable[str] | None = None) -> None:
        self._assets: dict[str, bytes] | None = None
        chosen = None if pieces is None else tuple(pieces)
        self._pools = [_pool(()), _pool(chosen)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools:
            pool.shutdown()

    def serve(self, assets: Mapping[str, bytes]) -> None:
        """Set the files that documents may use."""
        if self._assets != assets:
            self._assets = dict(assets)
            for pool in self._pools:
                pool.submit(_serve, self._assets).result()

    def calls(self, html: str) -> tuple[Counter[str], Counter[str]]:
        """Count the calls of each function, by its qualified name, that a document takes."""
        plain, tuned = [pool.submit(_calls, html) for pool in self._pools]
        return plain.result(), tuned.result()

    def print(self, html: str) -> tuple[Printed, Printed]:
        """Print a document with both engines."""
        plain, tuned = [pool.submit(_print, html) for pool in self._pools]
        return plain.result(), tuned.result()


def _pool(pieces: tuple[str, ...] | None) -> ProcessPoolExecutor:
    spawn = get_context("spawn")  # a fork would have what the tests imported
    return ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin, initargs=(pieces,))


# of the one process that each pool has
_kept: dict[str, Any] = {}


def _begin(pieces: tuple[str, ...] | None) -> None:
    if pieces is None:
        speedups.prepare()
    import weasyprint  # noqa: F401

    assert not speedups.apply(speedups.PIECES if pieces is None else pieces)
    _kept["journal"] = journal = BufferingHandler(sys.maxsize)
    logging.getLogger("weasyprint").addHandler(journal)
    _serve({})


def _serve(assets: Mapping[str, bytes]) -> None:
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Served(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            kind = "text/css" if url.endswith(".css") else "application/octet-stream"
            return URLFetcherResponse(url, assets[unquote(url)], {"Content-Type": kind})

    _kept["fetcher"], _kept["fonts"], _kept["images"] = Served(), FontConfiguration(), {}


def _print(html: str) -> Printed:
    from weasyprint import HTML

    source = HTML(string=html, base_url="asset:", url_fetcher=_kept["fetcher"])
    pdf, failure = b"", tuple[str, ...]()
    try:
        document = source.render(font_config=_kept["fonts"], cache=_kept["images"])
        pdf = document.write_pdf(
            pdf_variant="pdf/a-3a", pdf_identifier=False, uncompressed_pdf=True
        )
    except Exception as error:  # noqa: BLE001  one that WeasyPrint has, the other must have too
        failure = (type(error).__name__,)  # how deep it is, a message tells
    # WeasyPrint goes through a set here and there, and logs what it meets
    log = sorted(record.getMessage() for record in _kept["journal"].buffer)
    _kept["journal"].flush()
    return Printed(bytes(pdf), (*log, *failure))


def _calls(html: str) -> Counter[str]:
    calls = Counter[str]()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls[frame.f_code.co_qualname] += 1

    sys.setprofile(count)
    try:
        _print(html)
    finally:
        sys.setprofile(None)
    return calls
