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

from briefing.errors import Diagnostic, Span
from briefing.reading.scalars import Scalar, decode, resolve
from briefing.reading.syntax import explain

__all__ = ["MAX_DEPTH", "MAX_NODES", "Map", "Node", "Seq", "place", "read_yaml", "span_of"]

MAX_DEPTH = 64
MAX_NODES = 1_000_000


def place(line: int, column: int) -> int:
    """Pack a line and a column, both from 0, into one int: arrays of them take little memory."""
    return line << 32 | column


def _span(file: str, at: int) -> Span:
    return Span(file, (at >> 32) + 1, (at & 0xFFFFFFFF) + 1)


class Map(dict[str, "Node"]):
    """A mapping; `places` holds the place of each key and of its value, in turn."""

    __slots__ = ("at", "file", "places")

    def __init__(self, file: str, at: int) -> None:
        self.file = file
        self.at = at
        self.places = array("Q")

    def add(self, key: str, value: "Node", key_at: int, at: int) -> None:
        """Add a new key and its value, with the places of both."""
        self[key] = value
        self.places.extend((key_at, at))

    def key_span(self, key: str) -> Span:
        """Say where a key stands."""
        return _span(self.file, self.places[2 * list(self).index(key)])

    def span(self, key: str) -> Span:
        """Say where the value of a key stands."""
        return _span(self.file, self.places[2 * list(self).index(key) + 1])


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
        """Say where an item stands."""
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
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    found: list[Diagnostic] = []
    try:
        tree = _build(loader(text).get_event, file, found)
    except yaml.YAMLError as error:
        return None, [*found, explain(error, text, file)]
    except _StopError:
        return None, found
    if tree is None and not found:
        found.append(Diagnostic("the file is empty", Span(file, 1, 1), rule="empty-file"))
    return tree, found


class _StopError(Exception):
    """What follows cannot be read; the reason is among the diagnostics."""


_CONSTANT_OR_NUMBER = "+-.0123456789~nNtTfF"
_CORE = "tag:yaml.org,2002:"
_TAGS: dict[type, tuple[str, ...]] = {
    yaml.MappingStartEvent: ("!", f"{_CORE}map"),
    yaml.SequenceStartEvent: ("!", f"{_CORE}seq"),
    yaml.ScalarEvent: ("!", f"{_CORE}str"),
}


def _build(next_event: Callable[[], Any], file: str, found: list[Diagnostic]) -> Node:
    """Turn the parser's events into a tree, without recursion and without composing nodes."""

    def report(rule: str, message: str, hint: str | None = None) -> None:
        found.append(Diagnostic(message, _span(file, at), hint, rule=rule))

    def check_size(depth: int) -> None:
        if depth > MAX_DEPTH:
            report("too-big", f"nested more than {MAX_DEPTH} deep")
        elif count > MAX_NODES:
            message = f"more than {MAX_NODES:,} values, counting again what each alias stands for"
            report("too-big", message)
        else:
            return
        raise _StopError

    def check_key(value: Node, plain: bool, known: Map) -> str:
        if not isinstance(value, str):
            name = f"key `{event.value}`" if kind is yaml.ScalarEvent else "a key"
            report("bad-key", f"{name} is not text", "put it in quotes")
        elif not value:
            report("bad-key", "a key is empty")
        elif value == "<<" and plain:
            report("bad-key", "`<<` does not merge here", "write the fields out")
        elif value in known:
            first = known.key_span(value)
            report("duplicate-key", f"`{value}` is given a second time, first at {first}")
        else:
            return sys.intern(value)
        return ""

    root: Node = None
    anchors: dict[str, Node] = {}
    stack: list[tuple[Map | Seq | None, str | None]] = []
    node: Any = None  # the open Map or Seq
    key: str | None = None  # None: a key comes next; empty: it was refused, its value is dropped
    at = key_at = count = documents = 0
    value: Any
    # a name of a module is looked up each time
    scalar, mapping_end, sequence_end = (
        yaml.ScalarEvent,
        yaml.MappingEndEvent,
        yaml.SequenceEndEvent,
    )
    while True:
        event = next_event()
        kind = type(event)
        if kind is mapping_end or kind is sequence_end:
            node, key = stack.pop()
            continue
        if kind is yaml.StreamEndEvent:
            return root
        mark = event.start_mark
        at = mark.line << 32 | mark.column
        plain = opens = False
        if kind is scalar:
            value = event.value
            plain = not event.style and event.tag is None
            if plain and value[:1] in _CONSTANT_OR_NUMBER:
                value = resolve(value)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            value = Map(file, at) if kind is yaml.MappingStartEvent else Seq(file, at)
            opens = True
            check_size(len(stack) + 1)
        elif kind is yaml.AliasEvent:
            value = anchors.get(event.anchor, "")
            open_nodes = (node, *(outer for outer, _ in stack))
            if event.anchor not in anchors:
                message = f"`*{event.anchor}` stands for nothing above"
                report("bad-alias", message, "put it in quotes")
            elif isinstance(value, Map | Seq) and any(value is each for each in open_nodes):
                report("bad-alias", f"`*{event.anchor}` is a part of what it stands for")
                value = ""
            else:
                size, height = _measure(value)
                count += size - 1
                check_size(len(stack) + height)
        else:
            documents += kind is yaml.DocumentStartEvent
            if documents > 1:
                report("yaml-syntax", "a second document begins here", "remove the line `---`")
                raise _StopError
            continue
        count += 1
        if count > MAX_NODES:
            check_size(0)
        if kind is not yaml.AliasEvent:
            if event.tag is not None and event.tag not in _TAGS[kind]:
                tag = event.tag.replace(_CORE, "!!")
                hint = "leave it out, or put the text in quotes"
                report("unknown-tag", f"unknown tag `{tag}`", hint)
            if event.anchor is not None:
                anchors[event.anchor] = value

        if node is None:
            root = value
        elif type(node) is Seq:
            node.append(value)
            node.places.append(at)
        elif key is None:
            key_at = at
            # most keys are good, and a call takes time
            if type(value) is str and value and value != "<<" and value not in node:
                key = sys.intern(value)
            else:
                key = check_key(value, plain, node)
        else:
            if key:
                node[key] = value
                node.places.append(key_at)
                node.places.append(at)
            key = None
        if opens:
            stack.append((node, key))
            node, key = value, None


def _measure(node: Node) -> tuple[int, int]:
    """Count the values of a subtree, itself included, and its levels."""
    if not isinstance(node, Map | Seq):
        return 1, 0
    parts = [_measure(each) for each in (node.values() if isinstance(node, Map) else node)]
    return 1 + sum(size for size, _ in parts), 1 + max((height for _, height in parts), default=0)
