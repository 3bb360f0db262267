"""What is handed out for a meeting, read from the PDFs: seen at a glance, read out, written on."""

from ctypes import create_string_buffer
from io import BytesIO
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import NamedTuple, TypeVar

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pikepdf import Name, Pdf
from pydantic import ValidationError

from briefing.model.sections.agenda import Agenda
from briefing.model.sections.base import SectionBase
from briefing.model.sections.biographies import Biographies, Biography
from briefing.model.sections.glossary import Glossary
from briefing.model.sections.talking_points import TalkingPoints
from briefing.pipeline.build import build
from briefing.themes.theme import Paper, open_theme, theme_names
from tests.support import pdf as of
from tests.support.briefs import WORDS, plainly, topic
from tests.support.built_briefs import BriefMaker, Order, order
from tests.support.places import TOPICS
from tests.support.read_text import FAR, flat, opened, squeeze

S = TypeVar("S", bound=SectionBase)

TOPIC = TOPICS / "meeting.yaml"
WHOLE = [
    order(TOPIC, theme=theme, paper=paper) for theme in theme_names() for paper in ("a4", "letter")
]
PAPER = [order(TOPIC, theme=theme, profile="paper") for theme in theme_names()]
SHEET = order(TOPIC, theme="ministry", sheet=True)
MM = 72 / 25.4
FRAME = """\
title: T
type: N
originator: D
issued: 2024-05-01
cutoff: 2024-04-30
sections:
"""


def the(kind: type[S]) -> S:
    """Give the topic's section of a kind."""
    (section,) = [each for each in topic(TOPIC).sections if isinstance(each, kind)]
    return section


def paper_of(order: Order) -> Paper:
    return open_theme(order.options.theme or "").settings.papers[order.options.paper]


class Letter(NamedTuple):
    """A letter as it is printed; its size is in points."""

    sign: str
    size: float
    font: str


