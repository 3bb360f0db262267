"""Preflight: what a printer would send back, found on the finished pages.

Enters: what the engine saw on each page, and where things stand. Leaves: warnings with a rule, by
page. Invariant: it changes nothing, and judges what stands on the pages, not how it came there.

Contrast: Web Content Accessibility Guidelines 2.2, success criterion 1.4.3.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from textwrap import shorten

from briefing.errors import Diagnostic, Span
from briefing.layout.page_map import PageMap
from briefing.layout.protocol import Page, PageContents
from briefing.preflight.page_contents import Colour, FinishedPage

__all__ = ["HINTS", "contrast", "preflight", "sign_in"]

DOTS = 150
"""Fewer dots per inch are seen as steps on paper."""

STUB_LINES, STUB_DEPTH = 5, 0.1
"""A last page with fewer lines, or filled to less of its height, is hardly worth its sheet."""

_NOT_DRAWN = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)")

Finding = tuple[str, object, str]
"""A rule, what it is broken by, such as a colour, and what is wrong where this is met first."""

HINTS = {
    "missing-glyph": "write it with other letters, or give the theme a font that has it",
    "foreign-font": "give the theme a font that has it, or name one of its own in theme.css",
    "text-overflow": "shorten the text, or let long words be parted: put a soft hyphen in them",
    "table-overflow": "shorten the longest words of the table, or leave out a column",
    "text-overlap": "shorten one of them, or give them room in the theme",
    "coarse-image": "take a larger original, or print the picture smaller",
    "low-contrast": "choose a darker or a lighter colour in the theme",
    "heading-at-foot": "let the theme break no page behind it: `break-after: avoid`",
    "wrong-page-number": "print it by the filter `page` in the theme's template",
    "short-last-page": "build with --fill, or leave out an entry by its priority",
    "blank-page": "look for a page break that is asked for twice",
}


def preflight(
    pages: PageMap,
    seen: Sequence[FinishedPage],
    log: Sequence[str] = (),
    place: Callable[[str], Span | None] = lambda _: None,
) -> list[Diagnostic]:
    """Judge all pages in print order; what several have in common is told once.

    What the engine logged comes first, each at its `place` if it has one, but for signs that no
    font has: these are told here.
    Nothing is `seen` of an export.
    """
    found: dict[tuple[str, object], tuple[str, list[int]]] = {}
    for (number, page), sight in zip(pages.numbered(), seen, strict=bool(seen)):
        for rule, cause, message in chain(
            _spelling(sight), _places(sight), _looks(sight), _numbers(sight, pages),
            _breaks(page, sight.page, is_last=number == pages.total),
        ):  # fmt: skip
            numbers = found.setdefault((rule, cause), (message, []))[1]
            if number not in numbers:
                numbers.append(number)
    missing = {cause for rule, cause in found if rule == "missing-glyph"}
    lines = [line for line in dict.fromkeys(log) if sign_in(line) not in missing]
    return [Diagnostic(line, place(line), severity="warning") for line in lines] + [
        Diagnostic(f"{_pages(numbers)}: {message}", None, HINTS[rule], "warning", rule)
        for (rule, _), (message, numbers) in found.items()
    ]


def contrast(one: Colour, two: Colour) -> float:
    """Return the ratio of the lightness of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


def _spelling(seen: FinishedPage) -> Iterator[Finding]:
    for signs, font, words in (*seen.page.signs, *seen.leaf.signs):
        if font:
            what = f"`{font}` is no font of the theme, but has `{_short(signs)}`"
            yield "foreign-font", font, f"{what} in `{_short(words)}`"
        else:
            what = f"no font has `{signs}` (U+{ord(signs):04X})"
            yield "missing-glyph", signs, f"{what} in `{_short(words)}`"


def _places(seen: FinishedPage) -> Iterator[Finding]:
    overflows = (*seen.page.overflows, *seen.leaf.overflows)
    for kind, words, beyond in overflows:
        far = f"{max(beyond, 1):.0f} mm"
        if kind == "table":
            yield "table-overflow", words, f"the table `{_short(words)}` is {far} too wide"
        else:
            yield "text-overflow", words, f"`{_short(words)}` runs {far} out of its box"
    told = {words for _, words, _ in overflows}
    for pair in seen.overlaps:
        if told.isdisjoint(pair):
            above, below = map(_short, pair)
            yield "text-overlap", pair, f"`{below}` is printed over `{above}`"


def _looks(seen: FinishedPage) -> Iterator[Finding]:
    for words, dots in (*seen.page.pictures, *seen.leaf.pictures):
        if dots < DOTS:
            what = f"the picture `{_short(words)}` has {dots:.0f} dots per inch at its size"
            yield "coarse-image", (words, dots), f"{what}, {DOTS} are needed"
    for ink, ground, is_large, words in seen.colours:
        ratio, needed = contrast(ink, ground), 3 if is_large else 4.5
        if ratio < needed:
            what = f"`{_short(words)}` and its background differ by {ratio:.1f} to 1"
            yield "low-contrast", (ink, ground), f"{what}, {needed:g} to 1 is needed"


def _breaks(page: Page, seen: PageContents, *, is_last: bool) -> Iterator[Finding]:
    if seen.heading:
        words = _short(seen.heading)
        yield "heading-at-foot", words, f"nothing follows the heading `{words}`"
    if not seen.lines and not seen.drawn:
        if not page.blank:
            yield "blank-page", None, "there is nothing on it"
    elif is_last and (seen.depth < STUB_DEPTH or (seen.lines < STUB_LINES and not seen.drawn)):
        filled = f"{max(seen.depth, 0.01):.0%}"
        yield "short-last-page", None, f"the last page is filled to {filled} only"


def _numbers(seen: FinishedPage, pages: PageMap) -> Iterator[Finding]:
    """Compare the page numbers that are printed with the pages where things stand."""
    for kind, names, printed in seen.page.numbers:
        if kind == "data-page-of":
            places = {page for name in names.split() if (page := pages.page(name))}
        else:
            places = {page for name in names.split() for page in pages.linking_to(name)}
        if _numbers_in(printed) != places:
            right = ", ".join(map(str, sorted(places))) or "none"
            yield "wrong-page-number", (names, printed), f"`{_short(printed)}` should be {right}"


def _numbers_in(text: str) -> set[int]:
    runs = re.findall(r"(\d+)(?:–(\d+))?", text)
    return {page for first, last in runs for page in range(int(first), int(last or first) + 1)}


def sign_in(line: str) -> str:
    """Return the sign of which the engine logged that it was not drawn."""
    found = _NOT_DRAWN.match(line)
    return chr(int(found[1], 16)) if found else ""


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _pages(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    shown, more = numbers[:3], len(numbers) - 3
    return f"pages {', '.join(map(str, shown))}" + (f" and {more} more" if more > 0 else "")


def _short(text: str) -> str:
    return shorten(text, 60, placeholder=" …")
