"""A brief is built again when a file of it changes, and only then."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from briefing.pipeline.watch import watch
from briefing.runtime.fingerprint import state
from tests.support import pdf as of
from tests.support.places import ROOT, TOPICS

MINIMAL = (TOPICS / "minimal.yaml").read_text("utf-8")
# a shell that runs the tests in the background has made all its children deaf to interrupts
COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from briefing.cli.entry_point import main
main()
"""
QUIET = 0.4


class Watching:
    """A watch in a thread: `builds` tells the content of a file at each build."""

    def __init__(self, file: Path, amid: Callable[[], None] = lambda: None) -> None:
        self.file = file
        self.builds: Queue[str | None] = Queue()
        self._amid = amid
        # it ends with the process: a watch has no other end than an interruption
        Thread(target=watch, args=(self._make, [file.parent]), daemon=True).start()

    def _make(self) -> Mapping[str, str] | None:
        try:
            known = {str(self.file): state(self.file)}
            text = self.file.read_text()
        except OSError:
            self.builds.put(None)
            return None
        self._amid()
        self.builds.put(text)
        return None if text == "wrong" else known

    def next(self) -> str | None:
        return self.builds.get(timeout=10)

    def is_quiet(self) -> bool:
        try:
            self.builds.get(timeout=QUIET)
        except Empty:
            return True
        return False


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file that is watched."""
    path = tmp_path / "topic.yaml"
    path.write_text("one")
    return path


def test_each_change_is_built_once(file: Path) -> None:
    watching = Watching(file)
    assert watching.next() == "one"
    assert watching.is_quiet()
    file.write_text("two")
    assert watching.next() == "two"
    # as editors do it
    (file.parent / "new").write_text("three")
    (file.parent / "new").replace(file)
    assert watching.next() == "three"
    assert watching.is_quiet()


def test_what_is_only_newer_or_not_of_the_topic_is_not_built_again(file: Path) -> None:
    watching = Watching(file)
    assert watching.next() == "one"
    os.utime(file)
    (file.parent / "other.txt").write_text("x")
    assert watching.is_quiet()
    file.write_text("two")
    assert watching.next() == "two"


def test_a_change_amid_a_build_is_built_after_it(file: Path) -> None:
    def change() -> None:
        if file.read_text() == "one":
            file.write_text("two")

    watching = Watching(file, change)
    assert [watching.next(), watching.next()] == ["one", "two"]
    assert watching.is_quiet()


def test_after_a_failure_a_file_beside_may_be_what_was_missing(file: Path) -> None:
    file.write_text("wrong")
    watching = Watching(file)
    assert watching.next() == "wrong"
    assert watching.is_quiet()
    (file.parent / "images").mkdir()
    (file.parent / "images" / "missing.png").write_bytes(b"x")
    assert watching.next() == "wrong"
    file.unlink()
    assert watching.next() is None
    file.write_text("mended")
    assert watching.next() == "mended"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "topic.yaml").write_text(MINIMAL, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "build", ".", "-o", "brief.pdf", "--watch"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_a_person_at_a_desk_sees_each_change_and_each_fault(
    process: subprocess.Popen[str], tmp_path: Path
) -> None:
    output, topic = tmp_path / "brief.pdf", tmp_path / "topic.yaml"
    assert process.stdout

    def said() -> str:
        assert process.stdout
        return process.stdout.readline()

    built = "brief.pdf: 1 page, 2 sections, 0 disputes, 0 warnings, "
    assert said().startswith(built)
    before = output.read_bytes()

    topic.write_text(MINIMAL.replace("rises", "falls").replace("sections:", "sektions:"), "utf-8")
    assert said() == "topic.yaml:9:1: error: unknown field `sektions`\n"
    while not said().startswith("  hint: "):
        pass
    assert output.read_bytes() == before

    topic.write_text(MINIMAL.replace("rises", "falls"), "utf-8")
    line = ""
    while not line.startswith(built):
        line = said()
    assert float(line.removeprefix(built).removesuffix(" s\n")) < 60
    assert "The river falls in March." in " ".join(of.page_texts(output.read_bytes()))

    engine = children(process.pid)
    assert engine
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 130
    assert process.stdout.read() == ""
    end = time.monotonic() + 10
    while any(Path(f"/proc/{each}").exists() for each in engine) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(Path(f"/proc/{each}").exists() for each in engine)


def children(process: int) -> list[int]:
    """List the children of a process, where the system tells them."""
    told = Path(f"/proc/{process}/task/{process}/children")
    return list(map(int, told.read_text().split())) if told.exists() else [process]
