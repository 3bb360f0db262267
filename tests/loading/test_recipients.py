"""Lists of names are read like all tables: from anywhere, or for a profile from its folder."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from briefing.document.select import resolve_options
from briefing.errors import InputError
from briefing.loading.recipients import read_recipients
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model.options import Options
from briefing.model.recipient import MAX_RECIPIENTS, Recipient

TOPIC = """\
title: Rivers
type: Note
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
profiles:
  cabinet:
    copies: COPIES
sections: [{kind: text, text: Words.}]
"""
ADA = Recipient(name="Head of delegation", role="Chair, rivers", organisation="River board")
BO = Recipient(name="Ständiger Vertreter", role=None, organisation=None)
HEADER = "name,role,organisation\n"
LISTED = """
    - {name: Head of delegation, role: "Chair, rivers", organisation: River board}
    - name: Ständiger Vertreter"""
TABLE = HEADER + 'Head of delegation,"Chair, rivers",River board\n\nStändiger Vertreter,,\n'


def faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_recipients(path)
    return str(caught.value).splitlines()


def written(folder: Path, text: str) -> Path:
    (path := folder / "names.csv").write_text(text)
    return path


def book(*rows: Sequence[Any]) -> bytes:
    made = Workbook()
    assert made.active
    made.active.title = "Cabinet"
    for row in rows:
        made.active.append(row)
    made.save(data := BytesIO())
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("names.csv", TABLE.encode()),
        ("names.csv", TABLE.replace(", rivers", "; rivers").replace(",", ";").encode("cp1252")),
        ("names.CSV", TABLE.replace("\n", "\r\n").encode("utf-8-sig")),
        ("names.tsv", TABLE.replace('"', "").replace(", ", "; ").replace(",", "\t").encode()),
        (
            "names.xlsx",
            book(
                ["organisation", "name", "role"],
                ["River board", "Head of\ndelegation", "Chair, rivers"],
                [None, "Ständiger  Vertreter"],
            ),
        ),
    ],
)
def test_names_are_read_from_whatever_excel_writes(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    ada, bo = read_recipients(tmp_path / name)
    assert (ada.name, bo) == ("Head of delegation", BO)
    assert (ada.role or "").replace(";", ",") == ADA.role
    assert ada.organisation == ADA.organisation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "name,rôle\nAda,Chair\n",
            ["names.csv:1:6: error: unknown field `rôle`", "  hint: did you mean `role`?"],
        ),
        (
            HEADER + "Ada,,\n,Chair,\n",
            [
                "names.csv:3:1: error: `name` is missing",
                "  hint: add `name: ...` (name as it is to be printed)",
            ],
        ),
        (
            HEADER + "Ada,,Board\nBo,,\n ada ,,board\n",
            [
                "names.csv:4:2: error: `ada` is given a second time, first at names.csv:2:1",
                "  hint: tell the two apart by `role` or `organisation`, or remove one",
            ],
        ),
        (
            "Name,Role\nAda,Chair\nBo,Clerk\n",
            [
                "names.csv:2:1: error: the list of copies names nobody",
                "  hint: head its columns `name`, and perhaps `role` and `organisation`",
            ],
        ),
        (
            "name\n" + "".join(f"Guest {number}\n" for number in range(MAX_RECIPIENTS + 2)),
            [
                f"names.csv:{MAX_RECIPIENTS + 2}:1: error: more than 500 names",
                "  hint: part the list",
            ],
        ),
        (
            "name\nAlder, Ada\n",
            [
                "names.csv:2:1: error: a row of 2 cells, expected 1 as in the header",
                "  hint: put a cell that holds a comma in quotes",
            ],
        ),
        (HEADER, ["names.csv:1:1: error: `copies` is empty, expected at least 1 entry"]),
        ("", ["names.csv:1:1: error: the table is empty"]),
        (
            "name\nA\x01da\n",
            [
                "names.csv:2:1: error: `name` holds the control character U+0001",
                "  hint: remove it",
            ],
        ),
    ],
)
def test_a_faulty_list_is_refused_with_every_place(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    assert faults(written(tmp_path, text)) == expected


def test_two_people_of_one_name_are_told_apart_by_their_offices(tmp_path: Path) -> None:
    assert len(read_recipients(written(tmp_path, HEADER + "Ada,Chair,\nAda,Clerk,\n"))) == 2


def test_a_name_too_long_for_a_line_is_refused(tmp_path: Path) -> None:
    assert len(read_recipients(written(tmp_path, f"name\n{'x' * 60}\n"))) == 1
    (told,) = faults(written(tmp_path, f"name\n{'x' * 61}\n"))
    assert told == "names.csv:2:1: error: a name of 61 signs, expected at most 60"


def test_a_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "names.xlsx").write_bytes(book(["name", "role"], ["Ada"], ["Bo"], ["Ada"]))
    assert faults(tmp_path / "names.xlsx")[0] == (
        "names.xlsx:4:1: error: Cabinet!A4: `Ada` is given a second time, first at names.xlsx:2:1"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nams.csv", "`nams.csv` does not exist\n  hint: did you mean `names.csv`?"),
        ("gone/names.csv", "`names.csv` does not exist"),
        ("names.pdf", "`names.pdf` is no table that can be read\n  hint: save it as .xlsx or as"),
        ("folder.csv", "`folder.csv` is not a file"),
    ],
)
def test_a_file_that_is_no_list_is_named(name: str, expected: str, tmp_path: Path) -> None:
    written(tmp_path, TABLE)
    (tmp_path / "folder.csv").mkdir()
    assert expected in "\n".join(faults(tmp_path / name))


def topic(folder: Path, copies: str) -> Path:
    (folder / "topic.yaml").write_text(TOPIC.replace("COPIES", copies))
    return folder


@pytest.mark.parametrize(
    "copies",
    [
        "names.csv",
        "{table: names.csv, delimiter: ','}",
        LISTED,
    ],
)
def test_a_profile_names_a_list_beside_the_topic_or_holds_it(copies: str, tmp_path: Path) -> None:
    written(tmp_path, TABLE)
    brief = validate(load(topic(tmp_path, copies)))
    assert resolve_options(brief, Options(profile="cabinet")).copies == (ADA, BO)
    assert resolve_options(brief, Options(profile="cabinet", copies=(BO,))).copies == (BO,)
    assert resolve_options(brief, Options()).copies == ()


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        ("../names.csv", "topic.yaml:8:13: error: `../names.csv` does not lie below the topic's"),
        ("/etc/names.csv", "topic.yaml:8:13: error: `/etc/names.csv` does not lie below the"),
        ("twice.csv", "twice.csv:3:1: error: `Ada` is given a second time, first at twice.csv:2:1"),
        ("[{name: Ada}, {name: Ada}]", "topic.yaml:8:27: error: `Ada` is given a second time"),
        ("[{name: 5}]", "topic.yaml:8:21: error: `name` expects text, not the number 5"),
        ("[]", "topic.yaml:8:13: error: `copies` is empty, expected at least 1 entry"),
        ("12", "topic.yaml:8:13: error: `copies` expects a list, not `12`"),
    ],
)
def test_a_profile_with_a_faulty_list_is_refused(
    copies: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "twice.csv").write_text("name\nAda\nAda\n")
    with pytest.raises(InputError) as caught:
        validate(load(topic(tmp_path, copies)))
    assert str(caught.value).startswith(expected)
