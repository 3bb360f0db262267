"""The margins of a review, read from the finished PDF: numbers of lines and places of claims."""

import re
from ctypes import c_double
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from briefing.errors import UsageError
from briefing.model.options import Options
from briefing.rendering.review_margin import CLOSEST
from briefing.themes.page_geometry import REVIEW
from tests.support.built_briefs import BriefMaker, Order, order
from tests.support.places import EVERY_KIND, SAMPLE
from tests.support.read_text import split

MM = 72 / 25.4
LOOSE = order(EVERY_KIND, theme="ministry", review=True)
BOUND = order(EVERY_KIND, theme="institute", review=True, duplex=True, priority=2)
FILES = order(SAMPLE, theme="ministry", review=True, sections=("history", "risks"))
ORDERS = [LOOSE, BOUND, FILES]
MARK = re.compile(r"C(\d+?)((?:sections/)?[a-z-]+\.(?:yaml|csv)):(\d+)")


class Run(NamedTuple):
    """Letters beside each other: their baseline from below, their left end, what they say."""

    y: float
    x: float
    text: str


def runs(pdf: bytes) -> list[list[Run]]:
    """Read the runs of each page; a gap of more than 3 mm parts two."""
    document = pypdfium2.PdfDocument(pdf)
    x, y = c_double(), c_double()
    pages = []
    for page in document:
        text, found = page.get_textpage(), list[tuple[float, float, str]]()
        for at in range(text.count_chars()):
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            sign = chr(pdfium.FPDFText_GetUnicode(text, at))
            if sign.isprintable() and not sign.isspace() and x.value > 0:
                found.append((round(-y.value, 1), x.value, sign))
        made: list[Run] = []
        last = 0.0
        for below, right, sign in sorted(found):
            if made and made[-1].y == -below and right - last < 3 * MM:
                made[-1] = made[-1]._replace(text=made[-1].text + sign)
            else:
                made.append(Run(-below, right, sign))
            last = right
        pages.append(made)
    document.close()
    return pages


def margins(order: Order, maker: BriefMaker) -> list[list[Run]]:
    return runs(split(maker[order].pdf, frame=True))


def marks(order: Order, maker: BriefMaker) -> list[tuple[int, Run, re.Match[str]]]:
    return [
        (number, run, found)
        for number, page in enumerate(margins(order, maker), start=1)
        for run in page
        if (found := MARK.fullmatch(run.text))
    ]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_each_line_has_a_number_on_its_baseline(order: Order, maker: BriefMaker) -> None:
    for body, margin in zip(runs(maker[order].unframed), margins(order, maker), strict=True):
        numbers = [run for run in margin if run.text.isdigit()]
        assert [int(run.text) for run in numbers] == [*range(1, len(numbers) + 1)]
        for number in numbers:
            assert min(abs(number.y - line.y) for line in body) < 0.4
        for line in body:
            if order == FILES:  # which has no chart, where letters stand in no lines
                assert min(abs(number.y - line.y) for number in numbers) < CLOSEST * MM + 0.4


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_running_text_has_double_spacing(order: Order, maker: BriefMaker) -> None:
    words = {LOOSE: "The river is old,", BOUND: "The river is old,", FILES: "Contact is older"}[
        order
    ]
    page = next(page for page in runs(maker[order].unframed) if words.replace(" ", "") in str(page))
    at = next(n for n, run in enumerate(page) if words.replace(" ", "") in run.text)
    gap = page[at].y - next(run.y for run in page[at + 1 :] if page[at].y - run.y > 7)
    assert gap >= 20


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_claims_are_numbered_as_they_stand_and_their_marks_keep_apart(
    order: Order, maker: BriefMaker
) -> None:
    found = marks(order, maker)
    assert len(found) > 20
    assert [int(each[1]) for *_, each in found] == [*range(1, len(found) + 1)]
    for (page, upper, _), (next_page, lower, _) in pairwise(found):
        assert page < next_page or upper.y - lower.y > 2 * MM


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_beside_a_mark_stands_what_its_line_of_the_file_says(
    order: Order, maker: BriefMaker
) -> None:
    body = runs(maker[order].unframed)
    folder = order.topic if order.topic.is_dir() else order.topic.parent
    files: dict[str, list[str]] = {}
    for page, mark, said in marks(order, maker):
        lines = files.setdefault(said[2], (folder / said[2]).read_text("utf-8").splitlines())
        at = int(said[3]) - 1
        is_table = said[2].endswith(".csv")
        assert is_table or lines[at].lstrip().startswith("- "), said[0]
        source = " ".join(lines[at : at + (1 if is_table else 4)])
        near = "".join(run.text for run in body[page - 1] if -40 < run.y - mark.y < 16)
        words = re.findall(r"[^\W\d_]{4,}|\d{2,}", source)
        assert any(word in near for word in words), said[0]


def test_marks_stand_in_the_outer_margin(maker: BriefMaker) -> None:
    for order_ in (LOOSE, BOUND):
        for page, run, _ in marks(order_, maker):
            is_left = order_ is BOUND and page % 2 == 0
            assert run.x < REVIEW * MM if is_left else run.x > (210 - REVIEW) * MM


def test_only_a_review_has_marks(maker: BriefMaker) -> None:
    assert marks(order(EVERY_KIND, theme="ministry"), maker) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"paper": "a5"}, {"sheet": True}, {"margin_notes": True}, {"large_print": True},
        {"format": "html"},
    ],
)  # fmt: skip
def test_a_review_is_refused_where_it_has_no_margin(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="a review has a wide margin"):
        Options(review=True, **asked)
