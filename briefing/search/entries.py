"""What enters: a valid brief with its places. What leaves: its entries in words, each with its own.

An entry is a record of the model: the brief itself, a section, an event, a position, a source. Its
pieces are the fields that say something, as they are printed. Section kinds are not known here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, takewhile
from typing import Any
from unicodedata import normalize

from babel.numbers import format_decimal

from briefing.locales.catalogue import labels, usual_title
from briefing.model import anchors
from briefing.model.base import Item, Loc, Model, Prose, Text
from briefing.model.csl_types import Name
from briefing.model.source import Source
from briefing.text.date_format import babel_locale, format_date
from briefing.text.dates import Edtf
from briefing.text.dates import parse_edtf as parse_date
from briefing.text.rich_text import Cluster, Element, Rich, TextNode, parse_rich_text, plain_text
from briefing.validation.located_brief import Located

__all__ = ["GAP", "Piece", "SearchEntry", "entries"]

GAP = " · "
"""What stands between the pieces of an entry."""

_ANCHORS = {
    "sections": anchors.section,
    "disputes": anchors.dispute,
    "sources": anchors.source,
}
# what is said of a source, and by what it is known
_OF_SOURCES = ("title", "container_title", "publisher", "descriptor", "reliability_basis")
_CITATION, _LINK = "\ue000", "\ue001"
_SIGNS = re.compile(f"([{_CITATION}{_LINK}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A field of an entry in words, with the place of each citation and each link in them.

    `typed` is what stands in the file; `exact` tells that it is printed in just these words.
    """

    loc: Loc
    words: str
    typed: str
    exact: bool = True
    cited: tuple[tuple[int, Cluster], ...] = ()
    links: tuple[tuple[int, str], ...] = ()

    def parts(self, first: int = 0, last: int | None = None) -> list[tuple[int, str]]:
        """Part a stretch of the words at its citations; give each part with its beginning."""
        last = len(self.words) if last is None else last
        ends = [first, *(at for at, _ in self.cited if first < at < last), last]
        found = [(end, self.words[start:end].lstrip()) for start, end in pairwise(ends)]
        return [(end - len(part), part.rstrip()) for end, part in found if part]


@dataclass(frozen=True, kw_only=True)
class SearchEntry:
    """A record in words, what is cited for it, and the anchors that lead to it, nearest first."""

    loc: Loc
    record: Model
    outer: "SearchEntry | None"
    title: str
    pieces: tuple[Piece, ...]
    citations: Cluster
    anchors: tuple[str, ...]

    @property
    def id(self) -> str | None:
        """The name of the record, if it has one."""
        return getattr(self.record, "id", None)

    @property
    def section(self) -> str | None:
        """The id of the section that it stands in."""
        if self.loc[:1] != ("sections",):
            return None
        return self.id if len(self.loc) == 2 or not self.outer else self.outer.section

    @property
    def priority(self) -> int:
        """How soon it goes when space is short."""
        return int(getattr(self.record, "priority", self.outer.priority if self.outer else 2))

    @property
    def is_anchor(self) -> bool:
        """Return whether the nearest anchor is its own."""
        return len(self.anchors) > len(self.outer.anchors if self.outer else ())

    @cached_property
    def words(self) -> str:
        """All pieces in one line."""
        return GAP.join(piece.words for piece in self.pieces)

    @cached_property
    def printed(self) -> tuple[str, ...]:
        """What is printed of it word for word; if nothing, of what it is in."""
        parts = [part for piece in self.pieces if piece.exact for _, part in piece.parts()]
        return tuple(parts) or (self.outer.printed if self.outer else ())

    def field(self, name: str) -> Piece:
        """Return a field without words of its own."""
        return Piece((*self.loc, name), "", "", exact=False)

    def offset(self, piece: Piece) -> int:
        """Return where a piece begins in `words`."""
        before = takewhile(lambda each: each is not piece, self.pieces if piece.words else ())
        return sum(len(each.words) + len(GAP) for each in before)

    def piece_at(self, place: int) -> Piece:
        """Find the piece that holds a place of `words`."""
        return next(each for each in reversed(self.pieces) if self.offset(each) <= place)


def entries(topic: Located) -> Iterator[SearchEntry]:
    """Yield every entry of a brief, in the order of the topic."""
    return _Reader(topic).walk(topic.brief, (), None)


