import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_the_bench_times_both_sides_and_prints_their_ratio() -> None:
    bench = HERE.parent / "bench" / "cold.py"
    topic = HERE / "topics" / "minimal.yaml"
    command: list[str | Path] = [sys.executable, bench, "--pairs", "1", topic]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ours, theirs, ratio = done.stdout.splitlines()
    for line in (ours, theirs):
        assert re.search(r"\d\.\d\d s .*, \d+ MiB$", line), line
    assert re.search(r"^ratio in each pair: \d+\.\d\d \(.*\); pairs: 1$", ratio), ratio


def test_the_bench_of_positions_times_both_sides_and_tells_memory() -> None:
    bench = HERE.parent / "bench" / "positions.py"
    command: list[str | Path] = [sys.executable, bench, "--pairs", "1", "--events", "40"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    size, ours, theirs, ratio = done.stdout.splitlines()
    assert re.fullmatch(r"0\.0 MiB, 373 lines", size)
    for line in (ours, theirs):
        assert re.search(r" \d\.\d\d s \(.*\), \d+ MiB$", line), line
    assert re.search(r"^ratio in each pair: \d+\.\d\d .* x the file; pairs: 1$", ratio), ratio


def test_the_bench_of_copies_times_both_sides_and_prints_what_one_costs() -> None:
    bench = HERE.parent / "bench" / "copies.py"
    topic = HERE / "topics" / "minimal.yaml"
    command: list[str | Path] = [sys.executable, bench, "--pairs", "1", "--copies", "2"]
    command += ["--options=--sheet", topic]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    one, many, ratio = done.stdout.splitlines()
    for line in (one, many):
        assert re.search(r"\d\.\d\d s .*, \d+ MiB$", line), line
    assert re.search(r": -?\d+\.\d\d% \(.*\); pairs: 1$", ratio), ratio
