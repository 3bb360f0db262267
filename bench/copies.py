"""Time what a further numbered copy costs against a cold build of the same brief.

Enters: a topic. Leaves: medians, and the ratio of each pair, on standard output. Each side is a
whole process: the brief alone, and the brief with many copies, each a file of its own. What the
second takes longer, divided by the copies, is what one costs, with its name in the distribution
list and its file on the disk.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measure import ROOT, line, run


def main() -> None:
    """Let both sides take turns, print what came out."""
    parser = argparse.ArgumentParser(description="Time a further copy against a cold build.")
    parser.add_argument("topic", nargs="?", type=Path, default=ROOT / "data" / "mexico-russia")
    parser.add_argument("--options", default="--profile meeting", help="of both builds")
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=7)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        names = Path(folder, "names.csv")
        rows = (f"Guest of the chair no. {number},Delegate" for number in range(arguments.copies))
        names.write_text("\n".join(["name,role", *rows]))
        briefing = [sys.executable, "-m", "briefing", "build", str(arguments.topic.resolve())]
        briefing += ["--no-cache", *arguments.options.split()]
        alone = [*briefing, "-o", str(Path(folder, "a.pdf"))]
        copies = [*briefing, "-o", str(Path(folder, "copies")), "--copies", str(names)]
        pairs = [(run(alone), run(copies)) for _ in range(1 + arguments.pairs)][1:]
    one, many = map(list, zip(*pairs, strict=True))
    print(line("the brief alone", one, max(each.memory for each in one)))
    print(line(f"with {arguments.copies} copies", many, max(each.memory for each in many)))
    further = [(b.wall / a.wall - 1) / arguments.copies for a, b in pairs]
    print(
        f"a further copy, of a cold build: {median(further):.2%} "
        f"({min(further):.2%}-{max(further):.2%}); pairs: {len(pairs)}"
    )


if __name__ == "__main__":
    main()
