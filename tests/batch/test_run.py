"""Many briefs at once: which, how they are named, and what no accident can stop."""

import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from briefing.batch import plan as planning
from briefing.batch import worker as work
from briefing.batch import worker_pool as pool
from briefing.batch.plan import Task, find_topics, plan
from briefing.batch.progress import progress
from briefing.batch.report import FORMATS, BatchEntry, remarks
from briefing.batch.run import batch
from briefing.batch.worker import BuildOutcome, Worker
from briefing.batch.worker_pool import build_here
from briefing.cli.app import app
from briefing.layout.engine import Limits
from briefing.model.options import Options
from briefing.pipeline.build import build
from briefing.runtime.processes import processors, resident
from tests.support import fake_worker as stand_in
from tests.support import pdf as of
from tests.support.places import ROOT, TOPICS

MINIMAL = TOPICS / "minimal.yaml"
WRONG = ROOT / "tests" / "cases" / "unknown-source.yaml"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["batch", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to work in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(name: str, more: str = "") -> Path:
    """Write a small topic in a folder of its own."""
    path = Path(name, "topic.yaml")
    path.parent.mkdir(parents=True)
    path.write_text(MINIMAL.read_text("utf-8") + more, "utf-8")
    return path


# Which, and what they become


def test_patterns_are_expanded_and_no_topic_is_taken_twice(folder: Path) -> None:
    a, b = write("data/a"), write("data/b")
    assert find_topics(["data/*/topic.yaml", "data/b/topic.yaml"]) == [a, b]
    assert find_topics([f"{folder}/data/[a]"]) == [folder / "data" / "a"]
    assert find_topics(["nowhere"]) == [Path("nowhere")]
    write("data/[c]")
    assert find_topics(["data/[c]"]) == [Path("data/[c]")]


def test_a_pattern_that_nothing_matches_is_a_wrong_call(folder: Path) -> None:
    result = run("data/*/topic.yaml", "-o", "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: nothing matches `data/*/topic.yaml`\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "options", "name"),
    [
        ("", Options(), "a.pdf"),
        ("marking: TLP:RED", Options(), "a_TLP-RED.pdf"),
        ("marking: TLP:RED", Options(marking="OFFICIAL"), "a_OFFICIAL.pdf"),
        ("marking: TLP:RED\nprofiles: {x: {marking: CUI}}", Options(profile="x"), "a_CUI.pdf"),
        ("profiles: {x: {format: html}}", Options(profile="x"), "a.html"),
        ("profiles: {x: {format: html}}", Options(profile="x", format="pdf"), "a.pdf"),
        # these will fail, but not here
        ("marking: TLP:PINK", Options(), "a.pdf"),
        ("profiles: [x]", Options(profile="x"), "a.pdf"),
        ("sections: {", Options(), "a.pdf"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_brief_is_named_as_build_names_it(more: str, options: Options, name: str) -> None:
    topic = write("a", more)
    assert plan([topic], Path("out"), options) == [Task(topic, Path("out", name), options)]


def test_two_topics_that_would_write_one_file_stop_all_before_it_begins(folder: Path) -> None:
    write("north/a")
    write("south/a")
    write("south/b")
    result = run("south/b", "north/*", "south/a", "-o", "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "`north/a` and `south/a` would both write `out/a.pdf`" in result.stderr
    assert not (folder / "out").exists()


# What no accident can stop


@pytest.fixture
def stood_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pool, "_work", stand_in.work)
    return folder


def made(names: Sequence[str], jobs: int) -> dict[str, BuildOutcome]:
    tasks = [Task(Path(name), Path(f"{name}.pdf"), Options()) for name in names]
    return {task.topic.name: made for task, made in build_here(tasks, jobs)}


@pytest.mark.usefixtures("stood_in")
def test_a_process_that_is_killed_gets_its_topic_tried_once_more() -> None:
    names = ["a", "frail-b", "c", "fatal-d", "e", "f"]
    results = made(names, 2)
    assert sorted(results) == sorted(names)
    assert {name for name, each in results.items() if each.error} == {"fatal-d"}
    assert results["fatal-d"].error == "error: the process that made it was killed by SIGKILL"
    assert not multiprocessing.active_children()


@pytest.mark.usefixtures("stood_in")
def test_processes_are_kept_warm_and_renewed_when_they_are_worn() -> None:
    kept = [each.remark for each in made(["a", "b", "c"], 1).values()]
    assert len(set(kept)) == 1
    renewed = [each.remark for each in made(["tiring-a", "tiring-b", "c", "d"], 1).values()]
    assert len(set(renewed)) == 3
    assert len({each.remark for each in made(["a", "b"], 9).values()}) <= 2


@pytest.mark.usefixtures("stood_in")
def test_nothing_is_left_of_a_batch_that_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    names = ["frail-a", "b", *(f"slow-{number}" for number in range(4))]
    tasks = [Task(Path(name), Path(f"{name}.pdf"), Options()) for name in names]
    start = time.monotonic()
    with closing(build_here(tasks, 2)) as making:
        task, _ = next(making)
        assert task.topic.name == "b"
        assert len(multiprocessing.active_children()) == 2
        assert len(list(tmp_path.iterdir())) == 2
    assert time.monotonic() - start < 10
    assert not multiprocessing.active_children()
    assert [each.name for each in tmp_path.iterdir()] == ["here"]


def test_an_engine_that_dies_is_replaced_and_one_that_has_done_much_is_worn(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = write("a")
    with closing(Worker()) as worker:
        assert not worker.worn
        for pid in worker.pids[1:]:
            os.kill(pid, signal.SIGKILL)
        lost = worker.make(topic, "a.pdf", Options())
        assert lost.lost
        assert "killed by SIGKILL" in lost.error
        again = worker.make(topic, "a.pdf", Options())
        assert (again.pages, again.error, again.lost) == (1, "", False)
        build(topic, folder / "alone.pdf")
        assert again.files == (("a.pdf", (folder / "alone.pdf").read_bytes()),)
        assert resident(os.getpid()) < resident(*worker.pids)
        monkeypatch.setattr(work, "_BYTES", 1)
        assert worker.worn


# The whole


def test_one_bad_topic_stops_no_other_and_is_told_with_its_places(folder: Path) -> None:
    for name in ("a", "b"):
        write(f"data/{name}")
    shutil.copytree(folder / "data" / "a", folder / "data" / "c")
    (folder / "out" / "c.pdf").mkdir(parents=True)
    result = run("data/*", WRONG, "nowhere", "-o", "out", "--jobs", "1")
    assert result.exit_code == 1
    table = [line.split() for line in result.stdout.splitlines()]
    assert table[0] == ["topic", "pages", "warnings", "seconds", "state"]
    assert [(row[0], row[1], row[2], row[4]) for row in table[1:-1]] == [
        ("data/a", "1", "0", "built"),
        ("data/b", "1", "0", "built"),
        ("data/c", "–", "–", "failed"),
        (str(WRONG), "–", "–", "failed"),
        ("nowhere", "–", "–", "failed"),
    ]
    assert " ".join(table[-1]) == "2 built, 0 unchanged, 3 failed"
    said = re.split(r"^(?=\S)", result.stderr, flags=re.MULTILINE)[1:]
    assert [each.splitlines()[0] for each in said] == ["data/c:", f"{WRONG}:", "nowhere:"]
    assert "  error: cannot write `out/c.pdf`: it is a folder" in said[0]
    assert re.search(
        r"^  unknown-source\.yaml:\d+:\d+: error: there is no source", said[1], re.MULTILINE
    )
    assert "\n    hint: did you mean `gauge-2023`?" in said[1]
    assert "  error: `nowhere` does not exist" in said[2]
    assert sorted(each.name for each in (folder / "out").iterdir()) == ["a.pdf", "b.pdf", "c.pdf"]
    assert len(of.page_texts((folder / "out" / "a.pdf").read_bytes())) == 1
    # what is as it was is told again, and not built again; no process is started for it
    assert states(run("data/a", "data/b", "-o", "out")) == ["unchanged", "unchanged"]
    (folder / "data" / "b" / "topic.yaml").write_text(MINIMAL.read_text().replace("March", "April"))
    (folder / "out" / "a.pdf").write_bytes(b"by somebody else")
    assert states(run("data/a", "data/b", "-o", "out", "--jobs", "1")) == ["built", "built"]
    assert "April" in of.page_texts((folder / "out" / "b.pdf").read_bytes())[0]


def test_what_is_no_file_or_leads_elsewhere_fails_in_its_turn_and_nothing_waits(
    folder: Path,
) -> None:
    for name in ("device", "pipe", "process", "theme-device", "theme-pipe", "zlast"):
        write(f"data/{name}")
    for name, target in (("device", "/dev/zero"), ("process", "/proc/self/environ")):
        (folder / "data" / name / "topic.yaml").unlink()
        (folder / "data" / name / "topic.yaml").symlink_to(target)
    (folder / "data" / "pipe" / "topic.yaml").unlink()
    os.mkfifo(folder / "data" / "pipe" / "topic.yaml")
    own = folder / "data" / "theme-pipe" / "own"
    shutil.copytree(ROOT / "styles" / "ministry", own)
    os.mkfifo(own / "pipe.css")
    for name, theme in (("theme-pipe", "./own"), ("theme-device", "/dev/zero")):
        with (folder / "data" / name / "topic.yaml").open("a", encoding="utf-8") as topic:
            topic.write(f"theme: {theme}\n")
    result = run("data/*", "-o", "out", "--jobs", "1")
    assert result.exit_code == 1
    assert "1 built, 0 unchanged, 5 failed" in result.stdout
    assert [path.name for path in (folder / "out").iterdir()] == ["zlast.pdf"]
    said = re.findall(r"^data/(\S+):\n  (.*)", result.stderr, re.MULTILINE)
    assert said == [
        ("device", "error: `topic.yaml` is a link that leads out of the topic's folder"),
        ("pipe", "error: `topic.yaml` is not a file"),
        ("process", "error: `topic.yaml` is a link that leads out of the topic's folder"),
        ("theme-device", "error: there is no theme `/dev/zero`"),
        ("theme-pipe", "own/pipe.css:1:1: error: `pipe.css` is not a file"),
    ]


def test_a_pattern_takes_no_topic_that_a_link_brings_from_elsewhere(folder: Path) -> None:
    write("private/plan")
    write("got/a")
    (folder / "got" / "b").symlink_to("../private/plan")
    for pattern in ("got/*", "got/*/topic.yaml", f"{folder}/got/*"):
        result = run(pattern, "-o", "out")
        assert (result.exit_code, result.stdout) == (2, "")
        assert re.search(r"`\S*got/b\S*`, which `.*` matches, is a link that", result.stderr)
    assert find_topics(["got/**/topic.yaml"]) == [Path("got/a/topic.yaml")]
    assert find_topics(["got/b"]) == [Path("got/b")]


def states(result: Result) -> list[str]:
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.split()[-1] for line in result.stdout.splitlines()[1:-1]]


@pytest.mark.usefixtures("stood_in")
def test_a_second_batch_starts_no_process_unless_all_is_to_be_built_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("a")
    assert [entry.state for entry in batch(["a"], Path("new/out"))] == ["built"]
    assert Path("new/out/a.pdf").read_bytes() == b"whole"
    with monkeypatch.context() as patch:
        patch.setattr(pool, "_Worker", None)
        assert [entry.state for entry in batch(["a"], Path("new/out"))] == ["unchanged"]
        with pytest.raises(TypeError):
            batch(["a"], Path("new/out"), use_cache=False)
        with pytest.raises(TypeError):
            batch(["a"], Path("new/out"), Options(duplex=True))


@pytest.mark.usefixtures("stood_in")
def test_a_worker_that_gives_no_sign_of_life_is_ended_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_START", 2)
    monkeypatch.setattr(pool, "_SECONDS", 1)
    names = [Path("slow-a"), Path("b")]
    tasks = [Task(name, Path(f"{name}.pdf"), Options()) for name in names]
    made = dict(build_here(tasks, 1, limits=Limits(timeout=0.5)))
    stuck, other = (made[task] for task in tasks)
    assert re.match(r"error: .* gave no sign of life for 1.5 seconds\n  hint: ", stuck.error)
    assert other.files == (("b.pdf", b"whole"),)


def test_a_worker_tells_that_it_is_alive_while_it_has_a_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_BEAT", 0.01)
    ours, theirs = multiprocessing.Pipe()
    is_busy = threading.Event()
    beat = threading.Thread(target=pool._beat, args=(theirs, is_busy, threading.Lock()))
    beat.start()
    assert not ours.poll(0.1)
    is_busy.set()
    assert [ours.recv() for _ in range(3)] == [None] * 3
    ours.close()
    beat.join(5)
    assert not beat.is_alive()


def test_a_topic_that_takes_too_long_to_name_is_named_by_its_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        while True:
            time.sleep(0.01)

    topic = write("a", "marking: TLP:RED")
    monkeypatch.setattr(planning, "read_yaml", read)
    (task,) = plan([topic], folder, Options(), Limits(timeout=0.1))
    assert task.output == folder / "a.pdf"


def test_no_bad_topic_stops_another(folder: Path) -> None:
    write("good")
    for name, more in (("nul", 'theme: "./a\\0b"'), ("long", f"theme: ./{'x' * 300}")):
        write(name, more)
    write("hog").write_text(f"a: &a {'word ' * 10_000}\nb: [{'*a,' * 2000}]\n", "utf-8")
    os.mkfifo(folder / "waits.yaml")
    Path("loop.yaml").symlink_to("loop.yaml")
    result = run("*.yaml", "*/topic.yaml", "-o", "out", "--jobs", "1", "--timeout", "20")
    table = [line.split() for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert {line[0]: line[-1] for line in table[1:-1]} == {
        "good/topic.yaml": "built",
        **dict.fromkeys(("hog/topic.yaml", "long/topic.yaml", "nul/topic.yaml"), "failed"),
        **dict.fromkeys(("loop.yaml", "waits.yaml"), "failed"),
    }
    assert "Traceback" not in result.output


# a shell that runs the tests in the background has made all its children deaf to interrupts
COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from briefing.cli.entry_point import main
main()
"""


@pytest.mark.parametrize("is_late", [False, True], ids=["early", "late"])
def test_an_interrupted_batch_leaves_whole_briefs_and_no_process(
    is_late: bool, folder: Path, tmp_path: Path
) -> None:
    topics = [write(f"data/{number:02}") for number in range(12)]
    temporary, out = tmp_path / "temporary", folder / "out"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "batch", *topics, "-o", out, "--jobs", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    if is_late:
        wait_until(lambda: any(out.glob("*.pdf")))
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    else:
        wait_until(lambda: any(temporary.glob("*/*")))  # an engine's folder
        process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)
    assert (process.returncode, *said) == (130, "", "")
    wait_until(lambda: not session(process.pid))
    assert list(temporary.iterdir()) == []
    written = sorted(out.iterdir())
    assert is_late <= len(written) < len(topics)
    for path in written:
        assert len(of.page_texts(path.read_bytes())) == 1


def session(leader: int) -> list[int]:
    """List the processes of a session, as far as the system tells."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(each.name)) == leader:
                found.append(int(each.name))
        except ProcessLookupError:
            continue
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


# What is said


ENTRIES = (
    BatchEntry(
        Path("a"), Path("out/a.pdf"), "built", 12, 1, 3.14159, ("warning: dim", "cut: 3 items")
    ),
    BatchEntry(Path("data/b"), Path("out/b.pdf"), "unchanged", 2),
    BatchEntry(
        Path("c"), Path("out/c.pdf"), "failed", seconds=0.2, messages=("error: no\n  hint: x",)
    ),
)


def test_the_summary_is_a_table_or_json() -> None:
    assert FORMATS["text"](ENTRIES) == (
        "topic   pages  warnings  seconds  state\n"
        "a          12         1      3.1  built\n"
        "data/b      2         0        –  unchanged\n"
        "c           –         –      0.2  failed\n"
        "1 built, 1 unchanged, 1 failed"
    )
    first, _, last = json.loads(FORMATS["json"](ENTRIES))
    assert first == {
        "topic": "a",
        "output": "out/a.pdf",
        "state": "built",
        "pages": 12,
        "warnings": 1,
        "seconds": 3.14,
        "messages": ["warning: dim", "cut: 3 items"],
    }
    assert last["messages"] == ["error: no\n  hint: x"]
    assert remarks(ENTRIES) == "a:\n  warning: dim\n  cut: 3 items\nc:\n  error: no\n    hint: x"


class Screen(StringIO):
    """What passes for a terminal, or does not."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def test_a_terminal_shows_how_far_a_batch_is_and_a_pipe_nothing() -> None:
    said = []
    for is_terminal in (True, False):
        screen = Screen(is_terminal)
        with progress(screen) as tick:
            tick(0, 40)
            tick(17, 40)
        said.append(screen.getvalue())
    assert re.search(r"17/40 .* left", re.sub(r"\x1b\[[0-9;]*m", "", said[0]))
    assert said[1] == ""


def test_every_option_is_documented() -> None:
    options = set(re.findall(r"--(?!no-(?!cache)|help|output)[a-z-]+", run("--help").stdout))
    assert {"--jobs", "--scheduler", "--no-cache", "--duplex"} < options
    _, _, text = (ROOT / "docs/reference/commands.md").read_text("utf-8").partition("\n## batch\n")
    text, _, _ = text.partition("\n## ")
    assert [option for option in options if f"`{option}`" not in text] == []
    page = (ROOT / "docs/batch.md").read_text("utf-8")
    assert "(reference/commands.md#batch)" in page
    assert "(reference/options.md)" in page


@pytest.mark.usefixtures("folder")
def test_a_batch_takes_what_chooses_from_a_brief_and_what_fits_it_to_pages() -> None:
    write("a")
    words = ("--without", "text", "--priority", "2", "--fill", "--summary", "json")
    result = run("a", "-o", "out", "--jobs", "1", *words)
    (entry,) = json.loads(result.stdout)
    assert entry["state"] == "built", result.output
    assert entry["messages"][0].startswith("last page: no stub\n")
    (text,) = of.page_texts(Path("out", "a.pdf").read_bytes())
    assert "Left out" in text
    wrong = run("a", "-o", "out", "--sections", "nowhere", "--jobs", "1")
    assert wrong.exit_code == 1
    assert "there is no section `nowhere`" in wrong.stderr


def test_a_batch_refuses_options_that_exclude_each_other_before_it_builds(folder: Path) -> None:
    write("a")
    result = run("a", "-o", "out", "--booklet", "--n-up", "2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "leave out --booklet or --n-up" in result.stderr
    assert not (folder / "out").exists()


@pytest.mark.usefixtures("folder")
def test_a_batch_makes_copies_for_the_names_in_a_table() -> None:
    write("a")
    Path("names.csv").write_text("name\nAda\nBen\n", "utf-8")
    assert states(run("a", "-o", "out", "--jobs", "1", "--copies", "names.csv")) == ["built"]
    assert sorted(each.name for each in Path("out").iterdir()) == ["a-register.csv", "a.pdf"]


def test_no_module_in_the_working_folder_runs_in_any_process(folder: Path) -> None:
    write("a")
    told = folder / "ran"
    for name in sys.stdlib_module_names - {*sys.builtin_module_names}:
        line = f"open({str(told)!r}, 'a').write(__name__ + chr(10))\n"
        Path(f"{name}.py").write_text(line, "utf-8")
    program = Path(sys.executable).with_name("briefing")  # by a name: `-m` looks here itself
    command: list[str | Path] = [program, "batch", "a/topic.yaml", "-o", "out", "--jobs", "2"]
    unset = {key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"}
    done = subprocess.run(command, env=unset, capture_output=True, text=True, check=False)
    assert not told.exists(), told.read_text()
    assert done.returncode == 0, done.stderr
    assert Path("out/a.pdf").exists()


def test_there_is_a_process_for_each_processor_that_may_be_used() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


def test_a_cluster_needs_its_extra(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a")
    monkeypatch.delitem(sys.modules, "briefing.batch.dask_cluster", raising=False)
    monkeypatch.setitem(sys.modules, "dask", None)
    result = run("a", "-o", "out", "--scheduler", "tcp://127.0.0.1:1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'pip install "briefing[dask]"' in result.stderr
    assert folder.exists()


def test_the_bench_of_memory_tells_by_how_much_it_grew() -> None:
    command: list[str | Path] = [sys.executable, ROOT / "bench" / "memory.py"]
    command += ["--after", "1", "--briefs", "2"]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.splitlines()
    for line, name in zip(lines, ("worker", "engine"), strict=True):
        assert re.fullmatch(rf"{name}: \d+ MiB, then \d+ MiB: [+-]\d+\.\d%", line), line
    assert re.fullmatch(r"after 1 and 2 briefs; \d+\.\d\d s each, 3 pages", last), last
