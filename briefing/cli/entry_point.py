"""The start of the command: what need not be done is not, and what takes longest begins first.

Enters: the words of the command line, not parsed yet. Leaves: for the parser, an engine that has
begun to start. Invariant: until then nothing is imported but a few modules of the standard library
and our own. A build of what has not changed ends here.
"""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from io import StringIO, TextIOWrapper

from briefing.cli.console import errors_printed, print_summary, tell
from briefing.cli.old_flags import take_old_flags
from briefing.cli.session import Session
from briefing.errors import one_line
from briefing.runtime.signals import uninterrupted

__all__ = ["main"]


def main() -> None:
    """Run the command line; the entry point of the installed `briefing`."""
    # What is imported lives to the end: to look for garbage in it, and to free it piece by piece
    # at the exit, takes a tenth of a short run.
    gc.set_threshold(100_000)
    _open_streams()
    try:
        with errors_printed(), ExitStack() as stack:
            _run(sys.argv[1:], stack)
    finally:
        gc.freeze()


def _open_streams() -> None:
    """Have three streams that can be written to: what comes next must not take their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # of what a terminal has no sign for


def _run(words: Sequence[str], stack: ExitStack) -> None:
    start = None
    with uninterrupted():
        words, notes = take_old_flags(words)
        for note in notes:
            tell(one_line(f"note: {note}"), error=True)
        if words[:1] in (["build"], ["pack"]):
            from briefing.pipeline.up_to_date import lookup
            from briefing.runtime.cache import Cache

            # what is to be encrypted must not stand in the clear in a cache
            is_locked = any(word.startswith("--password") for word in words)
            cache = Cache(enabled="--no-cache" not in words and not is_locked)
            if "--watch" not in words and (said := lookup(cache, words)):
                print_summary(said, unchanged=True)
                return
            from briefing.layout.engine import LayoutEngine

            start = Session(stack.enter_context(LayoutEngine(cache=cache)), tuple(words))
        from briefing.cli.app import app
    try:
        status = app(words, obj=start, standalone_mode=False)
    except Exception as error:
        if not hasattr(error, "show"):  # as those of the parser have, which hides their class
            raise
        said = StringIO()
        error.show(said)
        tell(said.getvalue().rstrip(), error=True)
        sys.exit(2)
    sys.exit(status or 0)
