"""Kill builds at random moments: the earlier PDF is whole or the new one is, and nothing is left.

`python -m tests.support.kill_runs 100` does so that many times and prints what became of them. Four
ways to die take turns: the program is killed, one of its layout processes is, Ctrl-C, and a polite
end. Processes and files are told by the folder for temporary files, which each build has to itself;
so this is for Linux.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.support.places import ROOT, TOPICS

TOPIC = TOPICS / "every-kind.yaml"
WAYS = ("kill", "kill a child", "interrupt", "terminate")
PATIENCE = 60


class Yard:
    """A folder in which builds are killed."""

    def __init__(self, place: Path, topic: Path) -> None:
        self.topic = topic
        self.temporary, self.output, self.cache = (place / name for name in ("tmp", "out", "cache"))
        for each in (self.temporary, self.output, self.cache):
            each.mkdir()
        self.pdf = self.output / "brief.pdf"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables with which a process writes here."""
        places = {"TMPDIR": self.temporary, "BRIEFING_CACHE_DIR": self.cache}
        return {**os.environ, **{name: str(place) for name, place in places.items()}}

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """Begin to build."""
        return subprocess.Popen(
            [sys.executable, "-m", "briefing", "build", self.topic, "-o", self.pdf, *options],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def call(self, place: Path, words: Sequence[str | Path]) -> "subprocess.Popen[bytes]":
        """Begin a command in a folder."""
        return subprocess.Popen(
            [sys.executable, "-m", "briefing", *words],
            cwd=place,
            env={**self.environment, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def left_elsewhere(self) -> list[str]:
        """List processes and temporary files that are there and should not be."""
        files = [*self.temporary.iterdir(), *self.cache.glob("entries/.draft-*")]
        return [*map(str, files), *map(str, self.processes())]

    def build(self, *options: str) -> tuple[bytes, float]:
        """Build undisturbed; give the PDF, and how long it took."""
        begin = time.perf_counter()
        assert self.start(*options).wait() == 0
        return self.pdf.read_bytes(), time.perf_counter() - begin

    def processes(self) -> list[int]:
        """List the processes that write here."""
        mark = f"TMPDIR={self.temporary}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has ended, or is not ours
                if mark in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return found

    def left(self) -> list[str]:
        """List what is there and should not be."""
        folders = (self.temporary, self.output)
        files = [each for folder in folders for each in folder.iterdir()]
        files += self.cache.glob("entries/.draft-*")
        return [str(each) for each in files if each != self.pdf] + [
            f"process {each}" for each in self.processes()
        ]

    def end(self, process: "subprocess.Popen[bytes]", way: str, random: Random) -> bool:
        """End a build in one of the ways; tell whether there was something to be ended."""
        if way == "kill a child":
            children = [each for each in self.processes() if each != process.pid]
            if children:
                with suppress(ProcessLookupError):
                    os.kill(random.choice(children), signal.SIGKILL)
            return bool(children)
        by = {"kill": signal.SIGKILL, "interrupt": signal.SIGINT, "terminate": signal.SIGTERM}
        is_running = process.poll() is None
        process.send_signal(by[way])
        return is_running


def run(
    times: int, place: Path, *, topic: Path = TOPIC, seed: int = 1
) -> Iterator[tuple[str, str]]:
    """Kill so many builds; give the way, and `earlier` or `new` for the PDF that is there.

    A build that was done before it could be killed does not count.
    """
    # what a shell starts behind its back ignores Ctrl-C, and so would the builds
    signal.signal(signal.SIGINT, signal.default_int_handler)
    random, yard = Random(seed), Yard(place, topic)  # the same moments each time
    new, _ = yard.build("--no-cache", "--paper", "letter")
    old, seconds = yard.build("--no-cache")
    number, killed = 0, 0
    while killed < times:
        way = WAYS[number % len(WAYS)]
        yard.pdf.write_bytes(old)
        # every other build finds in the cache what the earlier ones had done
        options = ("--no-cache",) if number // len(WAYS) % 2 else ()
        process = yard.start("--paper", "letter", *options)
        time.sleep(random.uniform(0, seconds))
        was_running = yard.end(process, way, random)
        status = process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while (left := yard.left()) and time.monotonic() < deadline:
            time.sleep(0.02)
        found = yard.pdf.read_bytes()
        assert not left, (number, way, left)
        assert found in (old, new), (number, way, f"{len(found)} bytes of neither")
        # what says that all is well has written the new one
        assert found == new or status != 0, (number, way, status)
        number, killed = number + 1, killed + was_running
        seconds *= 1.02 if was_running else 0.9  # a machine may have been busy at first
        if was_running:
            yield way, "new" if found == new else "earlier"


OTHERS: dict[str, list[str | Path]] = {
    "copies": ["build", TOPICS / "minimal.yaml", "--copies", "names.csv", "-o", "out/all"],
    "pack": ["pack", TOPICS / "pack.yaml", "-o", "out/pack.pdf"],
    "batch": ["batch", TOPICS / "minimal.yaml", TOPICS / "marked.yaml", "-o", "out", "--jobs", "2"],
    "extract": ["extract", "brief.pdf", "-o", "out/data"],
}
"""Commands that write more than one file, or take long."""


def run_other(name: str, times: int, place: Path, *, seed: int = 1) -> None:
    """Kill a command so many times: each file that is there is whole, and nothing is left.

    Folders with drafts, which a process that is killed cannot remove, go with the next run.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    random, yard = Random(seed), Yard(place, TOPICS / "minimal.yaml")
    (place / "names.csv").write_text("name\nAna\nBoris\nCarla\n", "utf-8")
    if name == "extract":
        (place / "brief.pdf").write_bytes(yard.build("--no-cache")[0])
        yard.pdf.unlink()
    words = OTHERS[name] if name == "extract" else [*OTHERS[name], "--no-cache"]
    begin = time.perf_counter()
    assert yard.call(place, words).wait(PATIENCE) == 0
    seconds, whole = time.perf_counter() - begin, _contents(yard.output)
    for number in range(times):
        shutil.rmtree(yard.output)
        yard.output.mkdir()
        process = yard.call(place, words)
        time.sleep(random.uniform(0, seconds))
        yard.end(process, WAYS[number % len(WAYS)], random)
        process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while (left := yard.left_elsewhere()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not left, (name, number, left)
        found = _contents(yard.output)
        assert found.items() <= whole.items(), (name, number, sorted(found))
        if name == "extract":
            assert found in ({}, whole), (number, sorted(found))
    shutil.rmtree(yard.output / ("data" if name == "extract" else "all"), ignore_errors=True)
    assert yard.call(place, words).wait(PATIENCE) == 0
    hidden = [str(each) for each in yard.output.rglob(".*")]
    assert not hidden, (name, hidden)
    assert _contents(yard.output) == whole


def _contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder that are not hidden, by their names."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    }


def main(words: Sequence[str]) -> None:
    """Kill as many builds as the first word says, and print what became of them."""
    times = int(words[0]) if words else 100
    with TemporaryDirectory(prefix="kills-") as folder:
        found = Counter[tuple[str, str]]()
        for number, end in enumerate(run(times, Path(folder)), start=1):
            found[end] += 1
            print(f"\r{number}", end="", file=sys.stderr, flush=True)  # noqa: T201
    for (way, pdf), count in sorted(found.items()):
        print(f"{count:4} {way}: the {pdf} PDF")  # noqa: T201
    print(f"{times} builds were killed: no half PDF, no process and no file left")  # noqa: T201
    for name in OTHERS:
        with TemporaryDirectory(prefix="kills-") as folder:
            run_other(name, times, Path(folder))
        print(f"{name} was killed {times} times: nothing half, and nothing left")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
