"""Drawing: a text is shaped once, and its glyphs are read in one go.

WeasyPrint throws each text's Pango layout away when the text is measured, makes and shapes it
again when the text is drawn, and then makes Pango shape it a third time, by a mode that makes a
difference to texts of several paragraphs alone. It reads four numbers of each glyph through cffi,
one by one, and works out the same hexadecimal digits and the same kerning as often as a glyph comes
up. Here the layout is kept until the text is drawn, the numbers of a run of glyphs are unpacked at
once, and what is written for a glyph is looked up by all of its numbers.

Texts go the plain way where an ellipsis may be cut in, where they are justified, and where they
hold a tab or a line separator. So do fonts of pictures, glyphs that are raised, and signs that no
font has. Wrong if Pango came to change a layout that fits on its line, or the order of the fields
of `PangoGlyphInfo`. Gain: 5%, and 16% of writing.
"""

from struct import Struct
from typing import Any
from weakref import WeakKeyDictionary

from weasyprint.draw import text as plain
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from briefing.layout.worker.speedups.contexts import breaks
from briefing.layout.worker.speedups.patching import replace

__all__ = ["apply"]

RELIES_ON = (
    "weasyprint.draw.text:draw_first_line",
    "weasyprint.draw.text:draw_text",
    "weasyprint.pdf.fonts:Font.__init__",
    "weasyprint.pdf.stream:Stream.add_font",
    "weasyprint.pdf.stream:Stream.set_font_size",
    "weasyprint.text.line_break:Layout",
    "weasyprint.text.line_break:create_layout",
)

Numbers = tuple[int, int, int, int]
"""Of a glyph: its number, its width, and its offsets to the right and up."""

GLYPH = Struct("=Iiii4x")  # its flags are of no use, and their other bits are left as they were
EMPTY = pango.PANGO_GLYPH_EMPTY
UNKNOWN = pango.PANGO_GLYPH_UNKNOWN_FLAG

_written: WeakKeyDictionary[Any, dict[float, dict[Numbers, str]]] = WeakKeyDictionary()
_plain_deactivate = Layout.deactivate
_plain_reactivate = Layout.reactivate
_plain_draw = plain.draw_first_line


def deactivate(self: Any) -> None:
    """Keep a layout when its text was measured; drop it when the text was drawn."""
    if self.kept is None and not self.justification_spacing:
        self.kept = True
    else:
        self.kept = False
        _plain_deactivate(self)


def reactivate(self: Any, style: Any) -> None:
    """Take the layout that was kept, if it is for the same style and of one line."""
    if not (
        self.kept
        and self.style is style
        and pango.pango_layout_get_line_readonly(self.layout, 1) == ffi.NULL
    ):
        self.kept = False
        _plain_reactivate(self, style)


def draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> Any:
    """Take the place of the function of this name."""
    layout, style = textbox.pango_layout, textbox.style
    if text_overflow != "ellipsis" and block_ellipsis == "none":
        if not textbox.text.strip() or style["font_size"] < 1e-6:
            return []
        if not breaks(layout.text) and (shown := _write(stream, layout)):
            stream.set_text_matrix(*matrix.values)
            for font, size, runs in shown:
                stream.set_font_size(font.hash, size)
                stream.show_text("".join(runs))
            return []
    if layout.kept:  # another text may have it too, which is not to be cut
        layout.kept = False
        _plain_reactivate(layout, style)
    return _plain_draw(stream, textbox, text_overflow, block_ellipsis, matrix)


def _write(stream: Any, layout: Any) -> list[tuple[Any, float, list[str]]]:
    """Write the glyphs of a line, font by font; nothing if any of them is unusual."""
    shown: list[tuple[Any, float, list[str]]] = []
    last = None
    run = pango.pango_layout_get_line_readonly(layout.layout, 0).runs[0]
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        run = run.next
        face = item.analysis.font
        if face != last:
            last = face
            font, size = stream.add_font(face)
            if font.bitmap or font.png or font.svg or font.colr:
                return []
            known = _written.setdefault(font, {}).setdefault(size, {})
            shown.append((font, size, []))
        buffer = ffi.buffer(string.glyphs, string.num_glyphs * GLYPH.size)
        glyphs = list(GLYPH.iter_unpack(buffer))
        try:
            pieces = [known[glyph] for glyph in glyphs]
        except KeyError:
            if not _learn(known, glyphs, font, size, stream, item, string, layout.text):
                return []
            pieces = [known[glyph] for glyph in glyphs]
        written = "<" + "".join(pieces)
        shown[-1][2].append(written[:-1] if written[-1] == "<" else f"{written}>")
    return shown


def _learn(
    known: dict[Numbers, str],
    glyphs: list[Numbers],
    font: Any,
    size: float,
    stream: Any,
    item: Any,
    string: Any,
    text: str,
) -> bool:
    """Work out what is written for glyphs, as WeasyPrint does; tell whether all are usual."""
    for index, numbers in enumerate(glyphs):
        glyph, width, right, up = numbers
        if numbers in known:
            continue
        if glyph == EMPTY:
            known[numbers] = f">{-width / size}<"
            continue
        if glyph & UNKNOWN or up:
            return False
        if glyph not in font.to_unicode:
            # the cluster ends where the next one begins, on the left in text from right to left
            after = index - 1 if item.analysis.level % 2 else index + 1
            end = string.log_clusters[after] if 0 <= after < len(glyphs) else item.length
            start = item.offset + string.log_clusters[index]
            font.to_unicode[glyph] = text.encode()[start : item.offset + end].decode()
        if glyph not in font.widths:
            face = item.analysis.font
            pango.pango_font_get_glyph_extents(face, glyph, stream.ink_rect, stream.logical_rect)
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
        offset = right / size
        kerning = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
        before = f">{-offset}<" if offset else ""
        known[numbers] = f"{before}{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")
    return True


def apply() -> None:
    """Keep layouts for drawing, and read their glyphs in one go."""
    # an older Pango tells another size, and WeasyPrint knows a way round
    if pango.pango_version() >= 14802 and ffi.sizeof("PangoGlyphInfo") == GLYPH.size:
        Layout.kept = None
        Layout.deactivate, Layout.reactivate = deactivate, reactivate
        replace(_plain_draw, draw_first_line)
