"""The HTML of a brief: one file that needs nothing else, and prints like our PDF."""

import re
from html.parser import HTMLParser

import pytest

from briefing.themes.page_geometry import geometry
from briefing.themes.theme import open_theme
from tests.support.built_briefs import BriefMaker, Order, Printed, order
from tests.support.places import EVERY_KIND
from tests.support.read_text import opened, squeeze, words_of

EXPORTED = [
    order(profile="full", paper="a4", theme="ministry", format="html"),
    order(profile="one-sheet", paper="a4", theme="institute", format="html"),
    order(EVERY_KIND, paper="letter", format="html"),
    order(
        EVERY_KIND,
        sections=("summary", "history", "faq", "views", "comparison", "myths"),
        paper="a5", recto=True, format="html",
    ),
]  # fmt: skip


class Addresses(HTMLParser):
    """Collects what a document loads, and what it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.anchors.append(value or "")
            elif name == "href" and tag == "a":
                self.linked.append(value or "")
            elif name in ("src", "srcset", "href", "xlink:href", "data", "poster", "action"):
                self.loaded.append(value or "")


def read(printed: Printed) -> tuple[str, Addresses]:
    html = printed.data.decode()
    reader = Addresses()
    reader.feed(html)
    return html, reader


def as_pdf(exported: Order) -> Order:
    given = exported.options.model_dump(exclude_unset=True, exclude={"format"})
    return order(exported.topic, **given)


@pytest.mark.parametrize("order", EXPORTED, ids=str)
def test_an_exported_brief_loads_nothing_from_outside(order: Order, maker: BriefMaker) -> None:
    html, found = read(maker[order])
    urls = re.findall(r"""url\(\s*["']?([^"')]*)""", html)
    assert urls
    for each in [*found.loaded, *urls]:
        assert each.startswith(("data:", "#"))
    assert not re.search(r"<link\b|<script\b|@import|\basset:|\btopic:", html)


@pytest.mark.parametrize("order", EXPORTED, ids=str)
def test_links_of_an_exported_brief_lead_somewhere(order: Order, maker: BriefMaker) -> None:
    _, found = read(maker[order])
    assert len(set(found.anchors)) == len(found.anchors)
    inner = {each[1:] for each in found.linked if each.startswith("#")}
    assert inner
    assert inner <= set(found.anchors)
    outer = {each.partition(":")[0] for each in found.linked if not each.startswith("#")}
    assert outer <= {"http", "https", "mailto"}


@pytest.mark.parametrize("exported", EXPORTED, ids=str)
def test_an_exported_brief_holds_all_titles_and_page_numbers(
    exported: Order, maker: BriefMaker
) -> None:
    printed = maker[as_pdf(exported)]
    text = squeeze("".join(words_of(maker[exported].data.decode())))
    sources = printed.places["sources"].page
    assert squeeze(f"Sources are listed on page {sources}.") in text
    for _, title, page in printed.numbered:
        assert squeeze(title) in text
        if len(printed.texts) > 4:
            assert squeeze(f"{title} {page}") in text
    for entry in printed.entries.values():
        assert squeeze(re.findall(r"Cited on pages? [^.]*\.", entry)[0]) in text


@pytest.mark.parametrize("exported", EXPORTED, ids=str)
def test_weasyprint_alone_prints_an_exported_brief_like_our_own(
    exported: Order, maker: BriefMaker
) -> None:
    ours, theirs = maker[as_pdf(exported)], maker[exported]
    assert theirs.said == ""
    assert len(theirs.texts) == len(ours.texts)
    options = ours.result.selection.options
    paper = geometry(open_theme(options.theme or "ministry").settings, options)

    def body(printed: Printed) -> list[str]:
        """Read each page between its margins, where running heads are not."""
        texts = []
        with opened(printed.pdf) as text:
            for number in range(1, len(printed.texts) + 1):
                top = paper.first_top if number == 1 else paper.top
                sides = (0, paper.bottom, paper.width, paper.height - top)
                left, bottom, right, upper = (each * 72 / 25.4 for each in sides)
                texts.append(squeeze(text(number, (left, bottom, right, upper))))
        return texts

    assert body(theirs) == body(ours)


@pytest.mark.parametrize("exported", EXPORTED, ids=str)
def test_an_exported_brief_has_running_heads_of_its_own(exported: Order, maker: BriefMaker) -> None:
    ours, theirs = maker[as_pdf(exported)], maker[exported]
    for own, other in zip(ours.frames, theirs.squeezed, strict=True):
        page = re.search(r"Page \d+ of \d+", own)
        assert page
        assert squeeze(page[0]) in other
