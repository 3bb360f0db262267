"""Margins as they are reckoned, and as they stand on finished pages."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from typing import Any

import pypdfium2
import pytest
from pikepdf import Pdf

from briefing.errors import UsageError
from briefing.model.options import Options
from briefing.runtime import package_data as assets
from briefing.themes.page_geometry import GUTTER, MARGIN, Geometry, geometry
from briefing.themes.theme import Settings, open_theme, theme_names
from tests.support.briefs import FULL, PAPERS, SHEET
from tests.support.built_briefs import BriefMaker, Order, order
from tests.support.places import EVERY_KIND
from tests.support.read_text import boxes, opened, split

MM = 72 / 25.4
DOT = 1 / MM
MINIMAL = EVERY_KIND.with_name("minimal.yaml")
SMALL_DUPLEX, _, CUT, WRITTEN_ON = PAPERS
ON_SHEETS = [
    order(EVERY_KIND, theme="institute", paper="a5", booklet=True),
    order(EVERY_KIND, theme="institute", n_up=4, duplex=True),
]
BINDABLE = list(product(theme_names(), ("a4", "a5", "letter", "legal")))


def page(theme: str, **options: Any) -> Geometry:
    return geometry(open_theme(theme).settings, Options(**options))


# Reckoned


@pytest.mark.parametrize(("theme", "paper"), BINDABLE)
def test_bound_pages_have_a_wider_inner_margin_and_text_of_the_same_width(
    theme: str, paper: str
) -> None:
    loose, bound = page(theme, paper=paper), page(theme, paper=paper, duplex=True)
    assert bound.left - bound.right == pytest.approx(GUTTER) == 10
    assert bound.measure == pytest.approx(loose.measure)
    assert bound == page(theme, paper=paper, recto=True)


@pytest.mark.parametrize("theme", theme_names())
def test_what_is_not_bound_has_no_gutter(theme: str) -> None:
    for given in ({"sheet": True}, {"n_up": 2}):
        assert page(theme, duplex=True, **given) == page(theme, **given)


@pytest.mark.parametrize("theme", theme_names())
def test_legal_is_a_longer_letter(theme: str) -> None:
    for sheet in (False, True):
        letter, legal = (page(theme, paper=paper, sheet=sheet) for paper in ("letter", "legal"))
        assert (letter.height, legal.height) == (279.4, 355.6)
        assert (letter.width, letter.top, letter.left) == (legal.width, legal.top, legal.left)


def test_a_theme_that_has_no_such_paper_says_which_it_has() -> None:
    settings: Settings = open_theme("ministry").settings
    bare = settings.model_copy(update={"papers": {"a4": settings.papers["a4"]}})
    for paper in ("a5", "letter", "legal"):
        with pytest.raises(
            UsageError, match=f"`{paper}` is no paper in the theme .*\n  hint: choose `a4`"
        ):
            geometry(bare, Options(paper=paper))


@pytest.mark.parametrize(
    "given",
    [
        {"booklet": True, "n_up": 2},
        {"booklet": True, "bleed": 3},
        {"n_up": 4, "bleed": 3},
        {"margin_notes": True, "paper": "a5"},
        {"margin_notes": True, "sheet": True},
        {"recto": True, "sheet": True},
        *({name: 2, "format": "html"} for name in ("bleed", "n_up")),
        *({name: True, "format": "html"} for name in ("booklet", "margin_notes")),
    ],
    ids=str,
)
def test_what_cannot_be_had_together_is_refused_with_what_to_do(given: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"leave|choose"):
        Options(**given)
    for name, value in given.items():
        Options(**{name: value})


def test_no_type_is_smaller_on_a_small_page_than_can_be_read() -> None:
    for theme in theme_names():
        css = (assets.styles() / theme / "a5.css").read_text("utf-8")
        sizes = dict(re.findall(r"--([a-z-]+): (?:400 |700 )?([\d.]+)pt", css))
        assert float(sizes["text"]) >= 9.5
        assert min(map(float, [*sizes.values(), *re.findall(r"size: ([\d.]+)pt", css)])) >= 8


# On finished pages


def inked(pdf: bytes, box: str = "trimbox") -> Iterator[tuple[float, float, float, float]]:
    """Measure the white along each edge of each page, in millimetres: left, top, right, bottom."""
    with Pdf.open(BytesIO(pdf)) as brief:
        for each in brief.pages:
            each.mediabox = each.cropbox = getattr(each, box)
        cut = BytesIO()
        brief.save(cut)
    document = pypdfium2.PdfDocument(cut.getvalue())
    try:
        for each in document:
            picture = each.render(grayscale=True)
            data = bytes(picture.buffer)
            rows = [data[at : at + picture.width] for at in range(0, len(data), picture.stride)]
            full = [bool(row.strip(b"\xff")) for row in rows]
            if any(full):
                left = min(len(row) - len(row.lstrip(b"\xff")) for row in rows)
                right = min(len(row) - len(row.rstrip(b"\xff")) for row in rows)
                found = left, full.index(True), right, full[::-1].index(True)
                yield tuple(each / MM for each in found)  # type: ignore[misc]
    finally:
        document.close()


@pytest.mark.parametrize("order", [*FULL, *SHEET, *PAPERS, *ON_SHEETS], ids=str)
def test_all_content_keeps_5_millimetres_from_the_edge(order: Order, maker: BriefMaker) -> None:
    whites = list(inked(maker[order].pdf))
    assert len(whites) > 1
    if order is CUT:
        assert min(top for _, top, _, _ in whites) == 0
        whites = [(left, MARGIN, right, bottom) for left, _, right, bottom in whites]
    assert min(min(each) for each in whites) > MARGIN - 1.5 * DOT


def test_bleed_reaches_over_the_edge_as_far_as_the_boxes_say(maker: BriefMaker) -> None:
    pdf = maker[CUT].pdf
    with Pdf.open(BytesIO(pdf)) as document:
        for each in document.pages:
            trim, bleed, media = (
                [float(edge) / MM for edge in box]
                for box in (each.trimbox, each.bleedbox, each.mediabox)
            )
            assert trim == pytest.approx([0, 0, 215.9, 355.6])
            assert bleed == pytest.approx([-3, -3, 218.9, 358.6])
            assert media == pytest.approx([-10, -10, 225.9, 365.6])
    # within the bleed only what is to run over the edge, beyond it the crop marks
    assert min(top for _, top, _, _ in inked(pdf, "bleedbox")) == 0
    assert min(min(left, right, low) for left, _, right, low in inked(pdf, "bleedbox")) > 8
    assert max(max(each) for each in inked(pdf, "mediabox")) < DOT


@pytest.mark.parametrize("order", [SMALL_DUPLEX, WRITTEN_ON], ids=str)
def test_left_hand_pages_mirror_right_hand_ones(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    paper = geometry(
        open_theme(order.options.theme or "").settings, printed.result.selection.options
    )
    outer = paper.right * MM
    width = paper.width * MM
    edges = []
    with opened(split(printed.pdf, frame=True)) as text:
        for number, found in enumerate(boxes(split(printed.pdf, frame=True)), start=1):
            (foot,) = [each for each in found if re.match(r"Page \d", text(number, each))]
            edges.append(foot[0] - outer if number % 2 == 0 else width - outer - foot[2])
    assert len(edges) > 4
    assert max(map(abs, edges)) < 1


def test_sections_and_parts_begin_on_right_hand_pages(maker: BriefMaker) -> None:
    printed = maker[CUT]
    pages = [place.page for name, place in printed.places.items() if name.startswith("s-")]
    assert len(pages) == 7
    assert {page % 2 for page in (*pages, printed.places["sources"].page)} == {1}
    assert len({*pages}) == len(pages)


def test_no_right_hand_page_is_kept_for_what_is_not_there(maker: BriefMaker) -> None:
    """The summary of this topic takes nothing for granted."""
    printed = maker[order(MINIMAL, recto=True)]
    assert {name: place.page for name, place in printed.places.items() if name[:2] == "s-"} == {
        "s-summary": 1,
        "s-text": 3,
    }
    assert len(printed.texts) == printed.places["sources"].page == 5


def test_a_blank_page_has_its_number_and_no_running_head(maker: BriefMaker) -> None:
    printed = maker[CUT]
    blank = [
        (number, frame)
        for number, (body, frame) in enumerate(
            zip(printed.bodies, printed.frames, strict=True), start=1
        )
        if not body
    ]
    assert len(blank) >= 3
    assert {number % 2 for number, _ in blank} == {0}
    for number, frame in blank:
        rest = frame.replace("DRAFT", "").strip()
        assert rest.startswith(f"Page {number} of {len(printed.texts)} Edition 2")


def test_lines_to_write_on_stand_8_millimetres_apart_in_the_outer_margin(maker: BriefMaker) -> None:
    printed = maker[WRITTEN_ON]
    for number, (left, _, right, _) in enumerate(inked(printed.pdf), start=1):
        assert (left, right)[number % 2] == pytest.approx(6, abs=DOT)
    html = "".join(html for part, html in printed.html.items() if part.startswith("frame of "))
    lines = html.count("<div></div>") / len(printed.texts)
    paper = page("ministry", margin_notes=True, duplex=True)
    assert lines == paper.lines == 31
    assert paper.right - 10 == 56


@pytest.mark.parametrize("order", ON_SHEETS, ids=str)
def test_pages_are_set_upon_sheets_and_the_job_says_how_to_print_them(
    order: Order, maker: BriefMaker
) -> None:
    printed = maker[order]
    job, pages = printed.result.job, printed.result.pages.total
    assert job
    if order.options.booklet:
        assert (job.paper, job.fold, job.sides) == ("A4 landscape", True, 2 * -(-pages // 4))
    else:
        assert (job.paper, job.fold, job.sides) == ("A4", False, -(-pages // 4))
    assert job.duplex
    assert len(printed.texts) == job.sides
