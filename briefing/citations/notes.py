"""Notes: a superior figure in the text, the notes and the list of sources in the appendix.

Clusters that say the same share a note, since the pages of a brief are read in any order.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from briefing.citations.base import (
    CitationFormatter,
    Note,
    Reference,
    continues,
    linked,
    locator,
    without_credibility,
)
from briefing.citations.names import ShortNames, in_order, short_title
from briefing.citations.reference_format import format_reference, people
from briefing.model.source import Source
from briefing.text.rich_text import Citation, Cluster

__all__ = ["NotesFormatter", "short_notes"]


class NotesFormatter(CitationFormatter):
    """Notes by number; `texts` are those of bare clusters as HTML, in their order."""

    guide = "notes"
    example = '<span class="nn">3</span>'

    def __init__(
        self,
        clusters: Sequence[Cluster],
        texts: Sequence[str],
        references: Sequence[Reference],
        names: ShortNames,
    ) -> None:
        self.notes = [Note(number, text) for number, text in enumerate(texts, start=1)]
        self.references = references
        self._names = names
        self._notes = dict(zip(clusters, self.notes, strict=True))

    def inline(self, cluster: Cluster) -> str:
        """Write a cluster for the running text."""
        return self.column([cluster])

    def column(self, clusters: Sequence[Cluster]) -> str:
        """Write the notes of an entry for a column of a table."""
        notes = dict.fromkeys(self._notes[without_credibility(cluster)] for cluster in clusters)
        return ",\u00a0".join(
            f'<a class="nn" href="#{note.anchor}">{note.number}</a>' for note in notes
        )

    def name(self, key: str) -> str:
        """Name a source by its author."""
        return self._names[key]

    def anchors(self, key: str) -> tuple[str, ...]:
        """Return the ids of the notes that name a source."""
        return tuple(
            note.anchor
            for cluster, note in self._notes.items()
            if any(item.key == key for item in cluster)
        )


def short_notes(
    sources: Sequence[Source], clusters: Sequence[Cluster], words: Mapping[str, Any], locale: str
) -> NotesFormatter:
    """Yield notes in the short form: author, short title, place."""
    names = ShortNames(sources, words, locale)
    titles = {source.id: short_title(source, words) if people(source) else "" for source in sources}

    def write(item: Citation, before: Citation | None) -> tuple[str, str]:
        if continues(before, item):
            return ", ", item.locator
        who = "" if item.suppressed and titles[item.key] else names[item.key]
        parts = filter(None, (who, titles[item.key], locator(item, words, locale), item.suffix))
        return "; ", " ".join(filter(None, (item.prefix, ", ".join(parts))))

    def texts() -> Iterator[str]:
        for cluster in clusters:
            yield linked(cluster, "ct", write, around=("", "."))

    references = [
        Reference(source, format_reference(source, locale=locale, words=words, by_name=True))
        for source in in_order(sources)
    ]
    return NotesFormatter(clusters, list(texts()), references, names)
