"""Whatever is odd about a call, it ends in a word that helps, and the terminal is not obeyed."""

import ast
import json
from pathlib import Path
from random import Random

import pytest

from briefing.batch.report import FORMATS as SUMMARIES
from briefing.batch.report import BatchEntry, remarks
from briefing.errors import Diagnostic, InputError, OutputError, Span, UsageError, as_json, one_line
from tests.support.odd_calls import calls, fault, surroundings, yard
from tests.support.places import ROOT

# the whole of it is `python -m tests.support.odd_calls`, a part of `make test-all`
_SHARE = 14
PRINTERS = ("print", "sys.stdout.write", "sys.stderr.write", "typer.echo", "click.echo")
HOSTILE = (
    "x\n::error file=a::forged",
    "x\nforged.yaml:1:1: error: forged",
    "x\r\x1b[2Jforged",
    "\x1b]0;forged\x07",
    "a\u202etxt.exe",
    "a\u3164\u2800\u034f\ufe0f\u00ad\U000e0041b",
    "a\tb\x85c\u2028d",
    "a\udcffb",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return yard(tmp_path_factory.mktemp("odd") / "here")


@pytest.mark.parametrize(
    ("words", "before"),
    Random(5).sample([*((words, "") for words in calls()), *surroundings()], _SHARE),
    ids=lambda each: " ".join(each).encode("unicode-escape").decode()[:60] if each else "-",
)
def test_an_odd_call_ends_in_a_word_that_helps(words: list[str], before: str, place: Path) -> None:
    assert fault(words, place, before) == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_makes_a_line_of_its_own(name: str) -> None:
    entry = BatchEntry(Path(name), Path(name), "failed", messages=(name,))
    said = [
        str(Diagnostic(name, Span(name, 1, 1), name)),
        str(InputError([Diagnostic(name, Span(name, 1, 1))])),
        str(UsageError(name, name)),
        str(OutputError(name)),
        SUMMARIES["text"]([entry]),
        SUMMARIES["json"]([entry]),
    ]
    for text in said:
        lines = text.split("\n")
        assert not any(line.strip().startswith(("::", "forged")) for line in lines), text
        assert all(line.isprintable() and one_line(line) == line for line in lines), text
    assert one_line(remarks([entry]).split("\n", maxsplit=1)[0]).endswith(":")


@pytest.mark.parametrize("name", HOSTILE[:-1])
def test_json_says_the_same_and_shows_what_is_unseen(name: str) -> None:
    text = as_json({"name": name})
    assert json.loads(text) == {"name": name}
    assert all(line.isprintable() for line in text.split("\n"))


def test_nothing_is_printed_but_in_one_place() -> None:
    found = [
        path.relative_to(ROOT / "briefing").as_posix()
        for path in sorted((ROOT / "briefing").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in PRINTERS
    ]
    # the first runs before anything is installed, the last in a process of its own
    expected = ["cli/console.py", "layout/worker/main.py", "runtime/native_libraries.py"]
    assert sorted(found) == expected
