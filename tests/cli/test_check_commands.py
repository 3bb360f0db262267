"""`briefing check` and `briefing rules` as a user meets them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from briefing.cli.app import app
from briefing.validation.rules import rules
from tests.support.places import TESTS

WRONG = TESTS / "cases" / "unknown-source.yaml"
DOUBTFUL = TESTS / "cases" / "source-never-cited.yaml"
CLEAN = TESTS / "topics" / "minimal.yaml"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def test_check_shows_what_is_wrong_where_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "topic.yaml").write_bytes(WRONG.read_bytes())
    monkeypatch.chdir(tmp_path.parent)
    result = run("check", tmp_path.name)
    assert (result.exit_code, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        f"{tmp_path.name}/topic.yaml:14:17: error[unknown-source]: there is no source `guage-2022`",
        "  14 |     descriptor: Better than [@guage-2022].",
        "     |                 ^",
        "  hint: did you mean `gauge-2023`?",
    ]
    assert lines[-1] == "1 topic: 2 errors, 0 warnings"


@pytest.mark.parametrize(
    ("topics", "strict", "code", "counts"),
    [
        ([CLEAN], True, 0, "1 topic: 0 errors, 0 warnings"),
        ([CLEAN, DOUBTFUL], False, 0, "2 topics: 0 errors, 2 warnings"),
        ([CLEAN, DOUBTFUL], True, 1, "2 topics: 0 errors, 2 warnings"),
        ([WRONG, DOUBTFUL], False, 1, "2 topics: 2 errors, 2 warnings"),
        ([CLEAN, "nowhere"], False, 1, "2 topics: 1 error, 0 warnings"),
    ],
)
def test_check_ends_with_the_counts_of_all_topics_and_fails_on_errors(
    topics: list[str | Path], strict: bool, code: int, counts: str
) -> None:
    result = run("check", *topics, *(["--strict"] if strict else []))
    assert (result.exit_code, result.stderr) == (code, "")
    assert result.stdout.splitlines()[-1] == counts


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_check_writes_for_programs_and_fails_all_the_same(form: str) -> None:
    result = run("check", WRONG, "--format", form)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "unknown-source" in json.dumps(json.loads(result.stdout))


def test_a_build_is_refused_where_facts_contradict_each_other(tmp_path: Path) -> None:
    case = TESTS / "cases" / "contradicting-dates.yaml"
    result = run("build", case, "-o", tmp_path / "brief.pdf")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the event is dated 1926 here, and 1924 at contradicting-dates.yaml" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_rules_are_listed_and_explained() -> None:
    result = run("rules")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(rules())
    assert run("rules", "stale-stance").stdout.startswith("stale-stance (warning): ")
    unknown = run("rules", "stale-stanse")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "did you mean `stale-stance`?" in unknown.stderr
