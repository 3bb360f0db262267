import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Name, Pdf

from briefing.errors import EngineError
from briefing.layout.engine import LayoutEngine, Limits
from briefing.pipeline.build import build
from tests.support import pdf as of
from tests.support import small_document as sample
from tests.support.places import EVERY_KIND, ROOT, TOPICS

ENDLESS = sample.html("<p>A line of text.</p>" * 50_000)
needs_prlimit = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux alone has it")


@pytest.fixture(scope="module")
def shared() -> Iterator[LayoutEngine]:
    with LayoutEngine() as engine:
        yield engine


@pytest.fixture
def engine(shared: LayoutEngine) -> LayoutEngine:
    shared.serve(sample.ASSETS)
    return shared


@pytest.fixture(scope="module")
def joined(shared: LayoutEngine) -> bytes:
    sample.lay_out(shared)
    return sample.write(shared)


def child(engine: LayoutEngine) -> "subprocess.Popen[bytes]":
    return engine._workers[0].process._child


def is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    try:
        os.kill(process, 0)
        # a container may have nobody who buries its dead
        return not status.exists() or "State:\tZ" not in status.read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_each_page_tells_what_begins_on_it_and_where_its_links_lead(engine: LayoutEngine) -> None:
    laid = sample.lay_out(engine)
    (front,) = laid["front"].pages
    assert (front.anchors, front.holds, front.links) == (
        ("front",), ("front",), ("trade", "sources"),
    )  # fmt: skip
    first, *middle, last = laid["body"].pages
    assert (first.anchors, first.holds) == (("trade", "years"), ("trade", "years"))
    assert first.links == ("source-1", "https://example.org/trade", "source-1")
    assert [(page.anchors, page.links) for page in middle] == [((), ())]
    assert (last.anchors, last.links) == (("where",), ())
    assert not any(each.log for each in laid.values())


def test_each_page_tells_how_far_down_things_begin_and_end(engine: LayoutEngine) -> None:
    engine.serve({})
    style = "@page { size: 100mm; margin: 10mm } body { margin: 0 }"
    blocks = "<p id=a style='height: 20mm; margin: 0'></p><div id=b style='height: 30mm'></div>"
    long = "<div id=c style='height: 40mm; break-before: page'></div>"
    laid = engine.lay_out("part", f"<style>{style}</style>{blocks}{long}")
    first, last = laid.pages
    assert first.tops == pytest.approx((0, 0.25))
    assert (first.anchors, last.anchors, last.tops) == (("a", "b"), ("c",), (0,))
    assert last.filled == pytest.approx(0.5)


def test_joined_parts_keep_their_tags(joined: bytes) -> None:
    assert of.check_structure(joined) == []
    with Pdf.open(BytesIO(joined)) as document:
        kinds = [str(each.S)[1:] for each in of.elements(document)]
    assert [kind for kind in kinds if kind in ("H1", "H2", "H3")] == ["H1", "H2", "H3", "H2"]
    assert {"Table", "TH", "TD", "L", "LI", "Lbl", "LBody", "Link", "Figure", "Caption"} <= {*kinds}


def test_joined_parts_keep_links_from_one_to_the_other(joined: bytes) -> None:
    front, body, *_, appendix = of.link_targets(joined)
    assert front == [("trade", 2), ("sources", 5)]
    assert body == [("source-1", 5), ("source-1", 5)]
    assert appendix == [("trade", 2)]


def test_joined_parts_have_one_outline(joined: bytes) -> None:
    assert of.outline(joined) == [
        (1, "The brief", 1),
        (2, "Trade", 2),
        (3, "Where", 4),
        (2, "Sources", 5),
    ]


def test_parts_stand_in_the_order_in_which_they_are_named(engine: LayoutEngine) -> None:
    sample.lay_out(engine)
    texts = of.page_texts(sample.write(engine, "appendix", "front"))
    assert [text.splitlines()[0].strip() for text in texts] == ["Sources", "The brief"]


def test_header_cells_get_their_scope(joined: bytes) -> None:
    with Pdf.open(BytesIO(joined)) as document:
        scopes = [str(cell.A.Scope) for cell in of.elements(document, "TH")]
    # the head stands on both pages of the table
    assert scopes.count("/Column") == 4
    assert scopes.count("/Row") == 40


def test_links_say_in_words_where_they_lead(joined: bytes) -> None:
    with Pdf.open(BytesIO(joined)) as document:
        words = [str(link.Contents) for page in document.pages for link in page.get("/Annots", [])]
    assert words == ["Trade", "Sources", "source 1", "the bank’s table", "source 1", "page 2"]


def test_a_link_with_markup_in_it_is_one_link(engine: LayoutEngine) -> None:
    body = '<h1 id="top">Top</h1><p><a href="#top">one <i>two</i> three</a></p>'
    (page,) = engine.lay_out("part", sample.html(body)).pages
    assert page.links == ("top",)
    assert of.link_targets(sample.write(engine, "part")) == [[("top", 1)]]


