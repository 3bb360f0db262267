"""Every command with every argument odd: what comes of it is told, and is no traceback.

As a program: `python -m tests.support.odd_calls` makes all calls, and prints how many.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.places import ROOT, TOPICS

__all__ = ["calls", "fault", "surroundings", "yard"]

ODD = {
    "nothing": "",
    "no UTF-8": os.fsdecode(b"a\xff\xfe.yaml"),
    "300 signs": "a" * 300,
    "5,000 signs": "b/" * 2500,
    "option": "-rf",
    "folder": "folder",
    "device": "/dev/zero",
    "full device": "/dev/full",
    "pipe": "pipe",
    "process": "/proc/self/mem",
    "home of nobody": "~nobody/x",
    "below a file": "topic.yaml/x",
    "link to itself": "circle",
    "line of its own": "x\n::error file=a::forged",
    "forged place": "x\nforged.yaml:1:1: error: forged",
    "words for the terminal": "\x1b]0;forged\x07\x1b[2J",
    "turned": "\u202etxt\u202c\u2066x",
    "unseen": "a\u3164\u2800\u034f\ufe0fb",
    "pattern": "[",
    "address": "http://127.0.0.1:9/x",
    "template": "{{ 1 }}{x!r}%s",
    "number": "-1",
}
"""What is given instead of what is expected."""
COMMANDS = {
    "build": ["build {}", "build topic.yaml -o {}", "build topic.yaml --theme {}",
              "build topic.yaml --citation-style {}", "build topic.yaml --copies {}",
              "build topic.yaml --profile {}", "build topic.yaml --sections {}",
              "build topic.yaml --language {}", "build topic.yaml --marking {}",
              "build topic.yaml --password-file {}", "build topic.yaml --{}"],
    "pack": ["pack {}", "pack pack.yaml -o {}", "pack pack.yaml --theme {}"],
    "batch": ["batch {} -o out --jobs 1", "batch topic.yaml -o {} --jobs 1",
              "batch topic.yaml -o out --jobs 1 --theme {}"],
    "check": ["check {}", "check topic.yaml --format {}"],
    "extract": ["extract {}", "extract topic.yaml -o {}", "extract brief.pdf -o {}"],
    "sections": ["sections {}"],
    "where": ["where x {}", "where {} topic.yaml", "where rose topic.yaml --pdf {}"],
    "rules": ["rules {}"],
    "schema": ["schema --part {}"],
    "new": ["new {}/{}"],
    "": ["{}", "--{}"],
}  # fmt: skip
"""Calls with a place for something odd."""
SURROUNDINGS = {
    "closed input": "exec 0<&-",
    "closed output": "exec 1>&-",
    "closed errors": "exec 2>&-",
    "all closed": "exec 0<&- 1>&- 2>&-",
    "full output": "exec 1>/dev/full",
    "ASCII": "export LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 PYTHONIOENCODING=ascii",
    "no temporary folder": "export TMPDIR=/nowhere; alias x=y",
    "few files": "ulimit -n 6",
    "no working folder": "mkdir -p gone; cd gone; rmdir ../gone",
    "no home": "unset HOME XDG_CACHE_HOME",
    "full disk for temporary files": "export TMPDIR=/dev/full",
}
"""What a shell does before it starts a command."""
_FORGED = re.compile(r"^\s*(?:::error|forged)", re.MULTILINE)
# control signs but for the ends of lines, turns of direction, and what has no width
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u2800\u3164]"
)
# a password may come from a pipe, which is waited for
_WAITS = ["build", "topic.yaml", "--password-file", "pipe"]
_PACK = """\
title: P
type: Pack
originator: Desk
issued: 2024-05-10
topics: [{topic: topic.yaml}]
"""
_SILENT = ("&-", "/full")


def calls() -> Iterator[list[str]]:
    """Yield the words of each call."""
    for patterns in COMMANDS.values():
        for pattern in patterns:
            for odd in ODD.values():
                words = [word.replace("{}", odd) for word in pattern.split()]
                if words != _WAITS:
                    yield words


def yard(place: Path) -> Path:
    """Make a folder with a topic, a pack, and odd things to name."""
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(TOPICS / "minimal.yaml", place / "topic.yaml")
    (place / "pack.yaml").write_text(_PACK, "utf-8")
    (place / "folder").mkdir()
    os.mkfifo(place / "pipe")
    (place / "circle").symlink_to("circle")
    (place / "brief.pdf").write_bytes(b"%PDF-1.7\n")
    return place


def fault(words: Sequence[str], place: Path, before: str = "") -> str:
    """Make a call in a folder, after a shell has done something; return what is wrong with its end.

    It is nothing if the call ended well: right, or with an error that is told.
    """
    command = [sys.executable, "-m", "briefing", *words]
    if before:
        command = ["bash", "-c", f'{before}; exec "$@"', "bash", *command]
    try:
        done = subprocess.run(
            command,
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT), "BRIEFING_CACHE_DIR": str(place / "cache")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=90,
        )
    except subprocess.TimeoutExpired:
        return "it waits"
    said = (done.stdout + done.stderr).decode(errors="replace")
    if "Traceback" in said or "Exception ignored" in said:
        return said[-2000:]
    if done.returncode not in (0, 1, 2):
        return f"exit code {done.returncode}: {said[-500:]}"
    if done.returncode and "rror" not in said and not any(each in before for each in _SILENT):
        return "it failed without a word"
    if _FORGED.search(said) or _UNSEEN.search(said):
        return f"the terminal obeys: {said!r:.500}"
    return ""


def surroundings() -> Iterator[tuple[list[str], str]]:
    """Yield the words of a usual call of each command, and what a shell does before it."""
    for patterns in COMMANDS.values():
        for before in SURROUNDINGS.values():
            yield [word.replace("{}", "topic.yaml") for word in patterns[0].split()], before


def main() -> None:
    """Make all calls, and print those that end badly."""
    asked, bad = [*((words, "") for words in calls()), *surroundings()], 0
    with TemporaryDirectory(prefix="odd-") as folder, ThreadPoolExecutor(2) as pool:
        place = yard(Path(folder, "here"))
        for each, said in pool.map(lambda each: (each, fault(each[0], place, each[1])), asked):
            if said:
                bad += 1
                print(each, said, sep="\n", end="\n\n", flush=True)  # noqa: T201
    print(f"{len(asked)} odd calls: {bad} ended badly")  # noqa: T201
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
