"""RIS, as Zotero and EndNote write it -> CSL items.

Enters: the bytes of a `.ris` file. Leaves: CSL items whose values stand where their lines do.
The mapping of tags is that of Zotero's import. An entry without an `ID` gets a key of the first
name and the year, which stays the same in the next export.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from briefing.errors import Diagnostic
from briefing.formats.scalars import MAX_TEXT, decode
from briefing.formats.yaml_tree import Map, Node, place
from briefing.loading.bibliography.items import (
    ItemCollector,
    Value,
    grow,
    language,
    line,
    read_date,
)

__all__ = ["read_ris"]

_TYPES = {
    kind: csl
    for csl, kinds in {
        "article-journal": "JOUR EJOUR ABST INPR",
        "article-magazine": "MGZN",
        "article-newspaper": "NEWS",
        "bill": "BILL UNBILL",
        "book": "BOOK EBOOK EDBOOK CLSWK SER WHOLE",
        "broadcast": "SOUND",
        "chapter": "CHAP ECHAP",
        "dataset": "DATA DBASE AGGR",
        "document": "GEN GRNT",
        "entry-dictionary": "DICT",
        "entry-encyclopedia": "ENCYC",
        "figure": "FIGURE CHART EQUA",
        "graphic": "ART",
        "hearing": "HEAR",
        "interview": "INTV",
        "legal_case": "CASE LEGAL",
        "legislation": "STAT",
        "manuscript": "MANSCPT UNPB UNPD",
        "map": "MAP",
        "motion_picture": "MPCT VIDEO MULTI ADVS",
        "pamphlet": "PAMP",
        "paper-conference": "CONF CPAPER",
        "patent": "PAT",
        "periodical": "JFULL",
        "personal_communication": "PCOMM ICOMM",
        "post-weblog": "BLOG",
        "report": "RPRT GOVDOC",
        "software": "COMP",
        "song": "MUSIC",
        "speech": "SLIDE",
        "standard": "STAND",
        "thesis": "THES",
        "treaty": "TREATY",
        "webpage": "ELEC WEB",
    }.items()
    for kind in kinds.split()
}
# in the order of preference, where several stand for one variable
_VARIABLES = {
    "TI": "title", "T1": "title", "CT": "title", "ST": "title-short",
    "AU": "author", "A1": "author", "A2": "editor", "ED": "editor",
    "A3": "collection-editor", "A4": "translator",
    "T2": "container-title", "JF": "container-title", "BT": "container-title",
    "JO": "container-title", "JA": "container-title", "J2": "container-title-short",
    "T3": "collection-title", "VL": "volume", "IS": "issue", "M1": "number", "ET": "edition",
    "NV": "number-of-volumes", "SE": "section", "PB": "publisher", "CY": "publisher-place",
    "PP": "publisher-place", "M3": "genre", "UR": "URL", "DO": "DOI", "SN": "ISBN",
    "LA": "language", "Y2": "accessed", "RD": "accessed", "N1": "note",
}  # fmt: skip
# where a tag means something else in entries of a type
_SPECIAL = {
    ("A2", "interview"): "interviewer",
    ("A2", "personal_communication"): "recipient",
    ("A2", "book"): "collection-editor",
    ("A3", "book"): "editor",
    ("IS", "report"): "number",
    ("M1", "article-journal"): "issue",
    ("SN", "report"): "number",
    ("T2", "book"): "collection-title",
    ("T2", "paper-conference"): "event-title",
    ("C3", "paper-conference"): "container-title",
    ("C1", "paper-conference"): "event-place",
    ("T2", "report"): "collection-title",
    ("T2", "speech"): "event-title",
}
_PERIODICALS = ("article-journal", "article-magazine", "article-newspaper", "periodical")
_PEOPLE = {"author", "collection-editor", "editor", "interviewer", "recipient", "translator"}
_KNOWN = {*_VARIABLES, *(tag for tag, _ in _SPECIAL), "DA", "EP", "ID", "PY", "SP", "TY", "Y1"}
# what no reference prints, and what programs keep for themselves
_IGNORED = re.compile(
    "A[BDNV]|C[24-8ANR]|D[BP]|H[12]|KW|L[1-4BK]|M2|N2|NO|OL|OP|R[INP]|SV|T[AT]|U[1-5]"
)
_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {1,2}-(?: (?P<text>.*)|$)")


class _Line(NamedTuple):
    tag: str
    text: str
    at: int
    text_at: int


def read_ris(data: bytes, file: str) -> tuple[Node, list[Diagnostic]]:
    """Build the items of a file, and collect in one pass what is wrong with it."""
    collector = ItemCollector(file)
    text = decode(data, file)
    if isinstance(text, Diagnostic):
        return collector.items, [text]
    entry: list[_Line] = []
    outside = False
    for each in _lines(text):
        if len(each.text) > MAX_TEXT:
            message = f"`{each.tag}` has {len(each.text):,} characters, at most {MAX_TEXT:,}"
            collector.fault(message, each.text_at, "shorten it, or remove the line")
            continue
        if each.tag in ("TY", "ER"):
            _close(entry, collector)
            entry, outside = [each] if each.tag == "TY" else [], False
        elif entry:
            entry.append(each)
        elif not outside:
            outside = True
            message = f"`{each.tag}` stands outside of an entry"
            collector.fault(message, each.at, "an entry begins with its type, as in `TY  - BOOK`")
    _close(entry, collector)
    if not collector.items and not collector.faults:
        collector.fault(
            "the file holds no entry", collector.items.at, "expected lines as in `TY  - BOOK`"
        )
    return collector.items, collector.found


def _lines(text: str) -> Iterator[_Line]:
    """Read lines with a tag; a line without one continues the one before."""
    last, more = None, list[str]()
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text)):
        if found := _LINE.match(raw):
            if last:
                yield last._replace(text=line(" ".join(more)))
            text_at = place(number, max(found.start("text"), 0))
            last, more = _Line(found["tag"], "", place(number, 0), text_at), [found["text"] or ""]
        elif last:
            more.append(raw)
    if last:
        yield last._replace(text=line(" ".join(more)))


def _close(entry: list[_Line], collector: ItemCollector) -> None:
    """Make an item of the lines of an entry."""
    if entry:
        item = _Item(entry, collector).tree()
        collector.items.add(item, item.at)


class _Item:
    """An entry on its way to an item."""

    def __init__(self, entry: list[_Line], collector: ItemCollector) -> None:
        self.first, self.collector = entry[0], collector
        self.item = Map(collector.file, self.first.at)
        self.tags: dict[str, list[_Line]] = {}
        for each in entry:
            if each.text:
                self.tags.setdefault(each.tag, []).append(each)

    def tree(self) -> Map:
        """Build the item."""
        type_of = self.first.text.upper()
        if type_of not in _TYPES:
            message = f"unknown type `{type_of}` is read as `GEN`"
            self.collector.warn(
                message, self.first.text_at, self.collector.suggester.nearest(type_of, _TYPES)
            )
        kind = _TYPES.get(type_of, "document")
        self._put("type", kind, self.first)
        for tag in (*_VARIABLES, "C1", "C3"):
            variable = _SPECIAL.get((tag, kind)) or _VARIABLES.get(tag)
            if variable and tag in self.tags:
                first = self.tags[tag][0]
                self._put(*self._read(variable, kind, first), first)
        self._put_pages(kind)
        self._put_issued()
        self._put_key()
        for tag, (each, *_) in self.tags.items():
            if tag not in _KNOWN and not _IGNORED.fullmatch(tag):
                self.collector.leave_out("tag", tag, each.at)
        return self.item

    def _put(self, variable: str, value: Value, at: _Line) -> None:
        if value and variable not in self.item:
            tree = grow(value, self.collector.file, at.text_at)
            self.item.add(variable, tree, at.at, at.text_at)

    def _read(self, variable: str, kind: str, at: _Line) -> tuple[str, Value]:
        """Read the lines of one tag; tell the variable anew where the text decides it."""
        match variable:
            case _ if variable in _PEOPLE:
                return variable, [_name(each.text) for each in self.tags[at.tag]]
            case "accessed":
                return variable, read_date(at.text)
            case "language":
                code = language(at.text)
                if not code:
                    self.collector.leave_out("language", at.text, at.text_at)
                return variable, code or ""
            case "URL":
                texts = (each.text for each in self.tags[at.tag])
                return variable, next((text for text in texts if text.startswith("http")), at.text)
            case "ISBN" if kind in _PERIODICALS:
                return "ISSN", at.text
            case "genre" if at.text.startswith("10."):
                return "DOI", at.text
        return variable, at.text

    def _put_pages(self, kind: str) -> None:
        ends = [self.tags[tag][0] for tag in ("SP", "EP") if tag in self.tags]
        pages = "-".join(dict.fromkeys(each.text for each in ends))
        if ends:
            whole = kind in ("book", "thesis", "manuscript") and pages.isdigit()
            self._put("number-of-pages" if whole else "page", pages, ends[0])

    def _put_issued(self) -> None:
        found = [self.tags[tag][0] for tag in ("DA", "Y1", "PY") if tag in self.tags]
        if found:
            text = found[0].text
            if len(found) > 1 and not re.search(r"\d{4}", text):  # `DA  - May 14`
                text = f"{text} {found[1].text.strip('/')}"
            self._put("issued", read_date(text), found[0])

    def _put_key(self) -> None:
        """Give the key that the entry has, or make one of the first name or word and the year."""
        tags = ("ID", "AU", "A1", "ED", "A2", "TI", "T1")
        tag = next((tag for tag in tags if tag in self.tags), None)
        if tag is None:
            message = "an entry has no `ID`, and no name or title to make a key of"
            self.collector.fault(message, self.first.at, "add a line `ID  - key`")
            return
        first = self.tags[tag][0]
        key = first.text
        if tag != "ID":
            word = unicodedata.normalize("NFKD", re.split("[, ]" if tag[0] == "T" else ",", key)[0])
            year = re.search(r"\d{4}", str(self.item.get("issued", "")))
            key = re.sub(r"\W|_", "", word).lower() + (year[0] if year else "")
        self._put("id", key, first)


def _name(text: str) -> Value:
    """Read a name: `Family, Given, Suffix`, or a body."""
    family, *others = (part.strip() for part in text.split(","))
    if not others or others == [""]:
        return {"literal": "others" if re.fullmatch(r"et\.? al\.?", family) else family}
    given, suffix = others[0], ", ".join(others[1:])
    return {"family": family, "given": given, **({"suffix": suffix} if suffix else {})}
