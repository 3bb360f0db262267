"""Bare pictures: what cameras and editors write into them goes, what is seen stays.

Enters: the bytes of a picture. Leaves: the same picture without place, date, author, comments,
previews and whatever is appended; which way up it is and its colour profile stay. Invariants: no
pixel changes; a bare picture is given back as it is; what is not understood to its end is refused,
for nobody could say what is in it.

Standards: JPEG (ITU-T T.81, B.1), JFIF 1.02, Exif 2.3 (CIPA DC-008, 4.6), PNG (ISO/IEC 15948, 5 and
11), GIF89a, WebP (RFC 9649, 2).
"""

import re
import zlib
from collections.abc import Callable, Iterator
from struct import error, pack, unpack_from

from briefing.formats.icc_profile import bare_profile

__all__ = ["strip_metadata"]

# of a marker that is filled up the last two bytes: no run of such is gone through again and again
_MARKER = re.compile(rb"\xff([^\xff\0])", re.DOTALL)
# markers of a JPEG that nothing follows; its frames, tables and scans
_ALONE = {0x01, *range(0xD0, 0xD8)}
_SHOWN = {*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD} - {0xC8}
_OTHERS = {*range(0xE0, 0xF0), 0xFE}
_SCAN = 0xDA
_EXIF, _ICC = b"Exif\0\0", b"ICC_PROFILE\0"
_LENGTHS = {
    b"IHDR": {13}, b"PLTE": range(769), b"tRNS": range(257), b"cHRM": {32}, b"gAMA": {4},
    b"sBIT": range(5), b"sRGB": {1}, b"cICP": {4}, b"bKGD": range(7), b"pHYs": {9},
    b"IEND": {0},
}  # fmt: skip
_MOST_PROFILE = 1 << 22
_AT_ONCE = 1 << 20
# where each of the seven pictures in a woven one begins, and how far its points are apart
_ADAM7 = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
)  # fmt: skip


def strip_metadata(data: bytes) -> bytes:
    """Return a picture without what is not seen; raise ValueError for one that is not understood.

    The error says what is wrong, as in "it is cut off".
    """
    take = next((take for begin, take in _FORMATS.items() if data.startswith(begin)), _svg)
    try:
        return take(data)
    except (error, IndexError):
        raise ValueError("it is cut off") from None


def _jpeg(data: bytes) -> bytes:
    said, shown, profile = list[bytes](), list[bytes](), list[bytes]()
    place, scan = 2, False
    while True:
        found = _MARKER.search(data, place)
        if not found:
            raise IndexError
        lines, (kind,), start = data[place : found.start()], found[1], found.end()
        if scan:
            shown.append(lines)
        elif lines.strip(b"\xff"):
            raise ValueError("it holds something between its parts")
        if kind == 0xD9:
            return b"".join((data[:2], *said, *_profile_of_jpeg(profile), *shown, b"\xff\xd9"))
        if kind in _ALONE:
            shown.append(bytes((0xFF, kind)))
            place = start
            continue
        length = unpack_from(">H", data, start)[0]
        body, place = data[start + 2 : start + length], start + length
        if length < 2 or len(body) != length - 2:
            raise IndexError
        scan = kind == _SCAN
        if kind == 0xE2 and body.startswith(_ICC):
            profile.append(body[len(_ICC) + 2 :])
        elif kind in _SHOWN:
            shown.append(data[start - 2 : place])
        elif kept := _of_application(kind, body):
            said += bytes((0xFF, kind)), pack(">H", len(kept) + 2), kept
        elif kind not in _OTHERS:
            raise ValueError("it has a part that no such picture has")


def _of_application(kind: int, body: bytes) -> bytes:
    """Return what a segment says of how the picture looks, without a preview; most say nothing."""
    if kind == 0xE0 and body.startswith(b"JFIF\0"):
        return body[:12].ljust(12, b"\0") + b"\0\0"
    if kind == 0xEE and body.startswith(b"Adobe"):
        return body[:12]
    if kind == 0xE1 and body.startswith(_EXIF):
        return _turned(body[len(_EXIF) :], _EXIF)
    return b""


def _profile_of_jpeg(parts: list[bytes]) -> Iterator[bytes]:
    """Yield the segments of a profile that was cut into pieces, made bare."""
    profile, size = bare_profile(b"".join(parts)), 65_519
    pieces = [profile[start : start + size] for start in range(0, len(profile), size)]
    for number, piece in enumerate(pieces, start=1):
        body = _ICC + bytes((number, len(pieces))) + piece
        yield b"\xff\xe2" + pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    parts, lines, place, kind = [data[:8]], list[bytes](), 8, b""
    while kind != b"IEND":
        (length,) = unpack_from(">I", data, place)
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        (check,), place = unpack_from(">I", data, place + 8 + length), place + length + 12
        if kind == b"eXIf":
            body = _turned(body)
        elif kind == b"iCCP":
            body = _profile_of_png(body)
        elif kind == b"IDAT":
            lines.append(body)
        elif kind not in _LENGTHS:
            if not kind[:1].islower():
                raise ValueError("it has a part that no such picture has")
            continue  # a note, or a frame of an animation
        elif length not in _LENGTHS[kind]:
            raise ValueError(f"its part `{kind.decode()}` has a wrong length")
        if kind in (b"IDAT", *_LENGTHS) and check != zlib.crc32(kind + body):
            raise ValueError(f"its part `{kind.decode()}` is damaged")
        if body or kind == b"IEND":
            parts += pack(">I", len(body)), kind, body, pack(">I", zlib.crc32(kind + body))
    _require_lines(data[16:29], lines)
    return b"".join(parts)


