"""The commands of README and documentation work as they stand there, page by page."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT

# what a page names besides the files that it shows
FOLDERS = ("data", "docs/reference/examples", "styles")
SHOWN = re.compile(
    r"^<!-- file: (?P<name>\S+) -->\n```\w*\n(?P<text>.*?)```", re.DOTALL | re.MULTILINE
)


def commands(path: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


PAGES = [
    path
    for path in (ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")))
    # those for developers are run in a copy of the project, with what they are about to add
    if commands(path) and ROOT / "docs" / "dev" not in path.parents
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like that of the project, in which commands may write."""
    folder = tmp_path_factory.mktemp("project")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    (folder / "build").mkdir()
    return folder


@pytest.fixture(scope="module")
def done() -> set[str]:
    """Return the commands that ran already: what one page has built the next one need not."""
    return set()


def run(words: list[str], folder: Path) -> None:
    if words[0] == "briefing":
        words = [sys.executable, "-m", *words]
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), shlex.join(words)
    if "-o" in words:
        output = folder / words[words.index("-o") + 1]
        assert output.is_dir() or output.stat().st_size > 10_000


def test_the_readme_shows_the_two_commands_and_a_tour_on_two_pages() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"^```\n(.*)\n```", text, re.MULTILINE)[:2] == ["make brief", "make test"]
    assert len(commands(ROOT / "README.md")) >= 12
    assert text.count("\n") <= 120


def test_every_task_has_a_page_with_commands() -> None:
    assert len(PAGES) >= 10


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_commands_of_a_page_work_one_after_the_other(
    path: Path, folder: Path, done: set[str]
) -> None:
    for shown in SHOWN.finditer(path.read_text("utf-8")):
        (folder / shown["name"]).write_text(shown["text"], "utf-8")
    for command in commands(path):
        if command not in done:
            run(shlex.split(command), folder)
            done.add(command)
