"""Briefs on a real cluster: two workers on this machine, one of which is killed in the middle."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest

from briefing.batch.plan import Task
from briefing.errors import BriefingError, EngineError
from briefing.model.options import Options
from briefing.runtime.limits import USUAL
from tests.support.places import ROOT, TOPICS

pytestmark = pytest.mark.skipif(not find_spec("distributed"), reason="needs the extra `dask`")

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
NAMES = ("a", "b", "c", "d", "e", "f")
SECTION = """
kind: text
id: again
text: It rose again.
images:
  - {file: pictures/gauge.svg, alt: A gauge, caption: The gauge}
"""


class Cluster(NamedTuple):
    """A scheduler and its workers, one thread each."""

    address: str
    scheduler: "subprocess.Popen[bytes]"
    workers: list["subprocess.Popen[bytes]"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a scheduler and two workers, each in a folder of its own."""
    file = tmp_path / "scheduler.json"
    local: list[str | Path] = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", file]

    def start(program: str, name: str, *words: str) -> "subprocess.Popen[bytes]":
        (tmp_path / name).mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{program}", *local, *words],
            cwd=tmp_path / name,
            env={**ENVIRONMENT, "TMPDIR": str(tmp_path / name)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(process.wait)
        stack.callback(process.kill)
        return process

    with ExitStack() as stack:
        scheduler = start("scheduler", "scheduler", "--port", "0")
        alone = ("--no-nanny", "--nthreads", "1")
        workers = [start("worker", name, *alone) for name in ("first", "second")]
        wait_until(file.exists)
        yield Cluster(json.loads(file.read_text("utf-8"))["address"], scheduler, workers)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Give a folder of topics in several files, with pictures, and a theme of one's own."""
    desk = tmp_path / "desk"
    for name in NAMES:
        topic = desk / "data" / name
        (topic / "pictures").mkdir(parents=True)
        shutil.copy(TOPICS / "gauge.svg", topic / "pictures")
        text = (TOPICS / "minimal.yaml").read_text("utf-8")
        (topic / "topic.yaml").write_text(f"{text}  - again.yaml\n", "utf-8")
        (topic / "again.yaml").write_text(SECTION, "utf-8")
    shutil.copytree(ROOT / "styles" / "ministry", desk / "ours")
    return desk


@pytest.mark.parametrize(
    ("theme", "fault"),
    [
        ("linked", "is a link that leads out of the theme's folder"),
        ("linked-folder", "is a link that leads out of the theme's folder"),
        ("private", "there is no theme"),
    ],
)
def test_nothing_travels_that_is_no_part_of_a_theme(theme: str, fault: str, desk: Path) -> None:
    from briefing.batch.dask_cluster import _pack

    (desk / "private").mkdir()
    (desk / "private" / "key.html").write_text("secret", "utf-8")
    for name in ("linked", "linked-folder"):
        shutil.copytree(desk / "ours", desk / name)
    shutil.rmtree(desk / "linked-folder" / "templates", ignore_errors=True)
    (desk / "linked-folder" / "templates").symlink_to(desk / "private")
    (desk / "linked" / "templates").mkdir(exist_ok=True)
    (desk / "linked" / "templates" / "key.html").symlink_to(desk / "private" / "key.html")
    task = Task(desk / "data" / "a", desk / "a.pdf", Options(theme=f"{desk}/ours"))
    payload, _ = _pack(task, USUAL)
    assert "theme/ours/theme.yaml" in payload.files
    task = Task(desk / "data" / "a", desk / "a.pdf", Options(theme=str(desk / theme)))
    with pytest.raises(BriefingError, match=fault):
        _pack(task, USUAL)


def test_a_worker_that_is_killed_loses_no_brief_and_no_disk_is_shared(
    cluster: Cluster, desk: Path
) -> None:
    topics = ["data/*", str(ROOT / "tests" / "cases" / "unknown-source.yaml")]
    with batch(desk, *topics, "-o", "out", "--scheduler", cluster.address) as process:
        wait_until(lambda: bool(written(desk / "out") or process.poll()))
        cluster.workers[0].kill()
        assert len(written(desk / "out")) < len(NAMES)
        wait_until(lambda: not [*desk.parent.glob("first/briefing-*")])
        said, faults = process.communicate(timeout=60)
    assert [line.split()[-1] for line in said.splitlines()[1:-1]] == ["built"] * 6 + ["failed"]
    assert "  unknown-source.yaml:14:17: error: there is no source `guage-2022`\n" in faults
    assert process.returncode == 1
    assert cluster.workers[1].poll() is None
    with batch(desk, "data/*", "-o", "here", "--no-cache") as process:
        assert process.wait(60) == 0
    assert written(desk / "out") == written(desk / "here")
    assert set(written(desk / "out")) == {f"{name}.pdf" for name in NAMES}
    with batch(desk, "data/*", "-o", "out", "--scheduler", "127.0.0.1:1") as process:
        assert process.communicate(timeout=20)[0].endswith("0 built, 6 unchanged, 0 failed\n")


def test_a_scheduler_that_is_killed_ends_the_batch_with_the_summary_of_what_is_there(
    cluster: Cluster, desk: Path
) -> None:
    with batch(desk, "data/*", "-o", "out", "--scheduler", cluster.address) as process:
        wait_until(lambda: bool(written(desk / "out") or process.poll()))
        cluster.scheduler.kill()
        said, faults = process.communicate(timeout=15)
    states = [line.split()[-1] for line in said.splitlines()[1:-1]]
    assert states.count("built") == len(written(desk / "out")) < len(NAMES) == len(states)
    assert process.returncode == 1
    assert faults.count("is gone") == states.count("failed")
    assert "Traceback" not in faults


def test_a_cluster_without_workers_is_waited_for_and_then_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from briefing.batch import dask_cluster

    client = SimpleNamespace(status="running", nthreads=lambda: {"one": 2, "other": 1})
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    crew = dask_cluster._Crew(cast("Any", client), "tcp://there")
    assert crew.threads() == 3
    client.nthreads = dict
    now += 10
    assert crew.threads() == 0
    now += 11
    with pytest.raises(EngineError, match="`tcp://there` has lost all of its workers"):
        crew.threads()
    client.status = "connecting"
    with pytest.raises(EngineError, match="`tcp://there` is gone"):
        crew.threads()


def batch(desk: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", "batch", *words, "--theme", "./ours"],
        cwd=desk,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.pdf")}


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
