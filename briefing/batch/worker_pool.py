"""A pool of warm workers on this machine: processes of ours, each with an engine of its own.

Enters: tasks and how many of them at once. Leaves: each with what it became, in the order in which
they are done. Invariants: a task is tried twice at most, whoever dies of it; a worker that is stuck
is ended; when the generator is done or closed, no process and no file of it is left; a worker ends
when its parent is gone.
"""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread

from briefing.batch.plan import Task
from briefing.batch.worker import BuildOutcome, Worker
from briefing.errors import EngineError
from briefing.layout.engine import Limits
from briefing.runtime.cache import Cache
from briefing.runtime.processes import killer, off_working_folder
from briefing.runtime.signals import ignore_interruptions, on_termination, uninterrupted

__all__ = ["build_here"]

# Each worker imports all anew: a process that was forked could inherit a lock that is held.
_PROCESSES = get_context("spawn")
_SECONDS = 5
"""How long a worker may take to end its engine."""
_BEAT = 1
"""A worker at work says so every second; one that Python cannot interrupt cannot say it either."""
_START = 60
"""How long a new one may take to begin."""


def build_here(
    tasks: Sequence[Task], jobs: int, *, use_cache: bool = True, limits: Limits | None = None
) -> Generator[tuple[Task, BuildOutcome], None, None]:
    """Build so many briefs at a time; close the generator to stop at once."""
    limits = limits or Limits()
    waiting, retried = deque(tasks), set[Path]()
    idle, busy = list[_Worker](), dict[Connection, _Worker]()
    done: list[tuple[Task, BuildOutcome]] = []
    with TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True) as folder:
        try:
            while waiting or busy or done:
                while waiting and len(busy) < jobs:
                    worker = idle.pop() if idle else _Worker(folder, use_cache, limits)
                    busy[worker.pipe] = worker
                    worker.give(waiting.popleft())
                yield from done  # while the next ones are made
                done = []
                heard = wait(list(busy), _BEAT) if busy else []
                for pipe, worker in list(busy.items()):
                    if not (answer := worker.take(is_heard=pipe in heard)):
                        continue
                    del busy[pipe]
                    made, is_worn = answer
                    if is_worn:
                        worker.end()
                    else:
                        idle.append(worker)
                    if made.lost and worker.task.output not in retried:
                        retried.add(worker.task.output)
                        waiting.append(worker.task)
                    else:
                        done.append((worker.task, made))
        finally:
            with uninterrupted():
                for worker in (*idle, *busy.values()):
                    worker.stop()
                for worker in (*idle, *busy.values()):
                    worker.end()


class _Worker:
    """A worker as its parent sees it."""

    task: Task

    def __init__(self, folder: str, use_cache: bool, limits: Limits) -> None:
        self._patience = limits.timeout + _SECONDS
        self._heard = time.monotonic() + _START
        self.pipe, theirs = _PROCESSES.Pipe()
        self._process = _PROCESSES.Process(
            target=_work, args=(theirs, folder, use_cache, limits), daemon=True
        )
        # it inherits that interrupts wait, and so cannot stumble over one before it ignores them
        with theirs, uninterrupted(), off_working_folder():
            self._process.start()

    def give(self, task: Task) -> None:
        """Let it make a brief."""
        self.task = task
        self._heard = max(self._heard, time.monotonic())
        with suppress(OSError):  # it is dead, which `take` will tell
            self.pipe.send((task.topic, task.output.name, task.options))

    def take(self, *, is_heard: bool) -> tuple[BuildOutcome, bool] | None:
        """Receive what it made, and whether it is to be replaced; None while it is at work."""
        if not is_heard:
            if time.monotonic() - self._heard < self._patience:
                return None
            self._process.kill()
            message = (
                f"the process that made it gave no sign of life for {self._patience:g} seconds"
            )
            hint = "look what in it is large; or allow more with --timeout"
            return BuildOutcome.failed(EngineError(message, hint)), True
        try:
            if not (answer := self.pipe.recv()):
                self._heard = time.monotonic()
                return None
            made, is_worn = answer
        except (EOFError, OSError):
            self._process.join(_SECONDS)
            name = killer(self._process.exitcode or 0)
            how = f"was killed by {name}" if name else "died"
            return BuildOutcome(error=f"error: the process that made it {how}", lost=True), True
        return made, is_worn

    def stop(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def end(self) -> None:
        """See to it that it ends, and that its engine does."""
        self.stop()
        self._process.join(_SECONDS)
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(pipe: Connection, folder: str, use_cache: bool, limits: Limits) -> None:
    """Answer task after task; the program of a worker."""
    ignore_interruptions()  # the parent decides
    on_termination(_leave)
    is_busy, lock = Event(), Lock()
    is_busy.set()
    Thread(target=_beat, args=(pipe, is_busy, lock), daemon=True).start()
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    worker = Worker(Cache(enabled=use_cache), limits)
    # what is imported stays: to look for garbage is then quick, and is done after each brief
    gc.freeze()
    gc.disable()
    try:
        while True:
            task = pipe.recv()
            is_busy.set()
            made = worker.make(*task)
            with lock:
                is_busy.clear()
                pipe.send((made, worker.worn))
    except (EOFError, OSError):  # the parent was killed
        worker.close()  # first: it writes there
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        worker.close()


def _beat(pipe: Connection, is_busy: Event, lock: Lock) -> None:
    """Say again and again that this process is alive, while it has a task."""
    while True:
        time.sleep(_BEAT)
        is_busy.wait()
        with suppress(MemoryError), lock:
            if is_busy.is_set():
                try:
                    pipe.send(None)
                except OSError:  # the parent is gone
                    return


def _leave() -> None:
    """Close the engine and end, undisturbed."""
    on_termination(None)
    sys.exit()
