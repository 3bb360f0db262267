"""A CSV file (RFC 4180, UTF-8) as a list of mappings in which each row and cell knows its place.

Enters: the bytes of one file and the name to report it by. Leaves: a `Seq` with one `Map` a row,
keyed by the header, and a list of diagnostics. Empty cells and empty rows are left out; numbers
that stand without quotes are read as in YAML.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefing.errors import Diagnostic, Span
from briefing.scalars import decode, number
from briefing.tree import Map, Seq, place

__all__ = ["read_csv"]

# the csv module does not tell where a cell stands
_CELL = re.compile(r'[ \t]*+("[^"]*+(?:""[^"]*+)*+"|[^",\n][^,\n]*+|)[ \t]*+(,|\n|\Z)')


class _Cell(NamedTuple):
    text: str
    line: int
    column: int
    quoted: bool = False
    broken: bool = False

    def at(self) -> int:
        return place(self.line, self.column)


def read_csv(data: bytes, file: str) -> tuple[Seq, list[Diagnostic]]:
    """Build the rows of a file, and collect in one pass what is wrong with it."""
    rows = Seq(file, place(0, 0))
    text = decode(data, file)
    if isinstance(text, Diagnostic):
        return rows, [text]
    found: list[Diagnostic] = []

    def report(message: str, cell: _Cell, hint: str | None = None) -> None:
        found.append(Diagnostic(message, Span(file, cell.line + 1, cell.column + 1), hint))

    header: list[_Cell] = []
    for cells in _rows(text.replace("\r\n", "\n").replace("\r", "\n")):
        if cells[-1].broken:
            report("a quote opens here and does not end with its cell", cells[-1])
        elif not header:
            header = cells
            if len(cells) == 1 and re.search(r"[;\t]", cells[0].text):
                message = "columns are parted by semicolons or tabs, expected commas"
                report(message, cells[0], "save it again as comma-separated UTF-8")
                break
            names: set[str] = set()
            for index, cell in enumerate(cells):
                if not cell.text:
                    report(f"column {index + 1} has no name", cell)
                elif cell.text in names:
                    report(f"column `{cell.text}` is given a second time", cell)
                names.add(cell.text)
        elif len(cells) != len(header):
            message = f"a row of {len(cells)} cells, expected {len(header)} as in the header"
            report(message, cells[0], "put a cell that holds a comma in quotes")
        elif not found:
            row = Map(file, cells[0].at())
            for name, cell in zip(header, cells, strict=True):
                if cell.text:
                    value = cell.text if cell.quoted else number(cell.text)
                    row.add(name.text, value, name.at(), cell.at())
            rows.add(row, row.at)
    if not header and not found:
        found.append(Diagnostic("the file is empty", Span(file, 1, 1)))
    return rows, found


def _rows(text: str) -> Iterator[list[_Cell]]:
    """Split text into rows that hold anything; one that cannot be split ends in a broken cell."""
    position = line = line_start = 0
    row: list[_Cell] = []
    while position < len(text) or row:
        match = _CELL.match(text, position)
        if match is None:
            blanks = len(text[position:]) - len(text[position:].lstrip(" \t"))
            yield [*row, _Cell("", line, position + blanks - line_start, broken=True)]
            return
        raw, start = match[1], match.start(1)
        quoted = raw.startswith('"')
        value = raw[1:-1].replace('""', '"') if quoted else raw.rstrip()
        row.append(_Cell(value, line, start - line_start, quoted))
        if breaks := raw.count("\n"):
            line, line_start = line + breaks, start + raw.rindex("\n") + 1
        position = match.end()
        if match[2] != ",":
            if any(cell.text for cell in row):
                yield row
            row = []
            line, line_start = line + 1, position
