"""What is true of every finished brief, read from the PDFs themselves."""

import re
from collections import Counter
from io import BytesIO
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name, Object, Operator, Pdf, String, parse_content_stream

from briefing.themes.page_geometry import Geometry, geometry
from briefing.themes.theme import open_theme
from tests.support import pdf as of
from tests.support.briefs import (
    ALL,
    FULL,
    KINDS,
    MEETING,
    SHEET,
    WORDS,
    chosen,
    plainly,
    title,
    topic,
)
from tests.support.built_briefs import BriefMaker, Order
from tests.support.places import SAMPLE
from tests.support.read_text import FAR, opened, squeeze, words_of

# what is stamped upon the pages, or laid beneath them
LAYERS = re.compile(r"blank|draft|frame of .*")
SIZES = {"a4": (595, 842), "a5": (420, 595), "letter": (612, 792), "legal": (612, 1008)}


@pytest.mark.parametrize("order", FULL, ids=str)
def test_the_full_brief_prints_every_section_source_and_question(
    order: Order, maker: BriefMaker
) -> None:
    brief, printed = topic(SAMPLE), maker[order]
    text = "".join(printed.squeezed)
    titles = [title(section) for section in brief.sections[1:]]
    assert [heading for _, heading, _ in printed.numbered] == titles
    assert len(brief.disputes) == 29
    expected = [
        *titles,
        *(source.title or "" for source in brief.sources),
        *(plainly(dispute.question) for dispute in brief.disputes),
    ]
    assert [each for each in expected if squeeze(each) not in text] == []


@pytest.mark.parametrize("order", ALL, ids=str)
def test_no_words_are_lost_between_html_and_paper(order: Order, maker: BriefMaker) -> None:
    """Nothing is logged for what is cut off at the edge of a page or of a box."""
    printed = maker[order]
    # a single sheet does without these
    hidden = ("caption", "era", "yard") if printed.result.selection.options.sheet else ()
    bodies = [squeeze(each) for each in printed.bodies]
    for part, html in printed.html.items():
        if not LAYERS.fullmatch(part):
            pieces = [squeeze(each) for each in words_of(html, hidden=hidden)]
            assert any(pieces)
            assert [each for each in pieces if not is_on(each, bodies)] == []


def is_on(words: str, texts: list[str]) -> bool:
    """Tell whether words stand on a page, or begin on one and end on the next."""
    return any(words in text for text in texts) or any(
        words[:cut] in one and words[cut:] in two
        for one, two in pairwise(texts)
        for cut in range(1, len(words))
    )


@pytest.mark.parametrize("order", ALL, ids=str)
def test_no_words_are_printed_twice(order: Order, maker: BriefMaker) -> None:
    """The head of a table alone comes again on each of its pages."""
    printed = maker[order]
    html = " ".join(text for part, text in printed.html.items() if not LAYERS.fullmatch(part))
    heads = " ".join(re.findall("<thead>.*?</thead>", html, re.DOTALL))

    def count(text: str) -> Counter[str]:
        return Counter(re.findall(r"\w{4,}", text))

    written, again = (count(" ".join(words_of(each))) for each in (html, heads))
    folder = order.topic if order.topic.is_dir() else order.topic.parent
    for name in re.findall(r'src="topic:([^"]*\.svg)"', html):
        written += count(" ".join(words_of((folder / name).read_text("utf-8"))))
    drawn = count(" ".join(printed.bodies))
    extra = {
        word: f"{drawn[word]} instead of {written[word]}"
        for word in drawn.keys() & written.keys() - again.keys()
        if drawn[word] > written[word]
    }
    assert extra == {}


@pytest.mark.parametrize("order", ALL, ids=str)
def test_the_engine_has_nothing_to_complain_about(order: Order, maker: BriefMaker) -> None:
    assert maker[order].result.warnings == ()


# Tags


@pytest.mark.parametrize("order", ALL, ids=str)
def test_every_heading_is_a_bookmark_and_every_bookmark_a_heading(
    order: Order, maker: BriefMaker
) -> None:
    printed = maker[order]
    with Pdf.open(BytesIO(printed.pdf)) as document:
        outer = [each for each in of.elements(document) if each.P.get(Name.S) != each.S]
        kinds = [str(each.S)[1:] for each in outer]
    levels = [int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind)]
    assert [level for level, _, _ in printed.outline] == levels
    natures = "|".join(WORDS["dispute"]["nature"].values())
    for _, heading, page in printed.outline:
        # a number and a label may stand in the margin
        words = re.sub(rf"^(\d+|≠ \d+ ({natures})|Case \d+) | ≠ \d+", "", heading)
        assert page in printed.page_of(words)


@pytest.mark.parametrize("order", [*FULL, *MEETING, *SHEET, *KINDS], ids=str)
def test_no_heading_or_paragraph_is_one_within_itself(order: Order, maker: BriefMaker) -> None:
    """A reader that speaks would announce it twice."""
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        within = Counter(
            str(each.S) for each in of.elements(document) if each.P.get(Name.S) == each.S
        )
    assert [kind for kind in within if re.fullmatch("/(H[1-6]|P|Caption)", kind)] == []


@pytest.mark.parametrize("order", ALL, ids=str)
def test_a_link_has_an_area_that_can_be_hit(order: Order, maker: BriefMaker) -> None:
    assert [each for each in maker[order].links if min(each.width, each.height) < 3] == []


# Pages


def paper_of(order: Order, maker: BriefMaker) -> Geometry:
    options = maker[order].result.selection.options
    return geometry(open_theme(options.theme or "ministry").settings, options)


