"""The tree of a YAML file: plain data in which every key, value and item knows its place.

Enters: the bytes of one file and the name to report it by. Leaves: nested `Map` and `Seq` with
str, int, float, bool and None, and a list of diagnostics; where that list is empty, the tree is
what was written. Invariant: keys are unique text, and depth and size have a bound.
"""

import sys
from array import array
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import yaml

from briefing.errors import MAX_FINDINGS, Diagnostic, Span
from briefing.formats.scalars import MAX_TEXT, Scalar, decode, resolve_scalar
from briefing.formats.yaml_errors import explain_yaml_error

__all__ = ["MAX_DEPTH", "MAX_NODES", "Map", "Node", "Seq", "place", "read_yaml", "span_of"]

MAX_DEPTH = 64
MAX_NODES = 1_000_000
MAX_REPEATED = 5_000_000
"""Characters that all aliases of a file may stand for."""


_FEW = 20
"""Keys in which one is found at once without an index."""


def place(line: int, column: int) -> int:
    """Pack a line and a column, both from 0, into one int: arrays of them take little memory."""
    return line << 32 | column


def _span(file: str, at: int) -> Span:
    return Span(file, (at >> 32) + 1, (at & 0xFFFFFFFF) + 1)


class Map(dict[str, "Node"]):
    """A mapping; `places` holds the place of each key and of its value, in turn."""

    __slots__ = ("_order", "at", "file", "places")

    def __init__(self, file: str, at: int) -> None:
        self.file = file
        self.at = at
        self.places = array("Q")
        self._order: dict[str, int] = {}

    def add(self, key: str, value: "Node", key_at: int, at: int) -> None:
        """Add a new key and its value, with the places of both."""
        self[key] = value
        self.places.extend((key_at, at))

    def rename(self, old: str, new: str) -> None:
        """Give a value another key; both stay where they are."""
        entries = [(new if key == old else key, value) for key, value in self.items()]
        self.clear()
        self.update(entries)
        self._order = {}

    def key_span(self, key: str) -> Span:
        """Return where a key stands."""
        return _span(self.file, self.places[2 * self._index(key)])

    def span(self, key: str) -> Span:
        """Return where the value of a key stands."""
        return _span(self.file, self.places[2 * self._index(key) + 1])

    def _index(self, key: str) -> int:
        if len(self) <= _FEW:
            return list(self).index(key)
        if len(self._order) != len(self):
            self._order = {each: index for index, each in enumerate(self)}
        return self._order[key]


class Seq(list["Node"]):
    """A list; `places` holds the place of each item."""

    __slots__ = ("at", "file", "places")

    def __init__(self, file: str, at: int) -> None:
        self.file = file
        self.at = at
        self.places = array("Q")

    def add(self, value: "Node", at: int) -> None:
        """Add an item and its place."""
        self.append(value)
        self.places.append(at)

    def span(self, index: int) -> Span:
        """Return where an item stands."""
        return _span(self.file, self.places[index])


Node: TypeAlias = Map | Seq | Scalar


def span_of(tree: Map | Seq, loc: Sequence[str | int], *, key: bool = False) -> Span:
    """Find the place of pydantic's `loc`: of the value, or with `key` of its key.

    Parts that do not resolve (tags of unions, missing fields) are skipped, so that a missing
    field is found at its parent. A subtree that came from another file tells that file.
    """
    node: Node = tree
    span = key_span = _span(tree.file, tree.at)
    entered = True
    for part in loc:
        # a kind of section may have a field of its own name: right after the mapping it is the tag
        tag = entered and isinstance(node, Map) and node.get("kind") == part
        entered = False
        if isinstance(node, Map) and isinstance(part, str) and part in node and not tag:
            span, key_span, node = node.span(part), node.key_span(part), node[part]
        elif isinstance(node, Seq) and isinstance(part, int) and 0 <= part < len(node):
            span = key_span = node.span(part)
            node = node[part]
        else:
            key = key or part == "[key]"  # pydantic's mark of a fault in the key itself
            continue
        entered = True
        if isinstance(node, Map | Seq):
            span = _span(node.file, node.at)
    return key_span if key else span


