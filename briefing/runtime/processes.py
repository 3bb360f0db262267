"""Processes of this machine: started with a line to them, ended with all they started, and weighed.

Enters: commands and process ids. Leaves: processes, and what is known of them. Invariant: what only
some systems have is asked for in `runtime` alone. A system without groups of processes, such as
Windows, is told by an `EngineError`; elsewhere less is known or done there, never something wrong.
Nothing heavy is imported, since the start of the command needs it.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from briefing.errors import EngineError

__all__ = [
    "bound_child",
    "end_group",
    "killer",
    "off_working_folder",
    "processors",
    "resident",
    "start_group",
]

_SAFE = "PYTHONSAFEPATH"
_PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>


def start_group(
    program: Path,
    arguments: Sequence[str | Path],
    *,
    line: int,
    errors: IO[bytes],
    environment: Mapping[str, str],
) -> "subprocess.Popen[bytes]":
    """Start a Python program that leads a group of processes and inherits the open file `line`."""
    if not hasattr(os, "killpg"):
        lack = f"{sys.platform} has no groups of processes to run the layout engine in"
        raise EngineError(f"{lack}: use Linux or macOS, or on Windows its subsystem for Linux")
    return subprocess.Popen(
        # -P: a module in the working folder must not pass for one of ours
        [sys.executable, "-P", program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        pass_fds=(line,),
        process_group=0,
        env=environment,
    )


@contextmanager
def off_working_folder() -> Iterator[None]:
    """Let Python programs that start meanwhile take no module from the working folder.

    `multiprocessing` starts its processes, and one that looks after them, by `python -c`, which
    looks there first: a file `socket.py` that came with a topic would run.
    """
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        del os.environ[_SAFE]
        if before is not None:
            os.environ[_SAFE] = before


def bound_child(seconds: int) -> dict[str, Any]:
    """Return what `subprocess` is to be told so that a program ends by itself, as far as it can.

    It may use so many seconds of a processor, and on Linux it ends with the thread that started it:
    a parent that is killed cannot end it.
    """
    try:
        import ctypes  # neither does the start of the command need
        import resource
    except ImportError:  # Windows
        return {}
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        if library is not None:
            library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

    return {"preexec_fn": bound}


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End a process at once, and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def killer(status: int) -> str:
    """Return the name of the signal that ended a process, empty if none did."""
    if status >= 0:
        return ""
    try:
        return signal.Signals(-status).name
    except ValueError:  # one of real time has no name
        return f"signal {-status}"


def processors() -> int:
    """Count the processors that this process may use, all of them where nobody tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def resident(*processes: int) -> int:
    """Return how many bytes of memory processes hold, 0 where that cannot be told."""
    with suppress(OSError, ValueError):
        pages = (Path(f"/proc/{each}/statm").read_text().split()[1] for each in processes)
        return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # macOS
        command = ["ps", "-o", "rss=", "-p", ",".join(map(str, processes))]
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return sum(map(int, told.split())) * 1024
    return 0
