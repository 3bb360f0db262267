"""A topic built again and again in one process, with an engine that stays warm.

Enters: a made-up topic, and on standard input the numbers of editions. Leaves: on standard output,
the seconds of each build. Invariant: before each build one word of one section changes, and
nothing else. With `--export`, all topics of a folder are written as HTML instead.
"""
# ruff: noqa: T201  # it talks to a program

import argparse
import re
import sys
import time
from pathlib import Path

from briefing import Options, build
from briefing.layout.engine import LayoutEngine

__all__: list[str] = []


def change(topic: Path, edition: int) -> None:
    """Change a word in the section in the middle."""
    sections = sorted((topic / "sections").glob("*-prose.yaml"))
    path = sections[len(sections) // 2]
    text, count = re.subn(r"Edition \d+", f"Edition {edition}", path.read_text("utf-8"))
    assert count == 1
    path.write_text(text, "utf-8")


def main() -> None:
    """Build once, then for each edition."""
    parser = argparse.ArgumentParser(description="Build again and again with a warm engine.")
    parser.add_argument("topic", type=Path)
    parser.add_argument("--export", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    engine = LayoutEngine()
    if asked.export:
        asked.export.mkdir()
        html = Options(format="html")
        for topic in sorted(asked.topic.iterdir()):
            build(topic, asked.export / f"{topic.name}.html", html, engine=engine)
    else:
        pdf = asked.topic.with_suffix(".pdf")
        build(asked.topic, pdf, engine=engine)
        print(0, flush=True)
        for edition in map(int, sys.stdin):
            change(asked.topic, edition)
            start = time.perf_counter()
            build(asked.topic, pdf, engine=engine)
            print(time.perf_counter() - start, flush=True)
    engine.close()


if __name__ == "__main__":
    main()
