"""The short form of `kill_runs`, and what a death leaves amid each stage of the layout."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.support import kill_runs as kills
from tests.support.places import ROOT, TOPICS

linux = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="Linux alone tells")

# two processes, both at work or both waiting for this one, which dies; 1,200 lines a part
DEATH = """
import os, sys, time
import pikepdf
from briefing.layout.engine import LayoutEngine
from briefing.pdf.merge import merge_parts
from tests.support import small_document as sample
engine = LayoutEngine(processes=2)
engine.serve(sample.ASSETS)
lines = "<p>A line of text.</p>" * 300
parts = {name: sample.html(lines, "base") for name in ("one", "two")}
engine.lay_out_all(parts)  # the second process starts
parts = {name: sample.html(lines * 4, "base") for name in ("three", "four")}
"""
STAGES = {
    "laying out": "[engine._hold(engine._find(n, h, True)) for n, h in parts.items()]",
    "drawing": "engine.lay_out_all(parts); engine.begin(parts)",
    "joining": """
engine.lay_out_all(parts)
drawn = engine.draw(parts)
fonts = engine.fonts(drawn)
pikepdf.Pdf.copy_foreign = lambda *_: die()
""",
}


@linux
@pytest.mark.parametrize("name", kills.OTHERS)
def test_a_command_that_is_killed_leaves_nothing_half(name: str, tmp_path: Path) -> None:
    kills.run_other(name, 1, tmp_path)


@linux
@pytest.mark.parametrize("stage", STAGES)
def test_two_processes_end_with_their_parent(stage: str, tmp_path: Path) -> None:
    yard = kills.Yard(tmp_path, kills.TOPIC)
    die = """
def die():
    print(*engine.pids, flush=True)
    os.kill(os.getpid(), 9)
"""
    end = "merge_parts(fonts, drawn)" if stage == "joining" else "time.sleep(0.05); die()"
    script = "\n".join((DEATH, die, STAGES[stage], end))
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={**yard.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == -9, told.stderr
    assert len(told.stdout.split()) == 2
    deadline = time.monotonic() + kills.PATIENCE
    while (left := yard.left()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left == []


@linux
def test_a_build_that_is_killed_leaves_a_whole_pdf_and_nothing_else(tmp_path: Path) -> None:
    topic = TOPICS / "minimal.yaml"
    found = Counter(way for way, _ in kills.run(8, tmp_path, topic=topic))
    assert found.total() == 8
    assert found.keys() <= {*kills.WAYS}
