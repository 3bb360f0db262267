"""One list of sources for several topics: each work once, whatever the topics call it.

Enters: the sources of one topic after the other. Leaves: sources under joint keys, and a citer
that takes a topic's own keys. Invariant: two sources of one topic stay two, since its author keeps
them apart; a joint key stands for one source alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count

from briefing.citations.base import CitationFormatter
from briefing.model.source import Source
from briefing.text.rich_text import Cluster

__all__ = ["SharedKeyFormatter", "SharedSources", "translate"]

Keys = Mapping[str, str]
"""Joint keys by those of one topic."""


class SharedSources:
    """The sources of all topics so far, by joint key."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}

    def known(self, sources: Sequence[Source]) -> dict[str, str]:
        """Find the sources of a topic that an earlier one has brought."""
        found: dict[str, str] = {}
        free = dict(self.sources)
        for are_one in _JUDGES:
            for source in sources:
                if source.id not in found:
                    twins = (key for key, each in free.items() if are_one(each, source))
                    if key := next(twins, None):
                        found[source.id] = key
                        del free[key]
        return found

    def add(self, sources: Iterable[Source]) -> dict[str, str]:
        """Take in sources that nobody has brought, under keys that nobody has."""
        keys = {}
        for source in sources:
            names = (f"{source.id}-{number}" if number > 1 else source.id for number in count(1))
            key = next(name for name in names if name not in self.sources)
            self.sources[key] = source.model_copy(update={"id": key})
            keys[source.id] = key
        return keys


class SharedKeyFormatter(CitationFormatter):
    """Cites for one topic in the joint style; the list of sources is not its own."""

    def __init__(self, formatter: CitationFormatter, keys: Keys) -> None:
        self._formatter, self._keys = formatter, keys
        self.guide, self.example, self.gap = formatter.guide, formatter.example, formatter.gap
        self.references = formatter.references

    def inline(self, cluster: Cluster) -> str:
        """Write a cluster for the running text."""
        return self._formatter.inline(translate(cluster, self._keys))

    def column(self, clusters: Sequence[Cluster]) -> str:
        """Write all that an entry cites for a column of a table, each place once."""
        return self._formatter.column([translate(each, self._keys) for each in clusters])

    def name(self, key: str) -> str:
        """Name a source, as plain text."""
        return self._formatter.name(self._keys[key])

    def names(self, keys: Sequence[str]) -> str:
        """Name sources in a word or two each, for drawings."""
        return self._formatter.names([self._keys[key] for key in keys])

    def anchors(self, key: str) -> tuple[str, ...]:
        """Return the ids to which citations of a source lead."""
        return self._formatter.anchors(self._keys[key])


def translate(cluster: Cluster, keys: Keys) -> Cluster:
    """Cite by joint keys."""
    return tuple([item._replace(key=keys[item.key]) for item in cluster])


def _are_described_alike(one: Source, two: Source) -> bool:
    return bool(one.title) and _description(one) == _description(two) and not _have_dois(one, two)


def _have_one_address(one: Source, two: Source) -> bool:
    if _have_dois(one, two):
        return _doi(one) == _doi(two)
    return bool(one.url and two.url) and _address(one) == _address(two)


_JUDGES: tuple[Callable[[Source, Source], bool], ...] = (
    # of several on one page of the web, the one that is described alike
    lambda one, two: _have_one_address(one, two) and _description(one) == _description(two),
    _have_one_address,
    _are_described_alike,
)


def _have_dois(one: Source, two: Source) -> bool:
    return bool(one.doi and two.doi)


def _doi(source: Source) -> str:
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", (source.doi or "").strip().lower())


def _address(source: Source) -> str:
    return re.sub(r"^https?://(www\.)?|/?(#(?![/!]).*)?$", "", source.url or "")


def _description(source: Source) -> tuple[object, ...]:
    title = re.sub(r"\W+", " ", source.title or "").casefold().strip()
    authors = tuple(str(name).casefold() for name in source.author)
    return source.type, title, authors, source.issued
