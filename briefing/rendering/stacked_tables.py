"""Tables as lists: for type so large that columns have no room beside each other.

Enters: the HTML of a part. Leaves: the same, each table with a head a list of entries whose fields
name their columns. Invariant: no words and no ids are lost. A matrix and a poll stay tables, since
they are drawings.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefing.model.brief import Position
from briefing.model.sections.registry import record_types

__all__ = ["stack"]

# What these compare stands side by side: each column is an entry. So it is in a case, without name.
_BY_COLUMN = {"", Position.side_by_side, *(each.side_by_side for each in record_types())}
_DRAWN = {"poll"}
# A name that is a number alone stands before the first field.
_NUMBER = re.compile(r"[A-Z]?\d{1,3}")

_COLUMN = "column"

_TABLE = re.compile(r"<table\b([^>]*)>((?:(?!<table\b).)*?)</table>", re.DOTALL)
_PART = re.compile(r"<(caption|thead|tbody|tfoot)\b[^>]*>(.*?)</\1>", re.DOTALL)
_ROW = re.compile(r"<tr\b([^>]*)>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(id|class)="([^"]*)"')
_UNSEEN = re.compile(r'<span class="unseen">.*?</span>')
_TAG = re.compile(r"<[^>]*>")


class _Cell(NamedTuple):
    names: bool
    id: str
    kind: str
    html: str


class _Row(NamedTuple):
    id: str
    kind: str
    cells: list[_Cell]


def stack(html: str) -> str:
    """Put lists in the place of tables."""
    return _TABLE.sub(lambda table: _list(table[0], *_mark(table[1]), table[2]), html)


def _list(table: str, name: str, kind: str, content: str) -> str:
    kinds = set(kind.split(" "))
    parts = [(part[1], part[2]) for part in _PART.finditer(content)]
    present = {name for name, _ in parts}
    if "thead" not in present or "tfoot" in present or kinds & _DRAWN:
        return table
    (head,) = (_rows(html)[0].cells for name, html in parts if name == "thead")
    bodies = [_rows(html) for name, html in parts if name == "tbody"]
    if kinds & _BY_COLUMN:
        head, bodies = _turn(head, bodies)
    lines = [f'<p class="caption">{html}</p>' for name, html in parts if name == "caption"]
    if heads := _heads(head, bodies):
        lines.append(f'<p class="heads">{heads}</p>')
    for rows in bodies:
        lines += _entries(head, rows)
    return "\n".join([_open("div", name, f"stack {kind}"), *lines, "</div>"])


def _turn(head: list[_Cell], bodies: list[list[_Row]]) -> tuple[list[_Cell], list[list[_Row]]]:
    """Make rows of columns; a column without a head is empty, or holds the names of the rows."""
    rows = [row for rows in bodies for row in rows]
    blank = _Cell(False, "", "", "")
    turned = [
        _Row(
            name.id,
            _COLUMN,
            [
                name._replace(names=True, id=""),
                *(
                    row.cells[at]._replace(kind=f"{row.kind} {row.cells[at].kind}".strip())
                    for row in rows
                ),
            ],
        )
        for at, name in enumerate(head)
        if name.html.strip()
    ]
    return [blank, *(row.cells[0] if row.cells[0].names else blank for row in rows)], [turned]


def _heads(head: list[_Cell], bodies: list[list[_Row]]) -> str:
    """Return the heads of the columns that entries begin with, which no field of theirs names."""
    rows = [row for rows in bodies for row in rows if row.kind != "group"]
    own = [_UNSEEN.sub("", head[at].html).strip() for at in _opening(rows[0])] if rows else []
    return " ".join(filter(None, own))


def _opening(row: _Row) -> list[int]:
    """Find the cells that an entry begins with: its name, after a number the first field, too."""
    names = [at for at, cell in enumerate(row.cells) if cell.names] or [0]
    text = _TAG.sub("", row.cells[names[0]].html).strip()
    is_number = row.kind != _COLUMN and _NUMBER.fullmatch(text)
    return [names[0], *([names[0] + 1] if is_number else [])]


def _entries(head: list[_Cell], rows: list[_Row]) -> Iterator[str]:
    is_open = False
    for row in rows:
        if row.kind == "group":
            yield f'<p class="group">{row.cells[0].html}</p>'
            continue
        if not is_open:
            yield '<ul class="entries">'
            is_open = True
        opening = _opening(row)
        yield _open("li", row.id, f"entry {row.kind}")
        name = " ".join(_span(row.cells[at]) for at in opening)
        yield f'<div class="name">{name}</div>'
        for at, cell in enumerate(row.cells):
            if at not in opening and cell.html.strip():
                label = _UNSEEN.sub("", head[at].html)
                label = label and f'<b class="label">{label}:</b> '
                yield f"{_open('div', cell.id, cell.kind)}{label}{cell.html}</div>"
        yield "</li>"
    if is_open:
        yield "</ul>"


def _span(cell: _Cell) -> str:
    inner = f"<b>{cell.html}</b>" if cell.names else cell.html
    return f"{_open('span', cell.id, cell.kind)}{inner}</span>" if cell.id or cell.kind else inner


def _open(tag: str, name: str, kind: str) -> str:
    marks = (f' {key}="{value.strip()}"' for key, value in (("id", name), ("class", kind)) if value)
    return f"<{tag}{''.join(marks)}>"


def _mark(attributes: str) -> tuple[str, str]:
    found = dict(_ATTRIBUTE.findall(attributes))
    return found.get("id", ""), found.get("class", "")


def _rows(html: str) -> list[_Row]:
    return [
        _Row(
            *_mark(row[1]),
            [_Cell(cell[1] == "th", *_mark(cell[2]), cell[3]) for cell in _CELL.finditer(row[2])],
        )
        for row in _ROW.finditer(html)
    ]
