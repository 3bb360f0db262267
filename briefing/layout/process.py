"""One layout process: it starts at once, answers one request after the other, and can be killed.

Enters: requests of plain data. Leaves: plain data, which came as JSON, and PDF bytes. Invariant:
whatever becomes of the process, the caller gets an answer or an `EngineError`, and when the caller
is done, or dies, neither a process nor a file is left. It is started before anything else of a
build, so nothing heavy is imported here.

The clock is watched here; time of a processor and memory the child has Linux limit, since nobody
else could stop it once this process is gone or held.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from math import ceil
from multiprocessing.connection import Pipe
from pathlib import Path
from secrets import token_hex
from subprocess import DEVNULL, Popen, TimeoutExpired
from typing import Any, NamedTuple

from briefing.errors import EngineError
from briefing.runtime.limits import Limits

__all__ = ["Answer", "Process"]

PROGRAM = Path(__file__).parent / "worker" / "main.py"
# exit statuses of the child
NO_LIBRARY = 69
NO_MEMORY = 70

# what a child dies of when C code gets no memory
_FAULTS = (signal.SIGABRT, signal.SIGBUS, signal.SIGSEGV, signal.SIGTRAP)
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
        self._unsent: Mapping[str, bytes] | None = None
        self._end = ""  # why it was ended here, which whoever asks it again is told, too
        # the child makes it: were this process killed before it starts, nobody would remove it
        self.folder = Path(tempfile.gettempdir(), f"briefing-{token_hex(8)}")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  it has no name, and needs no end
        self._pipe, theirs = Pipe()
        with theirs:
            # -P: a module in the working folder must not pass for one of ours
            self._child = Popen(
                [sys.executable, "-P", PROGRAM, str(theirs.fileno()), self.folder],
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
                # the engine's imports start compilers: they end with the group, and what they
                # leave behind goes with the folder
                process_group=0,
                env={**os.environ, "TMPDIR": str(self.folder)},
            )

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
            self._pipe.send((self._unsent, (ceil(timeout), memory), request, *arguments))
            self._unsent = None
            if not self._pipe.poll(timeout):
                self._end = self._too_slow("was stopped")
                self.close()
                raise EngineError(self._end)
            has_failed, result, log = json.loads(self._pipe.recv_bytes())
            pdf = self._pipe.recv_bytes()
        except (EOFError, OSError):
            raise EngineError(self._cause_of_death()) from None
        if has_failed:
            kind, message, trace = result
            if kind == "LimitError":
                raise EngineError(message)
            said = ": ".join(filter(None, (kind, message)))
            error = EngineError(f"the layout engine failed: {said}")
            error.add_note(trace)
            raise error
        return Answer(result, pdf, tuple(log))

    def close(self) -> None:
        """End the child at once, whatever it does."""
        if self._child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
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
        if status == -signal.SIGXCPU:
            return self._too_slow("was stopped by the system")
        if status < 0:
            killer = signal.Signals(-status)
            guess = f"; if memory ran out, {self._more_memory}" * (killer in _FAULTS)
            if killer == signal.SIGKILL:
                guess = f", perhaps because the machine's memory ran out: {_LESS}"
            return f"the layout engine was killed by {killer.name}{guess}"
        lines = self._last_words().strip().splitlines() or ["no message"]
        return f"the layout engine ended with status {status}: {lines[-1]}"

    def _last_words(self) -> str:
        with suppress(OSError, ValueError):  # ValueError: it was closed
            self._errors.seek(0)
            return self._errors.read().decode(errors="replace")
        return ""

    def _too_slow(self, end: str) -> str:
        limit = f"took more than {self.limits.timeout:g} seconds and {end}"
        return f"the layout {limit}: allow more with --timeout, or {_LESS}"

    @property
    def _more_memory(self) -> str:
        return f"allow more than {self.limits.memory:,} MB with --memory, or {_LESS}"
