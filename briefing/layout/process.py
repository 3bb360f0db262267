"""One layout process: it starts at once, answers one request after the other, and can be killed.

Enters: requests of plain data. Leaves: plain data, which came as JSON, and PDF bytes. Invariant:
whatever becomes of the process, the caller gets an answer or an `EngineError`, and when the caller
is done, or dies, neither a process nor a file is left. It is started before anything else of a
build, so nothing heavy is imported here.

The clock is watched here; time of a processor and memory the child has Linux limit, since nobody
else could stop it once this process is gone or held.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from math import ceil
from multiprocessing.connection import Pipe
from pathlib import Path
from secrets import token_hex
from subprocess import TimeoutExpired
from typing import Any, NamedTuple

from briefing.errors import EngineError
from briefing.layout.protocol import NO_LIBRARY, NO_MEMORY, OTHER_VERSION, Reply, Request
from briefing.runtime.limits import Limits
from briefing.runtime.processes import end_group, killer, start_group

__all__ = ["Answer", "Process"]

PROGRAM = Path(__file__).parent / "worker" / "__main__.py"

# what a child dies of when C code gets no memory
_FAULTS = ("SIGABRT", "SIGBUS", "SIGSEGV", "SIGTRAP")
_LESS = "build fewer sections at a time, or take smaller pictures"


class Answer(NamedTuple):
    """What a request gave: plain data, a PDF or nothing, and what WeasyPrint logged."""

    result: Any
    pdf: bytes
    log: tuple[str, ...]


class Process:
    """WeasyPrint in a child process, within limits."""

    def __init__(self, limits: Limits) -> None:
        if sys.platform == "darwin":
            from briefing.runtime.native_libraries import reveal_homebrew

            reveal_homebrew()
        self.limits = limits
        self.note = ""  # what it said of itself, once it has answered
        self._unsent: Mapping[str, bytes] | None = None
        self._has_answered = False
        self._end = ""  # why it was ended here, which whoever asks it again is told, too
        # the child makes it: were this process killed before it starts, nobody would remove it
        self.folder = Path(tempfile.gettempdir(), f"briefing-{token_hex(8)}")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  it has no name, and needs no end
        self._pipe, theirs = Pipe()
        with theirs:
            # the engine's imports start compilers: they end with the group, and what they leave
            # behind goes with the folder
            self._child = start_group(
                PROGRAM,
                [str(theirs.fileno()), self.folder],
                line=theirs.fileno(),
                errors=self._errors,
                environment={**os.environ, "TMPDIR": str(self.folder)},
            )

    @property
    def is_lost(self) -> bool:
        """Return whether its folder is gone, with the fonts in it; a system may clean up."""
        return self._has_answered and not self.folder.is_dir()

    @property
    def pid(self) -> int:
        """Return which process it is."""
        return self._child.pid

    def serve(self, assets: Mapping[str, bytes]) -> None:
        """Set the files that may be used; forget all parts."""
        # goes with the next request: while the child starts, a write to it would wait
        self._unsent = assets

    def ask(self, request: str, *arguments: object) -> Answer:
        """Let the child do something, and wait for it."""
        try:
            timeout, memory = self.limits
            self._pipe.send(Request(request, arguments, ceil(timeout), memory, self._unsent))
            self._unsent = None
            if not self._pipe.poll(timeout):
                self._end = self._too_slow("was stopped")
                self.close()
                raise EngineError(self._end)
            reply = Reply.read(self._pipe.recv_bytes())
            pdf = self._pipe.recv_bytes()
        except (EOFError, OSError):
            raise EngineError(self._cause_of_death()) from None
        self.note, self._has_answered = reply.note, True
        if failure := reply.failure:
            if failure.kind == "LimitError":
                raise EngineError(failure.message)
            said = ": ".join(filter(None, (failure.kind, failure.message, failure.advice)))
            error = EngineError(f"the layout engine failed: {said}")
            error.add_note(failure.trace)
            raise error
        return Answer(reply.result, pdf, reply.log)

    def close(self) -> None:
        """End the child at once, whatever it does."""
        if self._child.returncode is None:
            end_group(self._child)
        self._pipe.close()
        self._errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _cause_of_death(self) -> str:
        if self._end:
            return self._end
        try:
            status = self._child.wait(timeout=1)
        except TimeoutExpired:
            return "the layout engine closed its connection"
        if status == NO_LIBRARY:
            from briefing.runtime.native_libraries import pango_hint

            return f"WeasyPrint finds no Pango, which lays out text: {pango_hint()}"
        if status == NO_MEMORY:
            return f"the layout engine ran out of memory: {self._more_memory}"
        name = killer(status)
        if name == "SIGXCPU":
            return self._too_slow("was stopped by the system")
        if name:
            guess = f"; if memory ran out, {self._more_memory}" * (name in _FAULTS)
            if name == "SIGKILL":
                guess = f", perhaps because the machine's memory ran out: {_LESS}"
            return f"the layout engine was killed by {name}{guess}"
        *_, last = self._last_words().strip().splitlines() or ["no message"]
        if status == OTHER_VERSION:
            return last
        return f"the layout engine ended with status {status}: {last}"

    def _last_words(self) -> str:
        try:
            self._errors.seek(0)
            return self._errors.read().decode(errors="replace")
        except (OSError, ValueError):  # ValueError: it was closed
            return ""

    def _too_slow(self, end: str) -> str:
        limit = f"took more than {self.limits.timeout:g} seconds and {end}"
        return f"the layout {limit}: allow more with --timeout, or {_LESS}"

    @property
    def _more_memory(self) -> str:
        return f"allow more than {self.limits.memory:,} MB with --memory, or {_LESS}"
