"""Time reading and validating a large topic against PyYAML's C loader on the same file.

Enters: nothing; a topic of about 5 MB is made up. Leaves: medians, the ratio of each pair, and
how much memory validation takes above that of an almost empty topic, on standard output. Every
run is a process of its own that measures itself after its imports; the two sides take turns.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import sys
from pathlib import Path
from statistics import median
from subprocess import check_output
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OURS = """
from briefing.loading.topic import load
from briefing.loading.validate import validate
def work(path):
    source = load(path)
    return source, validate(source)
"""
THEIRS = """
import yaml
def work(path): return yaml.load(path.read_bytes(), yaml.CSafeLoader)
"""
MEASURE = """
import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time
start = process_time()
kept = work(Path(sys.argv[1]))
print(process_time() - start, getrusage(RUSAGE_SELF).ru_maxrss)
"""
MIB = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss is in bytes there, else in KiB
HEAD = """\
title: A made-up topic
type: Country brief
originator: Sample desk
issued: "2024-01-31"
cutoff: "2024-01-30"
sources:
  - {id: yearbook, type: report, title: Yearbook, issued: 2023}
sections:
"""
ERA = """\
  - kind: history
    id: history-{number}
    eras:
      - title: Years after {number}
        events:
"""
EVENT = """\
          - id: event-{number}
            date: "{year}-08"
            title: A treaty of river and road is signed at the upper bridge, once more
            text: >-
              The two sides agree on dredging, on tolls and on a common gauge; nobody says who is to
              pay for it.[@yearbook, p. {page}] It lasts until the next flood, or until somebody
              asks for the money; then it is signed again, a little further down the river.
            priority: {priority}
            citations: "[@yearbook, table {table}; @yearbook, p. {page}]"
"""


class Run(NamedTuple):
    """One process: seconds of CPU for its work, and its peak memory in MiB."""

    seconds: float
    memory: float


def topic(events: int) -> str:
    """Write a topic with many events, of 9 lines and about 570 bytes each."""
    lines = [HEAD]
    for number in range(events):
        if number % 100 == 0:
            lines.append(ERA.format(number=number))
        year, priority = 1500 + number % 500, number % 3 + 1
        page, table = number % 900 + 1, number % 97 + 1  # few citations are the same
        lines.append(
            EVENT.format(number=number, year=year, page=page, table=table, priority=priority)
        )
    return "".join(lines)


def run(side: str, path: Path) -> Run:
    """Do the work of one side in a process of its own."""
    told = check_output([sys.executable, "-c", side + MEASURE, str(path)], cwd=ROOT, text=True)
    seconds, memory = map(float, told.split())
    return Run(seconds, memory / MIB)


def line(name: str, runs: list[Run]) -> str:
    """Write the medians of one side."""
    times = [each.seconds for each in runs]
    memory = median(each.memory for each in runs)
    return f"{name:18} {median(times):6.2f} s ({min(times):.2f}-{max(times):.2f}), {memory:.0f} MiB"


def main() -> None:
    """Let both sides take turns, print what came out."""
    parser = argparse.ArgumentParser(description="Time validation against PyYAML's C loader.")
    parser.add_argument("--events", type=int, default=9_000)
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        large, empty = Path(folder, "large.yaml"), Path(folder, "empty.yaml")
        text = topic(arguments.events)
        large.write_text(text)
        empty.write_text(topic(1))
        size = large.stat().st_size / 2**20
        bare = median(run(OURS, empty).memory for _ in range(3))
        pairs = [(run(OURS, large), run(THEIRS, large)) for _ in range(arguments.pairs)]
    ours, theirs = map(list, zip(*pairs, strict=True))
    print(f"{size:.1f} MiB, {text.count(chr(10)):,} lines")
    print(line("briefing", ours))
    print(line("PyYAML's C loader", theirs))
    ratios = [a.seconds / b.seconds for a, b in pairs]
    above = median(each.memory for each in ours) - bare
    print(
        f"ratio in each pair: {median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}); "
        f"memory above an empty topic: {above / size:.1f} x the file; pairs: {len(pairs)}"
    )


if __name__ == "__main__":
    main()
