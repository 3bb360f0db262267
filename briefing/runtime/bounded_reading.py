"""What somebody wrote is read within limits; beyond them stands an error of the file.

Enters: limits, and which file is being read. Leaves: `InputError`. Invariant: what is read in a
thread that is not the main one, or while somebody else's timer runs, has no clock (`limits`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from briefing.errors import Diagnostic, InputError, Span
from briefing.runtime.limits import Limits, bounded

__all__ = ["bounded_reading"]


@contextmanager
def bounded_reading(limits: Limits, file: Callable[[], str]) -> Iterator[None]:
    """Raise InputError where a step of reading takes more than it may, at the file that is read."""
    try:
        with bounded(limits):
            yield
    except (MemoryError, TimeoutError) as error:
        what = str(error) or "takes too much memory"
        option = "--timeout" if isinstance(error, TimeoutError) else "--memory"
        hint = f"make it smaller; or, if you trust it, allow more with {option}"
        told = Diagnostic(f"to read this {what}", Span(file(), 1, 1), hint, rule="too-big")
        raise InputError([told]) from error
