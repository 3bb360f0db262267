"""Bounded: what somebody else's templates do in this process ends where a layout would end, too.

Enters: limits. Leaves: `TimeoutError` or `MemoryError`, raised amid what is bounded. Invariant: the
timer, its signal and the limit of memory are afterwards as they were. A signal reaches the main
thread alone, and there is one timer: in other threads, and while somebody else's timer runs, there
is no bound; where Linux does not limit memory, there is the clock alone.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import NamedTuple, NoReturn

__all__ = ["Limits", "bounded"]


class Limits(NamedTuple):
    """What the layout may take: seconds for one request, and megabytes for each process."""

    timeout: float = 300
    memory: int = 4096


@contextmanager
def bounded(limits: Limits) -> Iterator[None]:
    """Stop what takes longer, or more memory, than a layout may."""
    if current_thread() is not main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise TimeoutError(f"takes more than {limits.timeout:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limits.timeout)
    try:
        with _memory(limits.memory):
            yield
    except MemoryError as error:
        told = MemoryError(f"takes more than {limits.memory:,} MB of memory")
        raise told.with_traceback(error.__traceback__) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


@contextmanager
def _memory(more: int) -> Iterator[None]:
    """Let this process have so many megabytes more than it has."""
    if sys.platform != "linux":
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    least, most = before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + (more << 20)
    if all(each == resource.RLIM_INFINITY or wanted < each for each in before):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (least, most))
