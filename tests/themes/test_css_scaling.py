import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model.options import Options
from briefing.model.typesetting import UNCHANGED, Typesetting
from briefing.themes.css_scaling import set_sheets, text_size
from briefing.themes.theme import open_theme, theme_names

TIGHTEST = Typesetting(spacing=0.6, leading=1, size=1)
MODES = [Options(), Options(paper="a5"), Options(sheet=True), Options(large_print=True)]
SIZE = re.compile(r"(?:font-size|--text|--list|--small|--note|--label): (\d*\.?\d+)pt")
PAIR = re.compile(r"(\d*\.?\d+)pt/(\d*\.?\d+)pt")

any_setting = st.builds(
    Typesetting, spacing=st.floats(0.6, 1.6), leading=st.floats(0, 1), size=st.floats(0, 1)
)
# chosen by name, since what is chosen from is written out for a failure
any_sheets = st.builds(
    lambda theme, options: open_theme(theme, options.modes).css,
    st.sampled_from(theme_names()),
    st.sampled_from(MODES),
)
few = settings(max_examples=25)


def sizes(css: tuple[str, ...]) -> list[float]:
    """List the sizes of type in the order of the text."""
    text = "".join(css)
    found = [*SIZE.finditer(text), *PAIR.finditer(text)]
    return [float(each[1]) for each in sorted(found, key=lambda each: each.start())]


def compact(css: tuple[str, ...]) -> list[str]:
    return ["".join(each.split()) for each in css]


@few
@given(any_sheets)
def test_as_it_is_nothing_changes(css: tuple[str, ...]) -> None:
    assert compact(set_sheets(css, UNCHANGED)) == compact(css)


@few
@given(any_sheets, any_setting)
def test_no_type_becomes_larger_or_falls_below_its_floor(
    css: tuple[str, ...], setting: Typesetting
) -> None:
    before, after = sizes(css), sizes(set_sheets(css, setting))
    assert len(before) == len(after) > 40
    for old, new in zip(before, after, strict=True):
        floor = 10 if old >= 10 else 8
        assert min(old, floor) <= new <= old


@few
@given(any_sheets, any_setting)
def test_lines_keep_a_fifth_of_their_size_apart_unless_they_were_closer(
    css: tuple[str, ...], setting: Typesetting
) -> None:
    before, after = (PAIR.findall("".join(each)) for each in (css, set_sheets(css, setting)))
    assert len(before) == len(after) > 20
    for old, new in zip(before, after, strict=True):
        was, is_now = (float(line) / float(size) for size, line in (old, new))
        assert is_now >= min(was, 1.2) - 0.002  # four digits are written


@few
@given(any_sheets, any_setting)
def test_what_is_set_in_millimetres_stays(css: tuple[str, ...], setting: Typesetting) -> None:
    lengths = re.findall(r"-?[\d.]+mm", "".join(css))
    assert re.findall(r"-?[\d.]+mm", "".join(set_sheets(css, setting))) == lengths


@pytest.mark.parametrize(("theme", "size"), [("ministry", 11.5), ("institute", 10.5)])
def test_texts_shrink_to_ten_points_and_those_of_large_print_to_sixteen(
    theme: str, size: float
) -> None:
    css = open_theme(theme).css
    assert (text_size(css, UNCHANGED), text_size(css, TIGHTEST)) == (size, 10)
    assert text_size(css, Typesetting(spacing=0.6, leading=1, size=0.5)) == pytest.approx(
        (size + 10) / 2
    )
    large = open_theme(theme, Options(large_print=True).modes).css
    assert text_size(large, TIGHTEST, large=True) == 16
    assert min(sizes(set_sheets(large[-1:], TIGHTEST, large=True))) >= 16


def one(declarations: str, setting: Typesetting, selector: str = "p") -> str:
    """Set one rule of a theme whose text is 12.5 points in lines of 15."""
    root = ":root { --text: 12.5pt; --lead: 15pt; --small: 9pt; --section-gap: 20pt }"
    _, rule = set_sheets((root, f"{selector} {{ {declarations} }}"), setting)
    return rule.partition("{ ")[2].removesuffix("}").strip()


def test_spacing_changes_what_counts_from_top_to_bottom() -> None:
    half = Typesetting(spacing=0.5)
    assert one("margin: 10pt 4pt", half) == "margin: 5pt 4pt"
    assert one("margin: 1pt 2pt 3pt 4pt", half) == "margin: 0.5pt 2pt 1.5pt 4pt"
    assert one("margin: 14pt 0 0 calc(0mm - var(--axis))", half).startswith("margin: 7pt 0 0 calc")
    assert one("margin: -5pt", half) == "margin: -5pt"
    assert one("--section-gap: 20pt", half) == "--section-gap: 10pt"
    assert one("border: 1pt solid; width: 9pt", half) == "border: 1pt solid; width: 9pt"


def test_cells_lose_padding_and_other_padding_goes_with_the_lines() -> None:
    assert one("padding: 4pt 4pt", Typesetting(spacing=0.5), "table.t th, table.t td") == (
        "padding: 2pt 4pt"
    )
    # what is placed from the top stays on its line
    smaller = Typesetting(spacing=0.5, size=1)
    assert one("padding: 5pt 0; top: 5pt", smaller) == "padding: 4pt 0; top: 4pt"


def test_sizes_and_lines_shrink_together() -> None:
    smaller = Typesetting(size=1)
    assert one("font: 700 20pt/30pt Serif", smaller) == "font: 700 16pt/24pt Serif"
    assert one("font: 400 var(--small)/14pt Sans", smaller) == "font: 400 var(--small)/11.2pt Sans"
    assert one("font: 400 var(--small)/11pt Sans", smaller) == "font: 400 var(--small)/9.6pt Sans"
    assert one("font-size: 16pt !important; line-height: 20pt !important", smaller) == (
        "font-size: 12.8pt !important; line-height: 16pt !important"
    )
    assert one("--heading: 400 20pt/25pt Serif", smaller) == "--heading: 400 16pt/20pt Serif"
