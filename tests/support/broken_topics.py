"""Broken topics: changes of the bytes of a file, and of the structure of a topic."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

from hypothesis import strategies as st

from tests.support.odd_tokens import TOKENS, UNPRINTABLE
from tests.support.valid_topics import Draw, phrases


class Change(NamedTuple):
    """A change of bytes: where, by which part of the file, how many, and what is put there."""

    kind: str
    place: float
    length: int
    token: bytes

    def on(self, data: bytes) -> bytes:
        """Change a file."""
        start = int(self.place * len(data))
        end = start + self.length
        match self.kind:
            case "cut":
                return data[:start] + data[end:]
            case "repeat":
                return data[:end] + data[start:end] * 3 + data[end:]
            case "end":
                return data[:start]
            case "line":
                begin = data.rfind(b"\n", 0, start) + 1
                stop = data.find(b"\n", start) + 1 or len(data)
                return data[:begin] + data[stop:]
            case "over":
                return data[:start] + self.token + data[end:]
            case _:
                return data[:start] + self.token + data[start:]


def changes_with(*tokens: bytes) -> st.SearchStrategy[list[Change]]:
    """Draw some changes of a file that may put these into it."""
    return st.lists(
        st.builds(
            Change,
            st.sampled_from(("put", "put", "over", "cut", "repeat", "end", "line")),
            st.floats(0, 1),
            st.integers(1, 60),
            st.one_of(
                *([st.sampled_from(tokens)] if tokens else []),
                st.sampled_from(TOKENS),
                st.binary(max_size=4),
            ),
        ),
        min_size=1,
        max_size=4,
    )


changes = changes_with()


def changed(data: bytes, changes: Iterable[Change]) -> bytes:
    """Make all changes, one after the other."""
    for each in changes:
        data = each.on(data)
    return data


values: st.SearchStrategy[Any] = phrases | st.sampled_from(
    (
        None, True, 0, -1, 7, 10**400, 0.5, 1e308, "", "5", "2023-02-30", "not stated", "[@nobody]",
        "[@", *UNPRINTABLE, "one.csv", "../x.yaml", "gauge.svg", [], {}, [[]], [None], [{}],
        {"x": 1}, {"table": "freight.csv"}, {"date-parts": [[2024, 13]]}, ["a", "a"],
    )
)  # fmt: skip


numbers = st.sampled_from(
    ("", "0", "-1", "1", "999999999", "9" * 30, "1e999", "nan", "A0", "ZZZZ1", "A1048577", "B7",
     "s", "str", "inlineStr", "d", "e", "b", "bibliography", "title", "author", "xml:space", "../x")
)  # fmt: skip


def slots(node: Any) -> Iterator[tuple[Any, Any]]:
    """List every place in plain data, as a container and a key or an index."""
    if isinstance(node, dict | list):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield node, key
            yield from slots(node[key])


def damage_xml(data: bytes, draw: Draw) -> bytes:
    """Replace, delete, repeat or move elements of an XML file, and change what they say."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        return data
    pairs = [(above, each) for above in root.iter() for each in above]
    for _ in range(draw(st.integers(1, 4)) if pairs else 0):
        above, each = draw(st.sampled_from(pairs))
        match draw(st.sampled_from(("delete", "repeat", "move", "attribute", "text", "text"))):
            case "delete" if each in [*above]:
                above.remove(each)
            case "repeat":
                above.extend([each] * draw(st.sampled_from((1, 50))))
            case "move":
                other, _ = draw(st.sampled_from(pairs))
                if each not in other.iter() and other not in each.iter():
                    other.insert(0, each)
            case "attribute" if each.attrib:
                each.set(draw(st.sampled_from(sorted(each.attrib))), str(draw(numbers)))
            case _:
                each.text = str(draw(numbers | phrases))
    # a style is known by the name of its namespace, which else would get a sign of its own
    ElementTree.register_namespace("", root.tag[1:].partition("}")[0])
    return ElementTree.tostring(root)


def damage(topic: Any, draw: Draw) -> None:
    """Replace, delete, repeat or move something."""
    places = list(slots(topic))
    if not places:
        return
    holder, key = draw(st.sampled_from(places))
    kind = draw(st.sampled_from(("replace", "replace", "delete", "repeat", "move", "rename")))
    if kind == "replace":
        holder[key] = json.loads(json.dumps(draw(values)))
    elif kind == "delete":
        del holder[key]
    elif kind == "repeat" and isinstance(holder, list):
        holder += [holder[key]] * draw(st.sampled_from((1, 2, 200)))
    elif kind == "move":
        other, place = draw(st.sampled_from(places))
        if place in other if isinstance(other, dict) else place < len(other):
            holder[key] = json.loads(json.dumps(other[place]))
    elif isinstance(holder, dict):
        holder[draw(st.sampled_from(("id", "kind", "title", f"{key}s")))] = holder.pop(key)