def read_yaml(data: bytes, file: str) -> tuple[Node, list[Diagnostic]]:
    """Build the tree of a file, and collect in one pass what is wrong with it."""
    text = decode(data, file)
    if isinstance(text, Diagnostic):
        return None, [text]
    tree, found = _build(text, file, yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
    if tree is None and not found:
        found.append(Diagnostic("the file is empty", Span(file, 1, 1), rule="empty-file"))
    return tree, found


def _build(
    text: str, file: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader]
) -> tuple[Node, list[Diagnostic]]:
    found: list[Diagnostic] = []
    try:
        return _Builder(loader(text).get_event, file, found).read(), found
    except yaml.YAMLError as error:
        # libyaml looks ahead, and from PyYAML 6.0.4 on meets a bound of its own before we meet ours
        if "maximum nesting depth" in str(error) and loader is not yaml.SafeLoader:
            return _build(text, file, yaml.SafeLoader)
        return None, [*found, explain_yaml_error(error, text, file)]
    except _StopError:
        return None, found


class _StopError(Exception):
    """What follows cannot be read; the reason is among the diagnostics."""


_CONSTANT_OR_NUMBER = "+-.0123456789~nNtTfF"
_CORE = "tag:yaml.org,2002:"
_TAGS: dict[type, tuple[str, ...]] = {
    yaml.MappingStartEvent: ("!", f"{_CORE}map"),
    yaml.SequenceStartEvent: ("!", f"{_CORE}seq"),
    yaml.ScalarEvent: ("!", f"{_CORE}str"),
}


