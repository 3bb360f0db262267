"""The house style: a superior figure or a bracket, and a numbered list in the order of citation.

A locator is printed with the number, because the question in the room is "where?".
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from briefing.citations.base import CitationFormatter, Reference, continues, linked, locator, places
from briefing.citations.reference_format import format_reference
from briefing.model.source import Source
from briefing.text.rich_text import Citation, Cluster

__all__ = ["NumericFormatter"]


class NumericFormatter(CitationFormatter):
    """Sources by number."""

    def __init__(
        self,
        sources: Sequence[Source],
        form: Literal["superior", "bracket"],
        words: Mapping[str, Any],
        locale: str,
    ) -> None:
        self._numbers = {source.id: number for number, source in enumerate(sources, start=1)}
        self._words, self._locale = words, locale
        self._superior = form == "superior"
        self.guide = form
        where = locator(Citation("", label="paragraph", locator="12"), words, locale)
        self.example = '<span class="c">3:12</span>' if self._superior else f"[3\u202f{where}]"
        self.gap = "" if self._superior else "\u00a0"
        self.references = [
            Reference(source, format_reference(source, locale=locale, words=words), str(number))
            for number, source in enumerate(sources, start=1)
        ]

    def inline(self, cluster: Cluster) -> str:
        """Write a cluster for the running text."""
        if self._superior:
            return linked(cluster, "c", self._superior_figure)
        return linked(cluster, "c", self._figure, around=("[", "]"))

    def column(self, clusters: Sequence[Cluster]) -> str:
        """Write all that an entry cites for a column of a table, each place once."""
        return linked(places(clusters), "cc", self._figure)

    def name(self, key: str) -> str:
        """Return the number of a source."""
        return str(self._numbers[key])

    def names(self, keys: Sequence[str]) -> str:
        """Name sources by their numbers, for drawings."""
        return str(self._words["source_number"].format(numbers=", ".join(map(self.name, keys))))

    def _superior_figure(self, item: Citation, before: Citation | None) -> tuple[str, str]:
        sign = ",\u00a0"
        if continues(before, item):
            return sign, item.locator
        if item.locator and item.label == "paragraph" and not item.prefix and not item.suffix:
            return sign, f"{self._numbers[item.key]}:{item.locator}"
        return sign, self._figure(item, None)[1]

    def _figure(self, item: Citation, before: Citation | None) -> tuple[str, str]:
        if continues(before, item):
            return ", ", item.locator
        # A narrow no-break space keeps number and locator together in a tight column.
        where = locator(item, self._words, self._locale)
        where = where and f"\u202f{where}"
        prefix = f"{item.prefix} " if item.prefix else ""
        suffix = f", {item.suffix}" if item.suffix else ""
        return "; ", f"{prefix}{self._numbers[item.key]}{where}{suffix}"
