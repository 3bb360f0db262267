"""Hyphens: patterns of hyphenation are read when a word has them.

pyphen takes all patterns of a language apart, fourteen thousand for English, before the first word
is hyphenated; a brief has some hundreds of words in need of it. Here a pattern is kept as it is
written, under its letters, and taken apart when it is found. This is for the first document of a
process, since pyphen remembers what it read. Wrong if a pattern were read without `get`. Gain:
45 ms for English, 0.4 s for German.
"""

import re
from typing import Any

import pyphen

__all__ = ["apply"]

RELIES_ON = (
    "pyphen:AlternativeParser",
    "pyphen:HyphDict",
    "pyphen:ignored",
    "pyphen:parse",
)

_digits = re.compile(r"\d").sub
# zeros, hexadecimal letters, and hyphens that change letters: Hungarian and Catalan have some
_unusual = re.compile(r"(?![1-9])\d|/|\^\^").search
_plain_init = pyphen.HyphDict.__init__


class _Patterns(dict[str, Any]):
    """Patterns by their letters, as written or read."""

    def get(self, letters: str, default: Any = None) -> Any:
        found = super().get(letters, default)
        if found.__class__ is str:
            found = self[letters] = _read(found)
        return found


def _read(pattern: str) -> tuple[int, tuple[int, ...]]:
    """Return where the first and the last digit but zero stand, and all between."""
    values = [int(digit or 0) for digit, _ in pyphen.parse(pattern)]
    places = [place for place, value in enumerate(values) if value]
    return places[0], tuple(values[places[0] : places[-1] + 1])


def read_patterns(self: Any, path: Any) -> None:
    """Take the place of `HyphDict.__init__`."""
    with path.open("rb") as file:
        encoding = file.readline().decode()
    if encoding.lower() == "microsoft-cp1251":
        encoding = "cp1251"
    lines = [line.strip() for line in path.read_text(encoding).split("\n")[1:]]
    lines = [line for line in lines if not line.startswith(pyphen.ignored)]
    text = "\n".join(lines)
    if _unusual(text):
        _plain_init(self, path)
        return
    letters = _digits("", text).split("\n")
    self.patterns = _Patterns(
        (key, line) for key, line in zip(letters, lines, strict=True) if key != line
    )
    self.cache = {}
    self.maxlen = max(map(len, self.patterns))


def apply() -> None:
    """Read patterns when they are found."""
    pyphen.HyphDict.__init__ = read_patterns
