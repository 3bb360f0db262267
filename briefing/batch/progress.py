"""Show how far a batch is, on a terminal; enters a stream, leaves what is to be told the state."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

__all__ = ["progress"]

_LONG = 3600
"""Seconds over which speed is averaged; the usual 30 are a brief or two."""


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """Draw a bar with the time left, gone at the end; draw nothing on what is no terminal."""
    if not stream.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    console = Console(file=stream)
    with Progress(*columns, console=console, transient=True, speed_estimate_period=_LONG) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
