"""What is changed in WeasyPrint 70, so that its pages can be joined and its tags hold.

Enters and leaves: the engine's own objects. Invariant: pages look as they would without. What all
users of WeasyPrint would want is proposed in `docs/upstream.md`; a part of a brief is drawn without
what all parts have in common. What is replaced must be there, so that a WeasyPrint without it is
refused where this is imported.
"""

from collections.abc import Iterator, Sequence
from hashlib import md5
from types import ModuleType
from typing import Any

import pydyf
import weasyprint.pdf as writing
import weasyprint.pdf.tags as tagging
from weasyprint import Document, Page
from weasyprint.pdf import stream
from weasyprint.pdf.fonts import Font
from weasyprint.text import fonts as text_fonts
from weasyprint.text.ffi import ffi
from weasyprint.text.fonts import get_pango_font_hb_face, get_pango_font_key

__all__ = ["build_fonts", "font_key", "mend"]

RELIES_ON = (
    "weasyprint.pdf:generate_pdf",
    "weasyprint.pdf.anchors:add_outlines",
    "weasyprint.pdf.anchors:resolve_links",
    "weasyprint.pdf.fonts:Font.__init__",
    "weasyprint.pdf.fonts:build_fonts_dictionary",
    "weasyprint.pdf.stream:Stream.add_font",
    "weasyprint.pdf.tags",
    "weasyprint.text.fonts:get_pango_font_hb_face",
    "weasyprint.text.fonts:get_pango_font_key",
)


class FileFont(Font):  # type: ignore[misc]
    """A font whose name in a PDF tells its file, for several files may go by one description."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        # a file begins with the check sums of its tables
        told = md5(self.name + self.file_content[:4096], usedforsecurity=False).digest()
        self.hash: str = "".join(chr(65 + letter % 26) for letter in told[:6])
        self.name: bytes = b"/" + self.hash.encode() + self.name[7:]


def font_key(font: Any) -> tuple[Any, ...]:
    """Return a key of a font and its file: Fontconfig names what it slants as another."""
    key, *others = get_pango_font_key(font)
    return (key, int(ffi.cast("uintptr_t", get_pango_font_hb_face(font)))), *others


def all_links(pages: Sequence[Page]) -> Iterator[tuple[Any, Any]]:
    """Yield links and anchors of each page; a link may lead to another part."""
    seen = set[str]()
    for page in pages:
        begun = [(name, at[0], at[1]) for name, at in page.anchors.items() if name not in seen]
        seen.update(page.anchors)
        yield page.links, begun


def tags_with_language(box: Any, *arguments: Any) -> Iterator[Any]:
    """Tag a box; what is in another language says so, lest it be spoken as if it were not."""
    told = None if box.element is None or box.element_tag == "html" else box.element.get("lang")
    for element in all_tags(box, *arguments):
        if told:
            element["Lang"] = pydyf.String(told)
        yield element


def mend(part: str, document: Document, pdf: pydyf.PDF) -> None:
    """Put right what WeasyPrint 70 leaves out of the tags or says in the wrong units."""
    heights = dict(zip(pdf.page_references, (page.height for page in document.pages), strict=True))
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("S") == "/Figure":
            x1, y1, x2, y2 = each["A"]["BBox"]  # pixels from the top, not points from the bottom
            height = heights[each["Pg"]]
            each["A"]["BBox"][:] = (0.75 * v for v in (x1, height - y2, x2, height - y1))
    for page in document.pages:
        for _, _, _, box in page.links:
            words = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
            if box.link_annotation and words:
                box.link_annotation["Contents"] = pydyf.String(words)
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001
            if box.element_tag == "th" and hasattr(box, "mark"):
                across = box.element.get("scope", "").startswith("row")
                box.mark["A"]["Scope"] = "/Row" if across else "/Column"
                box.mark["ID"].string = f"{part} {box.mark['ID'].string}"  # unlike other parts'


def _exchange(module: ModuleType, name: str, new: Any) -> Any:
    """Put something in the place of another, and return that."""
    old = getattr(module, name)
    setattr(module, name, new)
    return old


_exchange(text_fonts, "get_pango_font_key", font_key)
_exchange(stream, "get_pango_font_key", font_key)
_exchange(stream, "Font", FileFont)
all_tags = _exchange(tagging, "_build_box_tree", tags_with_language)
# a part is drawn without what all parts have in common; see `PartRenderer`
build_fonts = _exchange(writing, "build_fonts_dictionary", lambda *_: pydyf.Dictionary())
_exchange(writing, "add_outlines", lambda *_: None)
_exchange(writing, "resolve_links", all_links)
