"""What enters: a date. What leaves: the same in the words of a language, for print.

Words come from Babel (CLDR) and our catalogue. Invariant: what CLDR spells differently from one
release to the next, blanks and dashes, is decided here, so that a brief prints the same with each.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, parse_pattern

from briefing.text.dates import OPEN, Edtf, Point
from briefing.text.phrases import form_of

__all__ = ["babel_locale", "format_date", "numerals"]

# the full one names the day of the week
Style = Literal["short", "long", "full"]

_ROMAN = ((90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_DASH = re.compile(r"\s*[-–—]\s*$")


def format_date(
    date: Edtf, locale: str, words: Mapping[str, Any], *, style: Style = "short"
) -> str:
    """Write a date in a language.

    `words` holds the templates circa, decade, century, since and until.
    """
    names = babel_locale(locale)
    start, end = date.start, date.end
    left, right = (_plain_blanks(_write(point, names, words, style)) for point in (start, end))
    if OPEN in (start, end):
        known = ("since", left) if left else ("until", right)
        return str(words[known[0]].format(date=known[1]))
    if left == right:
        return left
    if start.exact and end.exact and start.unit == end.unit:
        return _plain_blanks(_write_range(start, end, names, style))
    return f"{left} – {right}" if " " in left + right else f"{left}–{right}"


def numerals(number: int) -> dict[str, str]:
    """Return the forms of a number from 1 to 99 that templates may ask for."""
    rest, roman = number, ""
    for value, sign in _ROMAN:
        roman += sign * (rest // value)
        rest %= value
    return {"number": str(number), "roman": roman}


@cache
def babel_locale(locale: str) -> Locale:
    """Find Babel's data of a language tag; plain English means day before month.

    A region for which nobody has written down a language, as in `en-MX`, has the plain one.
    """
    tag = "en_GB" if locale == "en" else locale.replace("-", "_")
    try:
        return Locale.parse(tag)
    except UnknownLocaleError:
        language, _, region = tag.partition("_")
        if not region:
            raise
        return babel_locale(language)


def _write(point: Point, names: Locale, words: Mapping[str, Any], style: Style) -> str:
    year = point.first.year
    match point.unit:
        case "century":
            number = year // 100 + 1
            text = form_of(words["century"], number, names, ordinal=True).format_map(
                numerals(number)
            )
        case "decade":
            text = words["decade"].format(decade=year)
        case "year":
            text = str(year)
        case "month":
            skeleton = "yMMM" if style == "short" else "yMMMM"
            text = format_skeleton(skeleton, point.first, locale=names)
        case "day":
            pattern = names.date_formats["medium" if style == "short" else style]
            text = str(pattern.apply(point.first, names))
        case "open":
            return ""
    if point.mark in ("~", "%"):
        text = words["circa"].format(date=text)
    return text + "?" if point.mark in ("?", "%") else text


def _write_range(start: Point, end: Point, names: Locale, style: Style) -> str:
    a, b = start.first, end.first
    if start.unit == "year":
        # from 2000 on years are written out: 2004–05 would read as a month
        short = a.year // 100 == b.year // 100 and a.year < 2000
        return f"{a.year}–{str(b.year)[-2:] if short else b.year}"
    formats: Any = names.interval_formats
    skeleton = "yMMM" if start.unit == "month" else "yMMMd"
    patterns, wide = formats[skeleton], skeleton.replace("MMM", "MMMM")
    if style != "short":
        # CLDR leaves the long form out where it differs from the short one by the month alone
        patterns = formats.get(wide) or {
            key: [each.replace("MMM", "MMMM") for each in value] for key, value in patterns.items()
        }
    unit = "y" if a.year != b.year else "M" if a.month != b.month else "d"
    head, tail = (parse_pattern(each) for each in patterns[unit])
    return _join(str(head.apply(a, names)), str(tail.apply(b, names)), days_alone=unit == "d")


def _join(head: str, tail: str, *, days_alone: bool) -> str:
    """Put the ends of a range together, of which the first has the language's sign behind it.

    Why: releases of CLDR differ in the dash and in the blanks around it. It is closed up between
    the days of a month and open beside an end of several words; of two words, a language decides.
    """
    dash = _DASH.search(head)
    if not dash:  # a word or a wave dash
        return head + tail
    start = head[: dash.start()]
    gap = "" if days_alone else " " if " " in start or dash[0] != dash[0].strip() else ""
    return f"{start}{gap}–{gap}{tail}"


def _plain_blanks(text: str) -> str:
    """Replace narrow blanks, which not all fonts have and each release of CLDR puts elsewhere."""
    return text.translate({0x2009: " ", 0x202F: "\u00a0"})
