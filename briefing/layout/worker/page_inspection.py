"""What stands on finished pages, read from the engine's boxes: the child's half of `preflight`.

Enters: laid-out pages of WeasyPrint and the fonts they were drawn with. Leaves: the contents of
each page as `layout.protocol` names them. Invariant: the boxes stay as they were, and nothing is
judged.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from weasyprint import Page
from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage, SVGImage
from weasyprint.layout.replaced import replacedbox_layout
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.fonts import get_hb_object_data

from briefing.layout.protocol import (
    Background,
    Overflow,
    PageContents,
    Picture,
    PlacedText,
    PrintedNumbers,
    Rgba,
    StrangeSigns,
)
from briefing.layout.worker.weasyprint_patches import font_key

__all__ = ["baselines", "inspect_pages"]

RELIES_ON = (
    "weasyprint.formatting_structure.boxes",
    "weasyprint.images:RasterImage",
    "weasyprint.images:SVGImage",
    "weasyprint.layout.absolute:AbsolutePlaceholder",
    "weasyprint.layout.replaced:replacedbox_layout",
    "weasyprint.text.line_break:Layout",
)

SLACK = 1.0  # pixels by which a text may miss its box: a quarter of a millimetre
MM = 25.4 / 96
BOLD = 700
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
# a text of this class is meant for speech alone and stands outside of all pages
UNSEEN = "unseen"

# soft hyphen and word joiner
INVISIBLE = {0xAD: None, 0x2060: None}

Limit = tuple[float, float, float, Any]
"""Left, right and lower edge of where text may stand, and the table that is wider than that."""

ANYWHERE: Limit = (-1e9, 1e9, 1e9, None)


def inspect_pages(
    pages: Sequence[Page], *, fonts: Mapping[object, Any], own: Collection[bytes]
) -> tuple[PageContents, ...]:
    """Return what stands on each page.

    `fonts` are those that were used, `own` the files of those that may be.
    """
    strange = {
        key: font.family
        for key, font in fonts.items()
        if get_hb_object_data(font.hb_face) not in own
    }
    missing = {chr(code) for font in fonts.values() for code in font.missing}
    sights = [_Sight(page._page_box) for page in pages]  # noqa: SLF001
    if strange or missing:
        _spell(sights, fonts, strange, missing)
    return tuple(sight.contents for sight in sights)


def baselines(page: Page, apart: float) -> Iterator[float]:
    """Yield the baselines of a page's lines in millimetres; those less than `apart` are one."""
    last = -apart
    for line in sorted(_lines(page._page_box)):  # noqa: SLF001
        if line - last >= apart:
            yield line
            last = line


def _lines(page: Any) -> Iterator[float]:
    for line in page.descendants(placeholders=True):
        if isinstance(line, boxes.LineBox):
            texts = [
                box
                for box in line.descendants()
                if isinstance(box, boxes.TextBox) and box.text.strip() and box.position_x >= 0
            ]
            if texts:  # a raised figure has a line of its own
                box = max(texts, key=lambda each: each.style["font_size"])
                yield (box.position_y + box.baseline) * MM


