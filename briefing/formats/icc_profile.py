"""Bare colour profiles: what they do to colours, without who made them, when and on what.

Enters: the bytes of an ICC profile. Leaves: one that gives the same colours, or nothing of one that
is not understood: then the colours are those of the picture itself. Profiles made of tables, as
printing presses have them, are left out, too: nobody could say what else stands in a table.

Standard: ICC.1:2010 (profile version 4.3), 7.2 (header), 7.3 (tags), 9 and 10.
"""

from collections.abc import Iterator
from struct import error, pack, unpack_from

__all__ = ["bare_profile"]

_HEADER = 128
_CURVES = (b"rTRC", b"gTRC", b"bTRC", b"kTRC")
_POINTS = (b"wtpt", b"bkpt", b"rXYZ", b"gXYZ", b"bXYZ")
_PARAMETERS = (1, 3, 4, 5, 7)
# texts that a profile must have: its name, and whose it is
_NAMES = (b"desc", b"cprt")
_NAME = "colour"


def bare_profile(data: bytes) -> bytes:
    """Return a profile with nothing but its white, its primaries and its curves."""
    try:
        tags = dict(_tags(data))
        space = data[16:20]
        whole = {b"RGB ": {b"rXYZ", b"gXYZ", b"bXYZ", *_CURVES[:3]}, b"GRAY": {b"kTRC"}}[space]
        if not whole <= tags.keys():
            return b""
        return _written(data, tags)
    except (error, IndexError, KeyError, ValueError):
        return b""


def _tags(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    (count,) = unpack_from(">I", data, _HEADER)
    for number in range(min(count, 100)):
        name, at, _ = unpack_from(">4sII", data, _HEADER + 4 + 12 * number)
        if name in _CURVES:
            yield name, _curve(data, at)
        elif name in _POINTS and data[at : at + 4] == b"XYZ ":
            yield name, b"XYZ \0\0\0\0" + _slice(data, at + 8, 12)
        elif name == b"chad" and data[at : at + 4] == b"sf32":
            yield name, b"sf32\0\0\0\0" + _slice(data, at + 8, 36)


def _curve(data: bytes, at: int) -> bytes:
    if data[at : at + 4] == b"curv":
        (count,) = unpack_from(">I", data, at + 8)
        return b"curv\0\0\0\0" + _slice(data, at + 8, 4 + 2 * count)
    if data[at : at + 4] == b"para":
        (kind,) = unpack_from(">H", data, at + 8)
        numbers = _slice(data, at + 12, 4 * _PARAMETERS[kind])
        return b"para\0\0\0\0" + pack(">HH", kind, 0) + numbers
    raise ValueError(at)


def _slice(data: bytes, start: int, length: int) -> bytes:
    part = data[start : start + length]
    if len(part) != length:
        raise IndexError
    return part


def _written(old: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Write a profile anew: tags in order, each beginning at four bytes."""
    is_new = old[8] >= 4
    for name in _NAMES:
        tags[name] = _text(name, is_new=is_new)
    places, body = list[tuple[bytes, int, int]](), b""
    known = dict[bytes, int]()
    begin = _HEADER + 4 + 12 * len(tags)
    for name, tag in sorted(tags.items()):
        at = known.setdefault(tag, begin + len(body))  # curves are often the same
        if at == begin + len(body):
            body += tag + bytes(-len(tag) % 4)
        places.append((name, at, len(tag)))
    table = pack(">I", len(places)) + b"".join(pack(">4sII", *each) for each in places)
    # version, class, spaces, rendering intent and white; no date, maker, model or checksum
    header = bytes(8) + old[8:12] + old[12:24] + bytes(12) + b"acsp" + bytes(24)
    header += _slice(old, 64, 16) + bytes(48)
    size = _HEADER + len(table) + len(body)
    return pack(">I", size) + header[4:] + table + body


def _text(name: bytes, *, is_new: bool) -> bytes:
    """Write a text of which there must be one."""
    plain = _NAME.encode("ascii") + b"\0"
    if is_new:
        words = _NAME.encode("utf-16-be")
        return b"mluc\0\0\0\0" + pack(">II4sII", 1, 12, b"enUS", len(words), 28) + words
    if name == b"desc":
        return b"desc\0\0\0\0" + pack(">I", len(plain)) + plain + bytes(78)
    return b"text\0\0\0\0" + plain
