"""A drawing is written anew from what is seen of it: nothing else stays, and it looks the same."""

from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from time import process_time

import pypdfium2
import pytest
from weasyprint import HTML

from briefing.formats.image_metadata import strip_metadata
from briefing.formats.svg_drawing import MAX_DRAWING, DrawingError
from tests.support.marked_pictures import HEAD, SEEN, UNSEEN, drawing
from tests.support.places import SAMPLE, TOPICS

SECRET = "somebody-at-home"
HEADS = {
    "type": "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>",
    "names in the type": f"<!DOCTYPE svg [<!ENTITY ns '{SECRET}'><!-- {SECRET} -->]>",
    "comment": f"<?xml version='1.0'?><!-- {SECRET} -->",
}


def printed(drawing: bytes) -> bytes:
    """Return the pixels of a drawing on a page."""
    address = f"data:image/svg+xml;base64,{b64encode(drawing).decode()}"
    page = f"<style>@page {{size: 140px 100px; margin: 5px}}</style><img src='{address}'>"
    pdf = HTML(string=page).write_pdf()
    picture: bytes = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil().tobytes()
    return picture


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_not_seen_goes_and_the_drawing_looks_the_same(name: str) -> None:
    data = drawing(UNSEEN[name], SECRET)
    left = strip_metadata(data)
    assert SECRET.encode() not in left
    assert strip_metadata(left) == left
    if name not in ("page", "words between shapes"):  # as renderers see them, each in its way
        assert printed(left) == printed(data)
    assert printed(left) != printed((HEAD + "</svg>").encode())


@pytest.mark.parametrize("name", HEADS)
def test_what_stands_before_a_drawing_goes(name: str) -> None:
    left = strip_metadata((HEADS[name] + HEAD + SEEN + "</svg>").encode())
    assert left == strip_metadata((HEAD + SEEN + "</svg>").encode())


DRAWINGS = {
    "gradients of gradients": '<linearGradient id="b"><stop offset=".2" stop-color="red"/>'
    '<stop offset="1" style="stop-color: blue"/></linearGradient><radialGradient id="a" '
    'xlink:href="#b"/><circle cx="40" cy="40" r="30" fill="url(#a)"/>',
    "uses of what is hidden": '<g display="none"><path id="p" d="M5 5h30v30z"/></g>'
    '<use href="#p" fill="green"/><use href="#p" x="40"/>',
    "symbol": '<symbol id="s" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5"/></symbol>'
    '<use href="#s" width="30" height="30"/>',
    "clip, mask and pattern": '<defs><clipPath id="c"><rect width="30" height="30"/></clipPath>'
    '<mask id="m"><rect width="60" height="60" fill="#888"/></mask><pattern id="p" width="9" '
    'height="9" patternUnits="userSpaceOnUse"><circle cx="4" cy="4" r="3"/></pattern></defs>'
    '<rect width="60" height="60" clip-path="url(#c)"/><rect width="60" height="60" x="60" '
    'mask="url(#m)" fill="url(\'#p\')"/>',
    "marker": '<marker id="m" markerWidth="9" markerHeight="9"><path d="M0 0L9 4L0 9z"/></marker>'
    '<path d="M5 5L60 40" stroke="red" marker-end="url(#m)"/>',
    "cascade": "<style>rect{fill:red} .a{fill:green} #b{fill:blue} g rect{stroke:navy;"
    "stroke-width:3} rect.a{fill:teal !important}</style><g><rect class='a' style='fill:black' "
    "width='20' height='20'/><rect id='b' x='30' width='20' height='20'/></g>"
    "<rect class='a' x='60' width='20' height='20'/>",
    "text": '<text x="5" y="20" font-size="12">One <tspan font-weight="bold" dx="3">two</tspan> '
    'three<tspan x="5" y="40">four</tspan></text>',
    "preserved blanks": '<text x="5" y="20" xml:space="preserve">a   b</text>',
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_printed_as_before(name: str) -> None:
    data = (HEAD + DRAWINGS[name] + "</svg>").encode()
    left = strip_metadata(data)
    assert printed(left) == printed(data)
    assert strip_metadata(left) == left


@pytest.mark.parametrize(
    "path", [*TOPICS.glob("*.svg"), *SAMPLE.glob("images/*.svg")], ids=lambda path: path.name
)
def test_our_own_drawings_are_printed_as_before(path: Path) -> None:
    assert printed(strip_metadata(path.read_bytes())) == printed(path.read_bytes())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('<image href="a.png"/>', "loads `a.png`, which is not inside it (line 2 of it)"),
        ('<use href="b.svg#x"/>', "loads `b.svg#x`"),
        ('<rect fill="url(http://a.example/)"/>', "loads `http://a.example/`"),
        ('<rect fill="u\\72l(http://a.example/)"/>', "loads `http://a.example/`"),
        ('<rect style="fill: url(&quot;c.svg#x&quot;)"/>', "loads `c.svg#x`"),
        ("<rect style=\"mask: image-set('d.png' 1x)\"/>", "loads `image-set("),
        ("<style>@import 'e.css';</style>", "loads `e.css`"),
        ("<style>rect {fill: url(f.svg#x)}</style>", "loads `f.svg#x`"),
        ('<image href="data:image/png;base64,AAAA"/>', "holds a picture that is not whole"),
        ('<image href="data:text/html,x"/>', "holds a picture that is not whole"),
        ("<g>" * 300 + "</g>" * 300, "is deeper than 200 levels"),
        ("<g>&nbsp;</g>", "is no XML"),
        ("<g>", "is no XML"),
    ],
)
def test_what_would_be_loaded_or_cannot_be_read_is_refused(content: str, reason: str) -> None:
    with pytest.raises(DrawingError) as caught:
        strip_metadata(f"{HEAD}\n{content}</svg>".encode())
    assert str(caught.value).startswith(reason)
    assert caught.value.hint


