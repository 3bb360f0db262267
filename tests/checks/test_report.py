"""Findings as text, JSON and SARIF 2.1.0 (the properties that its schema requires)."""

import json
from pathlib import Path
from typing import Any

import pytest

from briefing.checks.report import FORMATS
from briefing.checks.run import Checked, diagnose
from briefing.errors import Diagnostic, Sheet, Span
from tests.support.places import TESTS

WRONG = TESTS / "cases" / "several-faults.yaml"
DOUBTFUL = TESTS / "cases" / "source-never-cited.yaml"


def found(
    line: str, column: int, *, encoding: str = "utf-8", folder: Path = Path("t"), hint: str = ""
) -> Checked:
    diagnostic = Diagnostic("m", Span("f.yaml", 2, column), hint or None, rule="bad-date")
    return Checked(folder, (diagnostic,), {"f.yaml": f"a: b\r\n{line}\nc: d".encode(encoding)})


def excerpt(line: str, column: int, **more: Any) -> list[str]:
    return FORMATS["text"]([found(line, column, **more)]).splitlines()[1:-1]


def test_a_finding_is_shown_with_its_line_and_a_caret_below_the_column() -> None:
    text = FORMATS["text"]([found("dates: [1924-13]", 9, hint="write a month")])
    assert text.splitlines() == [
        "f.yaml:2:9: error[bad-date]: m",
        "  2 | dates: [1924-13]",
        "    |         ^",
        "  hint: write a month",
        "1 topic: 1 error, 0 warnings",
    ]


def test_the_caret_keeps_its_place_behind_tabs_controls_and_in_long_lines() -> None:
    assert excerpt("\ta:\x1b[1m é b", 9) == ["  2 |  a: [1m é b", "    |         ^"]
    shown, caret = excerpt("x" * 150 + "HERE" + "y" * 3000, 151)
    assert len(shown) < 110
    assert shown[caret.index("^") :].startswith("HERE")


def test_a_line_that_is_not_utf_8_is_shown_as_far_as_it_can_be_read() -> None:
    assert excerpt("a: Zürich", 5, encoding="cp1252") == ["  2 | a: Z\ufffdrich", "    |     ^"]


def test_what_has_no_line_to_show_is_told_without() -> None:
    assert excerpt("", 1) == []
    assert excerpt("a", 1)[0] == "  2 | a"
    cell = Diagnostic("m", Span(Sheet("f.xlsx", "Trade"), 1, 3), rule="bad-table")
    gone = Diagnostic("m", Span("gone.yaml", 1, 1), rule="bad-table")
    topic = Checked(Path("t"), (cell, gone), {"f.xlsx": b"PK"})
    assert FORMATS["text"]([topic]).splitlines() == [
        "f.xlsx:1:3: error[bad-table]: Trade!C1: m",
        "gone.yaml:1:1: error[bad-table]: m",
        "1 topic: 2 errors, 0 warnings",
    ]


def test_paths_are_relative_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk" / "topic").mkdir(parents=True)
    (tmp_path / "other place").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    for folder, path, uri in (
        (tmp_path / "desk" / "topic", "topic/f.yaml", "topic/f.yaml"),
        (Path("topic"), "topic/f.yaml", "topic/f.yaml"),
        (
            tmp_path / "other place",
            "../other place/f.yaml",
            (tmp_path / "other place" / "f.yaml").as_uri(),
        ),
    ):
        topic = found("a", 1, folder=folder)
        assert FORMATS["text"]([topic]).startswith(f"{path}:2:1: ")
        assert json.loads(FORMATS["json"]([topic]))["findings"][0]["file"] == path
        (result,) = json.loads(FORMATS["sarif"]([topic]))["runs"][0]["results"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == uri


def test_json_holds_every_finding_and_their_numbers() -> None:
    checked = [diagnose(WRONG), diagnose(DOUBTFUL), diagnose(TESTS / "nowhere")]
    report = json.loads(FORMATS["json"](checked))
    assert (report["errors"], report["warnings"]) == (9, 2)
    assert len(report["findings"]) == 11
    first, *_, last = report["findings"]
    assert first.keys() == {
        "topic", "file", "line", "column", "severity", "rule", "message", "hint",
    }  # fmt: skip
    assert (first["line"], first["column"], first["rule"]) == (18, 1, "unknown-field")
    assert (last["file"], last["line"], last["rule"]) == (None, None, "no-topic")


def test_sarif_holds_what_its_schema_requires() -> None:
    checked = [diagnose(WRONG), diagnose(DOUBTFUL), diagnose(TESTS / "nowhere")]
    log = json.loads(FORMATS["sarif"](checked))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "briefing"
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == 11
    for rule in driver["rules"]:
        assert rule["id"]
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning")
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("error", "warning")
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert " " not in place["artifactLocation"]["uri"]
        region = place.get("region", {"startLine": 1, "startColumn": 1})
        assert min(region["startLine"], region["startColumn"]) >= 1
    assert "region" not in run["results"][-1]["locations"][0]["physicalLocation"]


def test_sarif_of_a_clean_topic_has_a_run_without_results() -> None:
    log = json.loads(FORMATS["sarif"]([Checked(Path("t"), (), {})]))
    assert log["runs"][0]["results"] == []
    assert log["runs"][0]["tool"]["driver"]["rules"] == []