class _Reader:
    """Puts the records of one brief into words."""

    def __init__(self, topic: Located) -> None:
        self._locale = topic.brief.language
        self._labels = labels(self._locale)
        self._names = {party.id: party.name for party in topic.brief.parties}

    def walk(self, record: Model, loc: Loc, outer: SearchEntry | None) -> Iterator[SearchEntry]:
        """Yield a record and all that it holds."""
        cited = getattr(record, "citations", None)
        entry = SearchEntry(
            loc=loc,
            record=record,
            outer=outer,
            title=self._title(record, loc, outer),
            pieces=tuple(self._pieces(record, loc)),
            citations=self._cluster(cited) if cited else outer.citations if outer else (),
            anchors=(*_anchor(record, loc), *(outer.anchors if outer else ())),
        )
        yield entry
        for field, value in () if isinstance(record, Source) else record:
            for index, each in enumerate(value if isinstance(value, tuple) else ()):
                if isinstance(each, Model):
                    yield from self.walk(each, (*loc, field, index), entry)

    def _title(self, record: Any, loc: Loc, outer: SearchEntry | None) -> str:
        """Name a section, a dispute or a source, and within them what an entry is a part of."""
        match loc:
            case ("sections", _):
                return self._plain(record.title or usual_title(self._labels, record.kind))
            case ("disputes" | "sources" as home, _):
                return f"{home[:-1]} {record.id}"
            case ("sections", _, _, _, *_) if outer and len(outer.loc) > 2 and outer.pieces:
                return f"{outer.title}, {outer.pieces[0].words}"
        return outer.title if outer else ""

    def _pieces(self, record: Model, loc: Loc) -> Iterator[Piece]:
        for field, value in record:
            if field not in record.model_fields_set or field in record.silent:
                continue
            if isinstance(value, tuple):
                for index, each in enumerate(value):
                    yield from self._piece((*loc, field, index), each)
            elif not isinstance(record, Source) or field in _OF_SOURCES:
                yield from self._piece((*loc, field), value)

    def _piece(self, loc: Loc, value: object) -> Iterator[Piece]:
        """Put a value into words, unless it is one that is not printed or an entry of its own."""
        match value:
            case Text():
                yield self._text(loc, value)
            case Edtf():
                # a range in print may leave out what both ends have in common
                ends = [value] if ".." in value.text else map(parse_date, value.text.split("/"))
                yield Piece(loc, " – ".join(map(self._date, ends)), value.text, exact=False)
            case bool():
                return
            case int() | float():
                number = format_decimal(value, locale=babel_locale(self._locale))
                yield Piece(loc, number, str(value))
            case str() | Name():
                name = str(value)
                yield Piece(loc, self._plain(self._names.get(name, name)), name, exact=False)

    def _text(self, loc: Loc, text: Text) -> Piece:
        rich = self._rich(text)
        clusters, names = iter(rich.citations), iter(rich.references)
        spoken, cited, links = "", [], []
        # the words come with a sign for each citation and link, which tells its place
        for part in _SIGNS.split(normalize("NFC", plain_text(Rich(_mark(rich.nodes))))):
            if part == _CITATION:
                spoken = spoken.rstrip()
                cited.append((len(spoken), next(clusters)))
            elif part == _LINK:
                links.append((len(spoken), next(names)))
            else:
                spoken += part
        return Piece(loc, spoken, str(text), True, tuple(cited), tuple(links))

    def _cluster(self, text: Text) -> Cluster:
        return tuple(chain.from_iterable(self._rich(text).citations))

    def _date(self, date: Edtf) -> str:
        return format_date(date, self._locale, self._labels["dates"], style="long")

    def _plain(self, text: str) -> str:
        return plain_text(self._rich(text)) if isinstance(text, Text) else text

    def _rich(self, text: Text) -> Rich:
        language = self._locale.partition("-")[0]
        return parse_rich_text(text, block=isinstance(text, Prose), language=language)


def _anchor(record: Model, loc: Loc) -> tuple[str, ...]:
    name = getattr(record, "id", None)
    if name and len(loc) == 2 and loc[0] in _ANCHORS:
        return (_ANCHORS[str(loc[0])](name),)
    return (anchors.item(name),) if name and isinstance(record, Item) else ()


def _mark(nodes: Iterable[TextNode]) -> tuple[TextNode, ...]:
    """Put a sign in the place of each citation and before each link to something of the brief."""
    marked = list[TextNode]()
    for node in nodes:
        if isinstance(node, Element):
            marked += [_LINK] * (node.tag == "ref")
            marked.append(node._replace(children=_mark(node.children)))
        else:
            marked.append(node if isinstance(node, str) else _CITATION)
    return tuple(marked)
