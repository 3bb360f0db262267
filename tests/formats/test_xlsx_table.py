import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from briefing.errors import Diagnostic
from briefing.formats.scalars import Cell
from briefing.formats.xlsx_table import read_xlsx
from briefing.formats.yaml_tree import Map, Seq, span_of


def save(book: Workbook, *changes: tuple[str, str]) -> bytes:
    """Write a workbook; in the XML of its first sheet, replace what patterns find."""
    first, second = BytesIO(), BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for pattern, other in changes:
                    text = re.sub(pattern, other, text.decode()).encode()
            new.writestr(name, text)
    return second.getvalue()


def sheet(*rows: tuple[Any, ...], title: str = "Trade") -> Workbook:
    book = Workbook()
    assert book.active
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def read(book: Workbook, **options: str) -> Seq:
    rows, found = read_xlsx(save(book), "t.xlsx", **options)
    assert found == []
    return rows


def told(found: list[Diagnostic]) -> list[str]:
    return [line for each in found for line in str(each).splitlines()]


def test_cells_become_the_text_that_they_show() -> None:
    book = sheet(
        ("label", "value", "period", "share", "yes", "sum"),
        (" 2024 ", 2.5, date(2022, 3, 1), 0.175, True, 0.1 + 0.2),
        (2024, "2,5", 2020, 1, False, 1234567),
        ("month", None, date(2022, 3, 1), None, None, None),
        ("year", None, datetime(2022, 3, 1, tzinfo=UTC).replace(tzinfo=None), None, None, None),
        ("hour", None, datetime(2022, 3, 1, 12, 30, tzinfo=UTC).replace(tzinfo=None)),
    )
    assert book.active
    for cell, code in {"D2": "0.0%", "C4": '[$-409]mmm\\ "d" yy', "C5": "yyyy"}.items():
        book.active[cell].number_format = code
    book.active.row_dimensions[3].hidden = True
    assert read(book) == [
        {
            "label": "2024",
            "value": "2.5",
            "period": "2022-03-01",
            "share": "17.5%",
            "yes": "true",
            "sum": "0.3",
        },
        {
            "label": "2024",
            "value": "2,5",
            "period": "2020",
            "share": "1",
            "yes": "false",
            "sum": "1234567",
        },
        {"label": "month", "period": "2022-03"},
        {"label": "year", "period": "2022"},
        {"label": "hour", "period": "2022-03-01 12:30:00"},
    ]


def test_decimal_commas_are_those_of_text_alone() -> None:
    (row,) = read(sheet(("a", "b", "c"), (2.5, "2,5", "2.5")), decimal=",")
    assert isinstance(row, Map)
    assert [cell.number() for cell in row.values() if isinstance(cell, Cell)] == [2.5, 2.5, None]


def test_a_sheet_and_a_range_may_be_named() -> None:
    book = sheet(("notes",))
    book["Trade"].sheet_state = "hidden"
    other = book.create_sheet("Goods and more")
    for row in [("Table 1",), (), (None, "a", "b", "note"), (None, 1, None, "x"), (None, 3, 4)]:
        other.append(row)
    other.merge_cells("A1:C1")
    expected = [{"a": "1"}, {"a": "3", "b": "4"}]
    for options in ({"sheet": "Goods and more"}, {}):
        assert read(book, cells="$b$3:C9", **options) == expected
    assert read(book, cells="B3:C4") == expected[:1]
    rows = read(book, cells="B3:C9")
    span = span_of(rows, (1, "b"))
    assert (str(span), span.cell) == ("t.xlsx:5:3", "'Goods and more'!C5")
    assert span_of(rows, (0, "a"), key=True).cell == "'Goods and more'!B3"
    assert span_of(read(sheet(("a",), (1,))), (0, "a")).cell == "Trade!A2"


def test_results_of_formulas_are_read_and_missing_ones_refused() -> None:
    book = sheet(("a", "b", "c", "d"), (1, "=A2*2", '=""', "=A2*3"), (None, None, None, "=1"))
    formula = r'(<c r="{}")><f>(.*?)</f><v ?/?>(?:</v>)?'
    data = save(
        book,
        (formula.format("B2"), r"\1><f>\2</f><v>2</v>"),
        (formula.format("C2"), r'\1 t="str"><f>\2</f><v></v>'),
    )
    hint = "  hint: open the workbook in Excel or LibreOffice, and save it again"
    rows, found = read_xlsx(data, "t.xlsx")
    assert rows == []
    assert told(found) == [
        "t.xlsx:2:4: error: Trade!D2: a formula whose result is not in the file",
        hint,
    ]
    rows, found = read_xlsx(data, "t.xlsx", cells="A1:C2")
    assert (rows, found) == ([{"a": "1", "b": "2"}], [])


def faulty() -> Iterator[tuple[bytes, dict[str, str], list[str]]]:
    merged = sheet(("a", "b"), (1, 2), ("#N/A", 3))
    merged["Trade"].merge_cells("A2:B2")
    yield (
        save(merged),
        {},
        [
            "t.xlsx:3:1: error: Trade!A3: `#N/A` is an error of the workbook",
            "  hint: mend it there, or leave the cell empty",
            "t.xlsx:2:1: error: Trade!A2: merged cells",
            "  hint: split them, or name the cells of the table alone, as in `range: A3:H40`",
        ],
    )
    whole = save(sheet(("a", None, "a"), (1, 2, 3)))
    yield (
        whole,
        {},
        [
            "t.xlsx:1:3: error: Trade!C1: column `a` is given a second time",
            "t.xlsx:1:2: error: Trade!B1: column 2 has no name",
        ],
    )
    yield (
        whole,
        {"sheet": "Trades"},
        ["t.xlsx:1:1: error: there is no sheet `Trades`", "  hint: did you mean `Trade`?"],
    )
    yield (
        whole,
        {"cells": "row 3"},
        ["t.xlsx:1:1: error: `row 3` is no range of cells", "  hint: write it as in `A3:H40`"],
    )
    yield whole, {"cells": "A9:C10"}, ["t.xlsx:1:1: error: Trade!A1: the table is empty"]
    for data in (b"", b"\xd0\xcf\x11\xe0 encrypted", whole[:-40], b"PK\x05\x06" + bytes(18)):
        yield (
            data,
            {},
            [
                "t.xlsx:1:1: error: this is no workbook that can be read",
                "  hint: save it as an Excel workbook (.xlsx), without a password",
            ],
        )


@pytest.mark.parametrize(("data", "options", "expected"), list(faulty()))
def test_what_is_no_table_is_refused(
    data: bytes, options: dict[str, str], expected: list[str]
) -> None:
    rows, found = read_xlsx(data, "t.xlsx", **options)
    assert told(found) == expected
    assert found[0].rule in ("bad-table", "empty-file")
    assert not rows or "column" in expected[0]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("briefing.formats.xlsx_table._MAX_UNPACKED", 1_000)
    _, (found,) = read_xlsx(save(sheet(("a",))), "t.xlsx")
    assert re.fullmatch(r"unpacked it has [\d,]+ bytes, expected at most 1,000", found.message)


def test_a_row_beyond_the_end_of_a_sheet_is_not_waited_for() -> None:
    book = sheet(("a",), ("b",), ("c",))
    _, (found,) = read_xlsx(save(book, (r'row r="3"', 'row r="999999999"')), "t.xlsx")
    assert found.message == "a row beyond number 1,048,576"
