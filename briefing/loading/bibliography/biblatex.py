"""BibTeX and biblatex -> CSL items: the types of entries, their fields, names and dates.

Enters: the bytes of a `.bib` file. Leaves: CSL items whose values stand where their fields do.
The mapping is that of biblatex's manual (section 2) onto CSL 1.0.2, as Zotero and pandoc have it.
"""

import re
from collections.abc import Callable, Mapping
from typing import get_args

from briefing.errors import Diagnostic
from briefing.formats.scalars import decode
from briefing.formats.yaml_tree import Map, Node
from briefing.loading.bibliography.bibtex import BibEntry, Field, read_entries
from briefing.loading.bibliography.items import ItemCollector, Value, grow, language, read_date
from briefing.loading.bibliography.latex import latex_to_text, read_names, verbatim
from briefing.model.csl_types import SourceType

__all__ = ["read_bibtex"]

_TYPES = {
    kind: csl
    for csl, kinds in {
        "article-journal": "article suppperiodical",
        "book": "book mvbook collection mvcollection proceedings mvproceedings reference "
        "mvreference manual bookinbook",
        "broadcast": "audio",
        "chapter": "inbook incollection suppbook suppcollection",
        "dataset": "dataset",
        "document": "misc customa customb customc unknown",
        "entry-encyclopedia": "inreference",
        "graphic": "artwork image",
        "legal_case": "jurisdiction",
        "legislation": "legislation",
        "manuscript": "unpublished",
        "motion_picture": "movie video",
        "pamphlet": "booklet",
        "paper-conference": "inproceedings conference",
        "patent": "patent",
        "performance": "performance",
        "periodical": "periodical",
        "personal_communication": "letter",
        "report": "report techreport",
        "review": "review",
        "software": "software",
        "song": "music",
        "standard": "standard",
        "thesis": "thesis phdthesis mastersthesis",
        "treaty": "legal",
        "webpage": "online electronic www webpage",
    }.items()
    for kind in kinds.split()
}
_SUBTYPES = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
_GENRES = {
    "phdthesis": "PhD thesis",
    "mathesis": "MA thesis",
    "mastersthesis": "Master’s thesis",
    "bathesis": "BA thesis",
    "candthesis": "candidate thesis",
    "techreport": "technical report",
    "resreport": "research report",
}
# for each variable the fields that may hold it: the first one counts
_PLAIN = {
    "title-short": "shorttitle", "container-title-short": "shortjournal", "volume": "volume",
    "issue": "issue", "collection-title": "series", "event-title": "eventtitle",
    "event-place": "venue", "number-of-volumes": "volumes", "number-of-pages": "pagetotal",
    "chapter-number": "chapter", "part-number": "part", "edition": "edition", "version": "version",
    "page": "pages", "original-title": "origtitle", "note": "note", "status": "pubstate",
    "publisher": "publisher institution school organization", "publisher-place": "location address",
}  # fmt: skip
_VERBATIM = {"URL": "url", "DOI": "doi", "ISBN": "isbn", "ISSN": "issn"}
_NAMES = {
    "author": "author", "editor": "editor", "translator": "translator", "director": "director",
    "container-author": "bookauthor", "interviewer": "interviewer", "recipient": "recipient",
}  # fmt: skip
_DATES = {
    "issued": "date", "accessed": "urldate lastaccessed lastchecked", "event-date": "eventdate",
    "original-date": "origdate",
}  # fmt: skip
_READERS: tuple[tuple[Callable[[str], Value], Mapping[str, str]], ...] = (
    (latex_to_text, _PLAIN),
    (verbatim, _VERBATIM),
    (lambda text: list(read_names(text)), _NAMES),
    (lambda text: read_date(verbatim(text)), _DATES),
)
_KNOWN = {
    *(name for _, table in _READERS for names in table.values() for name in names.split()),
    "archiveprefix", "booksubtitle", "booktitle", "crossref", "day", "entrysubtype", "eprint",
    "eprinttype", "howpublished", "journal", "journalsubtitle", "journaltitle", "langid",
    "language", "mainsubtitle", "maintitle", "month", "number", "subtitle", "title", "type", "year",
}  # fmt: skip
# standard fields that no reference prints, and what reference managers keep for themselves
_IGNORED = re.compile(
    "abstract|addendum|added-at|affiliation|annotation|annotator|annote|articleno|assignee"
    "|author(type|addon)|(bdsk|citeulike|comment|date|jabref|mendeley|tex|zotero)-.*|bib(source|url)"
    "|call-?number|collaborator|commentator|contents|copyright|(creation|modification)date"
    "|(custom|list|name|user|verb)[a-f]|editor[abc](type)?|editortype|eid|entryset|eprintclass"
    "|eventtitleaddon|execute|file|foreword|afterword|introduction|gender|groups|holder|ids"
    "|hyphenation|index(sort)?title|isan|ismn|isrn|issue(sub)?title|iswc|keywords?|label|lccn"
    "|library|mrnumber|nameaddon|nationality|numpages|options|owner|(book)?pagination|pdf|pmc?id"
    "|presort|price|primaryclass|printed|priority|qualityassured|rank(ing)?|readstatus|related.*"
    "|relevance|reprinttitle|review|short(author|editor|hand.*|series)|sort.*|timestamp"
    "|(book|main|journal)?titleaddon|urlyear|urlmonth|urlday|urn|xdata|xref|zblnumber|__.*"
)


