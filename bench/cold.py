"""Time a cold `briefing build` against WeasyPrint alone on the same brief, each a whole process.

Enters: a topic. Leaves: medians, the ratio of each pair, and peak memory, on standard output.
Both write a tagged PDF/A-3a. WeasyPrint is given the HTML that `briefing build --format html`
wrote, in which numbers, contents and references are done already. The two take turns, so that
whatever else the machine does falls on both.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import os
import sys
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen, check_output
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ALONE = """
import sys
from weasyprint import HTML
HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/a-3a")
"""
# the engine is a child of its own: the system would tell the larger of the two, not the sum
TOGETHER = """
import atexit, runpy
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
atexit.register(lambda: print(sum(getrusage(w).ru_maxrss for w in (RUSAGE_SELF, RUSAGE_CHILDREN))))
runpy.run_module("briefing", run_name="__main__", alter_sys=True)
"""
MIB = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss is in bytes there, else in KiB


class Run(NamedTuple):
    """One process: seconds by the clock, seconds of all processors, and its peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


def run(command: list[str]) -> Run:
    """Run a command to its end; raise SystemExit where it fails."""
    start = perf_counter()
    process = Popen(command, cwd=ROOT, stdout=DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / MIB)


def line(name: str, runs: list[Run], memory: float) -> str:
    """Write the medians of one side."""
    walls = [each.wall for each in runs]
    return (
        f"{name:16} {median(walls):6.2f} s ({min(walls):.2f}-{max(walls):.2f}), "
        f"{median(each.cpu for each in runs):.2f} s of CPU, {memory:.0f} MiB"
    )


def main() -> None:
    """Warm both sides up, let them take turns, print what came out."""
    parser = argparse.ArgumentParser(description="Time briefing against WeasyPrint alone.")
    parser.add_argument("topic", nargs="?", type=Path, default=ROOT / "data" / "mexico-russia")
    parser.add_argument("--pairs", type=int, default=7)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        html, ours, theirs = (str(Path(folder, name)) for name in ("a.html", "a.pdf", "b.pdf"))
        build = ["build", str(arguments.topic.resolve()), "-o"]
        briefing = [sys.executable, "-m", "briefing", *build, ours]
        alone = [sys.executable, "-c", ALONE, html, theirs]
        run([*briefing[:-1], html, "--format", "html"])
        together = check_output([sys.executable, "-c", TOGETHER, *build, ours], cwd=ROOT, text=True)
        run(alone)
        pairs = [(run(briefing), run(alone)) for _ in range(arguments.pairs)]
    a, b = map(list, zip(*pairs, strict=True))
    print(line("briefing build", a, int(together.split()[-1]) / MIB))
    print(line("WeasyPrint alone", b, max(each.memory for each in b)))
    ratios = [ours.wall / theirs.wall for ours, theirs in pairs]
    print(
        f"ratio in each pair: {median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}); "
        f"pairs: {len(pairs)}"
    )


if __name__ == "__main__":
    main()
