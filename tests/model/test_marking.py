"""Protective markings and drafts: what is taken, and what stands where on the finished pages."""

import re
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pikepdf import Name, Pdf, parse_content_stream
from typer.testing import CliRunner

from briefing.cli.app import app
from briefing.errors import UsageError
from briefing.model.marking import file_stem, read_marking, source_time
from briefing.model.options import Options
from briefing.pdf.numbered_copies import file_name
from briefing.pipeline.build import build, check
from briefing.runtime import package_data as assets
from briefing.themes.page_geometry import geometry
from briefing.themes.theme import open_theme, theme_names
from tests.support import pdf as of
from tests.support.built_briefs import BriefMaker, Order, order
from tests.support.places import TOPICS
from tests.support.read_text import Box, flat, split, squeeze

TOPIC = TOPICS / "marked.yaml"
MM = 72 / 25.4
TLP = "TLP:AMBER+STRICT"
UK = "OFFICIAL-SENSITIVE COMMERCIAL – UK EYES ONLY"
CUI = "CUI//SP-PRVCY//NOFORN"
OWN = "For the delegation to the commission only"
HANDLING = "Return this copy after the meeting; not for the lake towns"

# each in every theme; the topic's own marking is the third
CHOICES: list[tuple[str, dict[str, Any]]] = [
    (TLP, {"marking": TLP, "duplex": True, "language": "es"}),
    (UK, {"marking": UK, "paper": "letter"}),
    (CUI, {"paper": "a5"}),
    (OWN, {"marking": f"text:{OWN}", "paper": "legal", "margin_notes": True}),
    (TLP, {"marking": TLP, "paper": "letter", "sheet": True}),
]
MARKED = {
    order(TOPIC, theme=theme, **options): words
    for theme, (words, options) in product(theme_names(), CHOICES)
}
EXPORTED = order(TOPIC, marking=UK, format="html")
CLEARED = order(TOPIC.with_name("meeting.yaml"), sections=("notes",))


# What may be written


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        *((f"TLP:{each}", "tlp") for each in ("RED", "AMBER", "AMBER+STRICT", "GREEN", "CLEAR")),
        ("OFFICIAL", "uk"),
        ("OFFICIAL-SENSITIVE", "uk"),
        ("OFFICIAL-SENSITIVE COMMERCIAL", "uk"),
        ("OFFICIAL-SENSITIVE PERSONNEL", "uk"),
        ("SECRET – UK EYES ONLY", "uk"),
        ("UK TOP SECRET", "uk"),
        ("CUI", "cui"),
        ("CONTROLLED", "cui"),
        ("CUI//NOFORN", "cui"),
        ("CUI//PRVCY/SP-CTI", "cui"),
        ("CUI//SP-PRVCY//FED ONLY/NOCON", "cui"),
        ("CUI//SP-PRVCY//REL TO USA, GBR", "cui"),
    ],
)
def test_markings_of_known_schemes_are_recognised(text: str, scheme: str) -> None:
    found = read_marking(text)
    assert (found.scheme, found.text) == (scheme, text)
    assert bool(found.colour) == (scheme == "tlp")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("TLP:ABMER", "TLP:AMBER"),
        ("tlp:amber", "TLP:AMBER"),
        ("TLP: AMBER", "TLP:AMBER"),
        ("TLP AMBER", "TLP:AMBER"),
        (" TLP:RED", "TLP:RED"),
        ("TLP:AMBER + STRICT", "TLP:AMBER+STRICT"),
        ("TLP:WHITE", "TLP:CLEAR"),
        ("OFFICAL", "OFFICIAL"),
        ("Official-Sensitive", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL - SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL-SENSITIVE COMERCIAL", "OFFICIAL-SENSITIVE COMMERCIAL"),
        ("official-sensitive commercial", "OFFICIAL-SENSITIVE COMMERCIAL"),
        ("TOP SERCET", "TOP SECRET"),
        ("TOPSECRET", "TOP SECRET"),
        ("CUI//NOFRN", "CUI//NOFORN"),
        ("cui // sp-prvcy // noforn", "CUI//SP-PRVCY//NOFORN"),
        ("text:official", "OFFICIAL"),
        ("text:OFFICAL SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("text: tlp amber", "TLP:AMBER"),
    ],
)
def test_a_slip_is_no_marking_and_never_passes_for_words_of_ones_own(text: str, meant: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"\n  hint: did you mean `{meant}`?")):
        read_marking(text)


