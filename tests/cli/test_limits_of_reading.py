"""Every command that reads what somebody else may have written has a clock for it."""

import pkgutil
import shutil
import time
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from typer.testing import CliRunner

from briefing.cli.app import app
from briefing.pipeline.build import build
from tests.support.places import TOPICS


def slow_down(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a function never end in this thread; other tests may need it in others meanwhile."""
    usual = pkgutil.resolve_name(":".join(target.rsplit(".", 1)))

    def endless(*given: object, **named: object) -> object:
        while current_thread() is main_thread():
            time.sleep(0.01)
        return usual(*given, **named)

    monkeypatch.setattr(target, endless)


READING = {
    "loading": "briefing.loading.topic.read_yaml",
    "names": "briefing.loading.validate.check_names",
    "facts": "briefing.checks.run.check_contradictions",
}


@pytest.mark.parametrize("stage", READING)
@pytest.mark.parametrize("command", ["check", "build", "where"])
def test_a_topic_that_is_read_too_long_is_stopped_and_told(
    command: str, stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if (command, stage) == ("where", "facts"):
        return  # it does not ask for them
    monkeypatch.chdir(tmp_path)
    shutil.copy(TOPICS / "minimal.yaml", "alder.yaml")
    slow_down(READING[stage], monkeypatch)
    words = ["where", "March", "alder.yaml"] if command == "where" else [command, "alder.yaml"]
    done = CliRunner().invoke(app, [*words, "--timeout", "0.8"])
    assert done.exit_code == 1, done.output
    assert "alder.yaml:1:1: error" in done.output
    assert "to read this takes more than 0.8 seconds" in done.output


@pytest.mark.parametrize(
    ("command", "function", "says"),
    [
        (
            "where",
            "briefing.search.answer.find_places",
            "alder.yaml:1:1: error: to read this takes",
        ),
        ("where", "briefing.search.pdf_index._drawn", "alder.pdf:1:1: error: to read this takes"),
        ("extract", "briefing.archive.extract._files", "`alder.pdf` takes more than"),
    ],
)
def test_a_brief_that_is_read_too_long_is_stopped_and_told(
    command: str, function: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(TOPICS / "minimal.yaml", "alder.yaml")
    build(Path("alder.yaml"), Path("alder.pdf"))
    slow_down(function, monkeypatch)
    words = ["where", "March", "alder.yaml"] if command == "where" else [command, "alder.pdf"]
    done = CliRunner().invoke(app, [*words, "--timeout", "0.6"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert says in done.stderr


def test_a_page_that_holds_more_than_any_has_is_no_page_of_a_brief(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(TOPICS / "minimal.yaml", "alder.yaml")
    build(Path("alder.yaml"), Path("alder.pdf"))
    monkeypatch.setattr("briefing.search.pdf_index._MAX_PARTS", 0)
    done = CliRunner().invoke(app, ["where", "March", "alder.yaml"])
    assert "`alder.pdf` is no brief as it was built" in done.stderr
