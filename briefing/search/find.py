"""What enters: a valid brief with its places, and words. What leaves: every place where they stand.

Who is named by the words (a source by key, title or author; a dispute, section or entry by its id)
comes first, then what cites it or refers to it, then the places that hold the words, and then those
that hold each of them; among equals, the important ones come first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple
from unicodedata import normalize

from briefing.errors import Span, nearest
from briefing.model.base import Item
from briefing.model.brief import Dispute
from briefing.model.source import Source
from briefing.search.entries import Piece, SearchEntry, entries
from briefing.search.query import fold, read_wanted
from briefing.text.citation_syntax import Citation
from briefing.validation.located_brief import Located

__all__ = ["Place", "find_places", "suggest"]

_UNITS = {
    "page": ("p.", "pp."),
    "paragraph": ("para.", "paras"),
    "section": ("sec.", "secs"),
    "table": ("table", "tables"),
    "figure": ("fig.", "figs"),
    "chapter": ("ch.", "chs"),
}
_END = re.compile(r"(?<=[.!?…])([\"”’»)]*)\s+(?=[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: in a file, in a part of the brief, in an entry.

    `span` is the beginning of what is `typed` in a field, in which the words found stand as the
    `nth`, from 0, of so many (`of`). `words` is the entry in one line and `match` what was found in
    it. `sources` are those of the sentence or, where it has none, of the entry. `anchors` lead to
    it in print, the nearest first; `printed` is what can be read there, first what was found, and
    empty for an entry as a whole that has an anchor of its own.
    """

    span: Span
    typed: str
    nth: int
    of: int
    section: str | None
    title: str
    words: str
    match: tuple[int, int]
    sources: tuple[str, ...]
    anchors: tuple[str, ...]
    printed: tuple[str, ...]


def find_places(topic: Located, text: str) -> list[Place]:
    """List the places of some words, the most useful ones first."""
    seeker = _Seeker(topic, text)
    ranked: dict[object, tuple[int, int, Place]] = {}
    for entry in entries(topic):
        for rank, spot in seeker.spots(entry):
            if spot.key not in ranked:
                ranked[spot.key] = (rank, entry.priority, seeker.place(spot))
    return [place for *_, place in sorted(ranked.values(), key=lambda each: each[:2])]


def suggest(topic: Located, text: str) -> str | None:
    """Return which names and words of a topic come near one that is not found."""
    found = list(entries(topic))
    said = "\n".join(each.words.lower() for each in found)
    known = {*re.findall(r"[^\W\d_]{4,}", said), *(each.id for each in found if each.id)}
    missing = [each for each in text.split() if not read_wanted(each).phrase.search(fold(said))]
    return nearest(missing[0] if missing else text, known)


class _Spot(NamedTuple):
    """What is found in an entry: in a piece of it, from here to there; without words as a whole."""

    entry: SearchEntry
    piece: Piece
    start: int = 0
    end: int = 0
    cites: bool = False

    @property
    def sentence(self) -> tuple[int, int]:
        """Return the bounds of the sentence in which it stands."""
        first, last = 0, len(self.piece.words)
        for end in _END.finditer(self.piece.words):
            if end.end() <= self.start:
                first = end.end()
            elif end.start() >= self.end:
                last = end.end(1)
                break
        return first, last

    @property
    def runs_on(self) -> bool:
        """Return the long texts of a section from entries, which are told as one."""
        return self.entry.loc[:1] in ((), ("sections",)) and len(self.entry.loc) < 3

    @property
    def key(self) -> object:
        """Return what is listed apart: sentences of what runs on, else entries."""
        return (self.piece.loc, self.sentence) if self.runs_on else self.entry.loc

    @property
    def cited(self) -> Sequence[Citation]:
        """Return the citations of the sentence, or else of the entry, or else of all its words."""
        first, last = self.sentence
        entry, pieces = self.entry, (self.piece,) if self.runs_on else self.entry.pieces
        every = [each for piece in pieces for _, cluster in piece.cited for each in cluster]
        if self.cites and not self.runs_on:
            return [*every, *entry.citations]
        near = [cluster for at, cluster in self.piece.cited if first - (first == 0) < at <= last]
        return list(chain.from_iterable(near)) or entry.citations or every


