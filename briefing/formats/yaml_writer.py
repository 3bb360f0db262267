"""What enters: plain data. What leaves: block YAML of it, for people to read and for our reader.

Invariants: what is read is what was written; the same data gives the same text, whichever library
is installed. What readers of YAML 1.1 take for a date, a number or a yes stands in quotes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["to_yaml"]

_PLAIN = re.compile(r"[^\W\d_](?:[\w .,;()/'’“”«»–—%&+=?!…@*<>-]*[\w.,;()/'’“”«»–—%&+=?!…@*<>-])?")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
# what cannot stand in a block of text as it is, nor in quotes
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_STEP = "  "


def to_yaml(data: Mapping[str, Any] | list[Any]) -> str:
    """Write a mapping or a list of text, numbers, truth, lists and mappings."""
    return "\n".join((*_lines(data, ""), ""))


def _lines(value: Any, pad: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _entry(f"{pad}{_scalar(key)}:", each, pad + _STEP)
    else:
        for each in value:
            if isinstance(each, Mapping | list) and each and not _is_row(each):
                first, *rest = _lines(each, pad + _STEP)
                yield f"{pad}- {first.removeprefix(pad + _STEP)}"
                yield from rest
            else:
                yield f"{pad}- {_scalar(each, pad + _STEP)}"


def _entry(head: str, value: Any, pad: str) -> Iterator[str]:
    if isinstance(value, Mapping | list) and value and not _is_row(value):
        yield head
        yield from _lines(value, pad)
    else:
        yield f"{head} {_scalar(value, pad)}"


def _is_row(value: Any) -> bool:
    """Return a list of numbers."""
    return isinstance(value, list) and all(type(each) in (int, float) for each in value)


def _scalar(value: Any, pad: str = "") -> str:
    """Write a value, text of several lines as a block behind a `pad`, without one in quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    is_block = "\n" in value.strip() and not value[0].isspace() and value[-1] != "\n"
    if pad and is_block and not _ESCAPED.search(value):
        return "|-\n" + "\n".join(f"{pad}{line}" if line else "" for line in value.split("\n"))
    quoted = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
