"""Tables are read as topics name them, and their cells as the models need them."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from briefing.errors import InputError, nearest
from briefing.loading.tables import FIELDS
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model.brief import Brief
from briefing.model.sections.comparison import ComparisonRow

TOPIC = """\
title: Rivers
type: Country brief
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
parties: [{id: upland, name: Upland}]
sources: [{id: gauge, type: webpage}]
sections:
"""
HEADER = ["measure", "value", "unit", "period", "citations"]
ROW = ["Freight", "12", "t", "2020", "[@gauge]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rivers"
    folder.mkdir()
    return folder


def write(folder: Path, sections: str, **files: str | bytes) -> Path:
    """Write a topic whose sections are given; `_` in the names of files stands for a dot."""
    (folder / "topic.yaml").write_text(TOPIC + sections)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def economics(reference: str) -> str:
    return f"  - kind: economics\n    observations: {reference}\n"


def book(*rows: Sequence[Any]) -> bytes:
    made = Workbook()
    assert made.active
    made.active.title = "Trade"
    for row in rows:
        made.active.append(row)
    made.save(data := BytesIO())
    return data.getvalue()


def read(folder: Path) -> Brief:
    return validate(load(folder))


def faults(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder)
    return str(caught.value).splitlines()


def test_numbers_in_columns_of_text_and_text_in_columns_of_numbers_are_what_they_should_be(
    folder: Path,
) -> None:
    header = [*HEADER, "text", "priority", "conditional", "disputes", "audience"]
    row = [2024, 12, 2.5, 2020, "[@gauge]", 7, 1, True, None, "press; minister"]
    text = ",".join(header) + '\n2024,12,2.5,2020,"[@gauge]",7,1,TRUE,,press; minister\n'
    workbook = book(header, row)
    cases: dict[str, dict[str, str | bytes]] = {
        "trade.csv": {"trade_csv": text},
        "trade.tsv": {"trade_tsv": text.replace(",", "\t")},
        "{table: trade.CSV, delimiter: ','}": {"trade_CSV": text},
        "trade.xlsx": {"trade_xlsx": workbook},
        "{table: trade.xlsx, sheet: Trade, range: 'A1:J2'}": {"trade_xlsx": workbook},
    }
    for reference, files in cases.items():
        sections: Any = read(write(folder, economics(reference), **files)).sections
        (seen,) = sections[0].observations
        assert seen.measure == "2024"
        assert seen.value == 12
        assert seen.unit == "2.5"
        assert str(seen.period) == "2020"
        assert (seen.text, seen.priority, seen.conditional) == ("7", 1, True)
        assert (seen.disputes, seen.audience) == ((), ("press", "minister"))


def test_every_list_that_may_be_a_table_takes_one(folder: Path) -> None:
    sections = """\
  - {kind: economics, observations: o.csv, goods: g.csv, firms: f.csv}
  - {kind: history, eras: [{title: Now, events: e.csv}]}
  - {kind: multilateral, bodies: [{name: Union, memberships: m.csv}]}
  - {kind: bilateral, visits: v.csv, agreements: a.csv, missions: s.csv}
  - {kind: comparison, tables: [{title: Banks, columns: ["2020", North], rows: r.csv}]}
