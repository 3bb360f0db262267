import re
from collections.abc import Callable, Iterator
from io import BytesIO
from time import sleep
from typing import Any, Literal

import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from briefing.errors import UsageError
from briefing.pdf.imposition import PrintJob, booklet, handout, print_job
from tests.support import pdf as of
from tests.support import small_document as sample
from tests.support.read_text import boxes, opened

MM = 72 / 25.4
A4 = (210.0, 297.0)
Rows = list[bytes]
"""A picture of a page, a byte for each dot; white is 255."""


def pages(*contents: str, size: tuple[float, float] = (90, 130)) -> bytes:
    """Make a PDF of pages of a size in millimetres with these contents."""
    with Pdf.new() as document:
        font = document.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        for content in contents:
            page = document.add_blank_page(page_size=(size[0] * MM, size[1] * MM))
            page.obj.Resources = Dictionary(Font=Dictionary(F=font))
            page.obj.Contents = document.make_stream(content.encode())
        result = BytesIO()
        document.save(result, deterministic_id=True)
    return result.getvalue()


def word(text: str) -> str:
    return f"BT /F 24 Tf 60 100 Td ({text}) Tj ET"


def numbered(count: int, size: tuple[float, float] = (90, 130)) -> bytes:
    return pages(*(word(str(number)) for number in range(1, count + 1)), size=size)


def filled(left: float, bottom: float, width: float, height: float) -> str:
    return " ".join(f"{each * MM}" for each in (left, bottom, width, height)) + " re f"


def look(pdf: bytes, *, scale: int = 1) -> Iterator[Rows]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture = page.render(scale=scale, grayscale=True)
            data, stride, width = bytes(picture.buffer), picture.stride, picture.width
            yield [data[row * stride :][:width] for row in range(picture.height)]
    finally:
        document.close()


def white_edges(rows: Rows, *, scale: int = 1) -> list[float]:
    """Measure the white on the left, at the top, on the right and at the bottom, in millimetres."""
    inked = [bool(row.strip(b"\xff")) for row in rows]
    left = min(len(row) - len(row.lstrip(b"\xff")) for row in rows)
    right = min(len(row) - len(row.rstrip(b"\xff")) for row in rows)
    found = left, inked.index(True), right, inked[::-1].index(True)
    return [each / scale / MM for each in found]


def size(pdf: bytes) -> tuple[float, float]:
    with Pdf.open(BytesIO(pdf)) as document:
        found = {tuple(map(float, each.mediabox)) for each in document.pages}
        assert {tuple(map(float, each.trimbox)) for each in document.pages} == found
        assert all(Name.Rotate not in each.obj for each in document.pages)
    ((left, bottom, right, top),) = found
    assert left == bottom == 0
    return right / MM, top / MM


def fold(pdf: bytes) -> list[str]:
    """Pile the printed sheets, fold the pile once, and read it leaf by leaf."""
    width, height = (each * MM for each in size(pdf))
    with opened(pdf) as text:
        sides = [
            (text(side, (0, 0, width / 2, height)), text(side, (width / 2, 0, width, height)))
            for side in range(1, len(of.page_texts(pdf)) + 1)
        ]
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    # turned over a short edge: behind the right of the front lies the left of the back
    first = [face for front, back in sheets for face in (front[1], back[0])]
    second = [face for front, back in reversed(sheets) for face in (back[1], front[0])]
    return [face.strip() for face in first + second]


@pytest.fixture(scope="module")
def finished() -> bytes:
    return sample.finished()


def test_a_folded_booklet_reads_from_the_first_page_to_the_last_and_then_blank() -> None:
    for count in range(2, 65):
        pdf, job = booklet(numbered(count))
        blank = [""] * (-count % 4)
        assert fold(pdf) == [*map(str, range(1, count + 1)), *blank]
        assert job.sheets == job.sides / 2 == (count + 3) // 4


def test_a_booklet_needs_two_pages() -> None:
    with pytest.raises(UsageError, match="at least 2 pages"):
        booklet(numbered(1))


