"""Pictures of every format with a mark in each place where somebody's words may stand unseen."""

import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from io import BytesIO
from struct import error, pack, unpack_from

from PIL import Image, ImageCms

__all__ = ["HEAD", "MARK", "SEEN", "UNSEEN", "drawing", "marked_pictures"]

MARK = "somebody-at-home"
"""How each mark begins; a number follows."""
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="120" height="80" viewBox="0 0 120 80">'
)
SEEN = '<rect x="5" y="5" width="40" height="30" fill="teal"/><text x="5" y="60">Seen</text>'

_Maker = Callable[[bytes], bytes]
_TAGS = {
    "ImageDescription": 0x010E, "Make": 0x010F, "Model": 0x0110, "Software": 0x0131,
    "DateTime": 0x0132, "Artist": 0x013B, "HostComputer": 0x013C, "DocumentName": 0x010D,
    "PageName": 0x011D, "Copyright": 0x8298, "XPTitle": 0x9C9B, "XPComment": 0x9C9C,
    "XPAuthor": 0x9C9D, "XPKeywords": 0x9C9E, "XPSubject": 0x9C9F, "unknown": 0xBEEF,
}  # fmt: skip
_INNER = {0x8769: (0x9003, 0x927C, 0x9286, 0xA420, 0xA430, 0xA431, 0xA435), 0x8825: (1, 0x1B, 0x1D)}


def marked_pictures() -> Iterator[tuple[str, bytes, str]]:
    """Yield pictures: a name for each that tells its place, its bytes, and the mark in it."""
    number = 0
    for suffix, makers in _MAKERS.items():
        for place, make in makers():
            mark = f"{MARK}-{number:03}"
            number += 1
            yield f"{number:03} {place}.{suffix}", make(mark.encode()), mark


def _plain(form: str, **more: object) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((16, 8)).save(file, form, **more)
    return file.getvalue()


def _exif(tag: int, mark: bytes, inner: int = 0) -> bytes:
    """Return Exif data with the mark as a text, or as bytes where the tag holds such."""
    for value in (mark.decode(), mark):
        told = Image.Exif()
        (told.get_ifd(inner) if inner else told)[tag] = value
        with suppress(error):
            return told.tobytes()
    raise AssertionError(tag)