class _Seeker:
    """Looks for one thing in every entry."""

    def __init__(self, topic: Located, text: str) -> None:
        self._topic = topic
        self._wanted = read_wanted(text)
        self._name = fold(normalize("NFC", text.strip()))
        self._keys = {each.id for each in topic.brief.sources if self._name in _names(each)}

    def spots(self, entry: SearchEntry) -> Iterator[tuple[int, _Spot]]:
        """Yield what is found in an entry with its rank, the best first."""
        outer = entry.outer
        if self._is_named(entry):
            yield 0, _Spot(entry, entry.field("id"))
        elif outer and isinstance(outer.record, Dispute) and self._is_named(outer):
            yield 1, _Spot(entry, entry.field("value"))
        for spot in self._pointing(entry):
            yield 2, spot
        yield from self._saying(entry)

    def place(self, spot: _Spot) -> Place:
        """Return all that is known of a spot."""
        entry, piece = spot.entry, spot.piece
        start, end, before = spot.start, spot.end, entry.offset(piece)
        parts = piece.parts(*spot.sentence) if piece.exact else []
        near = [(at, part) for at, part in parts if at <= start][-1:]
        if spot.cites and near:  # what is cited for
            start, end = near[0][0], near[0][0] + len(near[0][1])
        text = fold(piece.words)
        found = text[start:end]
        cited = [each for each in spot.cited if not spot.cites or each.key in self._keys]
        return Place(
            span=self._topic.span(*piece.loc),
            typed=piece.typed,
            nth=text[:start].count(found) if found else 0,
            of=text.count(found) if found else 0,
            section=entry.section,
            title=entry.title,
            words=entry.words or entry.title,
            match=(before + start, before + end),
            sources=tuple(dict.fromkeys(map(_write, cited))),
            anchors=entry.anchors,
            printed=()
            if entry.is_anchor and not near
            else (*(part for _, part in near), *entry.printed),
        )

    def _is_named(self, entry: SearchEntry) -> bool:
        if isinstance(entry.record, Source):
            return entry.id in self._keys
        return entry.is_anchor and fold(entry.id or "") == self._name

    def _pointing(self, entry: SearchEntry) -> Iterator[_Spot]:
        """Find what cites the source, or refers to the thing, that is named."""
        for piece in entry.pieces:
            for at, cluster in piece.cited:
                if any(each.key in self._keys for each in cluster):
                    yield _Spot(entry, piece, max(0, at - 1), max(0, at - 1), cites=True)
            for at, name in piece.links:
                if fold(name) == self._name:
                    yield _Spot(entry, piece, at, at)
        record = entry.record
        own = entry.citations if getattr(record, "citations", None) else ()
        if any(each.key in self._keys for each in own):
            yield _Spot(entry, entry.field("citations"), cites=True)
        if isinstance(record, Item):
            names = (
                *record.disputes,
                *(getattr(record, each) or "" for each in record.event_fields),
            )
            if self._name in map(fold, names):
                yield _Spot(entry, entry.field("disputes"))

    def _saying(self, entry: SearchEntry) -> Iterator[tuple[int, _Spot]]:
        """Find the words together, whole ones first, or else each of them."""
        text = fold(entry.words)
        found = [(3 if _is_whole(each) else 4, each) for each in self._wanted.phrase.finditer(text)]
        parts = [pattern.search(text) for pattern in self._wanted.words]
        each = [part for part in parts if part]
        if not found and 1 < len(each) == len(parts):
            # a number says more than the words around it
            found = [(5, next((part for part in each if part[0][0].isdigit()), each[0]))]
        for rank, match in sorted(found, key=lambda pair: pair[0]):
            piece = entry.piece_at(match.start())
            start, end = (place - entry.offset(piece) for place in match.span())
            yield rank, _Spot(entry, piece, start, end)


def _names(source: Source) -> set[str]:
    """Return what a source may be called."""
    people = [part for name in source.author for part in (str(name), name.family)]
    return {fold(normalize("NFC", each)) for each in (source.id, source.title, *people) if each}


def _is_whole(match: re.Match[str]) -> bool:
    """Return whether a match is a word, and no part of a longer one."""
    start, end = match.span()
    around = match.string[max(0, start - 1) : start] + match.string[end : end + 1]
    return not any(map(str.isalnum, around))


def _write(cited: Citation) -> str:
    """Write a citation as it is typed: `seric-2023, para. 12`."""
    unit = _UNITS[cited.label][cited.plural] if cited.label else ""
    return ", ".join(filter(None, (cited.key, f"{unit} {cited.locator}".strip(), cited.suffix)))
