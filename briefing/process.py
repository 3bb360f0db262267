"""One layout process: it starts at once, answers one request after the other, and can be killed.

Enters: requests of plain data. Leaves: plain data, which came as JSON, and PDF bytes. Invariant:
whatever becomes of the process, the caller gets an answer or an `EngineError`, and when the caller
is done neither a process nor a file is left. It is started before anything else of a build, so
nothing heavy is imported here.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Pipe
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from briefing.errors import EngineError

__all__ = ["Answer", "Process"]

PROGRAM = Path(__file__).with_name("engine.py")
# exit statuses of the child
NO_LIBRARY = 69
NO_MEMORY = 70


class Answer(NamedTuple):
    """What a request gave: plain data, a PDF or nothing, and what WeasyPrint logged."""

    result: Any
    pdf: bytes
    log: tuple[str, ...]


class Process:
    """WeasyPrint in a child process; a request may take `timeout` seconds."""

    def __init__(self, timeout: float) -> None:
        if sys.platform == "darwin":
            from briefing.system import reveal_homebrew

            reveal_homebrew()
        self._timeout = timeout
        self._unsent: Mapping[str, bytes] | None = None
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

    @property
    def pid(self) -> int:
        """Tell which process it is."""
        return self._child.pid

    def serve(self, assets: Mapping[str, bytes]) -> None:
        """Set the files that may be used; forget all parts."""
        # goes with the next request: while the child starts, a write to it would wait
        self._unsent = assets

    def ask(self, request: str, *arguments: object) -> Answer:
        """Let the child do something, and wait for it."""
        try:
            self._pipe.send((self._unsent, request, *arguments))
            self._unsent = None
            if not self._pipe.poll(self._timeout):
                self.close()
                raise EngineError(
                    f"the layout took more than {self._timeout:g} seconds and was stopped"
                )
            has_failed, result, log = json.loads(self._pipe.recv_bytes())
            pdf = self._pipe.recv_bytes()
        except (EOFError, OSError):
            raise EngineError(self._cause_of_death()) from None
        if has_failed:
            kind, message, trace = result
            error = EngineError(f"the layout engine failed: {kind}: {message}")
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
        self._folder.cleanup()

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
