"""What every citation style gives: citations in the text, the list of sources, perhaps notes.

Invariant: every text of a source is escaped; a link to a source or a note has its anchor in the
appendix.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import shorten
from typing import Any

from briefing.model import anchors
from briefing.model.source import Source
from briefing.text.date_format import babel_locale
from briefing.text.phrases import form_of
from briefing.text.rich_text import Citation, Cluster

__all__ = [
    "CitationFormatter",
    "Note",
    "Reference",
    "continues",
    "linked",
    "locator",
    "places",
    "without_credibility",
]

_WIDTH_OF_A_LABEL = 16


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as the appendix lists it; `mark` is the number by which it is cited, if any."""

    source: Source
    html: str
    mark: str = ""

    @property
    def anchor(self) -> str:
        """Return the id of its element."""
        return anchors.source(self.source.id)


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its number in the text, and what it says."""

    number: int
    html: str

    @property
    def anchor(self) -> str:
        """Return the id of its element."""
        return anchors.note(self.number)


class CitationFormatter(ABC):
    """One style with the sources of one document.

    `guide` names the sentence that explains the style on page one, in which `example` stands, as
    HTML. `gap` stands between a citation and the word before.
    """

    guide: str
    example = ""
    gap = ""
    references: Sequence[Reference] = ()
    notes: Sequence[Note] = ()

    @abstractmethod
    def inline(self, cluster: Cluster) -> str:
        """Write a cluster for the running text."""

    @abstractmethod
    def column(self, clusters: Sequence[Cluster]) -> str:
        """Write all that an entry cites for a column of a table, each place once."""

    @abstractmethod
    def name(self, key: str) -> str:
        """Name a source, as plain text."""

    def names(self, keys: Sequence[str]) -> str:
        """Name sources in a word or two each, for drawings."""
        names = (shorten(self.name(key), _WIDTH_OF_A_LABEL, placeholder=" …") for key in keys)
        return ", ".join(names)

    def anchors(self, key: str) -> tuple[str, ...]:
        """Return the ids to which citations of a source lead."""
        return (anchors.source(key),)


def without_credibility(cluster: Cluster) -> Cluster:
    """Leave out what no style prints in the text: two clusters may differ in it alone."""
    return tuple([item._replace(credibility=None) for item in cluster])


def places(clusters: Iterable[Cluster]) -> Cluster:
    """Join clusters to one, each place once."""
    return tuple(
        dict.fromkeys(item for cluster in clusters for item in without_credibility(cluster))
    )


def locator(item: Citation, words: Mapping[str, Any], locale: str) -> str:
    """Write where in a source something stands, such as `pp. 3–5`; empty if nobody says."""
    if not (item.label and item.locator):
        return ""
    # a locator tells only whether it names several places
    form = form_of(words["locators"][item.label], 2 if item.plural else 1, babel_locale(locale))
    return form.format(locator=item.locator)


def continues(before: Citation | None, item: Citation) -> bool:
    """Return whether a citation names another place of the same sort in the same source."""
    return (
        before is not None
        and (before.key, before.label) == (item.key, item.label)
        and bool(item.locator)
        and not (item.prefix or item.suffix or before.suffix)
    )


def linked(
    items: Cluster,
    css: str,
    write: Callable[[Citation, Citation | None], tuple[str, str]],
    *,
    around: tuple[str, str] = ("", ""),
) -> str:
    """Write citations as links to their sources, with brackets `around` and signs between.

    `write` gives what stands before a citation, unless it is the first, and its text; the signs
    belong to the link before them, so that no line begins with one.
    """
    texts = [write(item, before) for item, before in zip(items, (None, *items), strict=False)]
    before, after = around
    links = []
    for index, (item, (_, text)) in enumerate(zip(items, texts, strict=True)):
        sign = texts[index + 1][0] if index + 1 < len(items) else after
        whole = escape(f"{'' if index else before}{text}{sign}")
        links.append(f'<a class="{css}" href="#{escape(anchors.source(item.key))}">{whole}</a>')
    return "".join(links)
