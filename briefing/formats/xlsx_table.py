"""A sheet of an Excel workbook -> a list of mappings that know their places.

Enters: the bytes of one .xlsx file, the name to report it by, and which cells of it are the table.
Leaves: a `Seq` with one `Map` a row, and a list of diagnostics. Cells become the text that they
show: results of formulas, dates as exact as their format, per cents with their sign. Hidden rows
count like others; merged cells and formulas without a result are refused.
"""

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from briefing.errors import Diagnostic, Sheet, Span, nearest
from briefing.formats.folder import MAX_BYTES
from briefing.formats.scalars import Cell
from briefing.formats.table_rows import PlacedValue, TableRow, build_rows
from briefing.formats.yaml_tree import MAX_NODES, Seq, place

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["read_xlsx"]

_MAX_UNPACKED = 4 * MAX_BYTES
_MAX_ROWS = 1_048_576  # as many as a sheet has
# openpyxl makes up the cells that are left out before the last one of a row
_MAX_MADE_UP = 20 * MAX_NODES
_APART = "copy the table into a workbook of its own"
# left, top, right, bottom from 1; no right or bottom: as far as there is something
_Bounds: TypeAlias = tuple[int, int, int | None, int | None]
# of a number format: what stands in quotes, in brackets or after a backslash is no code
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read_xlsx(
    data: bytes,
    file: str,
    *,
    sheet: str | None = None,
    cells: str | None = None,
    decimal: str = ".",
) -> tuple[Seq, list[Diagnostic]]:
    """Build the rows of a sheet, the first one if none is named, or of a range of its cells."""
    rows: list[TableRow] = []
    found: list[Diagnostic] = []
    try:
        bounds = _bounds(cells)
        chosen = _choose(_open(data), sheet)
        file = Sheet(file, chosen.title)
        rows = _read(chosen, bounds, file, decimal, found)
    except _RefusedError as error:
        message, hint = error.args
        found.append(Diagnostic(message, Span(file, 1, 1), hint, rule="bad-table"))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # whatever openpyxl stumbles over in a damaged file
        hint = "save it as an Excel workbook (.xlsx), without a password"
        message = "this is no workbook that can be read"
        found = [Diagnostic(message, Span(file, 1, 1), hint, rule="bad-table")]
    return (Seq(file, place(0, 0)) if found else build_rows(rows, file, found)), found


class _RefusedError(Exception):
    """What is asked for cannot be had: a message and a hint."""


def _bounds(cells: str | None) -> _Bounds:
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries((cells or "A:XFD").upper())
    except ValueError:
        raise _RefusedError(f"`{cells}` is no range of cells", "write it as in `A3:H40`") from None
    return left or 1, top or 1, right if cells else None, bottom


def _open(data: bytes) -> "Workbook":
    from openpyxl import load_workbook

    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = sum(each.file_size for each in archive.infolist())
    if size > _MAX_UNPACKED:
        message = f"unpacked it has {size:,} bytes, expected at most {_MAX_UNPACKED:,}"
        raise _RefusedError(message, _APART)
    with warnings.catch_warnings(action="ignore"):  # it tells what it would not write again
        return load_workbook(BytesIO(data), read_only=True, data_only=True)


def _choose(book: "Workbook", title: str | None) -> Any:
    sheets = {each.title: each for each in book.worksheets}
    if title is None:
        return next(each for each in book.worksheets if each.sheet_state == "visible")
    if title not in sheets:
        raise _RefusedError(f"there is no sheet `{title}`", nearest(title, sheets))
    return sheets[title]


