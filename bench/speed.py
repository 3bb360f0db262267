"""Time `briefing` against its peers on the same content: whole commands, taking turns.

Enters: nothing; what is printed is the sample and briefs that `generate` makes up. Leaves: a table
of targets on standard output, and every run in a JSON file from which `report` makes the tables and
the plot of docs/performance.md. Invariant: within a round every command of a work runs once, so
that whatever else the machine does falls on all, and ratios are taken round by round.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import json
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from subprocess import PIPE, Popen, check_output
from tempfile import TemporaryDirectory

import pikepdf
from measure import ROOT, Run, line, run, spent, weight
from peers import found, peer_commands
from report import targets
from works import RESIDENT, Work, made_up, many, sample, small, two_pages, write

__all__: list[str] = []

MEMORY = Path(__file__).with_name("memory.py")
SHORT = {"small": small, "sample": sample, "2": two_pages, "6": made_up(6), "13": made_up(13)}
LENGTHY = {"44": made_up(44), "226": made_up(226)}
# one that fails is left out; anything else that fails ends the bench
PEERS = ("chromium", "typst", "xelatex", "pagedjs", "rendercv", "rendercv, PDF alone")
NAMES = (*SHORT, *LENGTHY, "many", "warm", "growth")


class Bench:
    """Keeps a folder of inputs and outputs, and all that was measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[dict[str, object]] = []
        # a cache and a scratch of our own: nothing of the user's is used or changed
        self._env = {**os.environ, "BRIEFING_CACHE_DIR": str(folder / "cache")}
        # all are measured as they are installed: with their modules compiled
        self._env.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if browser := found("chromium"):
            self._env["PUPPETEER_EXECUTABLE_PATH"] = browser
        os.environ.update(self._env)

    def time(self, work: Work, rounds: int) -> None:
        """Weigh each command once, then let them take turns."""
        runs: dict[str, list[Run]] = {name: [] for name in work.commands}
        weights: dict[str, float] = {}
        for turn in range(min(rounds, work.most) + 1):
            # there and back, so that none always follows the same other
            for name in list(runs)[:: -1 if turn % 2 else 1]:
                try:
                    once = self.run(work, name, weigh=turn == 0)
                except SystemExit as failure:
                    if name not in PEERS:
                        raise
                    print(f"{work.name:8} {name} is left out: {failure}", file=sys.stderr)
                    del runs[name]
                    continue
                row = {"work": work.name, "tool": name, "round": turn, **once._asdict()}
                if turn == 0:
                    weights[name] = once.memory
                    row["pages"] = _pages(work.folder / work.pdfs.get(name, f"{name}.pdf"))
                else:
                    runs[name].append(once)
                self.rows.append(row)
        for name, those in runs.items():
            print(f"{work.name:8} {line(name, those, weights[name])}", flush=True)

    def run(self, work: Work, name: str, *, weigh: bool = False) -> Run:
        """Run one command of a work, with a path for it that is new."""
        new = self.folder / "new"
        command = [part.replace("{new}", str(new)) for part in work.commands[name]]
        try:
            log = self.folder / "log"
            return run(command, cwd=work.folder, env=self._env, weigh=weigh, log=log)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def note(self, work: str, tool: str, turn: int, once: Run) -> None:
        """Keep what was measured in another way."""
        self.rows.append({"work": work, "tool": tool, "round": turn, **once._asdict()})


def _pages(pdf: Path) -> int:
    if not pdf.exists():
        return 0
    with pikepdf.open(pdf) as opened:
        return len(opened.pages)


@contextmanager
def resident(topic: Path) -> Iterator[Callable[[int], Run]]:
    """Keep a process with a warm engine; yield what changes a word and builds in it."""
    command = [sys.executable, str(RESIDENT), str(topic)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, bufsize=1) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()  # the first build

        def edit(edition: int) -> Run:
            assert process.stdin
            assert process.stdout
            before = spent(process.pid)
            process.stdin.write(f"{edition}\n")
            wall = float(process.stdout.readline())
            return Run(wall, spent(process.pid) - before, weight(process.pid))

        yield edit
        process.stdin.close()


def warm(bench: Bench, folder: Path, rounds: int) -> None:
    """Change one word and build again with a warm engine, in turns with Typst from cold."""
    write(44, folder)
    typst = dict(peer_commands("brief", folder)).get("typst")
    work = Work("warm", folder, {"typst": typst} if typst else {})
    with resident(folder / "topic") as edit:
        for turn in range(1, rounds + 1):
            bench.note("warm", "briefing", turn, edit(turn + 1))
            if typst:
                bench.note("warm", "typst", turn, bench.run(work, "typst"))


def growth(bench: Bench, briefs: int) -> None:
    """Make many briefs in one worker, and note what it and its engine hold early and at the end."""
    command = [sys.executable, str(MEMORY), "--briefs", str(briefs), "--after", str(briefs // 10)]
    said = check_output(command, text=True)
    held = re.findall(r": (\d+) MiB, then (\d+) MiB", said)
    for turn, weights in zip((briefs // 10, briefs), zip(*held, strict=True), strict=True):
        bench.note("growth", "briefing", turn, Run(0, 0, sum(map(int, weights))))


def main() -> None:
    """Measure what was asked for, print how it stands to the targets, write every run."""
    parser = argparse.ArgumentParser(description="Time briefing against its peers.")
    parser.add_argument("--all", action="store_true", help="the long ones, too")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", metavar="WORK", choices=NAMES)
    parser.add_argument("--many", type=int, default=100, help="briefs in a batch")
    parser.add_argument("--briefs", type=int, default=500, help="in one worker, for its growth")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "build" / "bench.json")
    asked = parser.parse_args()
    works = asked.only or (NAMES if asked.all else [*SHORT, "warm"])
    start = time.monotonic()
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="bench-") as name:
        bench = Bench(Path(name))
        for each in works:
            folder = Path(name, each)
            folder.mkdir()
            if each == "warm":
                warm(bench, folder, asked.rounds)
            elif each == "growth":
                growth(bench, asked.briefs)
            elif each == "many":
                bench.time(many(asked.many, folder), asked.rounds)
            else:
                bench.time({**SHORT, **LENGTHY}[each](folder), asked.rounds)
            # after each, so that what was measured is kept whatever comes
            minutes = (time.monotonic() - start) / 60
            data = {"machine": dict(_machine()), "minutes": minutes, "runs": bench.rows}
            asked.output.write_text(json.dumps(data, indent=0), "utf-8")
    print(targets(bench.rows))
    print(f"{minutes:.0f} minutes; runs: {asked.output}")


def _machine() -> Iterator[tuple[str, str]]:
    yield "system", f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    yield "python", sys.version.split()[0]
    yield "weasyprint", version("weasyprint")


if __name__ == "__main__":
    main()
