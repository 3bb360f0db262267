"""Parts that are laid out and drawn apart make one document, whoever did it and whenever."""

import re
import shutil
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Name, Pdf

from briefing.layout.engine import Drawn, LayoutEngine
from briefing.layout.process import Answer, Process
from briefing.model.options import Options
from briefing.pdf.merge import merge_parts, merge_plain
from briefing.pipeline.build import build
from briefing.runtime.cache import Cache
from tests.support import pdf as of
from tests.support import small_document as sample
from tests.support.places import EVERY_KIND

APART = Options(new_page=True)


@pytest.fixture(scope="module")
def engine() -> Iterator[LayoutEngine]:
    with LayoutEngine() as engine:
        yield engine


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give a brief whose sections were laid out in one process."""
    path = tmp_path_factory.mktemp("whole") / "brief.pdf"
    with LayoutEngine(processes=1) as engine:
        build(EVERY_KIND, path, APART, engine=engine)
    return path.read_bytes()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is asked of processes."""
    said: list[str] = []
    ask = Process.ask

    def note(process: Process, request: str, *arguments: object) -> Answer:
        said.append(" ".join([request, *map(str, arguments[:1])]))
        return ask(process, request, *arguments)

    monkeypatch.setattr(Process, "ask", note)
    return said


@pytest.fixture
def topic(tmp_path: Path) -> Path:
    folder = tmp_path / "topic"
    shutil.copytree(EVERY_KIND.parent, folder)
    return folder / EVERY_KIND.name


def drawn(engine: LayoutEngine, *bodies: str) -> tuple[Drawn, ...]:
    engine.serve(sample.ASSETS)
    names = [f"part {number}" for number in range(len(bodies))]
    engine.lay_out_all(
        {name: sample.html(body, "base") for name, body in zip(names, bodies, strict=True)}
    )
    return engine.draw(names)


def laid_out(asked: Sequence[str]) -> list[str]:
    parts = [each.removeprefix("lay_out ") for each in asked if each.startswith("lay_out ")]
    return [each for each in parts if each != "usual"]


def test_sections_apart_keep_both_standards(whole: bytes) -> None:
    assert of.validate(whole) == []
    assert of.check_structure(whole) == []


def test_each_section_begins_a_page(whole: bytes) -> None:
    sections = [entry for entry in of.outline(whole) if entry[0] == 2]
    pages = [page for _, title, page in sections if re.match(r"\d+ ", title)]
    assert len(pages) > 10
    assert len({*pages}) == len(pages)


def test_tables_are_counted_through_all_sections(whole: bytes) -> None:
    captions = re.findall(r"Table (\d+)", " ".join(of.page_texts(whole)))
    numbers = [int(each) for each in dict.fromkeys(captions)]
    assert len(numbers) > 5
    assert numbers == [*range(1, len(numbers) + 1)]


def test_each_font_is_there_once(whole: bytes) -> None:
    with Pdf.open(BytesIO(whole)) as document:
        names = [
            str(each.FontName)
            for each in document.objects
            if hasattr(each, "get") and each.get(Name.Type) == Name.FontDescriptor
        ]
        profiles = [
            each for each in document.objects if hasattr(each, "get") and each.get(Name.N) == 3
        ]
    assert len(names) == len({*names}) > 2
    assert len(profiles) == 1


def test_sections_apart_take_little_more_room(whole: bytes, tmp_path: Path) -> None:
    build(EVERY_KIND, tmp_path / "one.pdf", Options(sheet=False))
    assert len(whole) <= 1.15 * (tmp_path / "one.pdf").stat().st_size


def test_more_processes_write_the_same_bytes(whole: bytes, tmp_path: Path) -> None:
    with LayoutEngine(processes=3) as engine:
        build(EVERY_KIND, tmp_path / "brief.pdf", APART, engine=engine)
        assert len(engine.pids) > 1
    assert (tmp_path / "brief.pdf").read_bytes() == whole


def test_what_is_in_the_cache_is_not_laid_out_again(
    whole: bytes, asked: list[str], tmp_path: Path
) -> None:
    for name in ("first.pdf", "second.pdf"):
        asked.clear()
        with LayoutEngine(cache=Cache(tmp_path / "cache")) as engine:
            build(EVERY_KIND, tmp_path / name, APART, engine=engine)
        assert (tmp_path / name).read_bytes() == whole
    # an empty page, while nobody knows yet that nothing will come
    assert {*asked} <= {"lay_out usual"}