def _require_lines(head: bytes, packed: list[bytes]) -> None:
    """Raise ValueError unless the lines of a picture are whole, and nothing stands behind them."""
    width, height, depth, colour, _, _, woven = unpack_from(">IIBBBBB", head)
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 0)
    passes = _ADAM7 if woven else ((0, 0, 1, 1),)
    sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in passes]
    left = sum(h * (1 + -(-w * bits // 8)) for w, h in sizes if w > 0 and h > 0)
    lines = zlib.decompressobj()
    for part in packed:
        rest = part
        while rest and not lines.eof:
            try:
                left -= len(lines.decompress(rest, _AT_ONCE))
            except zlib.error:
                raise ValueError("its lines are damaged") from None
            rest = lines.unconsumed_tail
        if left < 0 or lines.unused_data or (lines.eof and rest):
            raise ValueError("something stands behind its lines")
    if left or not lines.eof:
        raise IndexError


def _profile_of_png(body: bytes) -> bytes:
    """Return a chunk with the profile alone: its name is whatever somebody called it."""
    try:
        packed = zlib.decompressobj()
        profile = packed.decompress(body.partition(b"\0")[2][1:], _MOST_PROFILE)
    except zlib.error:
        profile = b""
    bare = bare_profile(profile)
    return b"icc\0\0" + zlib.compress(bare, 9) if bare else b""


def _gif(data: bytes) -> bytes:
    place = 13 + _colours(data[10])
    parts = [data[:place]]
    while (kind := data[place]) != 0x3B:
        start = place
        if kind == 0x2C:
            place += 10 + _colours(data[place + 9]) + 1
        elif kind == 0x21:
            place += 2
        else:
            raise ValueError("it has a part that no such picture has")
        head, blocks = data[start:place], list[bytes]()
        while size := data[place]:
            blocks.append(data[place : place + size + 1])
            place += size + 1
        place += 1
        # of extensions only how a frame is drawn, and how often all are, is seen
        control = head == b"\x21\xf9" and [len(each) for each in blocks] == [5]
        loops = head == b"\x21\xff" and len(blocks) == 2 and blocks[0] == b"\x0bNETSCAPE2.0"
        if kind == 0x2C or control or (loops and len(blocks[1]) == 4):
            parts += head, *blocks, b"\0"
    return b"".join((*parts, b"\x3b"))


def _colours(packed: int) -> int:
    """Return how many bytes a table of colours has."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _webp(data: bytes) -> bytes:
    end = 8 + unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise IndexError
    chunks = list(_chunks(data, 12, end))
    names = {kind for kind, _ in chunks}
    if not names & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise ValueError("it shows nothing")
    whole = b"WEBP"
    for kind, body in chunks:
        part = body
        if kind == b"VP8X":  # which says what else there is
            there = (b"ICCP" in names) << 5 | (b"EXIF" in names) << 3 | body[0] & 0x12
            part = bytes((there, 0, 0, 0, *body[4:10]))
        whole += kind + pack("<I", len(part)) + part + bytes(len(part) % 2)
    return b"RIFF" + pack("<I", len(whole)) + whole


def _chunks(data: bytes, place: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a WebP, or of a frame in one, that are seen."""
    while place < end:
        (length,) = unpack_from("<I", data, place + 4)
        kind, body = data[place : place + 4], data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
        if len(body) != length or place > end + 1:
            raise IndexError
        if kind == b"EXIF":
            body = _turned(body.removeprefix(_EXIF))
        elif kind == b"ICCP":
            body = bare_profile(body)
        elif kind == b"ANMF":
            inner = _chunks(body, 16, len(body))
            body = body[:16] + b"".join(
                name + pack("<I", len(each)) + each + bytes(len(each) % 2) for name, each in inner
            )
        elif kind not in (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM"):
            continue
        if body:
            yield kind, body[:6] if kind == b"ANIM" else body


def _turned(tiff: bytes, head: bytes = b"") -> bytes:
    """Return Exif data that say which way up the picture is, nothing if as it is stored."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    way = 1
    try:
        if order:
            (at,) = unpack_from(f"{order}I", tiff, 4)
            (count,) = unpack_from(f"{order}H", tiff, at)
            entries = (unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n) for n in range(count))
            way = next((value for tag, _, _, value in entries if tag == 0x0112), 1)
    except error:  # as readers do: what cannot be read says nothing
        way = 1
    told = pack("<4sIHHHIHHI", b"II*\0", 8, 1, 0x0112, 3, 1, way, 0, 0)
    return head + told if 2 <= way <= 8 else b""


def _svg(data: bytes) -> bytes:
    from briefing.formats.svg_drawing import rewrite_drawing  # most briefs have no drawing

    return rewrite_drawing(data, strip_metadata)


_FORMATS: dict[bytes, Callable[[bytes], bytes]] = {
    b"\xff\xd8": _jpeg,
    b"\x89PNG\r\n\x1a\n": _png,
    b"RIFF": _webp,
    b"GIF8": _gif,
}
