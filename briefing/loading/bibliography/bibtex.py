"""The syntax of BibTeX: entries, @string, @comment and @preamble, quotes, braces and `#`.

Enters: text. Leaves: entries with raw values, each with its place, and their faults: one for an
entry, whose place is where reading it failed; reading goes on at the next one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple, NoReturn

from briefing.errors import MAX_FINDINGS
from briefing.formats.scalars import MAX_TEXT
from briefing.formats.yaml_tree import place
from briefing.loading.bibliography.items import ItemCollector

__all__ = ["BibEntry", "Field", "read_entries"]

_OPEN = re.compile(
    r"(?:^|(?<=[)}]))[ \t]*(?P<at>@)[ \t]*(?P<kind>\w+)\s*(?P<open>[{(])", re.MULTILINE
)
_KEY = re.compile(r"\s*+(?P<key>[^\s,{}()\"=]*+)\s*+(?P<end>[,})])")
_NAME = re.compile(r"\s*(?P<name>[^\s=,{}()\"#]+)(?P<equals>\s*=\s*)?")
_BARE = re.compile(r"[^\s,#{}()\"]+")
_SIGN = re.compile(r"\\.|[{}()\"]|^[ \t]*@\w+\s*\{", re.MULTILINE)
_GAP = re.compile(r"\s*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


# what does not end is looked for up to the end of the file; so many times that may happen
_LOST = 8


class Field(NamedTuple):
    """A field: its raw value, and the places of its name and of its value."""

    value: str
    name_at: int
    at: int


class BibEntry(NamedTuple):
    """An entry, with its fields by their names in small letters."""

    kind: str
    key: str
    at: int
    key_at: int
    fields: Mapping[str, Field]


class _FaultError(Exception):
    """This entry cannot be read further."""


def read_entries(text: str, collector: ItemCollector) -> Iterator[BibEntry]:
    """Yield the entries of a file; report on the shelf what cannot be read."""
    return _Reader(text, collector).entries()


class _Reader:
    def __init__(self, text: str, collector: ItemCollector) -> None:
        self.text, self.collector = text, collector
        self.lost = 0  # characters read in vain
        self.macros = {month: month for month in _MONTHS}
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> int:
        number = bisect_right(self.lines, offset) - 1
        return place(number, offset - self.lines[number])

    def fail(self, message: str, offset: int, hint: str | None = None) -> NoReturn:
        self.collector.fault(message, self.at(offset), hint)
        raise _FaultError

    def entries(self) -> Iterator[BibEntry]:
        position = 0
        while found := _OPEN.search(self.text, position):
            if self.lost > _LOST * len(self.text) or len(self.collector.faults) > MAX_FINDINGS:
                self.collector.fault("from here on nothing is read", self.at(found.start("at")))
                return
            position = found.end()
            closing = "}" if found["open"] == "{" else ")"
            kind = found["kind"].lower()
            try:
                if kind in ("comment", "preamble"):
                    position = self.closed(position - 1)
                elif kind == "string":
                    fields, position = self.fields(position, closing, "@string")
                    for name, field in fields.items():
                        self.macros[name] = field.value
                else:
                    entry, position = self.entry(found, closing)
                    yield entry
            except _FaultError:
                pass

    def entry(self, opened: re.Match[str], closing: str) -> tuple[BibEntry, int]:
        found = _KEY.match(self.text, opened.end())
        if not found or not found["key"]:
            begun = f"@{opened['kind']}{opened['open']}"
            message = f"`{begun}` is not followed by a key and a comma"
            self.fail(message, opened.start("at"), f"write `{begun}key,`")
        fields: Mapping[str, Field] = {}
        end = found.end()
        if found["end"] == ",":
            fields, end = self.fields(end, closing, found["key"])
        at, key_at = self.at(opened.start("at")), self.at(found.start("key"))
        return BibEntry(opened["kind"].lower(), found["key"], at, key_at, fields), end

    def fields(self, position: int, closing: str, owner: str) -> tuple[dict[str, Field], int]:
        """Read fields up to the end of the entry that owns them."""
        fields: dict[str, Field] = {}
        while True:
            position = self.skip(position)
            if self.text.startswith(closing, position):
                return fields, position + 1
            found = _NAME.match(self.text, position)
            if not found or not found["equals"]:
                self.fail_if_over(position, closing, owner)
                sign = found["name"] if found else self.text[position]
                hint = f"write `{sign} = {{...}}`" if found else "expected `name = {...}`"
                self.fail(f"`{sign}` stands where a field was expected", position, hint)
            name = found["name"].lower()
            name_at = self.at(found.start("name"))
            if name in fields:
                first = self.collector.span(fields[name].name_at)
                self.fail(f"`{name}` is given a second time, first at {first}", found.start("name"))
            value, end = self.value(found.end())
            fields[name] = Field(value, name_at, self.at(found.end()))
            position = self.skip(end)
            if self.text.startswith(",", position):
                position += 1
            elif not self.text.startswith(closing, position):
                self.fail_if_over(position, closing, owner)
                hint = f"write a comma, or `{closing}` where the entry ends"
                self.fail(f"`{name}` is not followed by a comma", end, hint)

    def fail_if_over(self, position: int, closing: str, owner: str) -> None:
        """Fail where another entry begins, or nothing follows."""
        if found := re.compile(r"@\w+|\Z").match(self.text, position):
            told = f"`{found[0]}` begins" if found[0] else "the file ends"
            hint = f"close it with `{closing}`, and each `{{` in it with `}}`"
            self.fail(f"{told} before `{owner}` is closed", position, hint)

    def value(self, position: int) -> tuple[str, int]:
        """Read pieces joined by `#`."""
        whole = ""
        while True:
            first = self.text[position : position + 1]
            if first in ("{", '"') and first:
                end = self.closed(position)
                whole += self.text[position + 1 : end - 1]
            elif found := _BARE.match(self.text, position):
                name, end = found[0], found.end()
                if not name.isdigit() and name.lower() not in self.macros:
                    known = (each for each in self.macros if each not in _MONTHS)
                    hint = self.collector.suggester.nearest(name, known)
                    self.fail(f"there is no @string `{name}`", position, hint)
                whole += self.macros.get(name.lower(), name)
            else:
                self.fail("a value is missing", position, "write `{...}`")
            if len(whole) > MAX_TEXT:
                message = f"a value has more than {MAX_TEXT:,} characters"
                self.fail(message, position, "shorten it, or remove the field")
            position = self.skip(end)
            if not self.text.startswith("#", position):
                return whole, end
            position = self.skip(position + 1)

    def closed(self, position: int) -> int:
        """Find the end of what a brace, parenthesis or quote opens."""
        opened, depth, found = self.text[position], 0, None
        closing = {"{": "}", "(": ")", '"': '"'}[opened]
        for found in _SIGN.finditer(self.text, position + 1):
            sign = found[0]
            if len(sign) > 2:  # the next entry begins
                break
            if sign == closing and not depth:
                return found.end()
            depth += (sign == "{") - (sign == "}")
        self.lost += (found.start() if found else len(self.text)) - position
        return self.fail(f"the `{opened}` that opens here is not closed", position)

    def skip(self, position: int) -> int:
        found = _GAP.match(self.text, position)
        assert found
        return found.end()
