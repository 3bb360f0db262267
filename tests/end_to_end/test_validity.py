"""Every configuration keeps both standards, PDF/UA-1 and PDF/A-3a, and what they cannot tell.

Looked at is whatever the other tests print with the common press, and what is still missing: each
value of each option, each profile of the sample and each mode of print in each theme. A new option
fails here until some brief has it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pikepdf import Name, Object, Pdf

from briefing.layout.engine import LayoutEngine
from briefing.model.options import MODES, Options
from briefing.model.recipient import Recipient
from briefing.model.sections.economics import Economics
from briefing.pipeline.build import build
from briefing.themes.theme import theme_names
from tests.end_to_end.test_meeting_sections import PAPER, SHEET, WHOLE
from tests.end_to_end.test_modes import LARGE, LETTER, MONO
from tests.model.test_marking import MARKED
from tests.pagination.test_page_limit import CLOSER, EIGHT, FILLED
from tests.rendering.test_review_margin import ORDERS as REVIEWS
from tests.support import pdf as of
from tests.support.briefs import ALL, KINDS, STYLES, topic
from tests.support.built_briefs import BriefMaker, Order, Printed, order
from tests.support.places import EVERY_KIND, ROOT, SAMPLE, TOPICS
from tests.support.read_text import squeeze
from tests.themes.test_page_geometry import ON_SHEETS

MINIMAL = TOPICS / "minimal.yaml"
DOCS = ROOT / "docs" / "accessibility.md"
READERS = (Recipient(name="Ada"), Recipient(name="Глава делегации"))

SPANISH = order(
    EVERY_KIND, theme="institute", paper="a5", language="es", citation_style="author-date"
)
# what no other test prints
MORE = [
    *(order(EVERY_KIND, theme=theme, new_page=True) for theme in theme_names()),
    order(EVERY_KIND, theme="ministry", recto=True, bleed=3, qr=True, appendix="short"),
    order(EVERY_KIND, theme="institute", margin_notes=True, qr=True, disputes="line"),
    SPANISH,
    order(EVERY_KIND, theme="institute", sheet=True, priority=2),
    order(EVERY_KIND, sections=("history", "risks"), typesetting={"leading": 0.5, "size": 1}),
    order(MINIMAL, redact_data=True),
    order(MINIMAL, embed_all=True),
]
PRINTED = [
    *dict.fromkeys(
        [
            *ALL, *STYLES, *MARKED, *WHOLE, SHEET, *PAPER, *LARGE, LETTER, *MONO, *REVIEWS,
            EIGHT, CLOSER, FILLED, *MORE,
        ]
    )
]  # fmt: skip
# sheets of paper for a printer, without tags
FOR_PAPER = [
    *ON_SHEETS,
    order(MINIMAL.with_name("marked.yaml"), theme="ministry", booklet=True),
    order(EVERY_KIND, theme="ministry", n_up=2),
    order(MINIMAL, copies=READERS),
    order(MINIMAL, copies=READERS, n_up=2, duplex=True),
]
# options that make no other PDF, and why
IDLE = {
    "format": "a web page is no PDF",
    "strict": "writes the same PDF or none",
}


@pytest.mark.parametrize("order", PRINTED, ids=str)
def test_a_brief_keeps_both_standards_and_every_reader_opens_it(
    order: Order, maker: BriefMaker
) -> None:
    assert of.faults(maker[order].pdf) == []


@pytest.mark.parametrize("order", PRINTED, ids=str)
def test_a_brief_is_spoken_in_the_order_in_which_it_is_written(
    order: Order, maker: BriefMaker
) -> None:
    assert maker[order].unspoken == []


@pytest.mark.parametrize("order", FOR_PAPER, ids=str)
def test_sheets_for_paper_open_in_every_reader(order: Order, maker: BriefMaker) -> None:
    assert of.unreadable(maker[order].data) == []


@pytest.mark.parametrize("theme", theme_names())
def test_each_numbered_copy_keeps_both_standards(theme: str, tmp_path: Path) -> None:
    options = Options(theme=theme, copies=READERS, marking="TLP:AMBER")
    with LayoutEngine(processes=1) as engine:
        build(MINIMAL, tmp_path / "copies", options, engine=engine)
    copies = sorted(tmp_path.rglob("*.pdf"))
    assert len(copies) == len(READERS)
    for copy in copies:
        assert of.faults(copy.read_bytes()) == []


def languages(printed: Printed) -> Iterator[tuple[str, str]]:
    """Give what is said in another language than the brief: the language, and the words."""
    for words, holder in of.spoken(printed.pdf):
        each: Object | None = holder
        while each is not None and Name.Lang not in each:
            each = each.get(Name.P)
        if each is not None and squeeze(words):
            yield str(each.Lang), squeeze(words)


@pytest.mark.parametrize("order", KINDS, ids=str)
def test_a_passage_in_another_language_says_so(order: Order, maker: BriefMaker) -> None:
    assert {*languages(maker[order])} == {("es", "Elríomanda"), ("es", "río")}


def test_a_title_in_another_language_than_its_reference_says_so(maker: BriefMaker) -> None:
    said = "".join(words for language, words in languages(maker[SPANISH]) if language == "en")
    (title,) = [each.title for each in topic(EVERY_KIND).sources if each.language == "en"]
    assert title
    assert squeeze(title) in said


@pytest.mark.parametrize("order", KINDS, ids=str)
def test_a_chart_tells_its_figures_in_words(order: Order, maker: BriefMaker) -> None:
    with Pdf.open(BytesIO(maker[order].pdf)) as document:
        told = [str(each.Alt) for each in of.elements(document, "Figure")]
    (economics,) = [each for each in topic(EVERY_KIND).sections if isinstance(each, Economics)]
    assert economics.charts
    for chart in economics.charts:
        found = [each for each in economics.observations if each.measure in chart.measures]
        assert found
        assert any(all(f"{each.value}" in text for each in found) for text in told)


# All of them are there


def asked(order: Order) -> Options:
    """Give the options of a brief with those of its profile."""
    profile = order.options.profile
    return order.options.under(topic(order.topic).profiles[profile]) if profile else order.options


def values(name: str) -> list[Any]:
    """List the values of an option that are not as usual; None where there are too many."""
    field = Options.model_fields[name]
    kinds = (field.annotation, *get_args(field.annotation))
    chosen = [each for kind in kinds if get_origin(kind) is Literal for each in get_args(kind)]
    if field.annotation is bool:
        chosen = [True]
    return [each for each in chosen if each != field.default] or [None]


CHOICES = [
    (name, value) for name in Options.model_fields if name not in IDLE for value in values(name)
]


@pytest.mark.parametrize(("name", "value"), CHOICES)
def test_each_value_of_each_option_is_printed_here(name: str, value: object) -> None:
    usual = Options.model_fields[name].default
    found = {getattr(asked(each), name) for each in [*PRINTED, *FOR_PAPER]}
    assert value in found if value else found - {usual}


def test_the_documentation_names_each_option() -> None:
    text = DOCS.read_text("utf-8")
    names = [name.replace("_", "-") for name in Options.model_fields]
    assert [name for name in names if not re.search(rf"`(--)?{name}[ `]", text)] == []


def test_only_what_makes_no_pdf_is_left_out() -> None:
    assert IDLE.keys() < Options.model_fields.keys()
    assert len(CHOICES) > len(Options.model_fields)


@pytest.mark.parametrize(("mode", "theme"), [*product(MODES, theme_names())])
def test_each_mode_of_print_is_there_in_each_theme(mode: str, theme: str) -> None:
    assert any(
        mode in asked(each).modes and (asked(each).theme or "ministry") == theme for each in PRINTED
    )


@pytest.mark.parametrize("style", ["numeric", "author-date", "notes"])
def test_each_style_of_citation_is_there(style: str) -> None:
    assert any((asked(each).citation_style or "numeric") == style for each in PRINTED)


@pytest.mark.parametrize(("profile", "theme"), [*product(topic(SAMPLE).profiles, theme_names())])
def test_each_profile_of_the_sample_is_there_in_each_theme(profile: str, theme: str) -> None:
    assert any(
        each.topic == SAMPLE and each.options.profile == profile and each.options.theme == theme
        for each in PRINTED
    )
