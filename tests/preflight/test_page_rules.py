import re
import struct
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from shutil import copytree
from types import MappingProxyType

import pytest

from briefing import InputError, Options, Result, build
from briefing.checks.run import diagnose
from briefing.errors import Diagnostic
from briefing.layout.engine import Laid
from briefing.layout.page_map import PageMap
from briefing.layout.protocol import Page, PageContents, PrintedNumbers, StrangeSigns
from briefing.preflight.page_contents import FinishedPage
from briefing.preflight.page_rules import HINTS, contrast, preflight
from briefing.runtime.package_data import fonts
from briefing.validation.rules import rules
from tests.support.built_briefs import Recorder
from tests.support.places import ROOT

TOPIC = """\
title: The Alder
type: Note
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
status: final
sources:
  - {id: gauge, type: webpage}
sections:
"""
TEXT = """\
  - kind: text
    id: water
    title: Water
    text: It rose in three of five years.[@gauge, para. 2]
"""
LONG = "Wasserstandsmeldestellenverwaltungsordnungsentwurf"
# each section is on a page of its own, and wrong in one way
SPOILT = f"""\
  - {{kind: text, id: order, title: Order, text: "It rose.[@gauge]"}}
  - {{kind: text, id: sign, text: "The sign \u0378 on the gauge"}}
  - {{kind: text, id: font, text: "Set by another hand"}}
  - {{kind: comparison, id: word, tables: [{{title: Gauges, columns: [Alder, Birch, Cedar],
      rows: [{{label: March, cells: [{LONG}, "Two metres", "Three metres"]}}]}}]}}
  - {{kind: text, id: margin, text: "Over the edge"}}
  - {{kind: text, id: off, text: "Off the paper"}}
  - {{kind: text, id: cut, text: "Cut off below"}}
  - {{kind: comparison, id: table, tables: [{{title: Gauges, columns: [Alder, Birch, Cedar],
      rows: [{{label: March, cells: [One metre, Two metres, Three metres]}}]}}]}}
  - {{kind: text, id: overlap, title: Water, text: "Upon the heading"}}
  - {{kind: text, id: picture, text: "It rose.",
      images: [{{file: gauge.png, alt: The gauge at noon, caption: The gauge}}]}}
  - {{kind: text, id: faint, text: "Grey on grey"}}
  - {{kind: text, id: heading, title: Alone, text: "It rose."}}
  - {{kind: text, id: blank, text: "It rose."}}
"""
SPOILING = """
.sec, .left-out { break-before: page }
#s-font .prose { font-family: Other }
#s-order .prose { padding-left: 9mm; text-indent: -9mm; margin-left: -20mm }
#s-order > h2 { width: 2mm; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
#s-margin .prose { position: relative; left: 150mm }
#s-off .prose { margin-left: -90mm }
#s-cut .prose { height: 2mm; overflow: hidden }
#s-table table { width: 260mm }
#s-overlap > h2 { margin-bottom: -7mm }
#s-faint .prose { background: #444; color: #888 }
#s-heading > h2 { break-after: page }
#s-blank .prose::after { content: ""; display: block; break-before: page }
"""
OTHER = "Gentium Book Plus/GentiumBookPlus-Regular.ttf"
FACE = '@font-face { font-family: Other; src: url("data:font/ttf;base64,%s") }'
DRAWING = """\
<div><svg viewBox="0 0 90 20" width="90" height="20"><title>Gauge</title>
<text x="1" y="15" font-family="{{ theme.settings.drawing.family }}">Gauge</text></svg></div>
"""

Told = list[tuple[str | None, str]]
Spoilt = Callable[..., Told]
Make = Callable[..., Result]


@pytest.fixture(scope="module")
def engine() -> Iterator[Recorder]:
    with Recorder() as engine:
        yield engine


@pytest.fixture
def make(engine: Recorder, tmp_path: Path) -> Make:
    return partial(build_spoilt, engine, tmp_path)