def letters(pdf: bytes) -> list[list[Letter]]:
    """Read the letters of each page, without spaces and hyphens."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    matrix, font = pdfium.FS_MATRIX(), create_string_buffer(100)
    for page in document:
        text, found = page.get_textpage(), []
        for at in range(text.count_chars()):
            pdfium.FPDFText_GetMatrix(text, at, matrix)
            pdfium.FPDFText_GetFontInfo(text, at, font, 100, None)
            size = pdfium.FPDFText_GetFontSize(text, at) * hypot(matrix.b, matrix.d)
            sign = squeeze(chr(pdfium.FPDFText_GetUnicode(text, at)))
            found += [Letter(each, size, font.value.decode()) for each in sign]
        pages.append(found)
    document.close()
    return pages


def find(words: str, pages: list[list[Letter]]) -> tuple[int, list[Letter]]:
    """Find some words: the page, from 1, on which they stand in one piece, and their letters."""
    wanted = squeeze(plainly(words))
    for number, page in enumerate(pages, start=1):
        at = "".join(each.sign for each in page).find(wanted)
        if at >= 0:
            return number, page[at : at + len(wanted)]
    raise AssertionError(f"`{words}` is nowhere in one piece")


def smallest(found: tuple[int, list[Letter]]) -> float:
    return min(round(each.size, 1) for each in found[1])


def in_order(pieces: list[str], text: str) -> bool:
    """Tell whether each piece stands in a text behind the one before."""
    at = 0
    for piece in pieces:
        at = text.find(squeeze(plainly(piece)), at)
        if at < 0:
            return False
    return True


@pytest.mark.parametrize("order", [*WHOLE, SHEET, *PAPER], ids=str)
def test_nothing_is_complained_of(order: Order, maker: BriefMaker) -> None:
    assert maker[order].result.warnings == ()


# Agenda


@pytest.mark.parametrize("order", [*WHOLE, SHEET], ids=str)
def test_the_agenda_says_when_where_why_and_who_before_what_comes_up(
    order: Order, maker: BriefMaker
) -> None:
    section, words = the(Agenda), WORDS["agenda"]
    sides = dict.fromkeys(each.side or "" for each in section.attendees)
    pieces = [
        *(words["when"], "Tuesday, 14 May 2024, 10:00–11:30", words["where"], section.place),
        *(words["why"], *section.objectives, words["who"], *sides),
        *(each.title for each in section.items),
    ]
    page = maker[order].places["s-agenda"].page
    assert in_order(pieces, squeeze(maker[order].bodies[page - 1]))


@pytest.mark.parametrize("order", WHOLE, ids=str)
def test_when_where_and_why_are_set_large(order: Order, maker: BriefMaker) -> None:
    section, pages = the(Agenda), letters(maker[order].unframed)
    for words in ("Tuesday, 14 May 2024, 10:00–11:30", section.place, *section.objectives):
        assert smallest(find(words, pages)) >= 14, words


# Talking points


@pytest.mark.parametrize("order", [*WHOLE, SHEET], ids=str)
def test_lines_to_take_are_large_and_those_to_be_said_are_bold(
    order: Order, maker: BriefMaker
) -> None:
    pages = letters(maker[order].unframed)
    for point in the(TalkingPoints).points:
        found = find(point.line_to_take, pages)
        assert smallest(found) >= 14
        bold = {each.font.endswith("Bold") for each in found[1]}
        assert bold == {not point.defensive_only}


@pytest.mark.parametrize("order", WHOLE, ids=str)
def test_talking_points_begin_a_page_and_those_of_the_topic_fit_on_it(
    order: Order, maker: BriefMaker
) -> None:
    begun, height = maker[order].places["s-talking_points"]
    paper = paper_of(order)
    assert height == pytest.approx((paper.height - paper.top) * MM, abs=1)
    pages = letters(maker[order].unframed)
    assert {find(each.line_to_take, pages)[0] for each in the(TalkingPoints).points} == {begun}


@pytest.mark.parametrize("order", [*WHOLE, SHEET], ids=str)
def test_what_is_defensive_only_stands_last_and_says_so_in_words(
    order: Order, maker: BriefMaker
) -> None:
    printed, points = maker[order], the(TalkingPoints).points
    label, note = WORDS["points"]["defensive"], WORDS["points"]["defensive_note"]
    raised = [each.line_to_take for each in points if not each.defensive_only]
    kept = [each for each in points if each.defensive_only]
    labelled = [words for each in kept for words in (each.topic, label, each.line_to_take)]
    assert in_order([*raised, f"{label}. {note}", *labelled], printed.body)
    assert printed.body.count(squeeze(label)) == len(kept) + 1


def test_points_are_numbered_and_their_topics_are_bookmarks(maker: BriefMaker) -> None:
    headings = [heading for level, heading, _ in maker[WHOLE[0]].outline if level == 3]
    points = [f"{number} {each.topic}" for number, each in enumerate(the(TalkingPoints).points, 1)]
    assert headings[: len(points)] == points


def test_no_point_is_split_over_two_pages(tmp_path: Path) -> None:
    numbers, sentence = range(10, 30), "This is said when they insist on it. "
    points = "".join(
        f"      - {{topic: T, line_to_take: Line {n}., if_pressed: {sentence * 5 * (n % 4)}.}}\n"
        for n in numbers
    )
    (tmp_path / "topic.yaml").write_text(FRAME + "  - kind: talking_points\n    points:\n" + points)
    build(tmp_path, tmp_path / "brief.pdf")
    pages = [flat(each) for each in of.page_texts((tmp_path / "brief.pdf").read_bytes())]
    begun = [[n for n in numbers if f"Line {n}." in each] for each in pages]
    assert [n for each in begun for n in each] == list(numbers)
    assert len(pages) > 2
    whole = [sum(5 * (n % 4) for n in each) for each in begun]
    assert [each.count(sentence.strip()) for each in pages] == whole


# Biographies


@pytest.mark.parametrize("order", WHOLE, ids=str)
def test_a_photo_stands_left_of_the_text_about_the_same_person(
    order: Order, maker: BriefMaker
) -> None:
    printed, people = maker[order], the(Biographies).biographies
    with Pdf.open(BytesIO(printed.unframed)) as document, opened(printed.unframed) as text:
        figures = of.elements(document, "Figure")
        assert [str(each.Alt) for each in figures] == [each.alt for each in people if each.photo]
        numbers = {page.obj.objgen: n for n, page in enumerate(document.pages, start=1)}
        for figure, person in zip(figures, people, strict=False):
            left, bottom, right, top = map(float, figure.A.BBox)
            assert (top - bottom, right - left) > (20 * MM, 15 * MM)
            beside = text(numbers[figure.Pg.objgen], (right, bottom, FAR, top + 2))
            assert squeeze(person.role) in squeeze(beside)
            assert squeeze(person.pen_picture) in squeeze(beside)
            assert not text(numbers[figure.Pg.objgen], (left, bottom, right, top)).strip()


def test_posts_are_told_with_their_time(maker: BriefMaker) -> None:
    posts = "since Mar 2024 Head of the Lowland delegation 2019–2024 Director in the Lowland"
    assert squeeze(posts) in maker[WHOLE[0]].body


def test_a_photo_without_words_for_it_is_refused() -> None:
    with pytest.raises(ValidationError, match="a `photo` needs an `alt`"):
        Biography.model_validate({"role": "R", "pen_picture": "P.", "photo": "a.png"})


# Glossary


@pytest.mark.parametrize("order", WHOLE, ids=str)
def test_the_glossary_is_in_alphabetical_order(order: Order, maker: BriefMaker) -> None:
    terms = ["ad referendum", "ARC", "Brackets", "Consensus", "échéance"]
    assert sorted(plainly(each.term) for each in the(Glossary).terms) == sorted(terms)
    page = maker[order].places["s-glossary"].page
    text = squeeze(maker[order].bodies[page - 1])
    assert in_order([WORDS["glossary"]["caption"], *terms], text)


def test_a_foreign_term_bears_its_language(maker: BriefMaker) -> None:
    assert '<span lang="fr">échéance</span></th>' in maker[WHOLE[0]].html["body"]


# Notes


class Rule(NamedTuple):
    """A line across the page: its distance from the upper edge in millimetres, and its grey."""

    place: float
    grey: int


def rules(pdf: bytes) -> list[list[Rule]]:
    """See the lines on each page, as printed without colour, where no text is: beside the axis."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        width, height = page.get_size()
        strip = (64 * MM, 0, width - 64 * MM - 1, 0)
        bitmap = page.render(scale=8, crop=strip, grayscale=True)
        column = bytes(bitmap.buffer)[:: bitmap.stride]
        dark = [at for at, grey in enumerate(column) if grey < 250]
        begun = [at for at in dark if at - 1 not in dark]
        scale = height / len(column) / MM
        found.append([Rule(at * scale, min(column[at : at + 8])) for at in begun])
    document.close()
    return found


