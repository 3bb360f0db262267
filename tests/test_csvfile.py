import pytest

from briefing.csvfile import read_csv
from briefing.errors import Span
from briefing.tree import Seq, span_of


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
        {"id": "a", "name": "Grain", "value": 1.5},
        {"id": "b", "value": "012"},
        {"id": "c", "name": "NO", "value": -300.0},
    ]


def test_quotes_hold_commas_lines_quotes_and_digits_as_text() -> None:
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


def test_a_file_may_hold_a_header_alone() -> None:
    assert read("a,b\n") == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["t.csv:1:1: the file is empty"]),
        (b"\n,,\n", ["t.csv:1:1: the file is empty"]),
        (
            b"a,,a,\n1,2\n",
            [
                "t.csv:1:3: column 2 has no name",
                "t.csv:1:4: column `a` is given a second time",
                "t.csv:1:6: column 4 has no name",
                "t.csv:2:1: a row of 2 cells, expected 4 as in the header",
            ],
        ),
        (
            b"a,b\n1\n2,3\n4,5,6\n",
            [
                "t.csv:2:1: a row of 1 cells, expected 2 as in the header",
                "t.csv:4:1: a row of 3 cells, expected 2 as in the header",
            ],
        ),
        (b'a,b\n1,"x\n2,y\n', ["t.csv:2:3: a quote opens here and does not end with its cell"]),
        (b'a,b\n1, "x" y\n', ["t.csv:2:4: a quote opens here and does not end with its cell"]),
        (b"a\n\xe9\n", ["t.csv:2:1: byte 0xe9 is not UTF-8"]),
        (
            b"a;b\n1,5;2\n",
            ["t.csv:1:1: columns are parted by semicolons or tabs, expected commas"],
        ),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, expected: list[str]) -> None:
    assert faults(data) == expected
