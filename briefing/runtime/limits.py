"""Limits: how long a piece of work may take and how much memory, and what keeps a process to them.

Enters: limits. Leaves: `TimeoutError` or `MemoryError`, raised amid what is `bounded` in this
process, again and again where that swallows it, and at its end; a process that is `confined` has
Linux end it. Invariant: after what is bounded the timer, its signal and the limit of memory are as
they were. A signal reaches the main thread alone, and
there is one timer: in other threads, while somebody else's timer runs, and on a system without
timers, as Windows is, there is no bound; where Linux does not limit memory, there is the clock
alone. The standard library alone is imported, for a layout process waits for this.
"""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from threading import current_thread, main_thread
from typing import NamedTuple

__all__ = ["USUAL", "Limits", "bounded", "confine"]


_AGAIN = 1
"""Seconds after which what has swallowed its `TimeoutError` gets the next one."""


class Limits(NamedTuple):
    """What reading and the layout may take: seconds for one step, megabytes for each process."""

    timeout: float = 300
    memory: int = 4096


USUAL = Limits()


@contextmanager
def bounded(limits: Limits) -> Iterator[None]:
    """Stop what takes longer, or more memory, than it may."""
    is_possible = hasattr(signal, "setitimer") and current_thread() is main_thread()
    if not is_possible or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    is_late = is_over = False

    def late() -> TimeoutError:
        return TimeoutError(f"takes more than {limits.timeout:g} seconds")

    def stop(*_: object) -> None:
        nonlocal is_late
        if not is_over:
            is_late = True
            raise late()

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limits.timeout, _AGAIN)
    try:
        with _memory(limits.memory):
            yield
        if is_late:
            raise late()  # noqa: TRY301  what was bounded has swallowed it
    except MemoryError as error:
        told = MemoryError(f"takes more than {limits.memory:,} MB of memory")
        raise told.with_traceback(error.__traceback__) from None
    except Exception as error:
        if is_late and not isinstance(error, TimeoutError):
            raise late() from error  # which it made of ours
        raise
    finally:
        is_over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def confine(seconds: int, megabytes: int) -> None:
    """Let Linux end this process when it takes so much more of a processor, or so much memory.

    A limit that is set already is not raised. Elsewhere nothing is done.
    """
    if sys.platform != "linux":
        return
    import resource

    spent = ceil(time.process_time())
    # one second more: where the parent can, it is the one to say that time is over
    wanted = {resource.RLIMIT_CPU: spent + seconds + 1, resource.RLIMIT_AS: megabytes << 20}
    for each, value in wanted.items():
        _, most = resource.getrlimit(each)
        if most == resource.RLIM_INFINITY or value < most:
            resource.setrlimit(each, (value, most))


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
