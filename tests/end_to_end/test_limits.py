"""What stops a layout, with real processes; and the list of all limits in the documentation."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest

from briefing.batch.run import batch
from briefing.citations.csl import TIMEOUT
from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.errors import MAX_FINDINGS, EngineError, InputError
from briefing.formats import xlsx_table as xlsxfile
from briefing.formats.folder import MAX_BYTES, MAX_TOTAL
from briefing.formats.image_size import MAX_PIXELS
from briefing.formats.scalars import MAX_TEXT
from briefing.formats.yaml_tree import MAX_DEPTH, MAX_NODES, MAX_REPEATED
from briefing.layout import engine as layout
from briefing.layout import process
from briefing.layout.engine import LayoutEngine, Limits
from briefing.layout.page_map import PageMap
from briefing.layout.protocol import MOST_PAGES, Request
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.recipient import MAX_RECIPIENTS
from briefing.pipeline.build import build
from briefing.rendering.renderer import Renderer
from briefing.text.formula import MAX_LENGTH
from briefing.themes.theme import open_theme
from tests.formats.test_image_size import bomb
from tests.layout.test_engine import ENDLESS, child
from tests.support import small_document as sample
from tests.support.places import ROOT, SAMPLE, TOPICS

MINIMAL = TOPICS / "minimal.yaml"
PROGRAM = process.PROGRAM
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process so")


def test_a_layout_that_sleeps_is_stopped_by_the_clock() -> None:
    with LayoutEngine(limits=Limits(timeout=1)) as engine:
        os.kill(child(engine).pid, signal.SIGSTOP)
        message = "took more than 1 seconds and was stopped: allow more with --timeout, or build"
        with pytest.raises(EngineError, match=message):
            engine.lay_out("part", sample.html(""))
        assert child(engine).returncode == -signal.SIGKILL


@linux
def test_a_layout_that_loops_is_stopped_by_the_system_where_nobody_watches_the_clock() -> None:
    with LayoutEngine(processes=1) as engine:
        engine.lay_out("part", sample.html(""))
        engine._workers[0].process._pipe.send(Request("lay_out", ("part", ENDLESS), 0, 4096))
        assert child(engine).wait(30) == -signal.SIGXCPU
        with pytest.raises(EngineError, match=r"more than 300 seconds and was stopped by the syst"):
            engine.lay_out("other", sample.html(""))


@linux
def test_time_of_a_processor_is_counted_for_each_request() -> None:
    with LayoutEngine(limits=Limits(timeout=40), processes=1) as engine:
        for name in ("one", "two"):
            engine.lay_out(name, sample.html("<p>x</p>" * 200))
            soft, _ = resource.prlimit(child(engine).pid, resource.RLIMIT_CPU)
            ticks = Path(f"/proc/{child(engine).pid}/stat").read_text().split()[13:15]
            spent = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
            assert soft - 43 < spent < soft - 39


@linux
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGSEGV, "killed by SIGSEGV; if memory ran out, allow more than 4,096 MB with"),
        (signal.SIGABRT, "killed by SIGABRT; if memory ran out"),
        (signal.SIGTERM, "killed by SIGTERM$"),
    ],
)
def test_a_signal_becomes_a_message(number: signal.Signals, words: str) -> None:
    with LayoutEngine(processes=1) as engine:
        engine.lay_out("part", sample.html(""))
        os.kill(child(engine).pid, number)
        with pytest.raises(EngineError, match=words):
            engine.lay_out("other", sample.html(""))


def altered(tmp_path: Path, change: str) -> Path:
    """Write the program of the child with something done before it answers."""
    *before, call = PROGRAM.read_text("utf-8").rstrip().split("\n")
    assert call == "    main(int(line), folder)"
    code = "\n".join((*before, f"    {change}", call))
    path = tmp_path / "child.py"
    path.write_text(
        f"__file__ = {str(PROGRAM)!r}\nexec(compile({code!r}, __file__, 'exec'))\n", "utf-8"
    )
    return path


def test_too_many_pages_are_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = altered(tmp_path, "from briefing.layout import protocol; protocol.MOST_PAGES = 3")
    monkeypatch.setattr(process, "PROGRAM", path)
    page = '<p style="break-after: page">x</p>'
    with LayoutEngine() as engine:
        assert len(engine.lay_out("part", sample.html(page * 3)).pages) == 3
        with pytest.raises(EngineError, match=r"has more than 3 pages .* several sections$"):
            engine.lay_out("part", sample.html(page * 4))
        # it is alive
        assert len(engine.lay_out("part", sample.html(page)).pages) == 1


def test_a_brief_of_too_many_pages_is_stopped_though_no_part_of_it_has_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = tmp_path / "topic.yaml"
    notes = "".join(f"  - {{kind: notes, id: n{number}, pages: 2}}\n" for number in range(3))
    topic.write_text(MINIMAL.read_text("utf-8") + notes, "utf-8")
    options = Options(new_page=True)
    with LayoutEngine(processes=1) as engine:
        most = build(topic, tmp_path / "whole.pdf", options, engine=engine).pages.total
        for fewer in (most, most - 1, 3):
            monkeypatch.setattr(layout, "MOST_PAGES", fewer)
            told = pytest.raises(EngineError, match=f"brief has more than {fewer} pages .* fewer")
            with nullcontext() if fewer == most else told:
                build(topic, tmp_path / "brief.pdf", options, engine=engine)


def test_an_error_of_c_code_that_says_nothing_is_told_as_lack_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = "(_ for _ in ()).throw(SystemError('error return'))"
    change = (
        "from briefing.layout.worker import part_renderer as parts; "
        f"parts.PartRenderer.lay_out = lambda *_: {fail}"
    )
    monkeypatch.setattr(process, "PROGRAM", altered(tmp_path, change))
    with (
        LayoutEngine() as engine,
        pytest.raises(EngineError, match="ran out of memory: allow more than"),
    ):
        engine.lay_out("part", sample.html(""))


# Templates of a user's theme, which are rendered in this process


LOOPS = """\
{% for one in range(99999) %}
{% for two in range(99999) %}
{% for three in range(99999) %}{% endfor %}
{% endfor %}{% endfor %}
"""
GROWS = "{% set space = namespace(n=3) %}{% for _ in range(60) %}{% set space.n = {} %}{% endfor %}"


@pytest.fixture
def themed(minimal: Brief, tmp_path: Path) -> Callable[[str], str]:
    """Give what renders a brief in a theme with a template of one's own."""
    theme = tmp_path / "ours"
    shutil.copytree(ROOT / "styles" / "ministry", theme)
    (theme / "templates" / "front").mkdir(parents=True)
    document = assemble(resolve(select(minimal, Options())), labels("en"))

    def render(template: str) -> str:
        (theme / "templates" / "front" / "signs.html").write_text(template, "utf-8")
        limits = Limits(timeout=0.5, memory=300)
        renderer = Renderer(document, open_theme(str(theme)), limits=limits)
        return renderer.part("whole", PageMap(("whole",)))

    return render