def ruled(order: Order, maker: BriefMaker) -> list[list[Rule]]:
    """Give the lines to write on, page by page, from the first page of the notes on."""
    printed, pages = maker[order], rules(maker[order].unframed)
    place = printed.places["s-notes"]
    with Pdf.open(BytesIO(printed.pdf)) as document:
        height = float(document.pages[place.page - 1].mediabox[3])
    # the section's own rule is above its heading
    heading = (height - place.height) / MM + 12
    own = [each for each in pages[place.page - 1] if each.place > heading]
    return [own, *pages[place.page : printed.places["sources"].page - 1]]


@pytest.mark.parametrize("order", [*WHOLE, *PAPER], ids=str)
def test_lines_to_write_on_are_8_mm_apart_and_seen_in_black_and_white(
    order: Order, maker: BriefMaker
) -> None:
    pages = ruled(order, maker)
    assert len(pages) == 3
    for number, found in enumerate(pages):
        lines = found[number == 1 :]  # but for the section's own
        assert len(lines) >= 5
        assert {round(two.place - one.place, 1) for one, two in pairwise(lines)} == {8.0}
        for line in lines:
            light = ((line.grey / 255 + 0.055) / 1.055) ** 2.4
            assert 3 <= 1.05 / (light + 0.05) < 12


@pytest.mark.parametrize("order", [*WHOLE, *PAPER], ids=str)
def test_notes_fill_their_page(order: Order, maker: BriefMaker) -> None:
    paper = paper_of(order)
    for lines in ruled(order, maker):
        assert 0 <= paper.height - paper.bottom - lines[-1].place < 8


@pytest.mark.parametrize("order", PAPER, ids=str)
def test_notes_take_what_is_left_of_a_page_or_pages_of_their_own(
    order: Order, maker: BriefMaker
) -> None:
    places = maker[order].places
    assert places["s-notes"].page == places["s-faq"].page
    assert places["s-paper"].page == places["s-notes"].page + 1
    assert places["sources"].page == places["s-paper"].page + 2


@pytest.mark.parametrize("order", WHOLE, ids=str)
def test_notes_for_which_a_page_has_no_room_go_to_the_next(order: Order, maker: BriefMaker) -> None:
    places = maker[order].places
    assert places["s-notes"].page == places["s-glossary"].page + 1


@pytest.mark.parametrize("order", PAPER, ids=str)
def test_lines_are_no_content_for_a_reader_that_speaks(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    number = printed.places["s-paper"].page + 1
    assert printed.bodies[number - 1] == ""
    with Pdf.open(BytesIO(printed.pdf)) as document:
        page = document.pages[number - 1].obj.objgen
        tags = [
            each for each in of.elements(document) if Name.Pg in each and each.Pg.objgen == page
        ]
        assert {str(each.S) for each in tags} <= {"/Sect", "/Div"}