class _Builder:
    """Turns the parser's events into a tree, without composing nodes."""

    def __init__(self, next_event: Callable[[], Any], file: str, found: list[Diagnostic]) -> None:
        self._next = next_event
        self._file = file
        self._found = found
        self._count = self._repeated = 0
        self._open: list[Map | Seq] = []
        self._anchors: dict[str, Node] = {}
        self._keys: dict[str, str] = {}  # those that need no second look, quoted or not

    def read(self) -> Node:
        """Read a file with one document."""
        root: Node = None
        documents = 0
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            at = place(event.start_mark.line, event.start_mark.column)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "a second document begins here"
                    self._report(at, "yaml-syntax", message, "remove the line `---`")
                    raise _StopError
            elif not isinstance(event, yaml.StreamStartEvent | yaml.DocumentEndEvent):
                self._grow(1, at)
                root = self._value(event, at)
        return root

    def _value(self, event: Any, at: int) -> Node:
        """Read the value that begins with an event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            value: Scalar = event.value
            if len(event.value) > MAX_TEXT:
                self._refuse_text(event.value, at)
            if not event.style and event.tag is None and event.value[:1] in _CONSTANT_OR_NUMBER:
                value = resolve_scalar(event.value)
            self._mark(event, value, at)
            return value
        if kind is yaml.AliasEvent:
            return self._alias(event.anchor, at)
        self._check_depth(1, at)
        node = (Map if kind is yaml.MappingStartEvent else Seq)(self._file, at)
        self._mark(event, node, at)
        self._open.append(node)
        if isinstance(node, Map):
            self._fill_map(node)
        else:
            self._fill_seq(node)
        self._open.pop()
        return node

    def _mark(self, event: Any, value: Node, at: int) -> None:
        """Judge the tag of a value, keep its anchor."""
        if event.tag is not None and event.tag not in _TAGS[type(event)]:
            tag = event.tag.replace(_CORE, "!!")
            hint = "leave it out, or put the text in quotes"
            self._report(at, "unknown-tag", f"unknown tag `{tag}`", hint)
        if event.anchor is not None:
            self._anchors[event.anchor] = value

    def _fill_map(self, node: Map) -> None:
        # most of the time is spent here: usual keys are read and places noted without a call
        next_event, places, keys = self._next, node.places, self._keys
        while type(event := next_event()) is not yaml.MappingEndEvent:
            mark = event.start_mark
            key_at = mark.line << 32 | mark.column
            self._count += 2
            if self._count > MAX_NODES:
                self._grow(0, key_at)
            key = keys.get(event.value) if type(event) is yaml.ScalarEvent else None
            if key is None or key in node or event.tag is not None or event.anchor is not None:
                key = self._key(event, key_at, node)
            event = next_event()
            mark = event.start_mark
            at = mark.line << 32 | mark.column
            value = self._value(event, at)
            if key:
                node[key] = value
                places.append(key_at)
                places.append(at)

    def _fill_seq(self, node: Seq) -> None:
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            at = place(event.start_mark.line, event.start_mark.column)
            self._grow(1, at)
            node.add(self._value(event, at), at)

    def _key(self, event: Any, at: int, known: Map) -> str:
        """Read a key; of one that is refused nothing is left."""
        kind = type(event)
        opens = kind not in (yaml.ScalarEvent, yaml.AliasEvent)
        value = None if opens else self._value(event, at)
        if not isinstance(value, str):
            name = f"key `{event.value}`" if kind is yaml.ScalarEvent else "a key"
            self._report(at, "bad-key", f"{name} is not text", "put it in quotes")
            if opens:
                self._value(event, at)
        elif not value:
            self._report(at, "bad-key", "a key is empty")
        elif value == "<<" and kind is yaml.ScalarEvent and not event.style and event.tag is None:
            self._report(at, "bad-key", "`<<` does not merge here", "write the fields out")
        elif value in known:
            first = known.key_span(value)
            message = f"`{value}` is given a second time, first at {first}"
            self._report(at, "duplicate-key", message)
        else:
            key = sys.intern(value)
            if key != "<<" and resolve_scalar(key) == key:
                self._keys[key] = key
            return key
        return ""

    def _alias(self, anchor: str, at: int) -> Node:
        """Look up what an alias stands for."""
        value = self._anchors.get(anchor, "")
        if anchor not in self._anchors:
            message = f"`*{anchor}` stands for nothing above"
            self._report(at, "bad-alias", message, "put it in quotes")
        elif any(value is each for each in self._open):
            self._report(at, "bad-alias", f"`*{anchor}` is a part of what it stands for")
            return ""
        else:
            size, height, signs = _measure(value)
            self._check_depth(height, at)
            self._grow(size - 1, at)
            self._repeated += signs
            if self._repeated > MAX_REPEATED:
                message = f"aliases stand for more than {MAX_REPEATED:,} characters"
                self._report(at, "too-big", message, "write `*` only for what is short")
                raise _StopError
        return value

    def _refuse_text(self, text: str, at: int) -> None:
        message = f"a text has {len(text):,} characters, expected at most {MAX_TEXT:,}"
        self._report(at, "too-big", message, "part it into several")

    def _report(self, at: int, rule: str, message: str, hint: str | None = None) -> None:
        self._found.append(Diagnostic(message, _span(self._file, at), hint, rule=rule))
        if len(self._found) == MAX_FINDINGS:
            raise _StopError

    def _check_depth(self, levels: int, at: int) -> None:
        """Give up where this many more are too many."""
        if len(self._open) + levels > MAX_DEPTH:
            self._report(at, "too-big", f"nested more than {MAX_DEPTH} deep")
            raise _StopError

    def _grow(self, count: int, at: int) -> None:
        """Count more values; give up where they are too many."""
        self._count += count
        if self._count > MAX_NODES:
            message = f"more than {MAX_NODES:,} values, counting again what each alias stands for"
            self._report(at, "too-big", message)
            raise _StopError


def _measure(node: Node) -> tuple[int, int, int]:
    """Count the values of a subtree, itself included, its levels, and the characters of texts."""
    if not isinstance(node, Map | Seq):
        return 1, 0, len(node) if isinstance(node, str) else 0
    parts = [_measure(each) for each in (node.values() if isinstance(node, Map) else node)]
    sizes, heights, signs = zip(*parts, strict=True) if parts else ((), (), ())
    return 1 + sum(sizes), 1 + max(heights, default=0), sum(signs)