@pytest.mark.parametrize(
    "text", ["TLP", "CONFIDENTIAL", "Restricted", "SECRET//NOFORN", "CUI//SP-PRVCY//ALL", "For us"]
)
def test_of_what_comes_near_to_nothing_no_lower_marking_is_suggested(text: str) -> None:
    with pytest.raises(UsageError, match=r"known: `TLP:RED`.*; words of your own .* `text:\.\.\.`"):
        read_marking(text)


@pytest.mark.parametrize("words", [OWN, "Official use only", "CONFIDENTIAL", "Nur für uns"])
def test_words_of_ones_own_say_that_they_are(words: str) -> None:
    assert read_marking(f"text:{words}") == read_marking(f"text:  {words} ")
    assert (read_marking(f"text:{words}").scheme, read_marking(f"text:{words}").text) == (
        "own",
        words,
    )


@pytest.mark.parametrize(
    "text", ["", " ", "text:", "text: ", "text:one\ntwo", "text:a\x07", "x" * 49]
)
def test_a_marking_is_one_line_that_fits(text: str) -> None:
    with pytest.raises(UsageError, match=r"one line of words|has 49 signs, expected at most 48"):
        read_marking(text)


# On the pages


def lines(pdf: bytes) -> list[list[tuple[str, Box, float]]]:
    """Read the lines of text on each page: their words, their boxes and the size of their type."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    matrix = pdfium.FS_MATRIX()
    for page in document:
        text = page.get_textpage()
        found = []
        for box in [text.get_rect(number) for number in range(text.count_rects())]:
            middle = (box[0] + 1, (box[1] + box[3]) / 2)
            sign = text.get_index(*middle, 3, 3) or 0
            pdfium.FPDFText_GetMatrix(text, sign, matrix)
            size = pdfium.FPDFText_GetFontSize(text, sign) * matrix.d
            found.append((flat(text.get_text_bounded(*box)), box, size))
        pages.append(found)
    document.close()
    return pages


def meet(one: Box, two: Box, *, air: float) -> bool:
    return all(one[i] - air < two[i + 2] and two[i] - air < one[i + 2] for i in (0, 1))


@pytest.mark.parametrize("order", MARKED, ids=str)
def test_a_marking_stands_on_each_page_where_its_scheme_wants_it(
    order: Order, maker: BriefMaker
) -> None:
    printed, words = maker[order], MARKED[order]
    paper = geometry(open_theme(order.options.theme or "").settings, order.options, band=10)
    width, height = paper.width * MM, paper.height * MM
    assert len(printed.frames) > 1 or order.options.sheet
    for number, page in enumerate(lines(split(printed.pdf, frame=True)), start=1):
        marks = [(box, size) for said, box, size in page if squeeze(said) == squeeze(words)]
        assert len(marks) == 2
        heights = sorted((box[1] + box[3]) / 2 for box, _ in marks)
        assert heights == pytest.approx([18, height - 18], abs=16)
        for (left, bottom, right, top), size in marks:
            assert round(size, 1) >= 12
            assert min(bottom, height - top) >= 5 * MM
            if words == TLP:
                mirrored = order.options.mirrored and number % 2 == 0
                margin = paper.left if mirrored else paper.right
                assert width - right == pytest.approx(margin * MM + 4, abs=1.5)
            else:
                assert (left + right) / 2 == pytest.approx(width / 2, abs=1.5)


@pytest.mark.parametrize("order", MARKED, ids=str)
def test_nothing_comes_into_the_way_of_a_marking(order: Order, maker: BriefMaker) -> None:
    printed = maker[order]
    own = squeeze(MARKED[order] + HANDLING)
    frames = lines(split(printed.pdf, frame=True))
    for body, frame in zip(printed.boxes, frames, strict=True):
        marks = [box for said, box, _ in frame if squeeze(said) in own]
        heads = [box for said, box, _ in frame if squeeze(said) not in own]
        assert len(marks) == 4
        assert heads
        for mark, other in product(marks, [*heads, *body]):
            assert not meet(mark, other, air=3)


@pytest.mark.parametrize(
    ("words", "colour"),
    [
        ("TLP:RED", (255, 43, 43)),
        ("TLP:AMBER", (255, 192, 0)),
        ("TLP:AMBER+STRICT", (255, 192, 0)),
        ("TLP:GREEN", (51, 255, 0)),
        ("TLP:CLEAR", (255, 255, 255)),
    ],
)
def test_letters_of_tlp_have_the_colour_of_the_standard(
    words: str, colour: tuple[int, int, int]
) -> None:
    assert read_marking(words).colour == "#{:02x}{:02x}{:02x}".format(*colour)


def test_tlp_is_printed_in_its_colour_on_black(maker: BriefMaker) -> None:
    printed = maker[next(iter(MARKED))]
    with Pdf.open(BytesIO(printed.pdf)) as document:
        form = document.pages[0].obj.Resources.XObject.Frame
        colours = []
        colour: tuple[float, ...] = ()
        for each in parse_content_stream(form):
            match str(each.operator):
                case "rg" | "scn":
                    colour = tuple(round(float(value), 2) for value in each.operands)
                case "f" | "TJ" | "Tj" as painted:
                    colours.append((painted[0], colour))
    black, amber = ("f", (0, 0, 0)), ("T", (1, 0.75, 0))
    assert colours.count(black) == 2
    assert [after for before, after in zip(colours, colours[1:]) if before == black]  # noqa: B905, RUF007
    assert colours.count(amber) >= 2


@pytest.mark.parametrize("theme", theme_names())
def test_margins_grow_only_where_a_marking_has_no_room(theme: str) -> None:
    settings = open_theme(theme).settings
    for options in (Options(), Options(sheet=True), Options(paper="a5"), Options(duplex=True)):
        plain, marked = (geometry(settings, options, band=band) for band in (0, 12))
        assert marked.measure == plain.measure
        assert marked.top >= max(plain.top, 12 + marked.head)
        assert marked.bottom > 12
        assert marked.first_top > 12
        assert geometry(settings, options, band=1).top == plain.top


def test_a_screen_reader_speaks_the_marking_though_the_layer_is_an_artifact(
    maker: BriefMaker,
) -> None:
    for marked, words in MARKED.items():
        label = "Marca de protección" if marked.options.language == "es" else "Marking"
        assert squeeze(f"{label}: {words}") in squeeze(maker[marked].html["whole"])


def test_an_exported_brief_prints_its_marking_on_each_page(maker: BriefMaker) -> None:
    printed = maker[EXPORTED]
    assert printed.said == ""
    assert len(printed.squeezed) > 1
    for page in printed.squeezed:
        assert page.count(squeeze(UK)) - page.count(squeeze(f"Marking: {UK}")) == 2
        assert page.count(squeeze(HANDLING)) == 2
        assert page.count("DRAFT") == 1


# In the file


def test_the_marking_and_the_file_stand_in_the_metadata(maker: BriefMaker) -> None:
    (marked,) = [each for each in MARKED if each.options.marking == UK and "min" in str(each)]
    with Pdf.open(BytesIO(maker[marked].pdf)) as document:
        keywords = f"{UK}, File RIV/2024/17, Retention 10 years"
        assert document.docinfo["/Keywords"] == keywords
        metadata = document.open_metadata()
        assert metadata["pdf:Keywords"] == keywords
        assert metadata["dc:rights"] == f"{UK}. {HANDLING}"
        assert metadata["dc:identifier"] == "RIV/2024/17"


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("TLP:AMBER+STRICT", "topic_TLP-AMBER-STRICT"),
        ("CUI//SP-PRVCY//REL TO USA, GBR", "topic_CUI-SP-PRVCY-REL-TO-USA-GBR"),
        ("SECRET – UK EYES ONLY", "topic_SECRET-UK-EYES-ONLY"),
        ("text:Nur für uns (alle)", "topic_Nur-für-uns-alle"),
    ],
)
def test_the_name_of_a_file_says_its_marking_on_every_system(text: str, stem: str) -> None:
    assert file_stem("topic", read_marking(text)) == stem
    assert file_stem("topic", None) == "topic"
    assert (
        file_name(3, 12, "Head of delegation", read_marking(text))
        == f"03 Head of delegation{stem[5:]}.pdf"
    )


def test_a_file_that_we_name_bears_the_marking_and_where_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["build", str(TOPIC)])
    assert result.exit_code == 0
    assert result.stdout.startswith("marked_CUI-SP-PRVCY-NOFORN.pdf: ")
    assert [path.name for path in tmp_path.iterdir()] == ["marked_CUI-SP-PRVCY-NOFORN.pdf"]
    found = CliRunner().invoke(app, ["where", "bottom", str(TOPIC)])
    assert "note:" not in found.stderr


def test_another_marking_than_the_topics_is_told(tmp_path: Path) -> None:
    options = Options(marking="TLP:CLEAR", sections=("summary",))
    told = [each.message for each in build(TOPIC, tmp_path / "brief.pdf", options).warnings]
    assert any(each.startswith("each page bears `TLP:CLEAR`, not the topic's `") for each in told)


def test_an_unknown_marking_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    path.write_bytes(b"before")
    words = ["build", str(TOPIC), "--marking", "TLP:ABMER", "-o", str(path)]
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr
        == "error: there is no marking `TLP:ABMER`\n  hint: did you mean `TLP:AMBER`?\n"
    )
    assert path.read_bytes() == b"before"


# Clearance and draft


def test_the_first_page_names_file_retention_designation_and_clearance(maker: BriefMaker) -> None:
    for marked in MARKED:
        if marked.options.language != "es":
            page = maker[marked].bodies[0]
            for words in (
                "File RIV/2024/17",
                "Retention 10 years",
                "Controlled by Office of River Affairs",
                "CUI category PRVCY",
                "Distribution Distribution Statement D",
                "Point of contact river-desk@example.org",
            ):
                assert squeeze(words) in squeeze(page)
            steps = " ".join(maker[marked].bodies)
            for words in (
                "Drafted River desk 20 November 2024",
                "Cleared Legal adviser 21 November 2024",
                "Cleared Press office pending",
                "Approved Head of department pending",
            ):
                assert all(squeeze(each) in squeeze(steps) for each in words.split())


def test_a_brief_is_a_draft_until_it_is_none_and_every_step_has_a_date() -> None:
    brief = check(TOPIC)
    assert brief.status != "draft"
    assert not brief.is_cleared
    assert brief.clearance
    dated = [step.model_copy(update={"date": brief.issued}) for _, step in brief.clearance.steps()]
    done = brief.clearance.model_copy(update={"cleared": tuple(dated[1:3]), "approved": dated[3]})
    cleared = brief.model_copy(update={"clearance": done})
    assert cleared.is_cleared
    assert brief.model_copy(update={"clearance": None}).is_cleared
    assert not cleared.model_copy(update={"status": "draft"}).is_cleared


def test_the_sign_of_a_draft_lies_beneath_each_page_as_an_artifact(maker: BriefMaker) -> None:
    for marked in MARKED:
        with Pdf.open(BytesIO(maker[marked].pdf)) as document:
            for page in document.pages:
                mark, _, paint, *_ = parse_content_stream(page)
                assert str(mark.operator) == "BDC"
                assert mark.operands[0] == Name.Artifact
                assert mark.operands[1].Subtype == Name.Watermark
                assert paint.operands[0] == Name.Draft
        word = "BORRADOR" if marked.options.language == "es" else "DRAFT"
        assert all(word in text for text in maker[marked].squeezed)
        assert not any(word in text for text in maker[marked].bodies)


def test_a_brief_that_is_cleared_has_no_sign(maker: BriefMaker) -> None:
    assert not any("DRAFT" in text for text in maker[CLEARED].squeezed)


def test_text_upon_the_sign_keeps_its_contrast() -> None:
    css = (assets.base_styles() / "markings.css").read_text("utf-8")
    signs = re.findall(r"^\.draft[^{]*\{[^}]*[ ;]color: (#[0-9a-f]{6})", css, re.MULTILINE)
    assert len(signs) == 2
    for theme in theme_names():
        drawing = open_theme(theme).settings.drawing
        for sign, letters in product(signs, (drawing.ink, drawing.soft, drawing.accent)):
            assert (light(sign) + 0.05) / (light(letters) + 0.05) >= 4.5


def light(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_time_of_a_draft_is_told_where_the_build_is_given_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert source_time() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1732350600")
    build(TOPIC, tmp_path / "brief.pdf", Options(sheet=True))
    for text in of.page_texts((tmp_path / "brief.pdf").read_bytes()):
        assert "2024-11-23 08:30 UTC" in flat(text)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="`yesterday`, expected seconds since 1970"):
        source_time()
