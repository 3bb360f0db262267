"""Speed-ups: WeasyPrint made faster from outside, its output the same to the byte.

Enters: the engine, which `prepare` imported. Leaves: the same engine, some of its functions
replaced; one line if it is another version than these were written for, which then stays as it is.
Invariant: a piece may be wrong for speed, never for output. Each stands in a module of its own,
which says what is needless, what is done instead, and what was gained; `docs/upstream.md` proposes
them to WeasyPrint. BRIEFING_SPEEDUPS=0 leaves the plain engine.

Loaded by `engine.py` by its path: nothing of the package `briefing` may be imported here.
"""

import os
from collections.abc import Iterable, Mapping
from importlib import import_module

__all__ = ["MADE_FOR", "PIECES", "apply", "prepare"]

MADE_FOR: Mapping[str, str] = {
    "cssselect2": "0.10.1",
    "pydyf": "0.13.0",
    "pyphen": "0.18.1",
    "tinycss2": "1.5.1",
    "tinyhtml5": "2.1.0",
    "weasyprint": "70.0",
}
"""The versions whose functions are replaced."""

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


def prepare() -> None:
    """Import the engine, sooner than it would come by itself."""
    if os.environ.get("BRIEFING_SPEEDUPS") != "0":
        import_module(".importing", __name__).import_engine()


def apply(pieces: Iterable[str] = PIECES) -> str:
    """Speed the engine up, once in a process; tell why not if it is another than expected."""
    if os.environ.get("BRIEFING_SPEEDUPS") == "0":
        return ""
    found = {name: import_module(name).VERSION for name in MADE_FOR}
    if others := [f"{name} {found[name]}" for name in MADE_FOR if found[name] != MADE_FOR[name]]:
        return f"the layout is slower than it could be: nothing was tried with {', '.join(others)}"
    for piece in pieces:
        import_module(f".{piece}", __name__).apply()
    return ""