@pytest.mark.parametrize(
    "inner",
    [
        "<!ATTLIST image href CDATA 'topic:secret.svg'>",
        "<!ELEMENT svg ANY>",
        "<!NOTATION x SYSTEM 'x'>",
        "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % x 'y'>",
        "<!ENTITY a 'x'><!ENTITY b '&a;&a;'>",
        f"<!ENTITY a '{'x' * 300}'>",
    ],
)
def test_a_type_that_changes_what_is_read_is_refused(inner: str) -> None:
    with pytest.raises(DrawingError, match=r"declares|loads"):
        strip_metadata(f"<!DOCTYPE svg [{inner}]>{HEAD}{SEEN}</svg>".encode())


@pytest.mark.parametrize("text", ["<p/>", "<svg/>x", "", "plain", HEAD])
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(DrawingError):
        strip_metadata(text.encode())
    with pytest.raises(DrawingError, match="16,777,216 bytes"):
        strip_metadata(b"<svg>" + bytes(MAX_DRAWING))


LONG: dict[str, Callable[[int], str]] = {
    "addresses": lambda n: f'<rect fill="url({" " * n}"/>',
    "many addresses": lambda n: f'<rect fill="{"url(" * n}"/>',
    "instructions": lambda n: "<?xml-stylesheet >" * n,
    "style": lambda n: f'<rect style="{"fill:" * n}"/>',
    "declarations": lambda n: f'<rect style="{"fill:/**/red;" * n}"/>',
    "shapes": lambda n: "<rect/>" * n,
    "classes": lambda n: "<style>" + ".a{fill:red}" * (n // 100) + "</style>" + "<g/>" * n,
    "names": lambda n: "".join(f'<g id="a{i}"><use href="#a{i + 1}"/></g>' for i in range(n)),
    "words": lambda n: "<text>" + "a<tspan/>" * n + "</text>",
    "data": lambda n: f'<image href="data:{";a=b" * n}"/>',
}


@pytest.mark.parametrize("name", LONG)
def test_time_grows_with_length_alone(name: str) -> None:
    def seconds(size: int) -> float:
        start = process_time()
        with suppress(DrawingError):
            strip_metadata((HEAD + LONG[name](size) + "</svg>").encode())
        return process_time() - start

    seconds(10)
    assert seconds(16_000) < 12 * seconds(4_000) + 0.1


def test_whatever_is_changed_in_a_drawing_it_stays_bare() -> None:
    whole = drawing("".join((*UNSEEN.values(), *DRAWINGS.values())), SECRET)
    random, done = Random(3), 0
    for _ in range(600):
        broken = bytearray(whole)
        for _ in range(random.randint(1, 3)):
            start = random.randrange(len(HEAD), len(broken))
            end = start + random.randrange(9)
            again = bytes(broken[end : end + 9])
            broken[start:end] = random.choice((b"", b" ", b"<g/>", b"x", b"url(", again))
        try:
            left = strip_metadata(bytes(broken))
        except DrawingError:
            continue
        done += 1
        assert strip_metadata(left) == left
    assert done > 30
