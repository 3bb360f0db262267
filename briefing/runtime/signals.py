"""Signals: an interruption that waits or is left to others, and a polite end.

Invariant: a system that cannot hold a signal back, such as Windows, lets it through at once.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["ignore_interruptions", "on_termination", "uninterrupted"]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let an interruption wait: modules that are half imported turn it into errors of their own."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def ignore_interruptions() -> None:
    """Leave Ctrl-C, which reaches all processes of a terminal, to the one that started this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_termination(leave: Callable[[], object] | None) -> None:
    """Have `leave` called when this process is asked to end; with None it goes on undisturbed."""
    signal.signal(signal.SIGTERM, (lambda *_: leave()) if leave else signal.SIG_IGN)