def test_a_pile_too_thick_to_be_folded_is_refused() -> None:
    booklet(numbered(24), thickness=1)
    with pytest.raises(UsageError, match="7 sheets are too thick"):
        booklet(numbered(25), thickness=1)


@pytest.mark.parametrize("thickness", [0.1, 0.25])
def test_outer_margins_are_equal_after_trimming(thickness: float) -> None:
    pdf, _ = booklet(pages(*[word("page")] * 48, size=A4), thickness=thickness)
    fold = A4[0] * MM
    sides = boxes(pdf)
    start = sides[0][1][0] - fold
    assert start == pytest.approx(60, abs=3)
    for number, ((left, *_), (right, *_)) in enumerate(map(sorted, sides)):
        out = number // 2 * thickness * MM  # so far this sheet stands out of the outermost
        assert right - fold + out == pytest.approx(start, abs=0.01)
        assert fold - left + out == pytest.approx(fold - start, abs=0.01)


def test_common_paper_is_a_tenth_of_a_millimetre_thick() -> None:
    brief = numbered(16)
    assert booklet(brief)[0] == booklet(brief, thickness=0.1)[0] != booklet(brief, thickness=0)[0]


def test_a_booklet_keeps_the_margins_of_its_pages() -> None:
    page = filled(5, 5, A4[0] - 10, A4[1] - 10)
    pdf, _ = booklet(pages(*[page] * 24, size=A4), thickness=0.5)
    sides = list(look(pdf))
    assert len(sides) == 12
    for rows in sides:
        assert min(white_edges(rows)) >= 5 - 0.5 / MM


def test_no_page_prints_across_the_fold() -> None:
    black = filled(0, 0, 90, 130)
    pdf, _ = booklet(pages("", "", "", "", "", black, "", ""), thickness=2)
    third = list(look(pdf))[2]  # the pages 6 and 3
    middle = len(third[0]) // 2
    assert {row[middle + 1 :].strip(b"\xff") for row in third} == {b""}
    assert third[100][middle - 20 : middle] == bytes(20)


@pytest.mark.parametrize(
    ("page", "paper", "width", "height"),
    [
        ((148, 210), "A4 landscape", 297, 210),
        (A4, "A3 landscape", 420, 297),
        ((215.9, 279.4), "Tabloid landscape", 431.8, 279.4),
        ((215.9, 355.6), "double Legal landscape", 431.8, 355.6),
        ((170, 240), "340 × 240 mm", 340, 240),
    ],
)
def test_a_booklet_lies_on_the_next_larger_paper(
    page: tuple[float, float], paper: str, width: float, height: float
) -> None:
    pdf, job = booklet(numbered(4, page))
    assert size(pdf) == pytest.approx((width, height), abs=0.01)
    assert (job.paper, job.flip, job.fold) == (paper, "short edge", True)


CROPPED = {"/CropBox": [20, 30, 160, 250]}


