"""A table beside the topic, as a field names it -> the entries of that field.

Enters: the mapping that holds the field, and the topic's folder. The field holds the name of a
file, `trade.csv`, or `{table: trade.xlsx, sheet: Trade, range: A3:H40, decimal: ","}`. Leaves: a
`Seq` with one `Map` a row, whose cells are text that the models read as they need.
"""

from pathlib import PurePosixPath
from typing import Literal

from pydantic import Field, ValidationError

from briefing.errors import Diagnostic
from briefing.formats.csv_table import read_csv
from briefing.formats.folder import Folder
from briefing.formats.xlsx_table import read_xlsx
from briefing.formats.yaml_tree import Map, Node, Seq
from briefing.model.base import Model
from briefing.model.sections.registry import lists_of
from briefing.validation.model_errors import explain_model_errors

__all__ = ["FIELDS", "SUFFIXES", "Table", "is_table", "read_table"]

FIELDS = lists_of(lambda item: item.tabular)
"""Fields of sections whose entries may be the rows of a table."""
SUFFIXES = (".csv", ".tsv", ".xlsx")
# what others there are, so that they are refused as tables and not as text
_OTHERS = (".numbers", ".ods", ".xls", ".xlsb", ".xlsm")


class Table(Model):
    """A table beside the topic: its header holds names of fields, each row is an entry."""

    table: str = Field(
        description="File beside the topic, .csv, .tsv or .xlsx.", examples=["trade.xlsx"]
    )
    sheet: str | None = Field(None, description="Sheet of the workbook; its first if left out.")
    range: str | None = Field(
        None,
        description="The cells of the table with its header, where others stand around it.",
        examples=["A3:H40"],
    )
    decimal: Literal[".", ","] = Field(".", description="Sign before the decimals of figures.")
    delimiter: Literal[",", ";", "\t"] | None = Field(
        None, description="What parts the columns of CSV; found in its header if left out."
    )


def is_table(value: Node) -> bool:
    """Return whether a field, of those that list entries, names a table instead."""
    return isinstance(value, Map) or (
        isinstance(value, str) and value.lower().endswith((*SUFFIXES, *_OTHERS))
    )


def read_table(holder: Map, key: str, folder: Folder) -> tuple[Node, list[Diagnostic]]:
    """Read the table that a field names; raise InputError where its file cannot be read."""
    value, span = holder[key], holder.span(key)
    if isinstance(value, Map):
        try:
            table = Table.model_validate(value)
        except ValidationError as error:
            return None, list(explain_model_errors(error, Table, value))
        span = value.span("table")
    else:
        table = Table(table=str(value))
    suffix = PurePosixPath(table.table.lower()).suffix
    if suffix not in SUFFIXES:
        message = f"`{table.table}` is no table that can be read"
        return None, [Diagnostic(message, span, "save it as .xlsx or as .csv", rule="bad-table")]
    file, data = folder.read(table.table, span)
    if suffix == ".xlsx":
        rows, found = read_xlsx(
            data, file, sheet=table.sheet, cells=table.range, decimal=table.decimal
        )
        idle = ["delimiter"]
    else:
        rows, found = read_csv(data, file, delimiter=table.delimiter, decimal=table.decimal)
        idle = ["sheet", "range"]
    found += [
        Diagnostic(
            f"`{each}` says nothing of a {suffix} file",
            value.key_span(each),
            "remove it",
            rule="bad-table",
        )
        for each in idle
        if isinstance(value, Map) and each in value
    ]
    columns = holder.get("columns")
    if key == "rows" and isinstance(columns, Seq) and not found:
        rows = _gather(rows, columns)
    return rows, found


def _gather(rows: Seq, columns: Seq) -> Seq:
    """Make one list of the cells in each row that stand below the columns of a comparison."""
    wanted = [str(name) for name in columns]
    known, whole = set(wanted), Seq(rows.file, rows.at)
    for row in rows:
        assert isinstance(row, Map)
        entry, cells = Map(row.file, row.at), Seq(row.file, row.at)
        places = dict(zip(row, zip(row.places[::2], row.places[1::2], strict=True), strict=True))
        for name in wanted:
            cells.add(row.get(name, ""), places.get(name, (row.at, row.at))[1])
        for name, value in row.items():
            if name not in known:
                entry.add(name, value, *places[name])
        if "cells" not in entry:
            entry.add("cells", cells, row.at, row.at)
        whole.add(entry, row.at)
    return whole