class _Sight:
    """One walk over the boxes of a page, in the order of their sources."""

    def __init__(self, page: Any) -> None:
        self.texts: list[Any] = []
        self.drawings: list[Any] = []
        self.signs: dict[StrangeSigns, None] = {}
        self._placed: list[PlacedText] = []
        self._lines = set[int]()
        self._drawn = False
        self._lower = page.content_box_y()
        self._heading = ""
        self._overflows: dict[tuple[str, str], float] = {}
        self._pictures: list[Picture] = []
        self._numbers: dict[PrintedNumbers, None] = {}
        self._painted: list[Background] = []
        left, top = page.content_box_x(), page.content_box_y()
        self._area: Limit = (left, left + page.width, top + page.height, None)
        self._width = page.margin_width()
        self._take(page, ANYWHERE, is_heading=False)
        self._depth = (self._lower - top) / page.height

    @property
    def contents(self) -> PageContents:
        overflows = self._overflows.items()
        return PageContents(
            lines=len(self._lines),
            drawn=self._drawn,
            depth=self._depth,
            heading=self._heading,
            overflows=tuple(Overflow(*key, beyond) for key, beyond in overflows),
            pictures=tuple(self._pictures),
            numbers=tuple(self._numbers),
            signs=tuple(self.signs),
            texts=tuple(self._placed),
            painted=tuple(self._painted),
        )

    def _take(self, box: Any, limit: Limit, *, is_heading: bool) -> None:
        """Look at a box and all that is in it; a text that leaves `limit` leaves its box."""
        box = getattr(box, "_box", box)  # what is positioned leaves a placeholder
        if isinstance(box, boxes.TextBox):
            if box.text.strip() and box.style["visibility"] == "visible":
                self._read(box, limit, is_heading=is_heading)
            return
        element = box.element
        if element is not None:
            if element.get("class") == UNSEEN:
                return
            for name in ("data-page-of", "data-linked-from"):
                if names := element.get(name):
                    printed = _flat("".join(element.itertext()))
                    self._numbers[PrintedNumbers(name, names, printed)] = None
        if box.background is not None:
            self._paint(box)
        if isinstance(box, boxes.ReplacedBox):
            self._picture(box)
            return
        if isinstance(box, boxes.PageBox | boxes.MarginBox):
            pass
        elif not isinstance(box, boxes.LineBox | boxes.InlineBox):
            limit = self._narrow(box, limit)
            if not box.children and _is_drawn(box):
                self._mark(box)
        is_heading = is_heading or box.element_tag in HEADINGS
        for child in box.children:
            self._take(child, limit, is_heading=is_heading)

    def _narrow(self, box: Any, limit: Limit) -> Limit:
        style = box.style
        if box.transformation_matrix or style["text_overflow"] == "ellipsis":
            return ANYWHERE
        if limit == ANYWHERE or style["position"] in ("absolute", "fixed"):
            return self._area
        left, right, lower, table = limit
        start, end = box.border_box_x(), box.border_box_x() + box.border_width()
        if isinstance(box, boxes.TableBox) and end > right + SLACK:
            return left, right, lower, box
        is_framed = style["overflow"] == "hidden" or box.background is not None
        if is_framed and style["height"] != "auto":
            lower = min(lower, box.border_box_y() + box.border_height())
        # what is pulled out of its parent is meant to stand there, if only on the paper
        if _is_negative(style["margin_left"]):
            left = max(start, 0)
        elif not _is_negative(style["text_indent"]):
            left = max(start, left)
        right = min(end, self._width if _is_negative(style["margin_right"]) else right)
        return left, right, lower, table

    def _read(self, box: Any, limit: Limit, *, is_heading: bool) -> None:
        self.texts.append(box)
        style = box.style
        left, right = box.position_x, box.position_x + box.width
        baseline, lower = box.position_y + box.baseline, box.position_y + box.height
        beyond = max(limit[0] - left, right - limit[1], baseline - limit[2])
        if beyond > SLACK:
            self._overflow("table" if limit[3] else "text", limit[3] or box, beyond)
        words, size, middle = _flat(box.text), style["font_size"], (box.position_y + lower) / 2
        is_bold, ink = style["font_weight"] >= BOLD, _rgba(style["color"])
        in_flow = limit != ANYWHERE
        self._placed.append(
            PlacedText(
                words,
                left,
                right,
                baseline,
                middle,
                size,
                is_bold,
                ink,
                len(self._painted),
                in_flow,
            )
        )
        self._lines.add(round(baseline))
        self._lower = max(self._lower, lower)
        self._heading = words if is_heading else ""

    def _mark(self, box: Any) -> None:
        self._drawn = True
        self._lower = max(self._lower, box.border_box_y() + box.border_height())
        self._heading = ""

    def _overflow(self, kind: str, box: Any, beyond: float) -> None:
        words = _flat(" ".join(getattr(each, "text", "") for each in box.descendants()))
        furthest = max(beyond * MM, self._overflows.get((kind, words), 0))
        self._overflows[kind, words] = furthest

    def _picture(self, box: Any) -> None:
        self._mark(box)
        image = box.replacement
        if isinstance(image, SVGImage):
            self.drawings.append(image._svg.tree._etree_node)  # noqa: SLF001
        elif isinstance(image, RasterImage):
            width, height, *_ = replacedbox_layout(box)
            if width and height:
                dots = min(image.width / width, image.height / height) * 96
                self._pictures.append(Picture(box.element.get("alt") or "", dots))

    def _paint(self, box: Any) -> None:
        is_plain = all(layer.image is None for layer in box.background.layers)
        colour = _rgba(box.background.color) if is_plain else None
        if colour is None or colour[3]:
            x, y = box.border_box_x(), box.border_box_y()
            right, lower = x + box.border_width(), y + box.border_height()
            self._painted.append(Background(x, y, right, lower, colour))


def _spell(
    sights: Sequence[_Sight],
    fonts: Mapping[object, Any],
    strange: Mapping[object, str],
    missing: Collection[str],
) -> None:
    """Find the signs that no font has, and those in strange fonts; this draws every text again."""
    for sight in sights:
        for box in sight.texts:
            for sign, font in _strange_signs(box, strange):
                sight.signs[StrangeSigns(sign, font, _flat(box.text))] = None
    # what was drawn and is in no text is in a drawing
    drawn = {(sign, "") for sign in missing} | {
        (sign, name)
        for key, name in strange.items()
        for sign in chain.from_iterable(fonts[key].to_unicode.values())
    }
    drawn -= {(sign, font) for sight in sights for signs, font, _ in sight.signs for sign in signs}
    for sight in sights:
        for drawing in sight.drawings:
            texts = (each.itertext() for each in drawing.iter() if each.tag.endswith("text"))
            words = _flat(" ".join(chain.from_iterable(texts)))
            for font in dict.fromkeys(font for _, font in sorted(drawn)):
                for sign in words.replace(" ", ""):
                    if (sign, font) in drawn:
                        sight.signs[StrangeSigns(sign, font, words)] = None


def _strange_signs(box: Any, strange: Mapping[object, str]) -> Iterator[tuple[str, str]]:
    layout = box.pango_layout
    layout.reactivate(box.style)
    line, _ = layout.get_first_line()
    text = layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        for glyph in glyphs.glyphs[0 : glyphs.num_glyphs]:
            if glyph.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                yield chr(glyph.glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG), ""
        key, *_ = font_key(item.analysis.font)
        signs = text[item.offset : item.offset + item.length].decode().strip()
        if key in strange and signs:
            yield signs, strange[key]
        run = run.next
    layout.deactivate()


def _rgba(colour: Any) -> Rgba:
    red, green, blue = colour.to("srgb").coordinates
    return red, green, blue, colour.alpha


def _is_negative(margin: Any) -> bool:
    return bool(margin != "auto" and margin.value < 0)


def _is_drawn(box: Any) -> bool:
    edges = box.border_top_width + box.border_bottom_width
    return bool(box.border_height() and (box.background is not None or edges))


def _flat(text: str) -> str:
    return " ".join(text.translate(INVISIBLE).split())