def test_a_link_that_wraps_counts_once_a_line(engine: LayoutEngine) -> None:
    body = f'<h1 id="top">Top</h1><p><a href="#top">{"many words " * 15}</a></p>'
    (page,) = engine.lay_out("part", sample.html(body, "base")).pages
    assert len(page.links) > 1
    assert set(page.links) == {"top"}


def test_figures_have_their_text_and_lie_where_they_are_drawn(joined: bytes) -> None:
    with Pdf.open(BytesIO(joined)) as document:
        image, drawing = of.elements(document, "Figure")
        boxes = [[float(each) for each in figure.A.BBox] for figure in (image, drawing)]
        texts = [str(figure.Alt) for figure in (image, drawing)]
    assert texts == ["A map of both", "Grain by year"]
    millimetre = 72 / 25.4
    left, bottom, right, top = boxes[0]
    assert right - left == pytest.approx(40 * millimetre, abs=0.01)
    assert top - bottom == pytest.approx(20 * millimetre, abs=0.01)
    # the drawing follows below
    assert boxes[1][3] < bottom


def test_fonts_come_from_what_is_served(joined: bytes) -> None:
    with Pdf.open(BytesIO(joined)) as document:
        descriptors = [
            each
            for each in document.objects
            if hasattr(each, "get") and each.get(Name.Type) == Name.FontDescriptor
        ]
        names = {str(each.FontName).partition("+")[2] for each in descriptors}
        embedded = [Name.FontFile2 in each or Name.FontFile3 in each for each in descriptors]
    assert names == {"Body", "Body-Bold"}
    assert all(embedded)


def test_a_plain_pdf_has_no_tags(engine: LayoutEngine) -> None:
    sample.lay_out(engine)
    plain = sample.write(engine, "frame")
    assert of.check_structure(plain) == ["there is no structure tree"]
    assert "foot 3" in of.page_texts(plain)[2]


@pytest.mark.parametrize(
    "url",
    ["http://localhost/x.png", "https://localhost/x.png", "ftp://localhost/x", "file:///etc/hosts"],
)
@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{}" alt="x">',
        '<link rel="stylesheet" href="{}">',
        '<style>@import url("{}");</style>',
        '<p style="background: url({})">x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{}"/></svg>',
    ],
)
def test_what_is_not_served_is_refused_and_logged(
    engine: LayoutEngine, markup: str, url: str
) -> None:
    laid = engine.lay_out("part", sample.html(markup.format(url)))
    # what a drawing refers to is looked for when it is drawn
    (drawn,) = engine.draw(["part"])
    (record,) = {*laid.log, *drawn.log}
    assert url in record
    assert "only files of the topic and its theme are read" in record


def test_a_font_that_is_not_served_is_logged(engine: LayoutEngine) -> None:
    style = '<style>@font-face { font-family: Local; src: url("file:///font.ttf") }</style>'
    assert engine.lay_out("part", sample.html(style)).log == ("Font-face 'Local' cannot be loaded",)


@pytest.mark.parametrize(
    "markup",
    ['<a rel="attachment" href="{}">x</a>', '<link rel="attachment" href="{}">'],
)
def test_no_file_is_attached_from_outside(engine: LayoutEngine, markup: str) -> None:
    engine.lay_out("part", sample.html(markup.format("file:///etc/hosts")))
    (drawn,) = engine.draw(["part"])
    assert "only files of the topic and its theme are read" in drawn.log[0]
    assert b"EmbeddedFile" not in of.edit(sample.write(engine, "part"), lambda _: None)


def test_a_missing_file_of_the_topic_is_logged(engine: LayoutEngine) -> None:
    (record,) = engine.lay_out("part", sample.html('<img src="topic:no.png" alt="x">')).log
    assert "topic:no.png" in record
    assert "there is no such file" in record


def test_images_may_stand_in_the_html_itself(engine: LayoutEngine) -> None:
    image = '<img alt="x" src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>">'
    assert engine.lay_out("part", sample.html(image)).log == ()


def test_a_web_address_is_a_link_and_is_not_fetched(engine: LayoutEngine) -> None:
    engine.lay_out("part", sample.html('<p><a href="https://example.org/ü">a page</a></p>'))
    pdf = sample.write(engine, "part")
    with Pdf.open(BytesIO(pdf)) as document:
        (link,) = document.pages[0].obj.Annots
        assert str(link.A.URI) == "https://example.org/%C3%BC"
    assert engine.draw(["part"])[0].log == ()


def test_parts_can_be_joined_again_without_some(engine: LayoutEngine) -> None:
    sample.lay_out(engine)
    sample.write(engine)
    fewer = sample.write(engine, "front", "body")
    assert of.check_structure(fewer) == []


