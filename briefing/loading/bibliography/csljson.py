"""CSL-JSON, or the same in YAML under `references`, from Zotero and others -> CSL items.

Enters: the bytes of a file, or its tree. Leaves: items that hold only what the model of a source
knows; our own fields go through as they are. Every value keeps its place.
"""

import html
import json
import re
from collections.abc import Iterator

from pydantic import BaseModel

from briefing.errors import Diagnostic, Span
from briefing.formats.yaml_tree import Map, Node, Seq, read_yaml
from briefing.loading.bibliography.items import ItemCollector, grow, language, line, read_date
from briefing.model.csl_types import CslDate, Name, Names
from briefing.model.source import Source, SourceNote

__all__ = ["read_items", "read_json"]


def _aliases(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


_OWN = _aliases(SourceNote) - {"accessed", "language"}
_TEXTS = _aliases(Source) - _OWN - {"id"}
_PEOPLE = {field.alias for field in Source.model_fields.values() if field.annotation == Names}
_DATES = {"accessed", "available-date", "event-date", "issued", "original-date", "submitted"}
_OTHER_NAMES = {
    "event": "event-title",
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
}
# variables of CSL 1.0.2 that no reference prints, and an address in place of a key
_UNPRINTED = {
    "archive_collection", "categories", "chair", "citation-key", "citation-label",
    "citation-number", "composer", "curator", "custom", "dimensions", "division",
    "editor-translator", "editorial-director", "executive-producer",
    "first-reference-note-number", "id", "illustrator", "locator", "narrator", "organizer",
    "original-author", "original-publisher", "original-publisher-place", "page-first",
    "part-title", "performer", "PMCID", "PMID", "printing", "printing-number", "references",
    "reviewed-author", "reviewed-genre", "reviewed-title", "scale", "script-writer",
    "series-creator", "supplement", "supplement-number", "volume-title", "volume-title-short",
    "year-suffix",
}  # fmt: skip
_NAME_PARTS = _aliases(Name)
_DATE_PARTS = _aliases(CslDate)
_RICH = re.compile(r"</?(?:b|i|sc|span|sub|sup)\b[^<>]*>")
_REFERENCE = re.compile(r"&(?:[A-Za-z]+|#\d+|#x[\dA-Fa-f]+);")
_PAIR = re.compile(rb"\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})", re.IGNORECASE)


def read_json(data: bytes, file: str) -> tuple[Node, list[Diagnostic]]:
    """Build the items of a file, and collect in one pass what is wrong with it."""
    # JSON writes a sign beyond U+FFFF as two halves, which YAML does not know
    tree, found = read_yaml(_PAIR.sub(_join, data), file)
    return (tree, _explain(data, file) or found) if found else read_items(tree, file)


def read_items(tree: Node, file: str) -> tuple[Node, list[Diagnostic]]:
    """Make items of a tree that an export holds."""
    collector = ItemCollector(file)
    if isinstance(tree, Map):
        inner = tree.get("references") or tree.get("items")
        tree = inner if isinstance(inner, Seq) else tree
    if not isinstance(tree, Seq):
        return tree, []
    for index, node in enumerate(tree):
        item = _item(node, collector) if isinstance(node, Map) else node
        collector.items.add(item, tree.places[index])
    return collector.items, collector.found


def _explain(data: bytes, file: str) -> list[Diagnostic]:
    """Return where JSON breaks off: what YAML has to say of it would not help."""
    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        message = "from here on the file is no longer JSON"
        span = Span(file, error.lineno, error.colno)
        return [Diagnostic(message, span, "export it again", rule="bad-library")]
    except (RecursionError, UnicodeDecodeError):
        pass
    return []


def _join(pair: re.Match[bytes]) -> bytes:
    halves = bytes.fromhex((pair[1] + pair[2]).decode())
    return halves.decode("utf-16-be").encode()


def _entries(node: Map) -> Iterator[tuple[str, Node, int, int]]:
    places = iter(node.places)
    for (key, value), key_at, at in zip(node.items(), places, places, strict=True):
        yield key, value, key_at, at


def _item(node: Map, collector: ItemCollector) -> Map:
    item = Map(node.file, node.at)
    holder, name = _key(node)
    for key, value, key_at, at in _entries(node):
        variable = _OTHER_NAMES.get(key, key)
        if key == holder:
            item.add("id", name, key_at, at)
        elif variable in _OWN:
            item.add(variable, value, key_at, at)
        elif variable in _TEXTS and variable not in item:
            new = _read(variable, value, node, at)
            if new is not None:
                item.add(variable, new, key_at, at)
            elif variable == "language" and value:
                collector.leave_out("language", str(value), at)
        elif variable not in _UNPRINTED and variable not in _TEXTS:
            collector.leave_out("variable", key, key_at, _TEXTS)
    return item


def _key(item: Map) -> tuple[str, Node]:
    """Find the key by which an item is cited, and what holds it: an address cannot be one."""
    key, given = _text(item.get("id")), _text(item.get("citation-key"))
    if key is not None and not (isinstance(key, str) and "://" in key):
        return "id", key
    if given or key is None:
        return "citation-key", given
    note = re.search(r"^citation key: *(\S+)$", str(item.get("note")), re.IGNORECASE | re.MULTILINE)
    return "id", note[1] if note else str(key).rpartition("/")[2]


def _read(variable: str, value: Node, item: Map, at: int) -> Node:
    """Read a variable; None where it says nothing."""
    if variable in _PEOPLE:
        return _people(value) if isinstance(value, Seq) else value
    if variable in _DATES:
        return _date(value, item.file, at)
    text = _text(value)
    if variable == "language" and isinstance(text, str):
        return language(text)
    if variable == "URL" and isinstance(text, str) and text.startswith("www."):
        return f"https://{text}"
    return text


def _text(value: Node) -> Node:
    """Make one line of plain text of a value, as far as it is one."""
    if isinstance(value, Seq) and all(isinstance(each, str) for each in value):
        value = ", ".join(map(str, value))
    if value is None or isinstance(value, Map | Seq):
        return value
    text = _REFERENCE.sub(lambda found: html.unescape(found[0]), str(value))
    return line(_RICH.sub("", text)) or None


def _people(names: Seq) -> Seq | None:
    read = Seq(names.file, names.at)
    for index, name in enumerate(names):
        at = names.places[index]
        if isinstance(name, str):
            read.add(grow({"literal": name}, names.file, at), at)
        elif isinstance(name, Map):
            parts = Map(name.file, name.at)
            for key, value, key_at, value_at in _entries(name):
                if key in _NAME_PARTS and (text := _text(value)):
                    part = value if key == "comma-suffix" else text
                    parts.add(key, part, key_at, value_at)
            if parts:
                read.add(parts, at)
        else:
            read.add(name, at)
    return read or None


def _date(value: Node, file: str, at: int) -> Node:
    if isinstance(value, str | int | float):
        return grow(read_date(str(value)), file, at) or None
    if isinstance(value, Map):
        date = Map(value.file, value.at)
        for key, part, key_at, part_at in _entries(value):
            if key in _DATE_PARTS and not _says_nothing(part):
                date.add(key, part, key_at, part_at)
        if set(date) == {"raw"}:
            return _date(date["raw"], file, date.places[1])
        return date if {"date-parts", "raw", "literal"} & set(date) else None
    if isinstance(value, Seq):  # as older YAML has it: a year, month and day by name
        units = ("year", "month", "day")
        ends = [each for each in value if isinstance(each, Map)]
        parts = [[str(end[unit]) for unit in units if unit in end] for end in ends]
        return grow({"date-parts": parts}, file, at) if parts else value
    return value


def _says_nothing(part: Node) -> bool:
    """Return an empty part of a date, such as `date-parts: [[null]]`."""
    return all(map(_says_nothing, part)) if isinstance(part, Seq) else part in (None, "")
