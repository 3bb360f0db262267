import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from xml.etree import ElementTree

import pypdfium2
import pytest
from pikepdf import Dictionary, Name, Pdf, parse_content_stream

from briefing.layout.engine import LayoutEngine
from briefing.pdf.finish import DocumentMetadata, finish
from tests.support import pdf as of
from tests.support import small_document as sample
from tests.support.places import ROOT


@pytest.fixture(scope="module")
def engine() -> Iterator[LayoutEngine]:
    with LayoutEngine() as engine:
        yield engine


@pytest.fixture(scope="module")
def draft(engine: LayoutEngine) -> bytes:
    """Give the pages and, behind them, those of the frame."""
    sample.lay_out(engine)
    return sample.write(engine, *sample.PARTS, "frame")


@pytest.fixture(scope="module")
def finished() -> bytes:
    return sample.finished()


def made(draft: bytes, facts: DocumentMetadata = sample.FACTS) -> bytes:
    return finish(Pdf.open(BytesIO(draft)), facts)


def xmp(pdf: bytes) -> ElementTree.Element:
    with Pdf.open(BytesIO(pdf)) as document:
        return ElementTree.fromstring(document.Root.Metadata.read_bytes())


def test_a_finished_document_keeps_both_standards(finished: bytes) -> None:
    assert of.validate(finished) == []
    assert of.check_structure(finished) == []


def test_links_and_outline_are_as_they_were(draft: bytes, finished: bytes) -> None:
    assert of.link_targets(finished) == of.link_targets(draft)[:5]
    assert of.outline(finished) == of.outline(draft)


def test_each_page_gets_its_own_page_of_the_frame(draft: bytes, finished: bytes) -> None:
    before, after = of.page_texts(draft)[:5], of.page_texts(finished)
    for number, (plain, framed) in enumerate(zip(before, after, strict=True), start=1):
        assert framed.count("Running head") == framed.count("foot ") == 1
        assert f"foot {number}" in framed
        assert plain.strip() in framed


def test_the_frame_stands_upright_where_it_was_set(draft: bytes, finished: bytes) -> None:
    def box(pdf: bytes, index: int, words: str) -> tuple[float, ...]:
        document = pypdfium2.PdfDocument(pdf)
        text = document[index].get_textpage()
        start, _ = text.search(words).get_next()
        found = text.get_charbox(start)
        document.close()
        return tuple(found)

    for index in range(5):
        assert box(finished, index, "Running") == box(draft, 5 + index, "Running")
    assert box(finished, 1, "Exports") == box(draft, 1, "Exports")


def test_the_frame_is_an_artifact(finished: bytes) -> None:
    with Pdf.open(BytesIO(finished)) as document:
        for page in document.pages:
            *_, mark, _, paint, _, end = parse_content_stream(page)
            assert str(mark.operator) == "BDC"
            assert mark.operands[0] == Name.Artifact
            assert (str(paint.operator), paint.operands[0]) == ("Do", Name.Frame)
            assert str(end.operator) == "EMC"


def test_facts_stand_in_the_information_dictionary(finished: bytes) -> None:
    with Pdf.open(BytesIO(finished)) as document:
        assert {key: str(value) for key, value in document.docinfo.items()} == {
            "/Title": "Grain & fertiliser <2026>",
            "/Author": "Latin America Desk",
            "/Subject": "Trade between two countries",
            "/Keywords": "trade, sanctions",
            "/Producer": "briefing",
            "/CreationDate": "D:20260301123000Z",
            "/ModDate": "D:20260301123000Z",
        }
        assert document.Root.Lang == "en-GB"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle


def test_facts_stand_in_the_metadata(finished: bytes) -> None:
    with Pdf.open(BytesIO(finished)) as document:
        metadata = document.open_metadata()
        assert metadata["dc:title"] == "Grain & fertiliser <2026>"
        assert metadata["dc:creator"] == ["Latin America Desk"]
        assert metadata["dc:description"] == "Trade between two countries"
        assert metadata["dc:language"] == {"en-GB"}
        assert metadata["pdf:Keywords"] == "trade, sanctions"
        assert metadata["pdf:Producer"] == "briefing"
        assert metadata["xmp:CreateDate"] == "2026-03-01T12:30:00Z"


def test_metadata_are_one_readable_packet(finished: bytes) -> None:
    assert b"<pdfaid:part>3</pdfaid:part>" in finished
    assert b"<pdfuaid:part>1</pdfuaid:part>" in finished
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
    assert [child.tag for child in xmp(finished)] == [rdf]


def test_facts_that_are_empty_are_left_out(draft: bytes) -> None:
    pdf = made(draft, replace(sample.FACTS, author="", subject="", keywords=()))
    with Pdf.open(BytesIO(pdf)) as document:
        assert not {"/Author", "/Subject", "/Keywords"} & set(document.docinfo.keys())
    assert of.validate(pdf) == []


def test_a_date_is_written_in_universal_time(draft: bytes) -> None:
    there = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    here = datetime(2026, 2, 28, 22, 30, tzinfo=UTC)
    assert made(draft, replace(sample.FACTS, date=there)) == made(
        draft, replace(sample.FACTS, date=here)
    )


def test_cells_find_the_headers_they_name(finished: bytes) -> None:
    with Pdf.open(BytesIO(finished)) as document:
        names = list(document.Root.StructTreeRoot.IDTree.Names)
        keys, headers = [bytes(each) for each in names[::2]], names[1::2]
        assert keys == sorted(keys)
        assert [bytes(each.ID) for each in headers] == keys
        named = {bytes(each) for cell in of.elements(document, "TD") for each in cell.A.Headers}
        assert named
        assert named <= set(keys)


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>text</li></ul>",
        "<ul><li>text <p>block</p></li><li>text</li></ul>",
        '<ul><li>text <p>block</p> text <a href="#top">link</a><p>block</p></li></ul>',
        "<ul><li>text <p>block</p><ol><li>text <p>block</p></li></ol></li></ul>",
        '<ul><li style="display: table"><p style="display: table-cell">cell</p></li></ul>',
        '<ul><li style="display: block; columns: 2">text <p>block</p></li></ul>',
    ],
)
def test_lists_are_made_of_items_of_label_and_body(markup: str, engine: LayoutEngine) -> None:
    engine.serve(sample.ASSETS)
    engine.lay_out("part", sample.html(f'<h1 id="top">Top</h1>{markup}', "base"))
    engine.lay_out_all({"frame": sample.html("", "base", "frame")}, tagged=False)
    pdf = finish(sample.framed(engine, "part"), sample.FACTS)
    assert of.validate(pdf) == []
    assert of.check_structure(pdf) == []
    assert of.page_texts(pdf)[0].count("text") == markup.count("text")


def test_a_page_without_objects_can_be_stamped(draft: bytes) -> None:
    def strip(document: Pdf) -> None:
        for page in document.pages:
            page.obj.Resources = Dictionary(Font=page.obj.Resources.Font)

    pdf = made(of.edit(draft, strip))
    assert "foot 1" in of.page_texts(pdf)[0]


def test_two_processes_write_the_same_bytes(finished: bytes) -> None:
    def run(seed: str) -> bytes:
        path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        command = [sys.executable, "-m", sample.__name__]
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    assert run("1") == run("2") == finished