@pytest.mark.parametrize(
    "entries",
    [
        CROPPED,
        {"/CropBox": [10, 10, 190, 290], "/TrimBox": [20, 30, 160, 250]},
        {"/MediaBox": [-30, -20, 170, 280]},
        {**CROPPED, "/Rotate": 90},
        {**CROPPED, "/Rotate": 180},
        {**CROPPED, "/Rotate": 270},
    ],
)
def test_a_page_is_set_as_it_is_seen(entries: dict[str, Any]) -> None:
    def change(document: Pdf) -> None:
        for page in document.pages:
            for key, value in entries.items():
                page.obj[key] = value

    def show(document: Pdf) -> None:
        for page in document.pages:
            page.cropbox = page.trimbox

    drawn = "0.5 g 0 0 400 400 re f 0 g 30 40 50 80 re f 1 g 40 60 20 20 re f " + word("seen")
    brief = of.edit(pages(drawn, drawn, size=(200 / MM, 300 / MM)), change)
    page = next(look(of.edit(brief, show)))
    front, back = look(booklet(brief)[0])
    assert [row[len(row) // 2 :] for row in front] == page
    assert [row[: len(row) // 2] for row in back] == page


@pytest.mark.parametrize(
    ("width", "height", "white"), [(180, 130, (0, 32.5, 90, 32.5)), (60, 100, (30, 15, 90, 15))]
)
def test_a_page_of_another_size_is_shrunk_to_fit_but_never_enlarged(
    width: float, height: float, white: tuple[float, ...]
) -> None:
    def change(document: Pdf) -> None:
        document.pages[1].mediabox = Array([0, 0, width * MM, height * MM])

    _, back = look(booklet(of.edit(pages("", filled(0, 0, 200, 200)), change))[0])
    assert white_edges(back) == pytest.approx(white, abs=0.5)


@pytest.mark.parametrize(
    ("up", "page", "grid", "paper"),
    [
        (2, A4, (2, 1), "A4 landscape"),
        (4, A4, (2, 2), "A4"),
        (2, (297, 210), (1, 2), "A4"),
        (4, (297, 210), (2, 2), "A4 landscape"),
        (2, (215.9, 279.4), (2, 1), "Letter landscape"),
    ],
)
def test_a_handout_is_read_row_by_row_on_the_same_paper(
    up: Literal[2, 4], page: tuple[float, float], grid: tuple[int, int], paper: str
) -> None:
    pdf, job = handout(numbered(9, page), up)
    across, upright = size(pdf)
    assert sorted((across, upright)) == pytest.approx(sorted(page))
    assert (job.paper, job.sides) == (paper, -(-9 // up))
    wide, high = across * MM / grid[0], upright * MM / grid[1]
    with opened(pdf) as text:
        found = [
            text(side, (column * wide, row * high, (column + 1) * wide, (row + 1) * high)).strip()
            for side in range(1, job.sides + 1)
            for row in reversed(range(grid[1]))
            for column in range(grid[0])
        ]
    assert found == [*"123456789", *[""] * (-9 % up)]


@pytest.mark.parametrize("up", [2, 4])
def test_a_handout_frames_its_pages_and_keeps_five_millimetres(up: Literal[2, 4]) -> None:
    pdf, _ = handout(pages(*[""] * (up + 1), size=A4), up)
    full, last = look(pdf, scale=3)
    dot = 1 / 3 / MM
    left, top, right, bottom = white_edges(full, scale=3)
    assert 5 - dot <= min(left, top) < 5 + dot
    assert (left, top) == pytest.approx((right, bottom), abs=2 * dot)
    width, height = len(full[0]), len(full)
    assert len(re.findall(b"[^\xff]+", full[height // 4])) == 4
    # one page alone stands where the first does
    assert [row[: width // 2] for row in last[: height // 2]] == [
        row[: width // 2] for row in full[: height // 2]
    ]
    assert {row[width // 2 :].strip(b"\xff") for row in last} == {b""}


@pytest.mark.parametrize("make", [booklet, lambda pdf: handout(pdf, 2)])
def test_sheets_hold_the_pages_and_nothing_else(
    make: Callable[[bytes], tuple[bytes, PrintJob]], finished: bytes
) -> None:
    def attach(document: Pdf) -> None:
        document.attachments["topic.yaml"] = b"title: Grain\n"

    pdf, _ = make(of.edit(finished, attach))
    with Pdf.open(BytesIO(pdf)) as document:
        assert set(document.Root.keys()) == {
            "/Type", "/Pages", "/Lang", "/Metadata", "/ViewerPreferences",
        }  # fmt: skip
        for page in document.pages:
            assert set(page.obj.keys()) == {
                "/Type", "/Parent", "/MediaBox", "/Resources", "/Contents",
            }  # fmt: skip
        assert not document.attachments
        things = [each for each in document.objects if isinstance(each, Dictionary)]
        assert not [each for each in things if each.get(Name.Type) == Name.StructElem]
    assert not re.search(b"pdfaid|pdfuaid|StructParents|EmbeddedFile", pdf)
    before, after = ("".join(of.page_texts(each)) for each in (finished, pdf))
    assert sorted(filter(str.isalnum, after)) == sorted(filter(str.isalnum, before))


def test_each_page_and_font_is_held_once(finished: bytes) -> None:
    def count(pdf: bytes, name: Name) -> int:
        with Pdf.open(BytesIO(pdf)) as document:
            kinds = (Dictionary, Stream)
            things = [each for each in document.objects if isinstance(each, kinds)]
            return sum(name in (each.get(Name.Type), each.get(Name.Subtype)) for each in things)

    held = len(of.page_texts(finished))
    for pdf, _ in (booklet(finished), handout(finished, 4)):
        assert count(pdf, Name.Font) == count(finished, Name.Font) > 0
        # the running heads are forms as well
        assert count(pdf, Name.Form) == count(finished, Name.Form) + held
        assert len(pdf) < len(finished)


def test_sheets_say_in_both_metadata_that_they_are_for_paper_only(finished: bytes) -> None:
    words = "imposed for printing: booklet of 2 sheets, for paper only"
    pdf, _ = booklet(finished)
    with Pdf.open(BytesIO(pdf)) as document:
        assert {key: str(value) for key, value in document.docinfo.items()} == {
            "/Title": "Grain & fertiliser <2026>",
            "/Author": "Latin America Desk",
            "/Subject": f"Trade between two countries; {words}",
            "/Keywords": "trade, sanctions",
            "/Producer": "briefing",
            "/CreationDate": "D:20260301123000Z",
            "/ModDate": "D:20260301123000Z",
        }
        packet = document.open_metadata()
        assert packet["dc:title"] == "Grain & fertiliser <2026>"
        assert packet["dc:creator"] == ["Latin America Desk"]
        assert packet["dc:description"] == f"Trade between two countries; {words}"
        assert packet["pdf:Keywords"] == "trade, sanctions"
        assert packet["xmp:CreateDate"] == "2026-03-01T12:30:00+00:00"
        assert document.Root.Lang == "en-GB"
    with Pdf.open(BytesIO(handout(numbered(9), 4)[0])) as document:
        words = "imposed for printing: 2 sheets, 4 pages a side, for paper only"
        assert document.docinfo.Subject == document.open_metadata()["dc:description"] == words


def test_sheets_ask_the_printer_for_what_they_need() -> None:
    brief = numbered(8)
    for (pdf, _), duplex in (
        (booklet(brief), "/DuplexFlipShortEdge"),
        (handout(brief, 2), "/DuplexFlipShortEdge"),
        (handout(brief, 4), "/DuplexFlipLongEdge"),
        (handout(brief, 4, duplex=False), "/Simplex"),
        (handout(numbered(4), 4), "/Simplex"),
    ):
        with Pdf.open(BytesIO(pdf)) as document:
            wishes = document.Root.ViewerPreferences
            assert (str(wishes.Duplex), str(wishes.PrintScaling)) == (duplex, "/None")
            assert wishes.PickTrayByPDFSize


def test_the_same_brief_gives_the_same_bytes(finished: bytes) -> None:
    before = booklet(finished), handout(finished, 2)
    sleep(1.1)  # the clock of an identifier counts seconds
    assert before == (booklet(finished), handout(finished, 2))


def test_a_job_is_said_in_one_line() -> None:
    both = "both sides, flip on the"
    brief = numbered(18, A4)
    many = PrintJob(sheets=2, sides=3, paper="A4", flip="long edge", copies=12)
    for job, line in (
        (booklet(brief)[1], f"5 sheets of A3 landscape, {both} short edge, fold and staple"),
        (booklet(numbered(3, A4))[1], f"1 sheet of A3 landscape, {both} short edge, fold"),
        (handout(brief, 2)[1], f"5 sheets of A4 landscape, {both} short edge"),
        (handout(brief, 4, duplex=False)[1], "5 sheets of A4, one side"),
        (print_job(19, *A4), f"10 sheets of A4, {both} long edge"),
        (print_job(19, *A4, duplex=False), "19 sheets of A4, one side"),
        (print_job(1, *A4), "1 sheet of A4, one side"),
        (print_job(2, 279.4, 215.9), f"1 sheet of Letter landscape, {both} short edge"),
        (many, f"12 copies, each 2 sheets of A4, {both} long edge"),
    ):
        assert str(job) == f"print: {line}"
        assert job.duplex == (both in line)
