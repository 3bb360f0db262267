"""What enters: the beginning of a field in a YAML file. What leaves: the place of words within it.

Invariant: where the words cannot be told from others around them, the beginning stays.
"""

import re
from collections.abc import Sequence

from briefing.errors import Span
from briefing.search.query import fold

__all__ = ["locate"]

# citations, targets of links and languages: typed, but not among the words of a text
_UNSAID = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|(?<=\])[({][^\n)}]*[)}]")


def locate(span: Span, file: Sequence[str], typed: str, words: str, *, nth: int, of: int) -> Span:
    """Find words, which a text holds so many times, where it is typed in the lines of a file."""
    flat, begin = " ".join(typed.split()), span.line - 1
    end = span.line
    while end < len(file) and " ".join(file[end].split()) in flat:
        end += 1
    lines = [*file[begin:end]]
    lines[0] = " " * (span.column - 1) + lines[0][span.column - 1 :]
    text = _UNSAID.sub(lambda found: re.sub(".", " ", found[0]), "\n".join(lines))
    pattern = r"\s+".join(map(re.escape, fold(words).split()))
    places = [found.start() for found in re.finditer(pattern, fold(text))]
    if len(places) != of:
        return span
    before = text[: places[nth]].split("\n")
    return Span(span.file, span.line + len(before) - 1, len(before[-1]) + 1)
