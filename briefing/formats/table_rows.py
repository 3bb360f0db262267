"""The rows of a table as a list of mappings in which each row and cell knows its place.

Enters: rows of placed cells, the header first. Leaves: a `Seq` with one `Map` a row, keyed by the
header. Empty cells and empty rows are left out; what a cell means is left to the models.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from briefing.errors import Diagnostic, Span
from briefing.formats.scalars import MAX_TEXT, Cell
from briefing.formats.yaml_tree import MAX_NODES, Map, Node, Seq, place

__all__ = ["PlacedValue", "TableRow", "build_rows"]

# columns whose cells hold several names
_LISTS = ("audience", "disputes")


class PlacedValue(NamedTuple):
    """A cell, and its line and column from 0."""

    text: Cell
    line: int
    column: int

    def at(self) -> int:
        """Return the place as trees keep it."""
        return place(self.line, self.column)

    def span(self, file: str) -> Span:
        """Return the place as diagnostics tell it."""
        return Span(file, self.line + 1, self.column + 1)


TableRow: TypeAlias = list[PlacedValue]


def build_rows(rows: Iterable[TableRow], file: str, found: list[Diagnostic]) -> Seq:
    """Make mappings of rows, and collect what is wrong with their header."""

    def report(message: str, cell: PlacedValue) -> None:
        found.append(Diagnostic(message, cell.span(file), rule="bad-table"))

    filled = (row for row in rows if any(cell.text for cell in row))
    whole = Seq(file, place(0, 0))
    header = next(filled, [])
    if not header and not found:
        found.append(Diagnostic("the table is empty", Span(file, 1, 1), rule="empty-file"))
    names: set[str] = set()
    for cell in header:
        if cell.text in names:
            report(f"column `{cell.text}` is given a second time", cell)
        names |= {cell.text} if cell.text else set()
    nameless: dict[int, PlacedValue] = {}
    count = 0
    for row in filled:
        whole.add(_map(header, row, file, nameless), row[0].at())
        count += len(row)
        for cell in row:
            if len(cell.text) > MAX_TEXT:
                report(f"a cell has {len(cell.text):,} characters, at most {MAX_TEXT:,}", cell)
        if count > MAX_NODES:
            report(f"more than {MAX_NODES:,} cells", row[0])
            break
    for index, cell in nameless.items():
        report(f"column {index + 1} has no name", cell)
    return whole


def _map(header: TableRow, row: TableRow, file: str, nameless: dict[int, PlacedValue]) -> Map:
    found = Map(file, row[0].at())
    for index, (name, cell) in enumerate(zip(header, row, strict=False)):
        if cell.text and not name.text:
            nameless[index] = name
        elif cell.text:
            value: Node = cell.text
            if name.text in _LISTS:
                value = _split(cell, file)
            found.add(str(name.text), value, name.at(), cell.at())
    return found


def _split(cell: PlacedValue, file: str) -> Seq:
    """Part the names in one cell at semicolons."""
    names = Seq(file, cell.at())
    for part in cell.text.split(";"):
        if part.strip():
            names.add(Cell(part.strip()), cell.at())
    return names
