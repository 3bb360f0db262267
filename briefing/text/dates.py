"""What enters: dates as EDTF text (ISO 8601-2, level 0 and the parts of level 1 that briefs need).

What leaves: `Edtf` values, ordered by their earliest day.
Invariants: `parse(str(date)) == date`; a date is never made more exact than it was written.

    1890  1924-08  2022-03-01      1890? uncertain   1890~ approximate   1890% both
    198X a decade  19XX a century  1936/1940 an interval  2014/..  ../2014 open ones
"""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["OPEN", "Edtf", "Point", "parse_edtf"]

_POINT = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[?~%]?)"
    r"|(?P<decade>[0-9]{3})X(?P<mark1>[?~%]?)|(?P<century>[0-9]{2})XX(?P<mark2>[?~%]?)"
)
_EXPECTED = "expected year, month, day, such as 1890, 1924-08, 2022-03-01, 1936/1940, 1890~ or 198X"


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


OPEN = Point("open", dt.date.min, dt.date.max)


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
    points = [OPEN if part == ".." else _read(part, text) for part in parts]
    start, end = points[0], points[-1]
    if end.last < start.first:
        raise ValueError(f"`{text}` ends before it begins: expected the earlier date first")
    return Edtf(start.first, end.last, text, start, end)


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


def _validate(value: object) -> Edtf:
    if isinstance(value, Edtf):
        return value
    if isinstance(value, str) or type(value) is int:
        return parse_edtf(str(value))
    raise ValueError(f"`{value}` is not a date: {_EXPECTED}")
