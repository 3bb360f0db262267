"""Texts, cells, values and findings have a bound, which is told with its place."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook

from briefing.errors import MAX_FINDINGS, Diagnostic, InputError, Suggester, nearest
from briefing.formats import xlsx_table
from briefing.formats.csv_table import read_csv
from briefing.formats.scalars import MAX_TEXT
from briefing.formats.xlsx_table import read_xlsx
from briefing.formats.yaml_tree import Node, read_yaml
from briefing.loading.bibliography import read_library

LONG = "a" * (MAX_TEXT + 1)
DOUBLED = "@string{a0 = {abcdefgh}}\n" + "".join(
    f"@string{{a{i} = a{i - 1} # a{i - 1}}}\n" for i in range(1, 60)
)


def found(read: Callable[[bytes, str], tuple[Node, list[Diagnostic]]], text: str) -> list[str]:
    return [str(each) for each in read(text.encode(), "file")[1] if each.severity == "error"]


def library(suffix: str) -> Callable[[bytes, str], tuple[Node, list[Diagnostic]]]:
    return lambda data, file: read_library(data, f"{file}.{suffix}")


@pytest.mark.parametrize(
    ("read", "text", "place"),
    [
        (read_yaml, f"- a\n- {LONG}", "file:2:3"),
        (read_csv, f"a,b\n1,{LONG}\n", "file:2:3"),
        (library("json"), f'[{{"id": "{LONG}"}}]', "file.json:1:9"),
        (library("ris"), f"TY  - BOOK\nID  - k\nTI  - {LONG}\n", "file.ris:3:7"),
        (library("ris"), "TY  - BOOK\nID  - k\nTI  - a\n" + "bc\n" * MAX_TEXT, "file.ris:3:7"),
        (library("bib"), f"@book{{k, title = {{{LONG}}}}}", "file.bib:1:"),
        (library("bib"), DOUBLED, "file.bib:15:"),
    ],
    ids=["yaml", "csv", "json", "ris", "ris in lines", "bib", "bib that doubles"],
)
def test_a_text_that_is_too_long_is_refused_at_its_place(
    read: Callable[[bytes, str], tuple[Node, list[Diagnostic]]], text: str, place: str
) -> None:
    first = found(read, text)[0]
    assert first.startswith(place)
    assert "100,000" in first


def test_aliases_stand_for_so_many_characters_at_most() -> None:
    text = f"a: &a {'b' * 60_000}\nb:\n" + "- *a\n" * 2_000
    (told,) = found(read_yaml, text)
    assert told.startswith("file:86:3: error: aliases stand for more than 5,000,000 characters")


def test_a_file_full_of_faults_is_not_read_to_its_end() -> None:
    assert len(found(read_yaml, "a: 1\n" * 10 * MAX_FINDINGS)) == MAX_FINDINGS


def test_findings_beyond_a_thousand_are_counted() -> None:
    many = [Diagnostic(str(number)) for number in range(MAX_FINDINGS + 500)]
    for error in (InputError(many), InputError(InputError(many).diagnostics)):
        *first, last = error.diagnostics
        assert first == many[:MAX_FINDINGS]
        assert str(last).startswith("error: 500 more findings are not told")
    assert InputError(many[:3]).diagnostics == tuple(many[:3])


def test_names_are_proposed_for_the_first_faults_and_of_names_that_people_write() -> None:
    suggester = Suggester(times=2)
    told = [suggester.nearest("gauge-2032", ["gauge-2023"]) for _ in range(3)]
    assert told == ["did you mean `gauge-2023`?"] * 2 + [None]
    assert nearest("a" * 101, ["a" * 100]) is None
    many = [f"b{number}" for number in range(10_000)]
    assert nearest("gauge-2032", [*many, "gauge-2023"]) == "did you mean `gauge-2023`?"


def workbook(rows: int, last: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in range(1, rows + 1):
        sheet[f"A{row}"] = "a"
        sheet[f"{last}{row}"] = "b"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_cells_far_to_the_right_are_counted_before_those_between_are_made_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx_table, "_fill", None)
    (told,) = read_xlsx(workbook(80, "XFD"), "a.xlsx")[1]
    assert "more than 1,000,000 cells" in told.message


def test_rows_far_to_the_right_of_a_range_are_not_read_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = workbook(80, "XFD")
    rows, found = read_xlsx(data, "a.xlsx", cells="A1:B1048576")
    assert (len(rows), found) == (79, [])
    monkeypatch.setattr(xlsx_table, "_MAX_MADE_UP", 1_000_000)
    (told,) = read_xlsx(data, "a.xlsx", cells="A1:B1048576")[1]
    assert "far to the right" in told.message