@pytest.mark.parametrize("order", ALL, ids=str)
def test_pages_have_the_size_of_their_paper(order: Order, maker: BriefMaker) -> None:
    size = SIZES[order.options.paper]
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        for page in document.pages:
            assert tuple(round(float(each)) for each in page.trimbox) == (0, 0, *size)


@pytest.mark.parametrize("order", ALL, ids=str)
def test_text_stays_within_the_margins(order: Order, maker: BriefMaker) -> None:
    paper, printed = paper_of(order, maker), maker[order]
    mirrored = printed.result.selection.options.mirrored
    found = []
    for number, boxes in enumerate(printed.boxes, start=1):
        top = paper.first_top if number == 1 else paper.top
        sides = paper.left, paper.right
        inner, outer = sides[::-1] if mirrored and number % 2 == 0 else sides
        for box in boxes:
            left, bottom, right, upper = (each * 25.4 / 72 for each in box)
            # boxes are of ink, which may reach over its line a little
            fits = (
                left > inner - 1
                and bottom > paper.bottom - 1
                and right < paper.width - outer + 1
                and upper < paper.height - top + 1
            )
            if not fits and right > 0:  # what is for readers that speak is far off the page
                found.append((number, round(left), round(bottom), round(right), round(upper)))
    assert found == []


@pytest.mark.parametrize("order", ALL, ids=str)
def test_no_heading_stands_alone_at_the_foot_of_a_page(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    headings = [heading for _, heading, _ in printed.numbered]
    sections = [f"s-{each.id}" for each in chosen(order) if title(each) in headings]
    with opened(printed.unframed) as text:
        for anchor, heading in zip([*sections, "sources"], [*headings, "Sources"], strict=True):
            page, height = printed.places[anchor]
            below = squeeze(text(page, (0, 0, FAR, height))).replace(squeeze(heading), "")
            # below that of the notes are lines to write on
            assert re.search(r"\D", below) or heading == WORDS["kinds"]["notes"], heading


def on_a4(orders: list[Order]) -> list[Order]:
    """Name the briefs on the paper for which the sample's profiles were cut."""
    return [each for each in orders if each.options.paper == "a4"]


@pytest.mark.parametrize("order", FULL, ids=str)
def test_the_full_brief_has_more_than_10_pages(order: Order, maker: BriefMaker) -> None:
    assert len(maker[order].texts) > 10


@pytest.mark.parametrize("order", on_a4(MEETING), ids=str)
def test_the_brief_for_a_meeting_has_at_most_6_pages(order: Order, maker: BriefMaker) -> None:
    assert len(maker[order].texts) <= 6


@pytest.mark.parametrize("order", on_a4(SHEET), ids=str)
def test_the_brief_on_one_sheet_fills_two_pages(order: Order, maker: BriefMaker) -> None:
    printed, paper = maker[order], paper_of(order, maker)
    assert len(printed.texts) == 2
    lowest = min(bottom for _, bottom, _, _ in printed.boxes[1]) * 25.4 / 72
    assert (paper.height - paper.top - lowest) / (paper.height - paper.top - paper.bottom) > 0.75


# Fonts


@pytest.mark.parametrize("order", [*FULL, *KINDS], ids=str)
def test_every_font_is_one_of_the_theme(order: Order, maker: BriefMaker) -> None:
    """A font of the machine would give other pages elsewhere."""
    settings = open_theme(order.options.theme or "").settings
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        names = {
            str(each.BaseFont).partition("+")[2].strip(",")
            for each in document.objects
            if isinstance(each, Dictionary) and each.get(Name.Type) == Name.Font
        }
    faces = {400: "", 700: "-Bold"}, {"normal": "", "italic": "-Italic"}
    ours = {
        font.family.replace(" ", "-") + faces[0][font.weight] + faces[1][font.style]
        for font in settings.fonts
    }
    assert names
    assert names <= ours


@pytest.mark.parametrize("order", [*FULL, *KINDS], ids=str)
def test_no_glyph_is_missing(order: Order, maker: BriefMaker) -> None:
    counts: dict[tuple[int, int], int] = {}
    drawn = 0
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        for page in document.pages:
            for font, glyph in glyphs(page.obj):
                # the layers have parts of the same fonts
                if font.objgen not in counts:
                    file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
                    counts[font.objgen] = TTFont(BytesIO(file))["maxp"].numGlyphs
                assert 0 < glyph < counts[font.objgen]
                drawn += 1
    assert drawn > 1000


def glyphs(holder: Object) -> list[tuple[Object, int]]:
    """List what a page or form draws: font and number of each glyph."""
    found: list[tuple[Object, int]] = []
    resources = holder.get(Name.Resources, Dictionary())
    font: Object = Dictionary()
    for instruction in parse_content_stream(holder):
        name = str(instruction.operands[0]) if instruction.operands else ""
        if instruction.operator == Operator("Tf"):
            font = resources.Font[name]
        elif instruction.operator == Operator("Do"):
            form = resources.XObject[name]
            found += glyphs(form) if form.Subtype == Name.Form else []
        elif instruction.operator in (Operator("Tj"), Operator("TJ")):
            shown = instruction.operands[0]
            for each in [shown] if isinstance(shown, String) else shown.as_list():
                codes = bytes(each) if isinstance(each, String) else b""
                for at in range(0, len(codes), 2):
                    found.append((font, int.from_bytes(codes[at : at + 2])))
    return found