def _read(
    sheet: Any, bounds: _Bounds, file: Sheet, decimal: str, found: list[Diagnostic]
) -> list[TableRow]:
    """Read the filled rows; all of them begin at the same column."""
    left, top, right, bottom = bounds
    sheet.reset_dimensions()  # many programs write them wrongly
    filled: list[TableRow] = []
    first, last, made_up = _MAX_ROWS, 0, 0
    with warnings.catch_warnings(action="ignore"):
        # openpyxl makes up all rows that are left out before the one that it reads
        # it would also make up those of a range, however wide, so that is cut here
        for count, line in enumerate(sheet.iter_rows(top, bottom, left)):
            if count == _MAX_ROWS:
                raise _RefusedError(f"a row beyond number {_MAX_ROWS:,}", _APART)
            made_up += len(line)
            if made_up > _MAX_MADE_UP:
                raise _RefusedError("rows with cells far to the right", _APART)
            cells = line[: right - left + 1] if right else line
            row = [_placed(each, decimal) for each in cells if each.value is not None]
            if any(each.text for each in row):
                filled.append(row)
                first, last = min(first, row[0].column), max(last, row[-1].column)
                if len(filled) * (last - first + 1) > MAX_NODES:
                    raise _RefusedError(f"more than {MAX_NODES:,} cells", _APART)
                found += [
                    Diagnostic(
                        f"`{each.value}` is an error of the workbook",
                        Span(file, each.row, each.column),
                        "mend it there, or leave the cell empty",
                        rule="bad-table",
                    )
                    for each in cells
                    if each.data_type == "e"
                ]
    if not filled:
        return []
    box = (first + 1, filled[0][0].line + 1, last + 1, filled[-1][0].line + 1)
    # openpyxl does not tell when it reads row by row
    with sheet._get_source() as source:  # noqa: SLF001
        found += _refuse(source, box, file)
    return [_fill(row, first, last) for row in filled]


def _placed(cell: Any, decimal: str) -> PlacedValue:
    return PlacedValue(_text(cell, decimal), cell.row - 1, cell.column - 1)


def _fill(row: TableRow, first: int, last: int) -> TableRow:
    cells = {cell.column: cell for cell in row}
    return [
        cells.get(column, PlacedValue(Cell(""), row[0].line, column))
        for column in range(first, last + 1)
    ]


def _text(cell: Any, decimal: str) -> Cell:
    """Write the value of a cell as its format shows it, but with all its digits."""
    value, code = cell.value, _LITERAL.sub("", cell.number_format).lower()
    match value:
        case bool():
            return Cell(str(value).lower())
        case int() | float() if "%" in code:
            return Cell(f"{value * 100:.15g}%")
        case float():
            return Cell(f"{value:.15g}")  # as many as Excel itself shows
        case dt.datetime() if value.time() != dt.time() and "h" in code:
            return Cell(value.isoformat(" "))
        case dt.datetime():
            # who writes `March 2022` has a first of March in the cell
            length = 10 if "d" in code or "y" not in code else 7 if "m" in code else 4
            return Cell(value.date().isoformat()[:length])
    return Cell(str(value).strip(), decimal if isinstance(value, str) else ".")


def _refuse(source: IO[bytes], box: tuple[int, int, int, int], file: Sheet) -> Iterator[Diagnostic]:
    """Report merged cells and formulas without a result in the table."""
    from openpyxl.utils import range_boundaries
    from openpyxl.xml.functions import iterparse

    left, top, right, bottom = box
    for _, element in iterparse(source):
        place, message = None, ""
        match element.tag.rpartition("}")[2]:
            case "mergeCell":
                place = element.get("ref")
                message = "merged cells"
                hint = "split them, or name the cells of the table alone, as in `range: A3:H40`"
            case "c" if element.find("{*}f") is not None and element.get("t") != "str":
                if not element.findtext("{*}v"):
                    place = element.get("r")
                    message = "a formula whose result is not in the file"
                    hint = "open the workbook in Excel or LibreOffice, and save it again"
            case "row":
                element.clear()
        if place:
            first, upper, last, lower = range_boundaries(place)
            if first <= right and last >= left and upper <= bottom and lower >= top:
                yield Diagnostic(message, Span(file, upper, first), hint, rule="bad-table")
