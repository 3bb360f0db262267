"""A guess of the pages on which things will stand, before a part is laid out.

Enters: the HTML of a part that lacks page numbers. Leaves: what its layout might give. Invariant:
nothing is printed by it: a part is laid out until its numbers hold. With numbers that are nearly
right it takes as much room as it will in the end, which saves a layout of most parts.
"""

import re
from bisect import bisect_right
from html import unescape
from itertools import groupby
from urllib.parse import unquote

from briefing.document.assemble import DocumentPart
from briefing.layout.engine import Laid
from briefing.layout.protocol import Page

__all__ = ["guess"]

# So many signs stand on a page, on one of a sheet, and go on a line that a block leaves unfinished.
_A_PAGE, _OF_A_SHEET, _A_LINE = 3_700, 6_100, 60

_PIECE = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_TARGET = re.compile(r'\s(?:id="([^"]*)"|href="#?([^"]*)")')
_BLOCKS = {"dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "li", "p", "tr"}


def guess(html: str, part: DocumentPart, *, sheet: bool = False) -> Laid:
    """Spread the anchors and links of a part over as many pages as its text might take.

    The page before all others is one in nearly all briefs.
    """
    body = html[max(html.find("<body"), 0) :]
    signs, found = 0, list[tuple[int, str, str]]()
    for closes, name, attributes, text in _PIECE.findall(body):
        signs += len(text.strip()) or (_A_LINE // 2 if name in _BLOCKS and not closes else 0)
        for anchor, target in _TARGET.findall(attributes):
            found.append((signs, unescape(anchor), unquote(unescape(target))))
    is_one = part.kind in ("front", "cover")
    page = signs + 1 if is_one else _OF_A_SHEET if sheet else _A_PAGE
    ends = [*range(page, signs, page)]
    pages = [Page()] * (len(ends) + 1)
    for number, group in groupby(found, lambda each: bisect_right(ends, each[0])):
        _, anchors, targets = zip(*group, strict=True)
        begun = tuple(filter(None, anchors))
        pages[number] = Page(begun, begun, tuple(filter(None, targets)), tops=(0.0,) * len(begun))
    return Laid(tuple(pages), ())
