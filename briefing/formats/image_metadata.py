"""Bare pictures: what cameras and editors write into them goes, what is seen stays.

Enters: the bytes of a picture. Leaves: the same picture without place, date, author, comments,
previews and whatever is appended; which way up it is and its colour profile stay. Invariants: no
pixel changes; a bare picture is given back as it is, and so is one that is not understood.

Standards: JPEG (ITU-T T.81, B.1), Exif 2.3 (CIPA DC-008, 4.6), PNG (ISO/IEC 15948, 5 and 11),
WebP (RFC 9649, 2). Of a GIF the comments stay.
"""

import re
from collections.abc import Callable
from struct import error, pack, unpack_from
from zlib import crc32

__all__ = ["strip_metadata"]

# of a marker that is filled up the last two bytes: no run of such is gone through again and again
_MARKER = re.compile(rb"\xff([^\xff\0])", re.DOTALL)
# markers of a JPEG that nothing follows, and the segments for applications that say how it looks
_ALONE = {0x01, *range(0xD0, 0xD9)}
_LOOKS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_EXIF = b"Exif\0\0"
_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs acTL fcTL fdAT".split()
)
_EDITORS = re.compile(rb"""\s(?:inkscape|sodipodi):[\w.-]+=(?:"[^"]*"|'[^']*')""")


def strip_metadata(data: bytes) -> bytes:
    """Take out of a picture what is not seen."""
    try:
        take = next(take for begin, take in _FORMATS.items() if data.startswith(begin))
        left = take(data)
        return left if take(left) == left else data
    except (error, IndexError, KeyError):
        return data


def _jpeg(data: bytes) -> bytes:
    parts, place = [data[:2]], 2
    while True:
        found = _MARKER.search(data, place)
        if not found:
            raise IndexError
        parts.append(data[place : found.start()])  # lines of the picture, after their header
        (kind,), place = found[1], found.end()
        if kind == 0xD9:
            return b"".join((*parts, b"\xff\xd9"))
        body = b""
        if kind not in _ALONE:
            body = data[place : place + unpack_from(">H", data, place)[0]]
            place += len(body)
            if len(body) < 2:
                raise IndexError
        if kind == 0xE1 and body[2:8] == _EXIF:
            body = _turned(body[8:], _EXIF)
            body = body and pack(">H", len(body) + 2) + body
        elif 0xE0 <= kind <= 0xEF or kind == 0xFE:
            body = body if (begin := _LOOKS.get(kind)) and body[2:].startswith(begin) else b""
        if body or kind in _ALONE:
            parts += bytes((0xFF, kind)), body


def _png(data: bytes) -> bytes:
    parts, place, kind = [data[:8]], 8, b""
    while kind != b"IEND":
        (length,) = unpack_from(">I", data, place)
        chunk = data[place : place + length + 12]
        kind, place = chunk[4:8], place + length + 12
        if len(chunk) < length + 12:
            raise IndexError
        if kind in _CHUNKS:
            parts.append(chunk)
        elif kind == b"eXIf" and (turned := kind + _turned(chunk[8:-4])) != kind:
            parts += pack(">I", len(turned) - 4), turned, pack(">I", crc32(turned))
    return b"".join(parts)


def _webp(data: bytes) -> bytes:
    parts, place, end = list[bytes](), 12, 8 + unpack_from("<I", data, 4)[0]
    while place < end:
        (length,) = unpack_from("<I", data, place + 4)
        kind, body = data[place : place + 4], data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
        if kind == b"EXIF":
            body = _turned(body.removeprefix(_EXIF))
        if kind == b"VP8X":
            body = bytes((body[0] & ~0x04, *body[1:]))  # it has no XMP any more
        if kind != b"XMP " and body:
            parts += kind, pack("<I", len(body)), body, bytes(len(body) % 2)
    if not any(part == b"EXIF" for part in parts) and parts[0] == b"VP8X":
        parts[2] = bytes((parts[2][0] & ~0x08, *parts[2][1:]))
    whole = b"WEBP" + b"".join(parts)
    return b"RIFF" + pack("<I", len(whole)) + whole


def _turned(tiff: bytes, head: bytes = b"") -> bytes:
    """Return Exif data that say which way up the picture is, nothing if as it is stored."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    way = 1
    if order:
        (at,) = unpack_from(f"{order}I", tiff, 4)
        (count,) = unpack_from(f"{order}H", tiff, at)
        entries = (unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n) for n in range(count))
        way = next((value for tag, _, _, value in entries if tag == 0x0112), 1)
    told = pack("<4sIHHHIHHI", b"II*\0", 8, 1, 0x0112, 3, 1, way, 0, 0)
    return head + told if 2 <= way <= 8 else b""


def _svg(data: bytes) -> bytes:
    if b"<svg" not in data:
        return data
    parts, place = list[bytes](), 0
    while (begin := data.find(b"<metadata", place)) >= 0:
        end = data.find(b"</metadata>", begin)
        if end < 0:
            break
        parts.append(data[place:begin])
        place = end + len(b"</metadata>")
    return _EDITORS.sub(b"", b"".join((*parts, data[place:])))


_FORMATS: dict[bytes, Callable[[bytes], bytes]] = {
    b"\xff\xd8": _jpeg,
    b"\x89PNG\r\n\x1a\n": _png,
    b"RIFF": _webp,
    b"GIF8": bytes,
    b"": _svg,
}