def test_serving_anew_forgets_files_and_parts(engine: LayoutEngine) -> None:
    image = sample.html('<img src="topic:images/a map.png" alt="x">')
    assert engine.lay_out("part", image).log == ()
    engine.serve({})
    assert engine.lay_out("other", image).log != ()
    with pytest.raises(KeyError, match="part"):
        engine.draw(["part"])


def test_a_fault_of_the_engine_keeps_its_trace() -> None:
    with (
        LayoutEngine() as engine,
        pytest.raises(EngineError, match="AttributeError") as caught,
    ):
        engine._workers[0].process.ask("nothing")
    assert "Traceback" in caught.value.__notes__[0]


def test_a_layout_that_takes_too_long_is_stopped() -> None:
    with LayoutEngine(limits=Limits(timeout=1.5)) as engine:
        with pytest.raises(EngineError, match=r"took more than 1\.5 seconds and was stopped"):
            engine.lay_out("part", ENDLESS)
        assert child(engine).returncode == -signal.SIGKILL


def test_an_engine_that_is_killed_is_one_clear_error() -> None:
    with LayoutEngine() as engine:
        child(engine).kill()
        with pytest.raises(EngineError, match="killed by SIGKILL, perhaps because the machine's"):
            engine.lay_out("part", sample.html(""))


@needs_prlimit
def test_a_layout_that_needs_too_much_memory_is_one_clear_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # glibc else keeps 64 MB in store for each thread
    monkeypatch.setenv("MALLOC_ARENA_MAX", "1")
    with LayoutEngine(processes=1) as engine:
        engine.lay_out("part", sample.html(""))
        process = child(engine).pid
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[0])
        megabytes = (pages * resource.getpagesize() >> 20) + 15
        engine.limits = Limits(memory=megabytes)
        with pytest.raises(EngineError, match=f"allow more than {megabytes} MB with --memory"):
            engine.lay_out("long", ENDLESS)


def test_a_missing_pango_is_told_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("briefing.runtime.native_libraries.pango_hint", lambda: "install it")
    with (
        LayoutEngine() as engine,
        pytest.raises(EngineError, match=r"finds no Pango.*: install it"),
    ):
        engine.lay_out("part", sample.html(""))


def test_a_broken_installation_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ImportError('nothing here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with (
        LayoutEngine() as engine,
        pytest.raises(EngineError, match="status 1: ImportError: nothing"),
    ):
        engine.lay_out("part", sample.html(""))


def test_no_module_of_the_working_folder_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ImportError")
    monkeypatch.chdir(tmp_path)
    with LayoutEngine() as engine:
        assert len(engine.lay_out("part", sample.html("")).pages) == 1


def test_an_interrupt_is_left_to_the_parent(engine: LayoutEngine) -> None:
    engine.lay_out("part", sample.html(""))
    os.kill(child(engine).pid, signal.SIGINT)
    assert len(engine.lay_out("part", sample.html("")).pages) == 1


def test_nothing_is_left_of_a_closed_engine() -> None:
    with LayoutEngine() as engine:
        sample.lay_out(engine)
        folder = engine._workers[0].process.folder
        assert any(folder.glob("weasyprint-*"))
    assert child(engine).returncode is not None
    assert not folder.exists()


@pytest.mark.parametrize("busy", [False, True])
def test_nothing_is_left_when_the_parent_is_killed(busy: bool) -> None:
    script = f"""
import os, sys
sys.path[:0] = {[str(ROOT)]!r}
from briefing.layout.engine import LayoutEngine
from briefing.layout.protocol import Request
from tests.support import small_document as sample
engine = LayoutEngine()
sample.lay_out(engine)
if {busy}:
    endless = sample.html("<p>A line of text.</p>" * 50_000)
    engine._workers[0].process._pipe.send(Request("lay_out", ("part", endless), 9, 4096))
print(engine.pids[0], engine._workers[0].process.folder, flush=True)
os.kill(os.getpid(), 9)
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    process, folder = told.stdout.decode().split()
    deadline = time.monotonic() + 10
    while (is_alive(int(process)) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(int(process))
    assert not Path(folder).exists()


def test_the_parent_never_imports_weasyprint() -> None:
    script = (
        "import sys, briefing.layout.engine, briefing.pdf.finish\n"
        "sys.exit('weasyprint' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_an_engine_survives_the_loss_of_its_folder(tmp_path: Path) -> None:
    """A system cleans its temporary folder after some days; an engine may live longer."""
    with LayoutEngine() as engine:
        build(TOPICS / "minimal.yaml", tmp_path / "first.pdf", engine=engine)
        shutil.rmtree(engine.folder)
        build(EVERY_KIND, tmp_path / "second.pdf", engine=engine)
        build(TOPICS / "minimal.yaml", tmp_path / "third.pdf", engine=engine)
    with LayoutEngine() as engine:
        build(EVERY_KIND, tmp_path / "alone.pdf", engine=engine)
    assert (tmp_path / "second.pdf").read_bytes() == (tmp_path / "alone.pdf").read_bytes()
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "third.pdf").read_bytes()