@pytest.fixture(scope="module")
def spoilt(engine: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Spoilt:
    """Give a function that tells what was found on the page of a section."""
    folder = tmp_path_factory.mktemp("spoilt")
    (folder / "gauge.png").write_bytes(png(600, 300))
    face = FACE % b64encode((fonts() / OTHER).read_bytes()).decode()
    cited = (ROOT / "templates" / "appendix" / "references.html").read_text("utf-8")
    wrong = cited.replace("{{ source | cited(pages) }}", "Cited on page 7")
    partials = {"appendix/references.html": wrong}
    result = build_spoilt(engine, folder, SPOILT, css=face + SPOILING, partials=partials)
    found = told(result.warnings)

    def on(section: str, *, after: int = 0) -> Told:
        page = f"page {(result.pages.page(section) or 0) + after}: "
        return [(rule, text.removeprefix(page)) for rule, text in found if text.startswith(page)]

    return on


def build_spoilt(
    engine: Recorder,
    folder: Path,
    sections: str = TEXT,
    *,
    css: str = "",
    partials: Mapping[str, str] = MappingProxyType({}),
    drawing: str = "Source Sans 3",
    fields: str = "",
    strict: bool = False,
) -> Result:
    """Build a topic in a theme that is spoilt."""
    (folder / "topic.yaml").write_text(fields + TOPIC + sections, "utf-8")
    theme = folder / "theme"
    copytree(ROOT / "styles" / "ministry", theme)
    with (theme / "theme.css").open("a", encoding="utf-8") as file:
        file.write(css)
    (theme / "templates").mkdir()
    for name, text in partials.items():
        (place := theme / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    settings = (theme / "theme.yaml").read_text("utf-8")
    settings = settings.replace("  family: Source Sans 3\n", f"  family: {drawing}\n")
    (theme / "theme.yaml").write_text(settings, "utf-8")
    options = Options(theme=str(theme), strict=strict)
    return build(folder, folder / "out.pdf", options, engine=engine)


def png(width: int, height: int) -> bytes:
    """Draw a grey picture."""
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height))),
        b"IEND": b"",
    }
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def told(found: Iterable[Diagnostic]) -> Told:
    assert all(each.severity == "warning" for each in found)
    return [(each.rule, each.message) for each in found]


def test_a_brief_in_order_gives_no_warning(make: Make, spoilt: Spoilt) -> None:
    assert make().warnings == ()
    assert spoilt("s-order") == []


def test_a_sign_that_no_font_has_is_named_with_its_words(spoilt: Spoilt) -> None:
    message = "no font has `\u0378` (U+0378) in `The sign \u0378 on the gauge`"
    assert spoilt("s-sign") == [("missing-glyph", message)]


def test_a_font_that_is_not_the_themes_is_named_with_what_is_set_in_it(spoilt: Spoilt) -> None:
    words = "Set by another hand"
    message = f"`Other` is no font of the theme, but has `{words}` in `{words}`"
    assert spoilt("s-font") == [("foreign-font", message)]


def test_a_drawing_in_a_font_that_is_not_the_themes_is_found_too(make: Make) -> None:
    result = make(drawing="Nowhere Sans", partials={"front/signs.html": DRAWING})
    rule, message = told(result.warnings)[0]
    # which font stands in for it, if any has letters, is the machine's choice
    assert rule in ("foreign-font", "missing-glyph")
    assert re.fullmatch("page 1: .*`G`.* in `Gauge`", message)


def test_a_word_that_runs_out_of_its_cell_is_named(spoilt: Spoilt) -> None:
    ((rule, message),) = spoilt("s-word")
    assert rule == "text-overflow"
    assert re.fullmatch(rf"`{LONG}` runs \d\d mm out of its box", message)


def test_a_text_over_the_edge_of_its_page_is_named(spoilt: Spoilt) -> None:
    ((rule, message),) = spoilt("s-margin")
    assert rule == "text-overflow"
    assert re.fullmatch(r"`Over the edge` runs \d+ mm out of its box", message)


def test_a_text_that_is_pulled_off_the_paper_is_named(spoilt: Spoilt) -> None:
    assert spoilt("s-off") == [("text-overflow", "`Off the paper` runs 70 mm out of its box")]


def test_a_text_that_is_cut_off_is_named(spoilt: Spoilt) -> None:
    assert spoilt("s-cut") == [("text-overflow", "`Cut off below` runs 2 mm out of its box")]


def test_a_table_wider_than_its_page_is_told_once(spoilt: Spoilt) -> None:
    ((rule, message),) = spoilt("s-table")
    assert rule == "table-overflow"
    assert re.fullmatch(r"the table `.*Alder Birch Cedar .*` is \d\d mm too wide", message)


def test_texts_upon_each_other_are_both_named(spoilt: Spoilt) -> None:
    ((rule, message),) = spoilt("s-overlap")
    assert rule == "text-overlap"
    assert set(re.findall("`([^`]*)`", message)) == {"Water", "Upon the heading"}


def test_a_picture_of_too_few_dots_is_told_with_how_many_it_has(spoilt: Spoilt) -> None:
    what = "the picture `The gauge at noon` has 126 dots per inch at its size, 150 are needed"
    assert spoilt("s-picture") == [("coarse-image", what)]


def test_a_faint_text_is_told_with_its_contrast_to_what_lies_below_it(spoilt: Spoilt) -> None:
    what = "`Grey on grey` and its background differ by 2.7 to 1, 4.5 to 1 is needed"
    assert spoilt("s-faint") == [("low-contrast", what)]


