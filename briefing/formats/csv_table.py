"""A CSV file (RFC 4180) as Excel writes it -> a list of mappings that know their places.

Enters: the bytes of one file and the name to report it by. Columns are parted by commas,
semicolons or tabs; the encoding is UTF-8, with or without a byte order mark, or else Windows-1252.
Leaves: a `Seq` with one `Map` a row, and a list of diagnostics.
"""

import re
from collections.abc import Iterator

from briefing.errors import Diagnostic, Span
from briefing.formats.scalars import Cell, decode
from briefing.formats.table_rows import PlacedValue, TableRow, build_rows
from briefing.formats.yaml_tree import Seq, place

__all__ = ["read_csv"]

_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')


def read_csv(
    data: bytes, file: str, *, delimiter: str | None = None, decimal: str = "."
) -> tuple[Seq, list[Diagnostic]]:
    """Build the rows of a file, and collect in one pass what is wrong with it."""
    text = _decode(data, file)
    if isinstance(text, Diagnostic):
        return Seq(file, place(0, 0)), [text]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[Diagnostic] = []
    rows = _rows(text, delimiter or _sniff(text), decimal, file, found)
    return build_rows(rows, file, found), found


def _decode(data: bytes, file: str) -> str | Diagnostic:
    text = decode(data, file)
    if isinstance(text, str) or b"\0" in data:
        return text
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return text


def _sniff(text: str) -> str:
    """Find what parts the columns: what the header has most of, outside of quotes."""
    header = _QUOTED.sub("", text.lstrip()).partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _rows(
    text: str, delimiter: str, decimal: str, file: str, found: list[Diagnostic]
) -> Iterator[TableRow]:
    """Split text into rows; where one cannot be split, say so and end."""
    # the csv module does not tell where a cell stands
    blank = "[ ]*+" if delimiter == "\t" else r"[ \t]*+"
    plain = f'[^"{delimiter}\n][^{delimiter}\n]*+'
    pattern = re.compile(rf"{blank}({_QUOTED.pattern}|{plain}|){blank}({delimiter}|\n|\Z)")
    width = position = line = line_start = 0
    row: TableRow = []
    while position < len(text) or row:
        match = pattern.match(text, position)
        if match is None:
            blanks = len(text[position:]) - len(text[position:].lstrip(" \t"))
            span = Span(file, line + 1, position + blanks - line_start + 1)
            message = "a quote opens here and does not end with its cell"
            found.append(Diagnostic(message, span, rule="bad-table"))
            return
        raw, start = match[1], match.start(1)
        value = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw.rstrip()
        row.append(PlacedValue(Cell(value, decimal), line, start - line_start))
        if breaks := raw.count("\n"):
            line, line_start = line + breaks, start + raw.rindex("\n") + 1
        position = match.end()
        if match[2] != delimiter:
            width = width or (len(row) if any(cell.text for cell in row) else 0)
            if any(cell.text for cell in row[width:]):
                message = f"a row of {len(row)} cells, expected {width} as in the header"
                hint = f"put a cell that holds {_DELIMITERS[delimiter]} in quotes"
                found.append(Diagnostic(message, row[0].span(file), hint, rule="bad-table"))
            else:
                # Excel leaves out delimiters after the last filled cell, or adds some
                yield row
            row = []
            line, line_start = line + 1, position
