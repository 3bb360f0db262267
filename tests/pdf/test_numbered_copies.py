"""Numbered copies: what each page bears, what is the same in all, and what is written where."""

import csv
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from pikepdf import Name, Pdf, parse_content_stream
from typer.testing import CliRunner

from briefing.cli.app import app
from briefing.errors import InputError, OutputError, UsageError
from briefing.layout.engine import LayoutEngine
from briefing.model.options import Options
from briefing.model.recipient import Recipient
from briefing.pdf.imposition import booklet, handout
from briefing.pdf.numbered_copies import (
    file_name,
    is_file,
    issue,
    join_copies,
    leftovers,
    require_glyphs,
    stamp,
)
from briefing.pipeline.build import build
from briefing.runtime.atomic_write import write_together
from tests.support import pdf as of
from tests.support import small_document as sample
from tests.support.built_briefs import Recorder
from tests.support.places import TOPICS
from tests.support.read_text import Box, boxes, flat

MINIMAL = TOPICS / "minimal.yaml"
NAMES = ("Jefa de delegación", "Глава делегации", "代表团团长", "رئيس الوفد")
COPIES = tuple(
    Recipient(name=name, role=role, organisation="River board")
    for name, role in zip(NAMES, ("Chair", "Clerk", None, None), strict=True)
)
# long heads, and four pages
LEAVES = """\
title: The river and its towns, from the upper bridge to the sea
type: Note
originator: River desk of the board for bridges and ferries
issued: 2024-05-01
cutoff: 2024-04-30
sections:
  - kind: text
    title: What the gauge at the upper bridge said in three of five years
    text: It rose.
  - {kind: notes, pages: 3}
"""
ASCII = (Recipient(name="Ada"), Recipient(name="Bo"), Recipient(name="Cy"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Recorder]:
    with Recorder() as engine:
        yield engine


@pytest.fixture(scope="module")
def finished() -> bytes:
    """Give a finished document of 5 pages."""
    return sample.finished()


@pytest.fixture(scope="module")
def stamps() -> bytes:
    """Give the stamps of 3 copies, of which each has one for right-hand and left-hand pages."""
    places = [f"{name} {hand}" for name in ("Ada", "Bo", "Cy") for hand in ("right", "left")]
    with LayoutEngine() as engine:
        engine.serve(sample.ASSETS)
        leaves = "".join(f'<div style="break-before: page">of {place}</div>' for place in places)
        engine.lay_out_all({"stamps": sample.html(leaves, "base")}, tagged=False)
        return sample.write(engine, "stamps")


@pytest.fixture(scope="module")
def folder(engine: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of copies of a brief."""
    folder = tmp_path_factory.mktemp("copies")
    (folder / "topic.yaml").write_text(LEAVES)
    build(folder, folder / "each", Options(copies=COPIES), engine=engine)
    return folder / "each"


def as_it_is(pdf: bytes, copies: int) -> bytes:  # noqa: ARG001
    return pdf


def register(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def hands(texts: list[str], name: str) -> list[str]:
    """Tell which stamp of a person each page bears."""
    return [flat(text).rpartition(f"of {name} ")[2] for text in texts]


def test_each_page_bears_the_stamp_of_its_copy_and_side(finished: bytes, stamps: bytes) -> None:
    before = of.page_texts(finished)
    copies = list(stamp(finished, stamps))
    assert len(copies) == 3
    for name, copy in zip(("Ada", "Bo", "Cy"), copies, strict=True):
        after = of.page_texts(copy)
        assert hands(after, name) == ["right", "left", "right", "left", "right"]
        for plain, stamped in zip(before, after, strict=True):
            assert plain.strip() in stamped
            assert sum(stamped.count(f"of {each} ") for each in ("Ada", "Bo", "Cy")) == 1


def test_a_copy_keeps_the_standards_the_tags_the_links_and_the_outline(
    finished: bytes, stamps: bytes
) -> None:
    for copy in stamp(finished, stamps):
        assert of.validate(copy) == []
        assert of.check_structure(copy) == []
        assert of.link_targets(copy) == of.link_targets(finished)
        assert of.outline(copy) == of.outline(finished)
        with Pdf.open(BytesIO(copy)) as document, Pdf.open(BytesIO(finished)) as original:
            assert len(of.elements(document)) == len(of.elements(original))
            assert dict(document.docinfo) == dict(original.docinfo)


def test_a_stamp_is_an_artifact(finished: bytes, stamps: bytes) -> None:
    with Pdf.open(BytesIO(next(stamp(finished, stamps)))) as document:
        for page in document.pages:
            *_, mark, _, paint, _, end = parse_content_stream(page)
            assert (str(mark.operator), mark.operands[0]) == ("BDC", Name.Artifact)
            assert (str(paint.operator), paint.operands[0]) == ("Do", Name.Copy)
            assert str(end.operator) == "EMC"


def test_copies_are_the_same_bytes_each_time(finished: bytes, stamps: bytes) -> None:
    assert list(stamp(finished, stamps)) == list(stamp(finished, stamps))
    assert len(set(stamp(finished, stamps))) == 3
    assert join_copies(finished, stamps) == join_copies(finished, stamps)


def test_all_copies_in_one_file_follow_each_other_and_hold_each_page_once(
    finished: bytes, stamps: bytes
) -> None:
    whole = join_copies(finished, stamps)
    each = [text for copy in stamp(finished, stamps) for text in of.page_texts(copy)]
    assert list(map(flat, of.page_texts(whole))) == list(map(flat, each))
    assert len(whole) < len(finished)
    assert boxes(whole)[:5] == boxes(next(stamp(finished, stamps)))


def test_all_copies_in_one_file_are_for_paper_and_say_so(finished: bytes, stamps: bytes) -> None:
    with Pdf.open(BytesIO(join_copies(finished, stamps))) as document:
        assert str(document.docinfo["/Subject"]) == (
            "Trade between two countries; 3 numbered copies, for paper only"
        )
        assert str(document.docinfo["/Title"]) == sample.FACTS.title
        assert {Name.StructTreeRoot, Name.MarkInfo, Name.Outlines}.isdisjoint(document.Root.keys())
        assert document.Root.ViewerPreferences.Duplex == Name.Simplex
        assert b"pdfaid" not in document.Root.Metadata.read_bytes()


def test_printed_on_both_sides_each_copy_begins_on_a_sheet_of_its_own(
    finished: bytes, stamps: bytes
) -> None:
    whole = join_copies(finished, stamps, both_sides=True)
    texts = of.page_texts(whole)
    assert len(texts) == 18
    assert [number for number, text in enumerate(texts, 1) if not text.strip()] == [6, 12, 18]
    with Pdf.open(BytesIO(whole)) as document:
        assert len({tuple(map(float, page.mediabox)) for page in document.pages}) == 1
        assert document.Root.ViewerPreferences.Duplex == Name.DuplexFlipLongEdge


def test_each_copy_is_imposed_on_sheets_of_its_own(finished: bytes, stamps: bytes) -> None:
    whole = join_copies(finished, stamps)
    alone = [booklet(copy)[0] for copy in stamp(finished, stamps)]
    sheets, job = booklet(whole, copies=3)
    expected = [flat(text) for each in alone for text in of.page_texts(each)]
    assert list(map(flat, of.page_texts(sheets))) == expected
    assert str(job) == (
        "print: 3 copies, each 2 sheets of A4 landscape, both sides, flip on the short edge, "
        "fold and staple"
    )
    sheets, job = handout(whole, 2, copies=3)
    assert str(job).startswith("print: 3 copies, each 2 sheets of A5 landscape, both sides")
    # of three sides the fourth stays blank
    assert [bool(text.strip()) for text in of.page_texts(sheets)] == [True, True, True, False] * 3


def test_a_folder_holds_a_tagged_file_for_each_person_and_a_register(folder: Path) -> None:
    rows = register(folder / "register.csv")
    names = [f"{number:02} {name}.pdf" for number, name in enumerate(NAMES, 1)]
    assert sorted(path.name for path in folder.iterdir()) == [*names, "register.csv"]
    for number, (row, each) in enumerate(zip(rows, COPIES, strict=True), 1):
        data = (folder / row["file"]).read_bytes()
        assert row == {
            "number": str(number),
            "name": each.name,
            "role": each.role or "",
            "organisation": "River board",
            "file": names[number - 1],
            "pages": str(len(of.page_texts(data))),
            "sha256": sha256(data).hexdigest(),
        }


def test_each_page_names_the_copy_and_its_reader_in_any_script(folder: Path) -> None:
    for number, name in enumerate(NAMES, 1):
        texts = of.page_texts((folder / f"{number:02} {name}.pdf").read_bytes())
        for page, text in enumerate(map(flat, texts), 1):
            assert text.count(f"Copy {number} of 4 – ") == 1
            # text from right to left is read back in an order of its own
            if name != NAMES[3]:
                assert f"Copy {number} of 4 – {name}" in text, page


def test_the_distribution_list_is_the_same_in_all_copies(folder: Path) -> None:
    for path in sorted(folder.glob("*.pdf")):
        text = flat(" ".join(of.page_texts(path.read_bytes())))
        assert "1 Jefa de delegación, Chair, River board" in text
        assert "2 Глава делегации, Clerk, River board" in text
        assert "3 代表团团长, River board" in text
        assert [each for each in of.outline(path.read_bytes()) if each[1] == "Distribution list"]


def test_a_file_holds_all_copies_and_the_register_the_hash_of_each_alone(
    finished: bytes, stamps: bytes, tmp_path: Path
) -> None:
    path, alone = tmp_path / "brief.pdf", tmp_path / "alone"
    for each in (path, alone):
        files = issue(each, finished, stamps, ASCII, impose=as_it_is, both_sides=False)
        write_together(files, folder=None if is_file(each) else each)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "alone",
        "brief-register.csv",
        "brief.pdf",
    ]
    one, other = register(tmp_path / "brief-register.csv"), register(alone / "register.csv")
    assert {row["file"] for row in one} == {"brief.pdf"}
    assert [row["sha256"] for row in one] == [row["sha256"] for row in other]
    assert path.read_bytes() == join_copies(finished, stamps)


def stamps_of(pdf: bytes) -> list[tuple[Box, list[Box]]]:
    """Give the box of the stamp on each page, and those of all other text."""

    def cut(document: Pdf) -> None:
        for page in document.pages:
            assert page.obj.Contents[-1].read_bytes().count(b"/Copy Do") == 1
            del page.obj.Contents[-1]

    found = []
    for all_, others in zip(boxes(pdf), boxes(of.edit(pdf, cut)), strict=True):
        (own,) = [box for box in all_ if box not in others]
        found.append((own, others))
    return found


@pytest.mark.parametrize(
    "options",
    [
        {"theme": "ministry"},
        {"theme": "ministry", "paper": "letter", "sheet": True},
        {"theme": "ministry", "paper": "a5", "duplex": True},
        {"theme": "institute", "paper": "letter", "duplex": True},
        {"theme": "institute", "paper": "a5"},
        {"theme": "institute", "margin_notes": True, "marking": "TLP:AMBER+STRICT"},
    ],
    ids=str,
)
def test_a_stamp_touches_no_other_text_and_is_where_a_printer_reaches(
    options: dict[str, object], engine: Recorder, tmp_path: Path
) -> None:
    longest = (Recipient(name="Representative of all Upper River Towns and their harbours"),)
    made = Options(copies=longest, **options)  # type: ignore[arg-type]
    (tmp_path / "topic.yaml").write_text(LEAVES)
    build(tmp_path, tmp_path / "each", made, engine=engine)
    (path,) = (tmp_path / "each").glob("*.pdf")
    with Pdf.open(path) as document:
        edges = [tuple(map(float, page.trimbox)) for page in document.pages]
    margin = 3 * 72 / 25.4  # the box of a line is higher than its letters
    found = stamps_of(path.read_bytes())
    assert len(found) == len(edges) >= (1 if made.sheet else 4)
    for (own, others), edge in zip(found, edges, strict=True):
        assert own[0] > edge[0] + margin
        assert own[1] > edge[3] / 2
        assert own[2] < edge[2] - margin
        assert own[3] < edge[3] - margin
        assert not [
            each
            for each in others
            if own[0] < each[2] and each[0] < own[2] and own[1] < each[3] and each[1] < own[3]
        ]


def test_names_of_files_are_safe_and_told_apart_by_their_numbers() -> None:
    assert file_name(3, 12, "Head of delegation") == "03 Head of delegation.pdf"
    assert file_name(3, 120, "代表团团长") == "003 代表团团长.pdf"
    assert file_name(3, 12, '../a/b\\c:*?"<>|d\n\u202e.') == "03 .. a b c d.pdf"
    assert file_name(3, 12, "e\u0301") == "03 é.pdf"
    assert file_name(3, 12, "/") == "03.pdf"
    assert len(file_name(3, 12, "王" * 200).encode()) < 255


def test_a_sign_that_no_font_has_stops_the_build_with_the_name(
    engine: Recorder, tmp_path: Path
) -> None:
    path = tmp_path / "brief.pdf"
    path.write_bytes(b"before")
    copies = (Recipient(name="Ada", role="\u0378"), Recipient(name="Bo \u0379"))
    with pytest.raises(InputError) as caught:
        build(MINIMAL, path, Options(copies=copies), engine=engine)
    assert [each.message for each in caught.value.diagnostics] == [
        "no font on this machine has `\u0378`, in `\u0378`, copy 1",
        "no font on this machine has `\u0379`, in `Bo \u0379`, copy 2",
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["brief.pdf"]
    assert path.read_bytes() == b"before"


def test_what_else_the_engine_logs_is_no_missing_sign() -> None:
    require_glyphs(["Ignored `a: b` at 1:1, unknown property."], COPIES)


def test_copies_are_written_all_or_none(finished: bytes, stamps: bytes, tmp_path: Path) -> None:
    (tmp_path / "register.csv").mkdir()
    (tmp_path / "01 Ada.pdf").write_bytes(b"before")
    files = issue(tmp_path, finished, stamps, ASCII, impose=as_it_is, both_sides=False)
    with pytest.raises(OutputError, match="it is a folder"):
        write_together(files, folder=tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["01 Ada.pdf", "register.csv"]
    assert (tmp_path / "01 Ada.pdf").read_bytes() == b"before"


def test_a_folder_that_could_not_be_filled_is_not_left_behind(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "each" / "one", b""
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_together(files(), folder=tmp_path / "each")
    assert not list(tmp_path.iterdir())
    with pytest.raises(OutputError, match=r"there is no folder `.*gone`\n  hint: create it first"):
        write_together(files(), folder=tmp_path / "gone" / "each")


def test_copies_of_an_earlier_build_are_told(tmp_path: Path) -> None:
    for name in ("04 Di.pdf", "01 Ada.pdf", "notes.pdf", "2024.pdf"):
        (tmp_path / name).touch()
    assert leftovers(tmp_path, [tmp_path / "01 Ada.pdf"]) == [
        f"`{tmp_path / '04 Di.pdf'}` is a copy of an earlier build"
    ]


def test_a_web_page_has_no_copies() -> None:
    with pytest.raises(UsageError, match="numbered copies are for a PDF"):
        Options(copies=ASCII, format="html")


def test_the_command_line_takes_a_list_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "names.csv").write_text("name,role\nAda,Chair\nBo,\n")
    words = ["build", str(MINIMAL), "--copies", "lists/names.csv", "--n-up", "2", "-o", "each/"]
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "print: 2 copies, each 1 sheet of A4 landscape, one side" in result.stdout
    assert sorted(each.name for each in (tmp_path / "each").iterdir()) == [
        "01 Ada.pdf",
        "02 Bo.pdf",
        "register.csv",
    ]
    (tmp_path / "lists" / "names.csv").write_text("name,role\nAda,Chair\nAda,Chair\n")
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    assert result.stderr.startswith("names.csv:3:1: error: `Ada` is given a second time")