def test_a_broken_cache_is_as_good_as_none(whole: bytes, asked: list[str], tmp_path: Path) -> None:
    def make() -> None:
        with LayoutEngine(cache=Cache(tmp_path / "cache")) as engine:
            build(EVERY_KIND, tmp_path / "brief.pdf", APART, engine=engine)

    make()
    for entry in (tmp_path / "cache").rglob("*"):
        if entry.is_file():
            entry.write_bytes(entry.read_bytes()[:-1])
    asked.clear()
    make()
    assert "lay_out front" in asked
    assert (tmp_path / "brief.pdf").read_bytes() == whole


@pytest.mark.parametrize("warm", [True, False])
def test_only_the_section_that_changed_is_laid_out(
    warm: bool, topic: Path, asked: list[str], tmp_path: Path
) -> None:
    cache = None if warm else Cache(tmp_path / "cache")
    engine = LayoutEngine(cache=cache)
    build(topic, tmp_path / "brief.pdf", APART, engine=engine)
    if not warm:
        engine.close()
        engine = LayoutEngine(cache=cache)
    text = topic.read_text("utf-8")
    changed = text.replace("The commission is founded", "The commission is set up", 1)
    assert changed != text
    topic.write_text(changed, "utf-8")
    asked.clear()
    with engine:
        build(topic, tmp_path / "brief.pdf", APART, engine=engine)
    # the table of evidence says again what the section says
    assert {*laid_out(asked)} == {"s-history", "sources"}
    build(topic, tmp_path / "anew.pdf", APART)
    assert (tmp_path / "brief.pdf").read_bytes() == (tmp_path / "anew.pdf").read_bytes()


def test_a_picture_that_is_missing_is_told_by_each_build() -> None:
    body = sample.html('<img src="topic:no.png" alt="x">')
    with LayoutEngine() as engine:
        engine.serve(sample.ASSETS)
        logs = [engine.lay_out(name, body).log for name in ("one", "two")]
    assert logs[0] == logs[1] != ()


def test_a_link_that_leads_nowhere_is_taken_away_and_told(engine: LayoutEngine) -> None:
    body = '<h1 id="here">Here</h1><p><a href="#gone">one</a> <a href="#here">two</a></p>'
    parts = drawn(engine, body)
    document, lost = merge_parts(engine.fonts(parts), parts)
    document.close()
    assert lost == ("gone",)
    pdf = merge_plain(engine.fonts(parts), parts)
    assert of.link_targets(pdf) == [[("here", 1)]]
    assert of.check_structure(pdf) == []


def test_bookmarks_of_a_later_part_stand_below_those_before(engine: LayoutEngine) -> None:
    parts = drawn(engine, "<h1>One</h1>", "<h3>Deep</h3><h2>Flat</h2>", "<h1>Two</h1>")
    pdf = merge_plain(engine.fonts(parts), parts)
    assert of.outline(pdf) == [(1, "One", 1), (2, "Deep", 2), (2, "Flat", 2), (1, "Two", 3)]


def test_header_cells_of_all_parts_have_names_of_their_own(engine: LayoutEngine) -> None:
    table = "<table><tr><th>Head</th></tr><tr><td>1</td></tr></table>"
    parts = drawn(engine, table, table)
    with Pdf.open(BytesIO(merge_plain(engine.fonts(parts), parts))) as document:
        names = [bytes(each.ID) for each in of.elements(document, "TH")]
        told = [bytes(each.A.Headers[0]) for each in of.elements(document, "TD")]
    assert len({*names}) == 2
    assert names == told


def test_a_part_can_stand_in_several_places(engine: LayoutEngine) -> None:
    one, two = drawn(engine, "<p>Words</p>", "")
    parts = (one, two, one, two)
    texts = of.page_texts(merge_plain(engine.fonts(parts), parts))
    assert [text.strip() for text in texts] == ["Words", "", "Words", ""]


def test_signs_that_no_font_has_stay_apart(engine: LayoutEngine) -> None:
    parts = drawn(engine, "<p>a\u0378b</p>", "<p>c\u0379d</p>")
    texts = of.page_texts(merge_plain(engine.fonts(parts), parts))
    assert [text.strip() for text in texts] == ["a\u0378b", "c\u0379d"]
