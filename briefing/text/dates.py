"""What enters: dates as EDTF text (ISO 8601-2, level 0 and the parts of level 1 that briefs need).

What leaves: `Edtf` values, ordered by their earliest day, and dates in the words of a language.
Invariants: `parse(str(date)) == date`; a date is never made more exact than it was written.

    1890  1924-08  2022-03-01      1890? uncertain   1890~ approximate   1890% both
    198X a decade  19XX a century  1936/1940 an interval  2014/..  ../2014 open ones
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from babel import Locale
from babel.dates import format_skeleton, parse_pattern
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["Edtf", "babel_locale", "format_date", "numerals", "parse_edtf"]

# the full one names the day of the week
Style = Literal["short", "long", "full"]

_POINT = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[?~%]?)"
    r"|(?P<decade>[0-9]{3})X(?P<mark1>[?~%]?)|(?P<century>[0-9]{2})XX(?P<mark2>[?~%]?)"
)
_EXPECTED = "expected year, month, day, such as 1890, 1924-08, 2022-03-01, 1936/1940, 1890~ or 198X"
_ROMAN = ((90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Point(NamedTuple):
    """One end of a date, as exact as it was written."""

    unit: Literal["century", "decade", "year", "month", "day", "open"]
    first: dt.date
    last: dt.date
    mark: str = ""

    @property
    def exact(self) -> bool:
        """Return whether nothing about it is open: no sign of doubt, no unspecified digit."""
        return not self.mark and self.unit in ("year", "month", "day")


_OPEN = Point("open", dt.date.min, dt.date.max)


@dataclass(frozen=True, slots=True, order=True)
class Edtf:
    """A date or an interval; an open end reaches to `date.min` or `date.max`."""

    first: dt.date
    last: dt.date
    text: str
    start: Point = field(compare=False, repr=False)
    end: Point = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    @property
    def is_interval(self) -> bool:
        """Return whether it was written as an interval, open or not."""
        return "/" in self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            # YAML reads a bare year as a number, and editors check it before we do.
            "type": ["string", "integer"],
            "description": "A date in EDTF: year, month or day, `?` uncertain, `~` approximate, "
            "`198X` a decade, `1936/1940` an interval, `2014/..` an open one.",
            "examples": [1890, "1924-08", "2022-03-01", "1890~", "198X", "1936/1940", "2014/.."],
        }


# the same years and days come up again and again
@lru_cache(maxsize=4096)
def parse_edtf(text: str) -> Edtf:
    """Read EDTF; raise ValueError when the text is none, or no date of the calendar."""
    text = text.strip()
    parts = text.split("/")
    if len(parts) > 2 or set(parts) == {".."}:
        raise ValueError(f"`{text}` is not a date: {_EXPECTED}")
    if "" in parts and len(parts) == 2:
        raise ValueError(f"`{text}` is not a date: an open end is written `..`, as in 2014/..")
    points = [_OPEN if part == ".." else _read(part, text) for part in parts]
    start, end = points[0], points[-1]
    if end.last < start.first:
        raise ValueError(f"`{text}` ends before it begins: expected the earlier date first")
    return Edtf(start.first, end.last, text, start, end)


def format_date(
    date: Edtf, locale: str, words: Mapping[str, str], *, style: Style = "short"
) -> str:
    """Write a date in a language.

    `words` holds the templates circa, decade, century, since and until.
    """
    names = babel_locale(locale)
    start, end = date.start, date.end
    left, right = (_write(point, names, words, style) for point in (start, end))
    if _OPEN in (start, end):
        return words["since"].format(date=left) if left else words["until"].format(date=right)
    if left == right:
        return left
    if start.exact and end.exact and start.unit == end.unit:
        return _write_range(start, end, names, style)
    return f"{left} – {right}" if " " in left + right else f"{left}–{right}"


def numerals(number: int) -> dict[str, str]:
    """Return the forms of a number from 1 to 99 that templates may ask for."""
    rest, roman = number, ""
    for value, sign in _ROMAN:
        roman += sign * (rest // value)
        rest %= value
    teen = number % 100 in (11, 12, 13)
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return {"number": str(number), "ordinal": f"{number}{ending}", "roman": roman}


@cache
def babel_locale(locale: str) -> Locale:
    """Find Babel's data of a language tag; plain English means day before month."""
    return Locale.parse("en_GB" if locale == "en" else locale.replace("-", "_"))


def _read(part: str, text: str) -> Point:
    found = _POINT.fullmatch(part)
    if not found:
        raise ValueError(f"`{text}` is not a date: {_EXPECTED}")
    mark = found["mark"] or found["mark1"] or found["mark2"] or ""
    for unit, width in (("century", 100), ("decade", 10), ("year", 1)):
        if found[unit]:
            year = int(found[unit]) * width
            break
    if not year:
        raise ValueError(f"`{text}` has no year: expected one from 0001 to 9999")
    if unit != "year":
        last = dt.date(year + width - 1, 12, 31)
        return Point("century" if width == 100 else "decade", dt.date(year, 1, 1), last, mark)
    if not found["month"]:
        return Point("year", dt.date(year, 1, 1), dt.date(year, 12, 31), mark)
    month = int(found["month"])
    if not 1 <= month <= 12:
        raise ValueError(f"`{text}` has the month {found['month']}: expected one from 01 to 12")
    days = monthrange(year, month)[1]
    if not found["day"]:
        return Point("month", dt.date(year, month, 1), dt.date(year, month, days), mark)
    if not 1 <= int(found["day"]) <= days:
        raise ValueError(f"`{text}` has the day {found['day']}: expected one from 01 to {days}")
    day = dt.date(year, month, int(found["day"]))
    return Point("day", day, day, mark)


def _write(point: Point, names: Locale, words: Mapping[str, str], style: Style) -> str:
    year = point.first.year
    match point.unit:
        case "century":
            text = words["century"].format_map(numerals(year // 100 + 1))
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
    return f"{head.apply(a, names)}{tail.apply(b, names)}".replace("\u2009", " ")


def _validate(value: object) -> Edtf:
    if isinstance(value, Edtf):
        return value
    if isinstance(value, str) or type(value) is int:
        return parse_edtf(str(value))
    raise ValueError(f"`{value}` is not a date: {_EXPECTED}")