def test_a_heading_at_the_foot_of_a_page_is_named(spoilt: Spoilt) -> None:
    assert spoilt("s-heading") == [("heading-at-foot", "nothing follows the heading `Alone`")]


def test_a_blank_page_that_nobody_asked_for_is_told(spoilt: Spoilt) -> None:
    assert spoilt("s-blank") == []
    assert spoilt("s-blank", after=1) == [("blank-page", "there is nothing on it")]


def test_a_wrong_page_of_a_citation_is_told_with_the_right_one(spoilt: Spoilt) -> None:
    assert spoilt("sources") == [("wrong-page-number", "`Cited on page 7` should be 2")]


def test_a_last_page_of_a_few_lines_is_told_with_how_far_it_is_filled(spoilt: Spoilt) -> None:
    filled = "the last page is filled to 4% only"
    assert spoilt("sources", after=1) == [("short-last-page", filled)]


def test_what_the_engine_logs_is_told(make: Make) -> None:
    ((rule, message),) = told(make(css=".prose { background: url(asset:paper.png) }").warnings)
    assert rule is None
    assert "asset:paper.png" in message


def test_a_strict_build_writes_nothing_where_anything_is_wrong(make: Make, tmp_path: Path) -> None:
    (tmp_path / "out.pdf").write_bytes(b"before")
    with pytest.raises(InputError) as failure:
        make(css=".left-out { break-before: page }", strict=True)
    *found, last = failure.value.diagnostics
    assert [each.rule for each in found] == ["short-last-page"]
    assert last.severity == "error"
    assert (tmp_path / "out.pdf").read_bytes() == b"before"


def test_a_rule_may_be_silenced_in_the_topic(make: Make, tmp_path: Path) -> None:
    silence = "silence: {short-last-page: It is to be signed.}\n"
    css = ".left-out { break-before: page }"
    assert make(css=css, fields=silence, strict=True).warnings == ()
    assert [each.rule for each in diagnose(tmp_path / "topic.yaml").diagnostics] == []


def test_each_rule_is_in_the_register_with_a_hint_and_a_test() -> None:
    registered = {code for code, rule in rules().items() if rule.group == "pages"}
    tested = set(re.findall(r'"([a-z-]+)"', Path(__file__).read_text("utf-8")))
    assert registered == set(HINTS)
    assert registered <= tested


def pages(*laid: Page) -> PageMap:
    return PageMap(("whole",), {"whole": Laid(laid, ())})


def test_pages_with_the_same_fault_are_told_together() -> None:
    seen = FinishedPage(
        PageContents(40, depth=0.9), colours=(((0.8, 0.8, 0.8), (1, 1, 1), False, "Words"),)
    )
    ((_, message),) = told(preflight(pages(*[Page()] * 5), [seen] * 5))
    assert message.startswith("pages 1, 2, 3 and 2 more: `Words` and its background differ by 1.6")


def test_printed_pages_are_compared_with_where_things_stand() -> None:
    laid = pages(Page(links=("src",)), Page(("src",), links=("src",)), Page(links=("src",)))
    right = FinishedPage(
        PageContents(
            40,
            depth=0.9,
            numbers=(PrintedNumbers("data-linked-from", "src", "Cited on pages 1–3"),),
        )
    )
    wrong = FinishedPage(
        PageContents(
            40,
            depth=0.9,
            numbers=(PrintedNumbers("data-linked-from", "src", "Cited on pages 1, 3"),),
        )
    )
    nowhere = FinishedPage(
        PageContents(40, depth=0.9, numbers=(PrintedNumbers("data-page-of", "gone", "–"),))
    )
    assert told(preflight(laid, [right, wrong, nowhere])) == [
        ("wrong-page-number", "page 2: `Cited on pages 1, 3` should be 1, 2, 3")
    ]


def test_a_blank_page_before_a_right_hand_one_is_meant() -> None:
    full, empty = FinishedPage(PageContents(40, depth=0.9)), FinishedPage(PageContents())
    assert preflight(pages(Page(), Page(blank=True), Page()), [full, empty, full]) == []


def test_a_sign_that_has_its_place_is_not_told_from_the_log_again() -> None:
    line = '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)'
    log = [line % (sign, ord(sign)) for sign in "\u0378\u0379"]
    seen = FinishedPage(PageContents(40, depth=0.9, signs=(StrangeSigns("\u0378", "", "words"),)))
    found = told(preflight(pages(Page()), [seen], log))
    assert [rule for rule, _ in found] == [None, "missing-glyph"]
    assert found[0][1] == log[1]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((1, 0, 0), (1, 1, 1)) == pytest.approx(4.0, abs=0.01)
    assert contrast((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == 1
