"""What a command costs: seconds by the clock, seconds of all processors, and peak memory.

Enters: a command. Leaves: a `Run`. Invariant: all processes of a command count, those too that
outlive their parents, as most of a browser's do.
"""

import ctypes
import os
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from threading import Event, Thread
from typing import NamedTuple

__all__ = ["ROOT", "Run", "line", "run", "spent", "weight"]

ROOT = Path(__file__).resolve().parent.parent
MIB = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss is in bytes there, else in KiB
PROC = Path("/proc")
ADOPT = 36  # PR_SET_CHILD_SUBREAPER: processes that lose their parent become ours, to be counted


class Run(NamedTuple):
    """One command: seconds by the clock, seconds of all processors, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    weigh: bool = False,
    log: Path | None = None,
) -> Run:
    """Run a command to its end; raise SystemExit where it fails.

    `weigh` adds up the memory of its processes again and again, which costs time: what is timed is
    not to be weighed. Without it, memory is the peak of the largest process.
    """
    _adopt()
    known = _children()
    errors = log.open("wb") if log else None
    start = time.perf_counter()
    process = Popen(command, cwd=cwd, env=env, stdin=DEVNULL, stdout=DEVNULL, stderr=errors)
    peak, over = [0.0], Event()
    scale = Thread(target=_weigh_all, args=(peak, over))
    if weigh:
        scale.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    over.set()
    process.returncode = os.waitstatus_to_exitcode(status)
    if errors:
        errors.close()
    if process.returncode:
        said = log.read_text(errors="replace")[-2000:] if log else ""
        raise SystemExit(f"failed: {' '.join(map(str, command))}\n{said}")
    cpu = used.ru_utime + used.ru_stime + _orphans(known)
    if weigh:
        scale.join()
    return Run(wall, cpu, peak[0] or used.ru_maxrss / MIB)


@cache
def _adopt() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)


def weight(pid: int) -> float:
    """Add up the memory of a process and of all below it in MiB; what they share counts once."""
    return sum(map(_share, _tree(pid)))


def spent(pid: int) -> float:
    """Add up the processor seconds of a process and of those below it that still live."""
    ticks = 0
    for each in _tree(pid):
        with suppress(OSError):
            ticks += sum(map(int, _state(each)[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _state(pid: int) -> list[str]:
    # the name of the program, in brackets, may hold blanks
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _tree(pid: int) -> list[int]:
    """List a process and all below it."""
    below: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):
            each = int(folder.name)
            below.setdefault(int(_state(each)[1]), []).append(each)
    found = [pid]
    for each in found:
        found += below.get(each, ())
    return found


def _share(pid: int) -> float:
    """Return a process's share of memory: a page that n processes have counts as 1/n of a page."""
    try:
        rows = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:")), 0)


def _weigh_all(peak: list[float], over: Event) -> None:
    """Keep the greatest weight of a command, and of what it leaves to us, until it is over."""
    own = os.getpid()
    while not over.wait(0.02):
        peak[0] = max(peak[0], weight(own) - _share(own))


def _orphans(known: Collection[int], patience: float = 5) -> float:
    """Wait for what a command left behind; tell the processor seconds of it."""
    total, until = 0.0, time.monotonic() + patience
    while (left := _children() - set(known)) and time.monotonic() < until:
        for each in left:
            pid, _, used = os.wait4(each, os.WNOHANG)
            if pid:
                total += used.ru_utime + used.ru_stime
        time.sleep(0.005)
    return total


def _children() -> set[int]:
    """List the processes right below this one, of which a command may leave some to it."""
    lists = PROC.glob("self/task/*/children")
    return {int(each) for path in lists for each in path.read_text().split()}


def line(name: str, runs: Sequence[Run], memory: float) -> str:
    """Write the medians of one command, and what it weighed."""
    walls = [each.wall for each in runs]
    return (
        f"{name:24} {median(walls):6.2f} s ({min(walls):.2f}-{max(walls):.2f}), "
        f"{median(each.cpu for each in runs):.2f} s of CPU, {memory:.0f} MiB"
    )