def _profile(mark: bytes) -> bytes:
    """Return a profile whose name, owner and a tag of nobody's are the mark."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = unpack_from(">I", data, 128)
    for index in range(count):
        name, at, size = unpack_from(">4sII", data, 132 + 12 * index)
        if name in (b"desc", b"cprt"):
            words = mark.decode().encode("utf-16-be")[: size - 28]
            data[at + 28 : at + 28 + len(words)] = words
    return bytes(data) + mark


def _exif_places(form: str) -> Iterator[tuple[str, _Maker]]:
    places = [(name, tag, 0) for name, tag in _TAGS.items()]
    places += [(f"{ifd:x} {tag:x}", tag, ifd) for ifd, tags in _INNER.items() for tag in tags]
    for name, tag, ifd in places:
        yield f"exif {name}", partial(_with_exif, form, tag, ifd)
    yield "profile", lambda mark: _plain(form, icc_profile=_profile(mark))
    yield "appended", lambda mark: _plain(form) + mark


def _with_exif(form: str, tag: int, ifd: int, mark: bytes) -> bytes:
    return _plain(form, exif=_exif(tag, mark, ifd))


def _jpeg() -> Iterator[tuple[str, _Maker]]:
    yield from _exif_places("JPEG")
    heads = (b"", b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0", b"Ducky")
    for kind in (*range(0xE0, 0xF0), 0xFE):
        for late in (False, True):

            def make(mark: bytes, kind: int = kind, late: bool = late) -> bytes:
                data = _plain("JPEG")
                at = data.index(b"\xff\xdb") if late else 2
                body = heads[kind % 5] + mark
                return (
                    data[:at] + bytes((0xFF, kind)) + pack(">H", len(body) + 2) + body + data[at:]
                )

            yield f"segment {kind:x} {'late' if late else 'first'}", make
    yield (
        "comment of a progressive one",
        lambda mark: _plain("JPEG", progressive=True, comment=mark),
    )
    yield "preview", lambda mark: _with_preview(_plain("JPEG"), mark)
    yield "another picture behind", lambda mark: _plain("JPEG") + _plain("JPEG", comment=mark)


def _with_preview(data: bytes, mark: bytes) -> bytes:
    """Put a preview into the first segment, which has room for one."""
    preview = mark.ljust(3 * 10 * 10)
    size = pack(">H", 16 + len(preview))
    return data[:4] + size + data[6:18] + b"\x0a\x0a" + preview + data[20:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def _png() -> Iterator[tuple[str, _Maker]]:
    yield from _exif_places("PNG")
    words = {
        "tEXt": lambda mark: b"Comment\0" + mark,
        "tEXt key": lambda mark: mark + b"\0x",
        "zTXt": lambda mark: b"Comment\0\0" + zlib.compress(mark, 0),
        "iTXt": lambda mark: b"XML:com.adobe.xmp\0\0\0\0\0" + mark,
        "tIME": lambda mark: mark[:7],
        "iCCP": lambda mark: mark + b"\0\0" + zlib.compress(_profile(mark), 0),
        "eXIf": lambda mark: b"II*\0\x08\0\0\0\0\0" + mark,
        "sPLT": lambda mark: mark + b"\0\x08",
        "pCAL": lambda mark: mark,
        "prVt": lambda mark: mark,
        "caBX": lambda mark: mark,
        "iDOT": lambda mark: mark,
        "mkBF": lambda mark: mark,
    }
    for name, body in words.items():
        for late in (False, True):

            def make(mark: bytes, name: str = name, body=body, late: bool = late) -> bytes:  # type: ignore[no-untyped-def]
                data = _plain("PNG")
                at = data.index(b"IEND") - 4 if late else 33
                return data[:at] + _chunk(name[:4].encode(), body(mark)) + data[at:]

            yield f"{name} {'late' if late else 'first'}", make


def _webp() -> Iterator[tuple[str, _Maker]]:
    yield from _exif_places("WEBP")
    yield "xmp", lambda mark: _plain("WEBP", xmp=mark)
    for kind in (b"XMP ", b"META", b"abcd", b"    "):
        for late in (False, True):

            def make(mark: bytes, kind: bytes = kind, late: bool = late) -> bytes:
                data = _plain("WEBP", exif=_exif(0x013B, b"x"))
                chunk = kind + pack("<I", len(mark)) + mark + bytes(len(mark) % 2)
                at = len(data) if late else 30
                whole = data[8:at] + chunk + data[at:]
                return b"RIFF" + pack("<I", len(whole)) + whole

            yield f"chunk {kind.decode().strip() or 'blank'} {'late' if late else 'first'}", make


def _gif() -> Iterator[tuple[str, _Maker]]:
    for head in (b"\x21\xfe", b"\x21\xff\x0bXMP DataXMP", b"\x21\x01\x0c" + bytes(12), b"\x21\x99"):
        for late in (False, True):

            def make(mark: bytes, head: bytes = head, late: bool = late) -> bytes:
                data = _plain("GIF")
                at = len(data) - 1 if late else data.index(b"\x2c\0\0\0\0")
                return data[:at] + head + bytes((len(mark),)) + mark + b"\0" + data[at:]

            yield f"extension {head[1]:x} {'late' if late else 'first'}", make
    yield "appended", lambda mark: _plain("GIF") + mark


def _inner_picture(mark: str) -> str:
    data = _plain("JPEG", comment=mark.encode())
    return f"data:image/jpeg;base64,{b64encode(data).decode()}"


UNSEEN = {
    "comment": "<!-- MARK -->SEEN",
    "title": "<title>MARK</title>SEEN",
    "description": "<desc>MARK</desc>SEEN",
    "metadata": "<metadata >MARK</metadata\n>SEEN",
    "metadata of another prefix": '<s:metadata xmlns:s="http://www.w3.org/2000/svg">MARK'
    "</s:metadata>SEEN",
    "elements of an editor": '<i:pgf xmlns:i="http://ns.adobe.com/x/">MARK</i:pgf>SEEN',
    "attributes of an editor": '<g xmlns:e="http://e.example/" e:docname = "MARK">SEEN</g>',
    "namespace": '<g xmlns:e="http://MARK.example/">SEEN</g>',
    "attributes of nobody": '<g data-name="MARK" role="MARK">SEEN</g>',
    "attributes for readers aloud": '<g aria-label="MARK">SEEN</g>',
    "source of a diagram": '<g content="&lt;mxfile>MARK">SEEN</g>',
    "events": '<g onclick="MARK">SEEN</g>',
    "id": '<g id="MARK">SEEN</g>',
    "class": '<g class="MARK">SEEN</g>',
    "names that are used": '<defs><linearGradient id="MARK"><stop stop-color="teal"/>'
    '</linearGradient></defs><rect fill="url(#MARK)" width="40" height="30"/>',
    "names of steps": '<filter id="f"><feFlood result="MARK"/><feBlend in="MARK" '
    'in2="SourceGraphic"/></filter>SEEN<rect width="1" height="1" filter="url(#f)"/>',
    "comment of a style sheet": "<style>/* MARK */ .a {fill: teal}</style>"
    '<rect class="a" width="40" height="30"/>',
    "rules for nothing": '<style>.a {fill: teal} .MARK {fill: red}</style><rect class="a" '
    'width="40" height="30"/>',
    "properties of nobody": "<style>.a {fill: teal; --x: MARK; -x-y: 'MARK'}</style>"
    '<rect class="a" width="40" height="30"/>',
    "rules with a condition": "<style>.a {fill: teal} @media x {.MARK {fill: red}}</style>"
    '<rect class="a" width="40" height="30"/>',
    "rules of attributes": '<style>.a {fill: teal} #x[data-y="MARK"] {fill: red}</style>'
    '<rect class="a" width="40" height="30"/>',
    "style sheet in CDATA": "<style><![CDATA[ .a {fill: teal; x-y: 'MARK'}]]></style>"
    '<rect class="a" width="40" height="30"/>',
    "style": "<rect style=\"fill: teal /* MARK */; -inkscape-x: 'MARK'\" width='9' height='9'/>",
    "hidden layer": 'SEEN<g style="display: none"><text>MARK</text></g>',
    "hidden layer by attribute": 'SEEN<g display="none"><text>MARK</text></g>',
    "hidden layer by a style sheet": "<style>.h{display:none !important}</style>SEEN"
    '<g class="h" style="display: inline"><text>MARK</text></g>',
    "invisible": 'SEEN<g visibility="hidden"><text>MARK</text><rect width="9"/></g>',
    "clear as glass": 'SEEN<g opacity="0.0"><text>MARK</text></g>',
    "defined for nothing": 'SEEN<defs><g id="x"><text>MARK</text></g></defs>',
    "symbol for nothing": 'SEEN<symbol id="y"><text>MARK</text></symbol>',
    "beside what is used": 'SEEN<defs><g><path id="p" d="M0 0h9v9z"/><text>MARK</text></g></defs>'
    '<use href="#p"/>',
    "instruction": "<?MARK x?>SEEN",
    "script": '<script>"MARK"</script>SEEN',
    "movement": 'SEEN<rect><animate attributeName="MARK" values="MARK"/></rect>',
    "page": "<switch><foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>MARK</p>"
    "</foreignObject><g>SEEN</g></switch>",
    "link of a reader": '<a href="https://MARK.example/" xlink:title="MARK">SEEN</a>',
    "link in a text": '<text y="40">See <a href="https://MARK.example/">there</a> now</text>',
    "words between shapes": "MARKSEENMARK<g>MARK</g>",
    "picture": 'SEEN<image width="20" height="20" href="PICTURE"/>',
    "drawing in a drawing": 'SEEN<image width="20" height="20" href="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3C!-- MARK --%3E"
    "%3Crect width='9' height='9'/%3E%3C/svg%3E\"/>",
    "language": '<g xml:lang="MARK&amp;" systemLanguage="MARK?">SEEN</g>',
}
"""What editors and people write into a drawing beside what is seen of it."""
_BEFORE = {
    "entity": "<!DOCTYPE svg [<!ENTITY ns 'MARK'>]>",
    "comment in the type": "<!DOCTYPE svg [<!-- MARK -->]>",
    "comment before": "<?xml version='1.0'?><!-- MARK -->",
}


def _svg() -> Iterator[tuple[str, _Maker]]:
    for name, content in UNSEEN.items():
        yield name, partial(_drawn, "", content)
    for name, before in _BEFORE.items():
        yield name, partial(_drawn, before, "SEEN")


def _drawn(before: str, content: str, mark: bytes) -> bytes:
    return before.replace("MARK", mark.decode()).encode() + drawing(content, mark.decode())


def drawing(content: str, mark: str) -> bytes:
    """Return a drawing with a mark in it."""
    inner = content.replace("SEEN", SEEN).replace("MARK", mark)
    return f"{HEAD}{inner.replace('PICTURE', _inner_picture(mark))}</svg>".encode()


_MAKERS = {"jpg": _jpeg, "png": _png, "webp": _webp, "gif": _gif, "svg": _svg}
