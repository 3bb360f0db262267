"""Which engine this program works with, and what is to be said of another.

Enters: the versions and sources of what is installed. Leaves: whether a piece may be used that was
written for some of these sources, and a sentence for whoever asks for a brief. Invariant: with the
versions that were tried nothing is said; a source is known by its hash, wherever it lies.

`engine_sources` holds what was tried; `tests/support/engine_sources.py` writes it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.layout.worker.engine_sources import PIECES, SOURCES, TRIED

if TYPE_CHECKING:
    import ast

__all__ = ["advice", "digest", "is_known", "is_untried", "note_of", "refusal", "source_in"]

SERIES = TRIED["weasyprint"].partition(".")[0]
"""The releases of WeasyPrint, by their first number, whose names and boxes are known here."""

ALWAYS = ("page_inspection", "part_renderer", "stylesheet_cache", "weasyprint_patches")
"""Modules that no page can do without, unlike speed-ups."""


def is_untried(version: str) -> bool:
    """Return whether WeasyPrint is another than pages were compared with."""
    return version != TRIED["weasyprint"]


def refusal(version: str, *, lack: str = "") -> str:
    """Return why nothing can be laid out with a version of WeasyPrint, empty if it may do.

    `lack` is what was found missing in it.
    """
    if version.partition(".")[0] == SERIES and not lack:
        return ""
    reason = f"WeasyPrint {version} cannot be worked with" + (f" ({lack})" if lack else "")
    return f"{reason}: run `pip install weasyprint=={TRIED['weasyprint']}`"


def advice() -> str:
    """Return what to install where the engine failed, empty if it is the one that was tried."""
    if not (others := _others()):
        return ""
    tried = " ".join(f"{name}=={TRIED[name]}" for name in others)
    return f"nothing was tried with {_listed(others)}: run `pip install {tried}`"


def note_of(left_out: Sequence[str]) -> str:
    """Return what is to be said of the engine: other versions, and the speed-ups left out."""
    others = _others()
    # a start pays for each file that is read, and of the same versions speed-ups read enough
    strange = [name for name in ALWAYS if not is_known(name)] if others or left_out else ()
    said = []
    if others or left_out:
        what = _listed(others) or "sources that were altered"
        said.append(f"the layout was not tried with {what}")
    if strange:
        said.append(f"look at the pages, for {', '.join(strange)} may no longer fit")
    if left_out:
        said.append(f"it is slower than it could be, without {', '.join(left_out)}")
    return "; ".join(said)


def is_known(piece: str) -> bool:
    """Return whether all that a piece replaces or builds upon is as it was when it was written."""
    return all(map(_is_as_it_was, PIECES[piece]))


def _others() -> dict[str, str]:
    """Find the packages whose versions are others than were tried."""
    found = {name: getattr(import_module(name), "VERSION", "?") for name in TRIED}
    return {name: version for name, version in found.items() if version != TRIED[name]}


def _listed(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def source_in(text: str, name: str) -> str:
    """Find classes, functions and values of a name in the text of a module, empty if all are gone.

    What is within a class follows it behind a dot.
    """
    import ast  # seldom needed, and not for nothing

    lines, inner, found = text.splitlines(keepends=True), ast.parse(text).body, list[ast.stmt]()
    for part in name.split("."):
        found = [each for each in inner if part in _named(each)]
        inner = [each for outer in found for each in getattr(outer, "body", ())]
    pieces = list[str]()
    for each in found:
        first = min([each.lineno, *(d.lineno for d in getattr(each, "decorator_list", ()))])
        pieces += lines[first - 1 : each.end_lineno]
    return "".join(pieces)


def digest(source: bytes) -> str:
    """Return a hash of a source."""
    return sha256(source).hexdigest()[:16]


def _named(statement: "ast.stmt") -> tuple[str, ...]:
    targets = getattr(statement, "targets", ())
    return (getattr(statement, "name", ""), *(getattr(each, "id", "") for each in targets))


def _is_as_it_was(name: str) -> bool:
    module, _, inner = name.partition(":")
    try:
        # to parse a module takes longer than all the rest, and is seldom needed
        if _is_whole(module):
            return True
        text = _read(module).decode()
        return bool(inner) and digest(source_in(text, inner).encode()) == SOURCES[name]
    except (ImportError, OSError, SyntaxError, ValueError):
        return False


@cache
def _is_whole(module: str) -> bool:
    return digest(_read(module)) == SOURCES[module]


def _read(module: str) -> bytes:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ImportError(module)
    return Path(spec.origin).read_bytes()
