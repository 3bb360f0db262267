"""What enters: the beginning of a field in a YAML file. What leaves: the place of words within it.

Invariant: where the words cannot be told from others around them, the beginning stays.
"""

import re

from briefing.errors import Span
from briefing.search.query import fold

__all__ = ["locate"]

# citations, targets of links and languages: typed, but not among the words of a text
_UNSAID = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|(?<=\])[({][^\n)}]*[)}]")


def locate(span: Span, file: str, typed: str, words: str, *, nth: int, of: int) -> Span:
    """Find words, which a text holds so many times, where the text is typed in a file."""
    lines = file.splitlines()[span.line - 1 :]
    flat, end = " ".join(typed.split()), 1
    while end < len(lines) and " ".join(lines[end].split()) in flat:
        end += 1
    lines[0] = " " * (span.column - 1) + lines[0][span.column - 1 :]
    text = _UNSAID.sub(lambda found: re.sub(".", " ", found[0]), "\n".join(lines[:end]))
    pattern = r"\s+".join(map(re.escape, fold(words).split()))
    places = [found.start() for found in re.finditer(pattern, fold(text))]
    if len(places) != of:
        return span
    before = text[: places[nth]].split("\n")
    return Span(span.file, span.line + len(before) - 1, len(before[-1]) + 1)
