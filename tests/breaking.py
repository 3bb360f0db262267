"""Broken topics: changes of the bytes of a file, and of the structure of a topic."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from hypothesis import strategies as st
from making import UNPRINTABLE, WORDS, Draw, phrases

# What may be put into a file, where it means something or must not mean anything.
TOKENS = (
    *(each.encode() for each in (*WORDS, *UNPRINTABLE)),
    b": ", b"- ", b"\n", b"\n  ", b"\t", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!python/x ",
    b"<<: ", b"? ", b"|\n", b">\n", b"%", b"---\n", b"...\n", b"#", b"''", b'""', b"null", b"~",
    b"0", b"-1", b"1e999", b".nan", b".inf", b"0x", b"1_000", b"9" * 400, b"true", b"2024-02-30",
    b"[@nobody]", b"[@", b"]{lang=xx}", b"[x](#no)", b"](javascript:x)", b"id: risks\n",
    b"kind: risks\n", b"../../etc/passwd", b"file:///etc/passwd", b"table.csv", b"a" * 5000,
    b"[" * 70, b"(" * 3000, b"**" * 2000, b"[" * 2000, b"\\" * 999, b"{cred=9}", b"/..", b"\0",
    b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1b", b"\xfe\xff", b"\xc2\x85",
)  # fmt: skip


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


changes = st.lists(
    st.builds(
        Change,
        st.sampled_from(("put", "put", "over", "cut", "repeat", "end", "line")),
        st.floats(0, 1),
        st.integers(1, 60),
        st.one_of(st.sampled_from(TOKENS), st.binary(max_size=4)),
    ),
    min_size=1,
    max_size=4,
)

values: st.SearchStrategy[Any] = phrases | st.sampled_from(
    (
        None, True, 0, -1, 7, 10**400, 0.5, 1e308, "", "5", "2023-02-30", "not stated", "[@nobody]",
        "[@", *UNPRINTABLE, "one.csv", "../x.yaml", "gauge.svg", [], {}, [[]], [None], [{}],
        {"x": 1}, {"table": "freight.csv"}, {"date-parts": [[2024, 13]]}, ["a", "a"],
    )
)  # fmt: skip


def slots(node: Any) -> Iterator[tuple[Any, Any]]:
    """List every place in plain data, as a container and a key or an index."""
    if isinstance(node, dict | list):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield node, key
            yield from slots(node[key])


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