@linux
@pytest.mark.parametrize(
    ("template", "words"),
    [
        (LOOPS, r"signs.html:\d:1: error: takes more than 0.5 seconds\n  hint: .* --timeout"),
        ("\n{{ 'x' * 9000000000 }}", r"signs.html:2:1: error: takes more than 300 MB of memory"),
        ("{{ ('x' * 9000000).center(9000000000) }}", r"signs.html:1:1: error: takes more than 300"),
        ("{{ 9 ** 9 ** 9 }}", r"signs.html:1:1: error: the numbers are too large"),
        (GROWS.replace("{}", "space.n * space.n"), "signs.html:1:1: error: the numbers are too"),
    ],
)
def test_a_template_that_takes_too_much_is_stopped_and_told_with_its_place(
    template: str, words: str, themed: Callable[[str], str]
) -> None:
    before = signal.getsignal(signal.SIGALRM), resource.getrlimit(resource.RLIMIT_AS)
    start = time.monotonic()
    with pytest.raises(InputError, match=words):
        themed(template)
    assert time.monotonic() - start < 10
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert (signal.getsignal(signal.SIGALRM), resource.getrlimit(resource.RLIMIT_AS)) == before


def test_a_template_may_reckon(themed: Callable[[str], str]) -> None:
    assert "<p>42 ababab 1.5</p>" in themed("<p>{{ 6 * 7 }} {{ 'ab' * 3 }} {{ 0.5 * 3 }}</p>")


