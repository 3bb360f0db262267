"""How many pixels a picture would have once it is unpacked, read off its first bytes.

Enters: the bytes of a file. Leaves: width times height as the format tells them, None where it
tells none or they cannot be found. Invariant: nothing is unpacked, so that a bomb stays closed.

Standards: PNG (ISO/IEC 15948), GIF89a, JPEG (ITU-T T.81, B.1 and B.2), WebP (RFC 9649).
"""

import re
from struct import error, unpack_from

__all__ = ["MAX_PIXELS", "pixel_count"]

MAX_PIXELS = 100_000_000
"""As many as A3 at 600 dots per inch; unpacked some 400 MB. The engine keeps to it, too."""

# segments of a JPEG up to the frame header: markers, perhaps filled up, and others of any length
_ALONE = {0x01, *range(0xD0, 0xD9)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def pixel_count(data: bytes) -> int | None:
    """Count the pixels of a PNG, GIF, JPEG or WebP."""
    try:
        if data.startswith(b"\x89PNG"):
            width, height = unpack_from(">II", data, 16)
        elif data.startswith(b"GIF8"):
            width, height = unpack_from("<HH", data, 6)
        elif data.startswith(b"\xff\xd8"):
            width, height = _of_jpeg(data)
        elif data.startswith(b"RIFF"):
            width, height = _of_webp(data)
        else:
            return None
    except (error, IndexError):
        return None
    return int(width) * int(height)


def _of_jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while True:
        found = _MARKER.search(data, place)
        if not found:
            raise IndexError
        place, kind = found.end(), found[0][-1]
        if kind in _FRAMES:
            height, width = unpack_from(">HH", data, place + 3)
            return width, height
        if kind not in _ALONE:
            place += max(2, unpack_from(">H", data, place)[0])


def _of_webp(data: bytes) -> tuple[int, int]:
    match data[12:16]:
        case b"VP8X":
            sizes = data[24:30]
            return (
                int.from_bytes(sizes[:3], "little") + 1,
                int.from_bytes(sizes[3:], "little") + 1,
            )
        case b"VP8L":
            (bits,) = unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
    raise IndexError


_MARKER = re.compile(rb"\xff[^\xff\0]", re.DOTALL)