"""
    brief: Any = read(
        write(
            folder,
            sections,
            o_csv="\n".join(map(",".join, (HEADER, ROW))),
            g_csv="group;product;seller\nFood;Fish;upland\n",
            f_csv="name,home\nAlder Ferries,upland\n",
            e_csv="date;title;turning_point\n1924-08;Founded;true\n",
            m_csv="party,status\nupland,member\n",
            v_csv="visitor,place,date\nA minister,Bridge,2023-05-04\n",
            a_csv="title,signed\nAct,not stated\n",
            s_csv="sender,host,type\nupland,Port,Embassy\n",
            r_csv="North,label,priority,2020\n1,Towns,3,2\n4,Bridges,,3\n",
        )
    )
    economics, history, multilateral, bilateral, comparison = brief.sections
    lists = {
        "observations": economics.observations,
        "goods": economics.goods,
        "firms": economics.firms,
        "events": history.eras[0].events,
        "memberships": multilateral.bodies[0].memberships,
        "visits": bilateral.visits,
        "agreements": bilateral.agreements,
        "missions": bilateral.missions,
        "rows": comparison.tables[0].rows,
    }
    assert set(lists) == set(FIELDS)
    assert all(lists.values())
    assert history.eras[0].events[0].turning_point
    assert [row.cells for row in lists["rows"]] == [("2", "1"), ("3", "4")]
    assert [row.priority for row in lists["rows"]] == [3, 2]


COMMA = '  hint: name its table as `{table: FILE, decimal: ","}`'
BARE = "  hint: write it without separators, as in 1234.5"


@pytest.mark.parametrize(
    ("cell", "decimal", "hint"),
    [
        ("2,5", ".", COMMA),
        ("1,234", ".", f"{BARE}; where commas are decimal signs, {COMMA.removeprefix('  hint: ')}"),
        ("1,234.5", ".", BARE),
        ("1 234", ".", BARE),
        ("1.234,5", ",", BARE.replace("4.5", "4,5")),
        ("2.5", ",", BARE.replace("4.5", "4,5")),
        ("17%", ".", "  hint: leave the sign out, and write `per cent` as the unit"),
    ],
)
def test_a_number_with_other_signs_is_refused_with_the_way_out(
    folder: Path, cell: str, decimal: str, hint: str
) -> None:
    message = f"error: {{}}`value` expects a number, not `{cell}`"
    for name, place, where in (
        ("t.csv", "t.csv:2:9", ""),
        ("t.xlsx", "t.xlsx:2:2", "Trade!B2: "),
    ):
        rows = [HEADER, [ROW[0], cell, *ROW[2:]]]
        text = "\n".join(map(";".join, rows))
        reference = f"{{table: {name}, decimal: '{decimal}'}}"
        write(folder, economics(reference), t_csv=text, t_xlsx=book(*rows))
        assert faults(folder) == [f"{place}: {message.format(where)}", hint]


def test_decimal_commas_are_read_where_the_table_says_so(folder: Path) -> None:
    text = "\n".join(map(";".join, (HEADER, [ROW[0], "-2,50", *ROW[2:]])))
    reference = "{table: t.csv, decimal: ','}"
    brief: Any = read(write(folder, economics(reference), t_csv=text))
    assert brief.sections[0].observations[0].value == -2.5


def test_faults_in_a_workbook_name_sheet_and_cell(folder: Path) -> None:
    rows: list[list[Any]] = [HEADER, ROW, [None, 3, "t", "2020-13", "[@gague]"]]
    assert faults(write(folder, economics("t.xlsx"), t_xlsx=book(*rows))) == [
        "t.xlsx:3:1: error: Trade!A3: `measure` is missing",
        "  hint: add `measure: ...` (what is measured, in the words of the charts)",
        "t.xlsx:3:4: error: Trade!D3: `2020-13` has the month 13: expected one from 01 to 12",
        "  hint: write `not stated` where no source says",
        "t.xlsx:3:5: error: Trade!E3: there is no source `gague`",
        "  hint: did you mean `gauge`?",
    ]


def test_how_a_table_is_named_is_checked_like_all_fields(folder: Path) -> None:
    csv = "\n".join(map(",".join, (HEADER, ROW)))
    for reference, expected in {
        "t.xls": [
            "10:19: error: `t.xls` is no table that can be read",
            "  hint: save it as .xlsx or as .csv",
        ],
        "u.csv": ["10:19: error: `u.csv` does not exist", "  hint: did you mean `t.csv`?"],
        "{table: u.csv}": ["10:27: error: `u.csv` does not exist", "  hint: did you mean `t.csv`?"],
        "{table: t.csv, sheet: Trade}": [
            "10:34: error: `sheet` says nothing of a .csv file",
            "  hint: remove it",
        ],
        "{tabel: t.csv}": [
            "10:20: error: unknown field `tabel`",
            "  hint: did you mean `table`?",
        ],
        "{table: t.csv, decimal: ';'}": [
            "10:43: error: `decimal` cannot be `;`",
            "  hint: expected `.` or `,`",
        ],
        "{}": [
            "10:19: error: `table` is missing",
            "  hint: add `table: ...` (file beside the topic, .csv, .tsv or .xlsx)",
        ],
    }.items():
        told = faults(write(folder, economics(reference), t_csv=csv))
        assert told == [f"topic.yaml:{expected[0]}", *expected[1:]]


def test_cells_of_a_comparison_that_are_not_there_are_missed(folder: Path) -> None:
    comparison = """\
  - kind: comparison
    tables: [{title: Banks, columns: [South, North], rows: r.csv}]
"""
    write(folder, comparison, r_csv="label,Sout,North\nTowns,1,2\nBridges,,2\n")
    assert faults(folder) == [
        "r.csv:1:7: error: unknown field `Sout`",
        f"  hint: {nearest('Sout', ComparisonRow.model_fields)}",
        "r.csv:2:1: error: an entry of `cells` is empty",
        "  hint: write something",
        "r.csv:3:1: error: an entry of `cells` is empty",
        "  hint: write something",
    ]
