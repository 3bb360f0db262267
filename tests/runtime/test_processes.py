import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from briefing.errors import EngineError
from briefing.runtime.processes import end_group, killer, processors, resident, start_group

SLEEPER = "import os, sys, time\nos.write(int(sys.argv[1]), b'here')\ntime.sleep(60)\n"


def started(program: Path, line: int) -> "subprocess.Popen[bytes]":
    program.write_text(SLEEPER)
    with TemporaryFile() as errors:
        return start_group(program, [str(line)], line=line, errors=errors, environment=os.environ)


def test_a_process_has_a_line_to_its_parent_and_ends_with_its_group(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    process = started(tmp_path / "child.py", theirs)
    os.close(theirs)
    assert os.read(ours, 4) == b"here"
    assert os.getpgid(process.pid) == process.pid
    end_group(process)
    assert killer(process.returncode) == "SIGKILL"
    end_group(process)  # that is over already
    os.close(ours)


def test_a_system_without_groups_of_processes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "killpg")
    with pytest.raises(EngineError, match=f"{sys.platform} has no groups of processes"):
        started(tmp_path / "child.py", 2)


def test_a_status_names_the_signal_that_it_stands_for() -> None:
    assert killer(0) == killer(1) == ""
    assert killer(-signal.SIGXCPU) == "SIGXCPU"
    assert killer(-64 - 200) == "signal 264"


def test_processors_and_memory_are_told_as_far_as_the_system_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)
    assert resident(os.getpid()) > 1 << 20
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert processors() == (os.cpu_count() or 1)


def test_a_bounded_program_ends_with_its_parent_and_after_its_seconds() -> None:
    start = (
        "import subprocess, sys, time; from briefing.runtime.processes import bound_child;"
        "child = subprocess.Popen([sys.executable, '-c', 'while True: pass'],"
        " **bound_child(%d));"
    )
    if sys.platform == "linux":
        told = subprocess.run(
            [sys.executable, "-c", f"{start % 60} print(child.pid)"],
            capture_output=True, text=True, check=True, timeout=30,
        )  # fmt: skip
        stat, end = Path(f"/proc/{told.stdout.strip()}/stat"), time.monotonic() + 10
        while stat.exists() and ") Z " not in stat.read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
    ended = [sys.executable, "-c", f"{start % 1} sys.exit(child.wait() >= 0)"]
    assert subprocess.run(ended, check=False, timeout=30).returncode == 0
