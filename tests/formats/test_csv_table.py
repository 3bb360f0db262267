import pytest

from briefing.errors import Span
from briefing.formats.csv_table import read_csv
from briefing.formats.scalars import Cell
from briefing.formats.yaml_tree import Map, Seq, span_of


def read(text: str) -> Seq:
    rows, found = read_csv(text.encode(), "t.csv")
    assert found == []
    return rows


def faults(data: bytes) -> list[str]:
    _, found = read_csv(data, "t.csv")
    return [f"{each.span}: {each.message}" for each in found]


def test_each_row_is_a_mapping_of_its_filled_cells() -> None:
    text = "id, name ,value\na,Grain,1.5\n\nb,,012\n,,\n c , NO ,-3e2"
    assert read(text) == [
        {"id": "a", "name": "Grain", "value": "1.5"},
        {"id": "b", "value": "012"},
        {"id": "c", "name": "NO", "value": "-3e2"},
    ]


def test_quotes_hold_commas_lines_and_quotes() -> None:
    text = 'a,b\n"x, ""y""",  "1"  \n"two\r\nlines",5" disk\n"",true\n'
    assert read(text) == [
        {"a": 'x, "y"', "b": "1"},
        {"a": "two\nlines", "b": '5" disk'},
        {"b": "true"},
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_those_of_the_file(end: str, mark: str) -> None:
    rows = read(f'{mark}ä,b{end}{end}"ü{end}ö", x{end}1, "y"{end}')
    places = {
        (): "1:1",
        (0,): "3:1",
        (0, "ä"): "3:1",
        (0, "b"): "4:5",
        (1,): "5:1",
        (1, "b"): "5:4",
        (1, "missing"): "5:1",
    }
    for loc, place in places.items():
        assert str(span_of(rows, loc)) == f"t.csv:{place}"
    assert span_of(rows, (1, "b"), key=True) == Span("t.csv", 1, 3)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_parts_the_columns_is_found_in_the_header(delimiter: str) -> None:
    text = '\na|"b; ,c;\t,\n;"|d\n 1 |"x|y"|2\n'.replace("|", delimiter)
    assert read(text) == [{"a": "1", "b; ,c;\t,\n;": f"x{delimiter}y", "d": "2"}]


def test_the_topic_may_say_what_parts_the_columns() -> None:
    rows, found = read_csv(b"a,b,c;d\n1,2;3\n", "t.csv", delimiter=";")
    assert (rows, found) == ([{"a,b,c": "1,2", "d": "3"}], [])


def test_cells_know_the_decimal_sign_of_their_table() -> None:
    rows, _ = read_csv(b"a;b\n1,5;1,5\n", "t.csv", decimal=",")
    (row,) = rows
    assert isinstance(row, Map)
    assert [cell.number() for cell in row.values() if isinstance(cell, Cell)] == [1.5, 1.5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_excel_writes_utf_8_or_windows_1252(encoding: str) -> None:
    rows, found = read_csv("a;b\nŠerić – 5 €;ü\n".replace("ć", "c").encode(encoding), "t.csv")
    assert (rows, found) == ([{"a": "Šeric – 5 €", "b": "ü"}], [])


def test_rows_may_lack_empty_cells_at_their_end_or_have_more_of_them() -> None:
    assert read("a,b,c,,\n1\n1,2\n1,2,3,,,,,\n") == [
        {"a": "1"},
        {"a": "1", "b": "2"},
        {"a": "1", "b": "2", "c": "3"},
    ]


def test_names_in_one_cell_are_parted_at_semicolons() -> None:
    rows = read('disputes,audience,citations\na; b-c ;,press,"[@a; @b]"\n')
    assert rows == [{"disputes": ["a", "b-c"], "audience": ["press"], "citations": "[@a; @b]"}]
    assert str(span_of(rows, (0, "disputes", 1))) == "t.csv:2:1"


def test_a_file_may_hold_a_header_alone() -> None:
    assert read("a,b\n") == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["t.csv:1:1: the table is empty"]),
        (b"\n,,\n", ["t.csv:1:1: the table is empty"]),
        (
            b"a,,a,\n1,2\n1,2,,,5\n",
            [
                "t.csv:1:4: column `a` is given a second time",
                "t.csv:3:1: a row of 5 cells, expected 4 as in the header",
                "t.csv:1:3: column 2 has no name",
            ],
        ),
        (
            b"a,b\n1\n2,3\n4,5,6\n",
            ["t.csv:4:1: a row of 3 cells, expected 2 as in the header"],
        ),
        (b'a,b\n1,"x\n2,y\n', ["t.csv:2:3: a quote opens here and does not end with its cell"]),
        (b'a,b\n1, "x" y\n', ["t.csv:2:4: a quote opens here and does not end with its cell"]),
        (b"a\n\x81\n", ["t.csv:2:1: byte 0x81 is not UTF-8"]),
        ("a\tb\n".encode("utf-16"), ["t.csv:1:1: byte 0xff is not UTF-8"]),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, expected: list[str]) -> None:
    assert faults(data) == expected
