"""What a command imports before it does anything, and what it begins first."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

import briefing
from briefing.cli import entry_point
from briefing.model import renames
from briefing.model.renames import Rename
from briefing.runtime.cache import FOLDER
from tests.support.places import ROOT, SAMPLE, TOPICS

# what takes longer to import than all of ours
HEAVY = {
    "babel", "jinja2", "markdown_it", "openpyxl", "pikepdf", "pydantic", "rich", "typer",
    "weasyprint", "yaml",
}  # fmt: skip
MINIMAL = TOPICS / "minimal.yaml"

START = """
import atexit, json, subprocess, sys
heavy = set(json.loads(sys.argv.pop(1)))
first = []
class Noting(subprocess.Popen):
    def __init__(self, *words, **options):
        first.append(sorted(heavy & sys.modules.keys()))
        super().__init__(*words, **options)
subprocess.Popen = Noting
def report():
    print(json.dumps([first[:1], sorted(heavy & sys.modules.keys())]), file=sys.stderr)
atexit.register(report)
from briefing.cli.entry_point import main
main()
"""


def run(*words: str | Path) -> tuple[list[list[str]], list[str], str]:
    """Give what was imported when the first process was started, and at the end, and the output."""
    done = subprocess.run(
        [sys.executable, "-c", START, json.dumps([*HEAVY]), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, last = json.loads(done.stderr.splitlines()[-1])
    return first, last, done.stdout


def test_help_imports_the_parser_alone() -> None:
    first, last, said = run("--help")
    assert (first, last) == ([], ["typer"])
    assert "batch" in said


def test_a_check_imports_neither_templates_nor_tools_for_pdf() -> None:
    _, last, _ = run("check", SAMPLE)
    assert not {"jinja2", "openpyxl", "pikepdf", "rich", "weasyprint"} & {*last}
    assert "pydantic" in last  # the test can see what is there


@pytest.mark.parametrize("command", ["build", "pack"])
def test_the_engine_starts_before_anything_heavy_is_imported(command: str) -> None:
    first, last, _ = run(command, "--help")
    assert first == [[]]
    assert "typer" in last


def test_an_unchanged_build_imports_nothing_heavy_and_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> list[Path]:
        return sorted((tmp_path / "kept").rglob("*"))

    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))
    words = ("build", MINIMAL, "-o", tmp_path / "brief.pdf")
    first, last, said = run(*words)
    assert first == [[]]
    assert "pikepdf" in last
    assert ": unchanged" not in said
    first, last, again = run(*words)
    assert (first, last) == ([], [])
    assert again == said.replace(".pdf: ", ".pdf: unchanged, ")
    before = kept()
    first, _, anew = run(*words, "--no-cache")
    assert (first, anew) == ([[]], said)
    assert kept() == before


def test_an_old_flag_is_read_with_a_note(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(renames, "RENAMES", (Rename("shape", "format", "0.2.0", ("flag",)),))
    with ExitStack() as stack, pytest.raises(SystemExit) as ended:
        entry_point._run(["check", str(MINIMAL), "--shape", "json"], stack)
    said = capsys.readouterr()
    assert (ended.value.code, json.loads(said.out)["errors"]) == (0, 0)
    assert said.err.startswith("note: `--shape` is called `--format` since version 0.2.0; from")


def test_the_package_alone_imports_nothing_and_has_all_that_it_names() -> None:
    script = "import briefing, sys; print([name for name in sys.modules if 'briefing' in name])"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "['briefing']\n"
    assert sorted(briefing.__all__) == briefing.__all__
    for name in briefing.__all__:
        assert getattr(briefing, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing"):
        getattr(briefing, "nothing")  # noqa: B009  no type has it
