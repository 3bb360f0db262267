"""Where words stand, written for a person on the telephone or for a program (JSON).

Enters: an answer. Leaves: text, in one of `FORMATS`. Paths are relative to the current folder.
"""

import os
from collections.abc import Callable, Mapping
from textwrap import shorten
from typing import Any

from briefing.errors import as_json, one_line
from briefing.search.answer import Pages, SearchResult
from briefing.search.find import Place

__all__ = ["FORMATS"]

# so much of an entry is shown, and so much of it before the words
_WIDTH, _BEFORE = 96, 36


def _text(answer: SearchResult) -> str:
    lines = []
    for place, pages in answer.places:
        cited = f"[{'; '.join(place.sources)}]" if place.sources else ""
        parts = (_path(answer, place), place.title, str(pages or ""), cited)
        lines += [one_line("  ".join(filter(None, parts))), f"    {one_line(_excerpt(place))}"]
    count = len(answer.places)
    seen = f", pages as in {one_line(answer.pdf)}" if answer.pdf else ""
    return "\n".join([*lines, f"{count} place{'s' * (count != 1)}{seen}"])


def _excerpt(place: Place) -> str:
    """Show the words with what stands around them, cut between words."""
    words, (first, end) = place.words, place.match
    if end - first < _BEFORE < first:
        first = words.find(" ", first - _BEFORE, first) + 1 or first
    elif first < _BEFORE:
        first = 0
    before, text = "… " if first else "", words[first:]
    return before + shorten(text, _WIDTH, placeholder=" …")


def _json(answer: SearchResult) -> str:
    found = [_record(answer, place, pages) for place, pages in answer.places]
    pdf = str(answer.pdf) if answer.pdf else None
    document = {"text": answer.text, "pdf": pdf, "places": found}
    return as_json(document)


def _record(answer: SearchResult, place: Place, pages: Pages | None) -> dict[str, Any]:
    start, end = place.match
    return {
        "file": os.path.relpath(answer.folder / place.span.file),
        "line": place.span.line,
        "column": place.span.column,
        "cell": place.span.cell,
        "section": place.section,
        "title": place.title,
        "words": place.words,
        "found": place.words[start:end],
        "sources": place.sources,
        "pages": pages and pages.numbers,
        "exact": pages and pages.exact,
    }


def _path(answer: SearchResult, place: Place) -> str:
    file, span = os.path.relpath(answer.folder / place.span.file), place.span
    return f"{file}:{span.cell}" if span.cell else f"{file}:{span.line}:{span.column}"


FORMATS: Mapping[str, Callable[[SearchResult], str]] = {"text": _text, "json": _json}
