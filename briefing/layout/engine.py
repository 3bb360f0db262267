"""Layout: the HTML of parts becomes pages, and pages become PDF bytes, in processes of their own.

Enters: HTML and the files it may refer to. Leaves: where each anchor begins, which links stand on
each page, what the engine logged, and a PDF of each part. Invariant: only plain data crosses the
boundary; what comes out depends on the HTML and the files alone, not on how many processes there
are, what they did before, or whether a part was found in the cache.

A process starts at once, so that its slow imports overlap with whatever the caller does, and a
second one while the first lays out.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from briefing.errors import EngineError
from briefing.layout.parts import Drawn, Laid, PartLayout
from briefing.layout.protocol import MOST_PAGES, frozen
from briefing.layout.worker_handle import WorkerHandle
from briefing.runtime.limits import Limits
from briefing.runtime.processes import processors

if TYPE_CHECKING:
    from briefing.runtime.cache import Cache

__all__ = ["Drawn", "Laid", "LayoutEngine", "Limits"]

# A second process is worth its start from so many characters of HTML on, and so many take as long
# as that start; more are worth it from so many for each.
_WORTH_A_SECOND, _WORTH_MORE = 40_000, 300_000

# A page on which nothing stands.
_DEFAULT = "usual"

# So many parts are remembered, of this brief and those before.
_REMEMBERED = 300


class LayoutEngine:
    """WeasyPrint in child processes, the first of which starts at once; `close()` ends all.

    There are as many `processes` as this one may use processors, unless a number is given. Every
    method raises `EngineError` when the engine is missing, dies, or exceeds one of its `limits`;
    then another engine is needed. Parts are looked for in the `cache`, which may be set later, as
    the limits may.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        processes: int | None = None,
        cache: "Cache | None" = None,
    ) -> None:
        self.cache = cache
        self._limits = limits or Limits()
        self._limit = processes or processors()
        self._assets: Mapping[str, bytes] = {}
        self._parts: dict[str, PartLayout] = {}
        self._known: dict[tuple[str, str, bool], PartLayout] = {}
        self._default = ""
        self._workers = [WorkerHandle(self._limits, {})]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """Return which processes lay out."""
        return tuple(worker.process.pid for worker in self._workers)

    @property
    def folder(self) -> Path:
        """Return a folder that goes with the first process, also if this one is killed."""
        self._workers[0].submit("forget").result()  # before it answers there may be none
        return self._workers[0].process.folder

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what is to be said of the engine itself, once it has been asked for something."""
        told = (worker.process.note for worker in self._workers)
        return tuple(dict.fromkeys(filter(None, told)))

    @property
    def limits(self) -> Limits:
        """Return what the layout may take; a change holds from the next request on."""
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limits = limits
        for worker in self._workers:
            worker.process.limits = limits

    def serve(self, assets: Mapping[str, bytes]) -> None:
        """Set the files that may be used, by full URL; forget all parts laid out with others.

        `topic:images/map.png` and `asset:base/base.css` are such URLs.
        """
        if any(worker.process.is_lost for worker in self._workers):
            self.close()
            self._workers = [WorkerHandle(self._limits, {})]
            self._assets = {}
        if assets != self._assets:
            self._assets = dict(assets)
            self.__dict__.pop("_digest", None)
            self._parts.clear()
            self._known.clear()
            self._default = ""
            for worker in self._workers:
                worker.serve(self._assets)

    def prepare(self, html: str) -> None:
        """Have processes lay out a page like all others, for its style sheets and fonts.

        They are waiting for the first part, which the caller is about to make.
        """
        if self._default != html:
            self._default = html
            for worker in self._workers:
                worker.submit("lay_out", _DEFAULT, html)

    def lay_out(self, part: str, html: str) -> Laid:
        """Lay one part out; its pages are kept under its name."""
        return self.lay_out_all({part: html})[part]

    def lay_out_all(
        self,
        parts: Mapping[str, str],
        *,
        tagged: bool = True,
        draw: bool = False,
        on_wait: Callable[[], object] | None = None,
    ) -> dict[str, Laid]:
        """Lay parts out side by side, and begin to `draw` those that are final.

        They are `tagged`, or plain pages to be stamped on others. If there are any, `on_wait` is
        called before they are waited for.
        """
        for name, html in parts.items():
            if name in self._parts:
                self._keep(self._parts[name])
            self._parts[name] = part = self._find(name, html, tagged)
            if not part.laying:
                self._hold(part)
            if draw:
                self._draw(part)
        if parts and on_wait:
            on_wait()
        laid, pages = dict[str, Laid](), 0
        for name in parts:
            laid[name] = self._parts[name].laid
            pages += len(laid[name].pages)
            # the layers of a brief have its pages, and one more if it is a draft
            if pages > MOST_PAGES + (not tagged):
                limit = f"has more than {MOST_PAGES:,} pages and was stopped"
                raise EngineError(f"the brief {limit}: build fewer sections at a time")
        return laid

    def begin(self, names: Iterable[str]) -> list[PartLayout]:
        """Begin to draw parts, which nobody waits for yet."""
        parts = [self._parts[name] for name in names]
        for part in parts:
            self._draw(part)
        return parts

    def draw(self, names: Iterable[str]) -> tuple[Drawn, ...]:
        """Write the pages of parts, side by side."""
        parts = self.begin(names)
        drawn = tuple(part.drawn for part in parts)
        for part in parts:
            self._keep(part)
        return drawn

    def fonts(self, drawn: Sequence[Drawn]) -> bytes:
        """Write what parts have used of fonts: a PDF without pages, with a table for each part."""
        used = [each.fonts for each in drawn]
        key = self._key("fonts", json.dumps(used)) if self.cache else ""
        pdf = self.cache.get(key) if self.cache else None
        if not pdf:
            pdf = self._workers[0].submit("fonts", used).result().pdf
            if self.cache:
                self.cache.put(key, pdf)
        return pdf

    def lines(self, parts: Iterable[str], *, apart: float) -> tuple[tuple[float, ...], ...]:
        """Return how far down each page of parts its lines of text stand, in millimetres."""
        pages: list[tuple[float, ...]] = []
        for name in parts:
            worker = self._hold(self._parts[name])
            pages += frozen(worker.submit("lines", name, apart).result().result)
        return tuple(pages)

    def forget(self) -> None:
        """Let go of all parts, for what comes is of another brief; nobody waits for it."""
        self._parts.clear()
        self._known.clear()
        for worker in self._workers:
            worker.parts.clear()
            worker.submit("forget")

    @contextmanager
    def uncached(self) -> Iterator[None]:
        """Keep nothing of what is laid out until the end of this."""
        cache, self.cache = self.cache, None
        try:
            yield
        finally:
            self.forget()
            self.cache = cache

    def close(self) -> None:
        """End all processes at once, whatever they do, and leave nothing of them."""
        try:
            self._close()
        except KeyboardInterrupt:  # another thread may take the signal, so it cannot be blocked
            self._close()
            raise

    def _close(self) -> None:
        for worker in self._workers:
            worker.close()

    def _find(self, name: str, html: str, tagged: bool) -> PartLayout:
        """Find a part as it was laid out before, by this engine or another."""
        part = self._known.pop((name, html, tagged), None)
        if not part:
            part = PartLayout(name, html, tagged)
            if self.cache and (record := self.cache.get(self._key(name, html, str(tagged)))):
                part.read(record)
        self._known[name, html, tagged] = part
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return part

    def _keep(self, part: PartLayout) -> None:
        if self.cache and (record := part.record()):
            self.cache.put(self._key(part.name, part.html, str(part.tagged)), record)

    def _hold(self, part: PartLayout) -> WorkerHandle:
        """Find the process that has a part's pages, or give it to the one with the least to do."""
        for worker in self._workers:
            if worker.parts.get(part.name) is part:
                return worker
        worker = min(self._workers, key=lambda worker: worker.load)
        worker.parts[part.name] = part
        part.laying = worker.submit("lay_out", part.name, part.html, load=len(part.html))
        waiting, many = sum(worker.load for worker in self._workers), len(self._workers)
        if waiting > (_WORTH_A_SECOND if many == 1 else _WORTH_MORE * many):
            self._grow()  # for the next part
        return worker

    def _draw(self, part: PartLayout) -> None:
        if not part.drawing:
            load = len(part.html) // 3
            part.drawing = self._hold(part).submit("draw", part.name, part.tagged, load=load)

    def _grow(self) -> None:
        if len(self._workers) < self._limit:
            worker = WorkerHandle(self._limits, self._assets)
            self._workers.append(worker)
            if self._default:
                worker.submit("lay_out", _DEFAULT, self._default, load=_WORTH_A_SECOND)

    def _key(self, *parts: str) -> str:
        from briefing.runtime.cache import key_of

        return key_of(self._digest, os.environ.get("BRIEFING_SPEEDUPS", ""), *parts)

    @cached_property
    def _digest(self) -> str:
        from briefing.runtime.cache import key_of

        pairs = sorted(self._assets.items())
        return key_of(*(each for pair in pairs for each in pair))
