"""Impose: a finished brief is set upon sheets of paper, to be folded or to be handed out.

Enters: the finished PDF. Leaves: a PDF of the sides of the sheets, and the job for the printer.
Invariant: the same input gives the same bytes, and every page is held once. The sheets are for
paper alone: they begin as an empty document, so no tag, link, bookmark, attachment or claim to a
standard comes along, and they say so.

Of `copies` that follow each other in one file, each is set upon sheets of its own.

A page is taken as it is seen: turned, and cut to its TrimBox (CropBox or MediaBox where it has
none). Lengths are points where nothing else is said.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Literal, NamedTuple

from pikepdf import Dictionary, Matrix, Name, Object, ObjectStreamMode, Pdf, Rectangle, String

from briefing.errors import UsageError, plural
from briefing.themes.page_geometry import MARGIN

__all__ = ["PrintJob", "booklet", "handout", "print_job", "seal"]

MM = 72 / 25.4

PAPERS = {
    "A5": (148, 210),
    "A4": (210, 297),
    "A3": (297, 420),
    "A2": (420, 594),
    "Letter": (215.9, 279.4),
    "Legal": (215.9, 355.6),
    "Tabloid": (279.4, 431.8),
    "double Legal": (355.6, 431.8),
}
"""Upright, in millimetres."""

DUPLEX = {
    None: Name.Simplex,
    "short edge": Name.DuplexFlipShortEdge,
    "long edge": Name.DuplexFlipLongEdge,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """What to ask of the printer: `sides` printed on `sheets`, for each of the `copies`."""

    sheets: int
    sides: int
    paper: str
    flip: Literal["short edge", "long edge"] | None
    fold: bool = False
    copies: int = 1

    @property
    def duplex(self) -> bool:
        """Whether both sides are printed."""
        return self.flip is not None

    def __str__(self) -> str:
        copies = f"{self.copies} copies, each " if self.copies > 1 else ""
        sides = f"both sides, flip on the {self.flip}" if self.flip else "one side"
        fold = ", fold" + " and staple" * (self.sheets > 1) if self.fold else ""
        return f"print: {copies}{plural(self.sheets, 'sheet')} of {self.paper}, {sides}{fold}"


class _Paper(NamedTuple):
    name: str
    width: float
    height: float


class _Page(NamedTuple):
    name: str
    form: Object
    box: Rectangle


_Side = list[tuple[_Page, str]]
"""The pages on one side of a sheet, and what draws each."""


def print_job(pages: int, width: float, height: float, *, duplex: bool = True) -> PrintJob:
    """Return how to print pages, in millimetres, that are not imposed."""
    return _job(_paper(width * MM, height * MM), pages, duplex=duplex)


def booklet(pdf: bytes, *, thickness: float = 0.1, copies: int = 1) -> tuple[bytes, PrintJob]:
    """Set two pages on a side, so that the pile of sheets, folded once, is a booklet.

    What lacks to a multiple of four stays blank at the end, on the back and before it: so the first
    page is the cover, and odd pages stand on the right. Pages keep their size and so
    their margins; the sheet is the next larger one. `thickness` is that of a sheet in millimetres,
    0.1 for paper of 80 g/m². By so much each sheet stands out beyond the one around it, and by so
    much its pages move to the fold: all outer margins are equal once the booklet is trimmed.

    Raises UsageError for a single page, and for a pile too thick to be folded.
    """
    with Pdf.open(BytesIO(pdf)) as brief:
        pages = _pages(brief)
        count = len(pages) // copies
        sheets = -(-count // 4)
        if count < 2:
            raise UsageError("a booklet needs at least 2 pages, but this is 1", "print it as it is")
        if (sheets - 1) * thickness > MARGIN:  # a page's own margin would be used up
            raise UsageError(
                f"{sheets} sheets are too thick to be folded",
                "choose fewer sections for a booklet, or print the brief as it is",
            )
        paper = _paper(2 * pages[0].box.width, pages[0].box.height)
        last = 4 * sheets - 1
        sides = [
            [
                (each[index], _half(each[index], paper, hand, sheet * thickness * MM))
                for hand, index in enumerate(pair)
                if index < count
            ]
            for each in _cut(pages, count)
            for sheet in range(sheets)
            for pair in ((last - 2 * sheet, 2 * sheet), (2 * sheet + 1, last - 2 * sheet - 1))
        ]
        job = _job(paper, 2 * sheets, fold=True, copies=copies)
        return _write(brief, paper, sides, job, f"booklet of {plural(sheets, 'sheet')}"), job


def handout(
    pdf: bytes, up: Literal[2, 4], *, duplex: bool = True, copies: int = 1
) -> tuple[bytes, PrintJob]:
    """Set two or four framed pages on a side of the same paper, row by row."""
    with Pdf.open(BytesIO(pdf)) as brief:
        pages = _pages(brief)
        width, height = pages[0].box.width, pages[0].box.height
        paper = _paper(width, height) if up == 4 else _paper(height, width)
        columns = 2 if up == 4 or paper.width > paper.height else 1
        count = len(pages) // copies
        job = _job(paper, -(-count // up), duplex=duplex, copies=copies)
        blank = copies > 1 and job.duplex and job.sides % 2  # lest a copy begin on another's back
        sides = [
            [
                (page, _cell(page, paper, columns, up // columns, cell))
                for cell, page in enumerate(side)
            ]
            for each in _cut(pages, count)
            for side in [*_cut(each, up), *([[]] if blank else [])]
        ]
        return _write(
            brief, paper, sides, job, f"{plural(job.sheets, 'sheet')}, {up} pages a side"
        ), job


def _pages(brief: Pdf) -> list[_Page]:
    pages = []
    for number, page in enumerate(brief.pages, start=1):
        form = page.as_form_xobject()
        # a page that is turned becomes a form whose matrix turns it
        turned = Name.Matrix in form
        matrix = Matrix(*map(float, form.Matrix.as_list())) if turned else Matrix()
        box = matrix.transform(Rectangle(*map(float, form.BBox.as_list())))
        pages.append(_Page(f"/Page{number}", form, box))
    return pages


def _paper(width: float, height: float) -> _Paper:
    """Find the paper of a size; two A5 pages lack one millimetre to A4."""
    turn = -1 if width > height else 1
    for name, size in PAPERS.items():
        across, up = (each * MM for each in size[::turn])
        if max(abs(across - width), abs(up - height)) < 2 * MM:
            return _Paper(name + " landscape" * (turn < 0), across, up)
    return _Paper(f"{width / MM:.0f} × {height / MM:.0f} mm", width, height)


def _cut(pages: list[_Page], count: int) -> list[list[_Page]]:
    return [pages[start : start + count] for start in range(0, len(pages), count)]


def _job(
    paper: _Paper, sides: int, *, duplex: bool = True, fold: bool = False, copies: int = 1
) -> PrintJob:
    """Print so many sides; each sheet is turned like the leaf of a book."""
    flip: Literal["short edge", "long edge"]
    flip = "short edge" if paper.width > paper.height else "long edge"
    duplex = duplex and sides > 1
    return PrintJob(
        sheets=-(-sides // 2) if duplex else sides,
        sides=sides,
        paper=paper.name,
        flip=flip if duplex else None,
        fold=fold,
        copies=copies,
    )


def _half(page: _Page, paper: _Paper, hand: int, shift: float) -> str:
    """Draw a page on the left (0) or the right (1) of the fold, shifted to it but never across."""
    fold, box = paper.width / 2, page.box
    scale = min(1, fold / box.width, paper.height / box.height)
    left = fold - shift if hand else fold - scale * box.width + shift
    bottom = (paper.height - scale * box.height) / 2
    clip = f"{_numbers(hand * fold, 0, fold, paper.height)} re W n"
    return f"{clip} {_draw(page, scale, left, bottom)}"


def _cell(page: _Page, paper: _Paper, columns: int, rows: int, cell: int) -> str:
    """Draw a page as large as its cell allows, and a hairline just within its edge."""
    gap, line, box = MARGIN * MM, 0.25, page.box
    width = (paper.width - gap) / columns - gap
    height = (paper.height - gap) / rows - gap
    row, column = divmod(cell, columns)
    scale = min(width / box.width, height / box.height)
    across, up = scale * box.width, scale * box.height
    left = gap + column * (width + gap) + (width - across) / 2
    bottom = paper.height - (row + 1) * (height + gap) + (height - up) / 2
    frame = _numbers(left + line / 2, bottom + line / 2, across - line, up - line)
    return f"{_draw(page, scale, left, bottom)} {line} w {frame} re S"


def _draw(page: _Page, scale: float, left: float, bottom: float) -> str:
    place = Matrix().translated(left, bottom).scaled(scale, scale)
    place = place.translated(-page.box.llx, -page.box.lly)
    return f"q {_numbers(*place.shorthand)} cm {page.name} Do Q"


def _write(brief: Pdf, paper: _Paper, sides: list[_Side], job: PrintJob, what: str) -> bytes:
    with Pdf.new() as sheets:
        for side in sides:
            sheet = sheets.add_blank_page(page_size=(paper.width, paper.height)).obj
            forms = {page.name: sheets.copy_foreign(page.form) for page, _ in side}
            sheet.Resources = Dictionary(XObject=Dictionary(forms))
            content = "\n".join(f"q {each} Q" for _, each in side)
            sheet.Contents = sheets.make_stream(content.encode())
        return seal(sheets, brief, job, f"imposed for printing: {what}, for paper only")


def seal(sheets: Pdf, brief: Pdf, job: PrintJob, words: str) -> bytes:
    """Write into a PDF for paper what it is and how to print it, and save it."""
    _describe(sheets, brief, words)
    sheets.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True,
        PrintScaling=Name("/None"),
        PickTrayByPDFSize=True,
        Duplex=DUPLEX[job.flip],
    )
    result = BytesIO()
    sheets.save(
        result,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
    )
    return result.getvalue()


def _describe(sheets: Pdf, brief: Pdf, words: str) -> None:
    """Take over what the brief says of itself, but for its claims, and add what this is."""
    kept = ("/Title", "/Author", "/Keywords", "/Producer", "/CreationDate", "/ModDate")
    info = {key: str(brief.docinfo[key]) for key in kept if key in brief.docinfo}
    subject = str(brief.docinfo.get("/Subject", ""))
    info["/Subject"] = f"{subject}; {words}" if subject else words
    sheets.trailer.Info = sheets.make_indirect(
        Dictionary({key: String(value) for key, value in info.items()})
    )
    if Name.Lang in brief.Root:
        sheets.Root.Lang = String(str(brief.Root.Lang))
    with sheets.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        packet.load_from_docinfo(sheets.docinfo)


def _numbers(*values: float) -> str:
    return " ".join(f"{each:.5f}" for each in values)
