"""The start of the command: what need not be done is not, and what takes longest begins first.

Enters: the words of the command line, not parsed yet. Leaves: for the parser, an engine that has
begun to start. Invariant: until then nothing is imported but a few modules of the standard library
and our own. A build of what has not changed ends here.
"""

import gc
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from briefing.cli.console import errors_printed, print_summary
from briefing.cli.old_flags import take_old_flags
from briefing.cli.session import Session
from briefing.runtime.signals import uninterrupted

__all__ = ["main"]


def main() -> None:
    """Run the command line; the entry point of the installed `briefing`."""
    # What is imported lives to the end: to look for garbage in it, and to free it piece by piece
    # at the exit, takes a tenth of a short run.
    gc.set_threshold(100_000)
    try:
        with errors_printed(), ExitStack() as stack:
            _run(sys.argv[1:], stack)
    finally:
        gc.freeze()


def _run(words: Sequence[str], stack: ExitStack) -> None:
    start = None
    with uninterrupted():
        words, notes = take_old_flags(words)
        for note in notes:
            print(f"note: {note}", file=sys.stderr)
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
    app(words, obj=start)
