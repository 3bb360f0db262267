"""Large print and print in black, read from the finished PDFs of every kind of section."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pikepdf import Dictionary, Name, Object, Pdf, Stream, parse_content_stream

from briefing.errors import UsageError
from briefing.model.options import Options
from briefing.themes.page_geometry import MARGIN, geometry
from briefing.themes.theme import open_theme, theme_names
from tests.end_to_end.test_meeting_sections import find, letters, smallest
from tests.support import pdf as of
from tests.support.briefs import KINDS, WORDS
from tests.support.built_briefs import BriefMaker, Order, order
from tests.support.places import EVERY_KIND
from tests.support.read_text import boxes

MM = 72 / 25.4
LARGE = [
    order(EVERY_KIND, theme="ministry", large_print=True, marking="TLP:AMBER"),
    order(EVERY_KIND, theme="institute", large_print=True, duplex=True, citation_style="notes"),
]
LETTER = order(
    EVERY_KIND, theme="ministry", large_print=True, paper="letter", language="es",
    sections=("summary", "risks", "poll", "agenda"),
)  # fmt: skip
# pictures stay as they are
PICTURED = ("background", "biographies")
MONO = [
    order(EVERY_KIND, theme=theme, mono=True, marking="TLP:AMBER", without=PICTURED)
    for theme in theme_names()
]
PAINT = {"rg", "RG", "g", "G", "k", "K", "sc", "SC", "scn", "SCN"}


@pytest.mark.parametrize("order", [*LARGE, LETTER, *MONO], ids=str)
def test_nothing_is_complained_of(order: Order, maker: BriefMaker) -> None:
    assert {each.rule for each in maker[order].result.warnings} <= {"short-last-page"}


# Large print


@pytest.mark.parametrize("order", [*LARGE, LETTER], ids=str)
def test_no_letter_is_smaller_than_16_points_and_running_text_has_18(
    order: Order, maker: BriefMaker
) -> None:
    sizes = [round(each.size, 1) for page in letters(maker[order].pdf) for each in page]
    assert min(sizes) >= 16
    pages = letters(maker[order].unframed)
    for words in (
        "A flood like that of 2018",
        "The dam at Upper Bridge",
        "Three towns under water",
    ):
        assert smallest(find(words, pages)) >= 18


@pytest.mark.parametrize("order", [*LARGE, LETTER], ids=str)
def test_no_font_of_large_print_is_italic(order: Order, maker: BriefMaker) -> None:
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        fonts = [
            each
            for each in document.objects
            if isinstance(each, Dictionary) and each.get(Name.Type) == Name.FontDescriptor
        ]
        assert fonts
        for font in fonts:
            assert "Italic" not in str(font.FontName)
            assert font.ItalicAngle == 0


@pytest.mark.parametrize("order", [*LARGE, LETTER], ids=str)
def test_no_word_of_large_print_is_divided_or_leaves_its_column(
    order: Order, maker: BriefMaker
) -> None:
    printed = maker[order]
    assert not re.search("[\xad\x02\ufffe]", "".join(of.page_texts(printed.pdf)))
    paper = geometry(open_theme(order.options.theme or "").settings, order.options)
    side = min(paper.left, paper.right)
    for page in boxes(printed.unframed):
        for left, _, right, _ in page:
            if left > 0:  # what only a reader that speaks is to find lies beside the page
                assert side * MM - 1 < left
                assert right < (paper.width - side) * MM + 1


@pytest.mark.parametrize("order", LARGE, ids=str)
def test_large_print_says_what_is_said_otherwise(order: Order, maker: BriefMaker) -> None:
    usual = next(each for each in KINDS if each.options.theme == order.options.theme)
    words = {*re.findall(r"[^\W\d]{3,}", " ".join(maker[order].bodies))}
    missing = {*re.findall(r"[^\W\d]{3,}", " ".join(maker[usual].bodies))} - words
    guides = WORDS["contents"]["citation_superior"] + WORDS["contents"]["citation_bracket"]
    assert {word for word in missing if word not in guides} == set()


def test_running_heads_of_large_print_do_not_overlap(maker: BriefMaker) -> None:
    for order_ in LARGE:
        for page, frame in zip(boxes(maker[order_].pdf), maker[order_].frames, strict=True):
            assert frame
            foot = sorted(box for box in page if box[1] < 62)
            for (_, low, right, high), (left, bottom, _, top) in pairwise(foot):
                assert right <= left + 1 or high <= bottom + 1 or top <= low + 1


@pytest.mark.parametrize("order", LARGE, ids=str)
def test_large_print_keeps_to_what_a_printer_reaches(order: Order, maker: BriefMaker) -> None:
    for page in boxes(maker[order].pdf):
        assert min(bottom for _, bottom, _, _ in page) > MARGIN * MM


def test_numbers_of_sources_stand_in_brackets_in_large_print(maker: BriefMaker) -> None:
    assert "within five years. [1" in " ".join(maker[LARGE[0]].bodies)


@pytest.mark.parametrize(
    "asked",
    [{"paper": "a5"}, {"sheet": True}, {"margin_notes": True}, {"booklet": True}, {"n_up": 2}],
)
def test_large_print_is_refused_where_a_page_is_too_small_for_it(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="large print takes whole pages"):
        Options(large_print=True, **asked)


# Print in black


def gradients(resources: Object) -> Iterator[tuple[float, ...]]:
    """Yield the colours of gradients, which no operator names."""
    for shading in dict(resources.get(Name.Shading, Dictionary()).items()).values():
        for each in shading.Function.get(Name.Functions, [shading.Function]):
            yield from (tuple(map(float, each[end])) for end in (Name.C0, Name.C1))


def paints(document: Pdf) -> Iterator[tuple[float, ...]]:
    """Yield the colours of all pages and all that is drawn on them, but for the sign of a draft."""
    seen = set()

    def walk(drawn: Object, resources: Object) -> Iterator[tuple[float, ...]]:
        for each in parse_content_stream(drawn):
            if str(each.operator) in PAINT:
                yield tuple(float(value) for value in each.operands if not isinstance(value, Name))
        for kind in (Name.XObject, Name.Pattern):
            for name, part in resources.get(kind, {}).items():
                if name == "/Draft" or part.objgen in seen or not isinstance(part, Stream):
                    continue
                seen.add(part.objgen)
                if part.get(Name.Subtype) != Name.Image:
                    yield from gradients(part.get(Name.Resources, Dictionary()))
                    yield from walk(part, part.get(Name.Resources, Dictionary()))

    for page in document.pages:
        yield from walk(page.obj, page.obj.Resources)


@pytest.mark.parametrize("order", MONO, ids=str)
def test_all_that_is_printed_in_black_is_black_or_white(order: Order, maker: BriefMaker) -> None:
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        assert {colour for colour in paints(document) if colour} == {(0, 0, 0), (1, 1, 1)}


@pytest.mark.parametrize("order", KINDS, ids=str)
def test_a_brief_in_colour_has_colours(order: Order, maker: BriefMaker) -> None:
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        assert any(len({*colour}) > 1 for colour in paints(document))


@pytest.mark.parametrize("order", MONO, ids=str)
def test_levels_of_risk_differ_by_pattern(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    page = printed.places["s-risks"].page
    with Pdf.open(BytesIO(printed.pdf)) as document:
        patterns = document.pages[page - 1].obj.Resources.Pattern
        drawn = {
            bytes(form.read_bytes())
            for _, each in patterns.items()
            for _, form in each.Resources.XObject.items()
            if not form.read_bytes().endswith(b" sh")  # a status is half of one colour
        }
    assert len(drawn) == 2  # and white and black
