"""Author-date: `(Šerić 2023, ¶12; Lee 2020a, 2020b)` and a list by name."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from briefing.citations.base import CitationFormatter, Reference, continues, linked, locator, places
from briefing.citations.names import ShortNames, in_order, years
from briefing.citations.reference_format import format_reference
from briefing.model.source import Source
from briefing.text.rich_text import Citation, Cluster

__all__ = ["AuthorDateFormatter"]


class AuthorDateFormatter(CitationFormatter):
    """Sources by name and year."""

    guide = "author_date"
    gap = " "

    def __init__(self, sources: Sequence[Source], words: Mapping[str, Any], locale: str) -> None:
        ordered = in_order(sources)
        self._words, self._locale = words, locale
        self._names = ShortNames(sources, words, locale)
        self._years = years(ordered, self._names, words, locale)
        self.references = [
            Reference(
                source,
                format_reference(
                    source, locale=locale, words=words, by_name=True, year=self._years[source.id]
                ),
            )
            for source in ordered
        ]
        self.example = escape(f"({self.name(sources[0].id)})") if sources else ""

    def inline(self, cluster: Cluster) -> str:
        """Write a cluster for the running text."""
        return linked(cluster, "ct", self._write, around=("(", ")"))

    def column(self, clusters: Sequence[Cluster]) -> str:
        """Write all that an entry cites for a column of a table, each place once."""
        return linked(places(clusters), "ct", self._write)

    def name(self, key: str) -> str:
        """Name a source by author and year."""
        return f"{self._names[key]}\u00a0{self._years[key]}"

    def _write(self, item: Citation, before: Citation | None) -> tuple[str, str]:
        if continues(before, item):
            return ", ", item.locator
        more = [part for part in (locator(item, self._words, self._locale), item.suffix) if part]
        if before and self._follows(before, item):
            return ", ", ", ".join([self._years[item.key], *more])
        who = self._years[item.key] if item.suppressed else self.name(item.key)
        return "; ", " ".join(filter(None, (item.prefix, ", ".join([who, *more]))))

    def _follows(self, before: Citation, item: Citation) -> bool:
        """Return whether the year alone will do, after another work of the same people."""
        alike = self._names[before.key] == self._names[item.key]
        return alike and not (item.prefix or before.locator or before.suffix)