def read_bibtex(data: bytes, file: str) -> tuple[Node, list[Diagnostic]]:
    """Build the items of a file, and collect in one pass what is wrong with it."""
    collector = ItemCollector(file)
    text = decode(data, file)
    if isinstance(text, Diagnostic):
        return collector.items, [text]
    entries = list(read_entries(text.replace("\r\n", "\n").replace("\r", "\n"), collector))
    if not entries and not collector.faults:
        collector.fault("the file holds no entry", collector.items.at, "expected `@book{key, ...}`")
    parents = {entry.key: entry for entry in entries}
    for entry in entries:
        if entry.kind not in ("set", "xdata"):
            collector.items.add(_Item(_inherit(entry, parents), collector).tree(), entry.at)
    return collector.items, collector.found


def _inherit(entry: BibEntry, parents: Mapping[str, BibEntry]) -> BibEntry:
    """Complete an entry from the one that `crossref` names."""
    named = entry.fields.get("crossref")
    parent = parents.get(named.value.strip()) if named else None
    if not parent:
        return entry
    fields = {
        {"title": "booktitle", "subtitle": "booksubtitle"}.get(name, name): field
        for name, field in parent.fields.items()
        if name not in ("crossref", "doi", "pages", "shorttitle", "url", "urldate")
    }
    return entry._replace(fields={**fields, **entry.fields})


class _Item:
    """An entry on its way to an item."""

    def __init__(self, entry: BibEntry, collector: ItemCollector) -> None:
        self.entry, self.fields, self.collector = entry, entry.fields, collector
        self.item = Map(collector.file, entry.at)

    def tree(self) -> Map:
        """Build the item."""
        kind = self._type()
        self.item.add("id", self.entry.key, self.entry.key_at, self.entry.key_at)
        self.item.add("type", kind, self.entry.at, self.entry.at)
        self._put("title", self._title("title"), "title")
        for name in ("booktitle", "journaltitle", "journal", "maintitle"):
            self._put("container-title", self._title(name), name)
        for read, table in _READERS:
            for variable, names in table.items():
                for name in names.split():
                    self._read(variable, read, name)
        self._put(self._number(kind), self._plain("number"), "number")
        self._put("genre", self._genre(), "type")
        self._put("issued", self._year(), "year")
        self._address()
        for name in ("langid", "language"):
            self._language(name)
        for name, field in self.fields.items():
            if name not in _KNOWN and not _IGNORED.fullmatch(name):
                self.collector.leave_out("field", name, field.name_at, _KNOWN)
        return self.item

    def _put(self, variable: str, value: Value, name: str) -> None:
        """Add a variable where a field stands, or the entry; the first value counts."""
        if value and variable not in self.item:
            field = self.fields.get(name) or Field("", self.entry.at, self.entry.at)
            tree = grow(value, self.collector.file, field.at)
            self.item.add(variable, tree, field.name_at, field.at)

    def _read(self, variable: str, read: Callable[[str], Value], name: str) -> None:
        field = self.fields.get(name)
        try:
            if field and field.value.strip():
                self._put(variable, read(field.value), name)
        except ValueError as error:
            assert field
            self.collector.fault(str(error), field.at)

    def _plain(self, name: str) -> str:
        return latex_to_text(self.fields[name].value) if name in self.fields else ""

    def _title(self, name: str) -> str:
        first, second = self._plain(name), self._plain(f"{name.removesuffix('title')}subtitle")
        mark = " " if first.endswith(("?", "!", ":", ".")) else ": "
        return first + mark + second if first and second else first

    def _type(self) -> str:
        kind, subtype = self.entry.kind, self._plain("entrysubtype").lower()
        subtype = _SUBTYPES.get(subtype, subtype)
        if subtype in get_args(SourceType):
            return subtype
        if kind not in _TYPES:
            hint = self.collector.suggester.nearest(kind, _TYPES)
            message = f"unknown type `@{kind}` is read as `@misc`"
            self.collector.warn(message, self.entry.at, hint)
        csl = _TYPES.get(kind, "document")
        return "webpage" if csl == "document" and "url" in self.fields else csl

    def _number(self, kind: str) -> str:
        """Return what the field `number` counts."""
        if kind.startswith(("article", "periodical")):
            return "issue"
        in_series = kind in ("book", "chapter", "paper-conference") and "series" in self.fields
        return "collection-number" if in_series else "number"

    def _genre(self) -> str:
        kind = self.entry.kind if self.entry.kind.endswith("thesis") else ""
        genre = self._plain("type") or kind
        return _GENRES.get(genre.lower(), "" if genre == "thesis" else genre)

    def _year(self) -> Value:
        year, month, day = (self._plain(name) for name in ("year", "month", "day"))
        if month.isdigit():
            return read_date("-".join(filter(None, (year, month, day))))
        return read_date(f"{day} {month} {year}".strip()) if year else ""

    def _address(self) -> None:
        """Take an address from where BibTeX, which has no field for it, puts it."""
        for name in ("howpublished", "note"):
            text = verbatim(self.fields[name].value) if name in self.fields else ""
            if found := re.search(r"https?://\S+", text):
                self._put("URL", found[0], name)
            elif name == "howpublished":
                self._put("publisher", self._plain(name), name)
        if "arxiv" in (self._plain("eprinttype") + self._plain("archiveprefix")).lower():
            self._put("URL", f"https://arxiv.org/abs/{self._plain('eprint')}", "eprint")

    def _language(self, name: str) -> None:
        if text := self._plain(name):
            code = language(text)
            if code:
                self._put("language", code, name)
            elif "language" not in self.item:
                self.collector.leave_out("language", text, self.fields[name].at)
