"""Speed-ups: WeasyPrint made faster from outside, its output the same to the byte.

Enters: the engine, which `prepare` imported. Leaves: the same engine, some of its functions
replaced, and the names of the pieces that were left out. Invariant: a piece may be wrong for speed,
never for output: it is applied only where all that it relies on is what it was written for. Each
stands in a module of its own, which says what is needless, what is done instead, and what was
gained; `docs/upstream.md` proposes them to WeasyPrint. BRIEFING_SPEEDUPS=0 leaves the plain engine.
"""

import os
from collections.abc import Iterable, Mapping
from importlib import import_module

from briefing.layout.worker.compatibility import is_known

__all__ = ["PIECES", "apply", "prepare"]

PIECES: tuple[str, ...] = (
    "parsing",
    "cascade",
    "styles",
    "variables",
    "percentages",
    "backgrounds",
    "struts",
    "flow",
    "contexts",
    "drawing",
    "fits",
    "hyphens",
    "writing",
)
"""Modules of this folder with a function `apply()`, in the order in which they are applied."""

_BUILT_UPON: Mapping[str, set[str]] = {"drawing": {"contexts"}, "fits": {"contexts", "drawing"}}
"""Pieces that import others of them."""


def prepare() -> None:
    """Import the engine, sooner than it would come by itself."""
    if os.environ.get("BRIEFING_SPEEDUPS") != "0":
        import_module(".importing", __name__).import_engine()


def apply(pieces: Iterable[str] = PIECES) -> tuple[str, ...]:
    """Speed the engine up, once in a process; return the pieces that are left out.

    These were written for other sources than are installed, or build upon one that was.
    """
    if os.environ.get("BRIEFING_SPEEDUPS") == "0":
        return ()
    left_out = list[str]()
    for piece in pieces:
        if not is_known(piece) or not _BUILT_UPON.get(piece, set()).isdisjoint(left_out):
            left_out.append(piece)
        else:
            import_module(f".{piece}", __name__).apply()
    return tuple(left_out)