def test_whoever_has_a_timer_of_his_own_keeps_it(themed: Callable[[str], str]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 100)
    try:
        assert themed("")
        assert 90 < signal.getitimer(signal.ITIMER_REAL)[0] <= 100
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_in_another_thread_a_template_is_rendered_as_it_is(themed: Callable[[str], str]) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert "<p>here</p>" in pool.submit(themed, "<p>here</p>").result()


@linux
def test_a_limit_that_is_set_already_is_not_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = "import resource as r; r.setrlimit(r.RLIMIT_CPU, (50, 50))"
    monkeypatch.setattr(process, "PROGRAM", altered(tmp_path, change))
    with LayoutEngine() as engine:
        engine.lay_out("part", sample.html(""))
        assert resource.prlimit(child(engine).pid, resource.RLIMIT_CPU) == (50, 50)


def test_a_bomb_within_the_html_is_not_unpacked() -> None:
    image = f'<img alt="x" src="data:image/png;base64,{b64encode(bomb()).decode()}">'
    with LayoutEngine(limits=Limits(memory=1500)) as engine:
        (record,) = engine.lay_out("part", sample.html(image)).log
    assert "Failed to load image" in record


def test_the_caller_survives_a_limit_and_builds_again(tmp_path: Path) -> None:
    pdf = tmp_path / "brief.pdf"
    with (
        LayoutEngine(limits=Limits(timeout=0.05)) as engine,
        pytest.raises(EngineError, match=r"0\.05 seconds"),
    ):
        build(MINIMAL, pdf, engine=engine)
    assert list(tmp_path.iterdir()) == []
    with LayoutEngine() as engine:
        engine.limits = Limits(timeout=100)
        assert build(MINIMAL, pdf, engine=engine).pages.total >= 1
        assert all(worker.process.limits.timeout == 100 for worker in engine._workers)


def test_workers_of_a_batch_keep_to_the_limits(tmp_path: Path) -> None:
    (entry,) = batch([str(MINIMAL)], tmp_path, limits=Limits(timeout=0.05), use_cache=False)
    assert entry.state == "failed"
    assert "0.05 seconds" in entry.messages[0]


@linux
@pytest.mark.parametrize(
    ("option", "topic", "words"),
    [
        # whichever comes first: reading or the layout
        ("--timeout=0.1", SAMPLE, r"more than 0\.1 seconds(.|\n)*allow more with --timeout"),
        ("--memory=100", MINIMAL, "allow more than 100 MB with --memory, or build fewer sections"),
    ],
)
def test_a_limit_is_an_option_of_the_command(
    tmp_path: Path, option: str, topic: Path, words: str
) -> None:
    (tmp_path / "tmp").mkdir()
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "briefing",
            "build",
            topic,
            "-o",
            tmp_path / "x.pdf",
            option,
            "--no-cache",
        ],
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.count("error: ") == 1
    assert re.search(words, run.stderr)
    assert [each.name for each in tmp_path.rglob("*")] == ["tmp"]


def test_the_documentation_lists_every_limit() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs" / "limits.md").read_text("utf-8"), re.MULTILINE
    )
    told = {name: value.replace(",", "") for name, value in rows}
    number = {name: int(found[0]) for name in told if (found := re.findall(r"\d+", told[name]))}
    mebi = 1024 * 1024
    usual = Limits()
    assert number == {
        "one file": MAX_BYTES // mebi,
        "all files of a topic": MAX_TOTAL // mebi,
        "a workbook, unpacked": xlsxfile._MAX_UNPACKED // mebi,
        "rows of a sheet": xlsxfile._MAX_ROWS,
        "one text": MAX_TEXT,
        "depth of a YAML file": MAX_DEPTH,
        "values of a YAML file": MAX_NODES,
        "characters that its aliases stand for": MAX_REPEATED,
        "empty cells before the last ones of a workbook's rows": xlsxfile._MAX_MADE_UP,
        "findings of a topic": MAX_FINDINGS,
        "one step of reading: time": usual.timeout,
        "one step of reading: memory": usual.memory,
        "cells of a table": MAX_NODES,
        "pixels of a picture": MAX_PIXELS,
        "a formula": MAX_LENGTH,
        "numbered copies": MAX_RECIPIENTS,
        "writing with a CSL style": TIMEOUT,
        "pages of a brief": MOST_PAGES,
        "one request to the layout": usual.timeout,
        "one rendering of templates": usual.timeout,
        "memory of a layout process": usual.memory,
    }
