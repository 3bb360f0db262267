"""Layout: the HTML of parts becomes pages, and pages become PDF bytes, in a child process.

Enters: HTML and the files it may refer to. Leaves: where each anchor begins, which links stand on
each page, what the engine logged, and a PDF. Invariant: only plain data crosses the boundary; the
engine can be limited and killed, and its slow start overlaps with whatever the caller does.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Pipe
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from briefing.errors import EngineError

__all__ = ["Engine", "Laid", "Page", "Seen"]

PROGRAM = Path(__file__).with_name("engine.py")
# exit statuses of the child
NO_LIBRARY = 69
NO_MEMORY = 70


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


Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands on a finished page, for `preflight`; texts are given by their words.

    `depth` is how far down the page anything stands, `heading` the last heading if nothing follows
    it. The running heads count for what comes after these.
    """

    lines: int
    drawn: bool
    depth: float
    heading: str = ""
    overflows: tuple[tuple[str, str, float], ...] = ()
    """`text` or `table`, words, and by how many millimetres they leave their box."""
    overlaps: tuple[tuple[str, str], ...] = ()
    """Two texts upon each other."""
    pictures: tuple[tuple[str, float], ...] = ()
    """The text for it and the dots per inch of each picture that is made of dots."""
    colours: tuple[tuple[Colour, Colour, bool, str], ...] = ()
    """Ink, ground, whether the text is large, and the first words."""
    numbers: tuple[tuple[str, str, str], ...] = ()
    """Attribute with anchors, these anchors, and what is printed for them."""
    signs: tuple[tuple[str, str, str], ...] = ()
    """Signs, the strange font that has them, empty for none, and the words they stand in."""


class Engine:
    """WeasyPrint in a child process that starts at once and ends with `close()`.

    Every method raises `EngineError` when the engine is missing, dies, or takes longer than
    `timeout` seconds for one request.
    """

    def __init__(self, *, timeout: float = 300) -> None:
        if sys.platform == "darwin":
            from briefing.system import reveal_homebrew

            reveal_homebrew()
        self.log: tuple[str, ...] = ()
        """What WeasyPrint logged at the last `write`."""
        self._timeout = timeout
        self._unsent: dict[str, bytes] | None = None
        self._folder = TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True)
        self._errors = Path(self._folder.name, "stderr")
        self._pipe, theirs = Pipe()
        with theirs, self._errors.open("wb") as errors:
            # -P: a module in the working folder must not pass for one of ours
            self._child = Popen(
                [sys.executable, "-P", PROGRAM, str(theirs.fileno()), self._folder.name],
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=errors,
                pass_fds=(theirs.fileno(),),
                # the engine's imports start compilers: they end with the group, and what they
                # leave behind goes with the folder
                process_group=0,
                env={**os.environ, "TMPDIR": self._folder.name},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def serve(self, assets: Mapping[str, bytes]) -> None:
        """Set the files that may be used, by full URL; forget all parts laid out before.

        `topic:images/map.png` and `asset:styles/base.css` are such URLs.
        """
        # goes with the next request: while the child starts, a write to it would wait
        self._unsent = dict(assets)

    def lay_out(self, part: str, html: str) -> Laid:
        """Lay one part out; the child keeps its pages under the part's name."""
        pages, log = self._ask("lay_out", part, html)
        return Laid(tuple(Page(*page) for page in pages), tuple(log))

    def write(self, parts: Sequence[str], *, tagged: bool = True) -> bytes:
        """Join parts to one PDF: tagged PDF/A-3a, or plain pages to be stamped on others."""
        pdf, log = self._ask("write", tuple(parts), tagged)
        self.log = tuple(log)
        return bytes(pdf)

    def look(self, parts: Sequence[str], frame: str) -> tuple[Seen, ...]:
        """Tell what stands on the pages of parts, after they and their frame were written."""
        pages, _ = self._ask("look", tuple(parts), frame)
        return tuple(Seen(*page) for page in pages)

    def lines(self, parts: Sequence[str], *, apart: float) -> tuple[tuple[float, ...], ...]:
        """Tell how far down each page of parts its lines of text stand, in millimetres."""
        pages, _ = self._ask("lines", tuple(parts), apart)
        return tuple(pages)

    def close(self) -> None:
        """End the child at once, whatever it does."""
        if self._child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self._pipe.close()
        self._folder.cleanup()

    def _ask(self, request: str, part: object, argument: object) -> tuple[Any, list[str]]:
        try:
            self._pipe.send((self._unsent, request, part, argument))
            self._unsent = None
            if not self._pipe.poll(self._timeout):
                self.close()
                raise EngineError(
                    f"the layout took more than {self._timeout:g} seconds and was stopped"
                )
            failure, result, more = self._pipe.recv()
        except (EOFError, OSError):
            raise EngineError(self._cause_of_death()) from None
        if failure:
            error = EngineError(f"the layout engine failed: {failure}: {result}")
            error.add_note(more)
            raise error
        return result, more

    def _cause_of_death(self) -> str:
        try:
            status = self._child.wait(timeout=1)
        except TimeoutExpired:
            return "the layout engine closed its connection"
        if status == NO_LIBRARY:
            from briefing.system import pango_hint

            return f"WeasyPrint finds no Pango, which lays out text: {pango_hint()}"
        if status == NO_MEMORY:
            return "the layout engine ran out of memory"
        if status < 0:
            name = signal.Signals(-status).name
            guess = ", perhaps because memory ran out" if name == "SIGKILL" else ""
            return f"the layout engine was killed by {name}{guess}"
        lines = self._errors.read_text(errors="replace").strip().splitlines() or ["no message"]
        return f"the layout engine ended with status {status}: {lines[-1]}"
