"""Citation styles: how the text names a source, and how the appendix lists it.

Three are our own, `numeric` (in the form that the theme likes), `author-date` and `notes`; any
other name is that of a CSL style.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from briefing.citations.author_date import AuthorDateFormatter
from briefing.citations.base import CitationFormatter, without_credibility
from briefing.citations.notes import short_notes
from briefing.citations.numeric import NumericFormatter
from briefing.model.source import Source
from briefing.text.rich_text import Cluster

__all__ = ["CitationFormatter", "find_style", "open_formatter"]

_OWN = ("numeric", "author-date", "notes")


def find_style(name: str, files: Mapping[str, bytes]) -> str | bytes:
    """Find a style: our own by name, any other as its CSL; raise UsageError if there is none.

    `files` are those of the topic, by name.
    """
    if name in _OWN:
        return name
    from briefing.citations.csl import read_style

    return read_style(name, files)


def open_formatter(
    style: str | bytes,
    sources: Sequence[Source],
    clusters: Sequence[Cluster],
    words: Mapping[str, Any],
    *,
    locale: str,
    numeric: Literal["superior", "bracket"],
) -> CitationFormatter:
    """Make the citer of a document; sources and clusters stand in the order of citation.

    `style` is what `find_style` gave. Raises UsageError where a CSL style cannot be used.
    """
    phrases = {**words["dates"], **words["references"]}
    phrases |= {name: words[name] for name in ("locators", "locators_long")}
    clusters = tuple(dict.fromkeys(map(without_credibility, clusters)))
    match style:
        case "numeric":
            return NumericFormatter(sources, numeric, phrases, locale)
        case "author-date":
            return AuthorDateFormatter(sources, phrases, locale)
        case "notes":
            return short_notes(sources, clusters, phrases, locale)
        case bytes():
            from briefing.citations.csl import open_csl

            return open_csl(style, sources, clusters, phrases, locale)
    raise ValueError(style)
