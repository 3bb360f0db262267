"""Signals: an interruption that waits or is left to others, and a polite end.

Invariant: an interruption that waited comes as soon as it may.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

__all__ = ["ignore_interruptions", "on_termination", "uninterrupted"]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let an interruption wait: modules that are half imported turn it into errors of their own.

    A mask would not do: any other thread may take a signal, and the main one then raises it.
    """
    before = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or before is None:
        yield
        return
    came = False

    def note(*_: object) -> None:
        nonlocal came
        came = True

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


def ignore_interruptions() -> None:
    """Leave Ctrl-C, which reaches all processes of a terminal, to the one that started this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_termination(leave: Callable[[], object] | None) -> None:
    """Have `leave` called when this process is asked to end; with None it goes on undisturbed."""
    signal.signal(signal.SIGTERM, (lambda *_: leave()) if leave else signal.SIG_IGN)
