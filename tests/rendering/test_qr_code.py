"""Every link of the screen can be read in the appendix, and its code scanned from paper."""

import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from briefing.errors import UsageError
from briefing.rendering.qr_code import qr_code
from tests.support.built_briefs import BriefMaker, order
from tests.support.pdf import page_texts
from tests.support.read_text import squeeze

ADDRESSES = {
    "https://example.org/river/levels?year=2024&gauge=upper#table",
    "https://example.org/año/río",
    "https://example.org/" + "a-very-long-name-of-a-page/" * 9,
    "mailto:desk@example.org",
}
SCANNED = {each.replace("año/río", "a%C3%B1o/r%C3%ADo") for each in ADDRESSES}
SOURCE = "https://example.org/yearbook"
TOPIC = f"""
title: The river
type: Note
originator: Desk
issued: 2024-05-01
cutoff: 2024-04-30
sources:
  - {{id: yearbook, type: report, title: Yearbook, URL: "{SOURCE}"}}
sections:
  - kind: text
    text: |
      The level rose.[@yearbook] The [yearbook]({SOURCE}) says so.

      {" ".join(f"[link {n}]({each})" for n, each in enumerate(sorted(ADDRESSES)))}
"""


@pytest.fixture(scope="module")
def topic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("qr") / "topic.yaml"
    path.write_text(TOPIC, "utf-8")
    return path


def scan(pdf: bytes) -> list[tuple[str, float]]:
    """Read all codes from pages rendered at 150 dpi: what each says, and its width in mm."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=150 / 72).to_pil()
        for code in zxingcpp.read_barcodes(image):
            width = code.position.top_right.x - code.position.top_left.x
            found.append((code.text, width / 150 * 25.4))
    return found


@pytest.mark.parametrize("theme", ["ministry", "institute"])
@pytest.mark.parametrize("sheet", [False, True])
def test_every_code_is_read_back_from_paper(
    topic: Path, maker: BriefMaker, theme: str, sheet: bool
) -> None:
    codes = scan(maker[order(topic, theme=theme, qr=True, sheet=sheet)].pdf)
    assert {text for text, _ in codes} == {*SCANNED, SOURCE}
    assert len(codes) == len(SCANNED) + 1
    # the quiet zone of 4 modules a side belongs to the 20 mm
    assert all(width > 20 * 25 / 33 - 1 for _, width in codes)


def test_without_the_option_there_is_no_code(topic: Path, maker: BriefMaker) -> None:
    assert scan(maker[order(topic)].pdf) == []


def test_every_address_that_the_text_links_to_can_be_read_with_its_page(
    topic: Path, maker: BriefMaker
) -> None:
    text = squeeze(" ".join(page_texts(maker[order(topic)].pdf)))
    for address in ADDRESSES:
        assert squeeze(re.sub("^(https://|mailto:)", "", address)) in text
    assert text.count(squeeze("Linked on page 1.")) == len(ADDRESSES)


def test_an_address_of_a_source_is_not_listed_twice(topic: Path, maker: BriefMaker) -> None:
    text = squeeze(" ".join(page_texts(maker[order(topic)].pdf)))
    assert text.count("example.org/yearbook") == 1


def test_a_code_is_at_least_20_mm_wide_and_a_module_at_least_0_4_mm() -> None:
    for address in ADDRESSES:
        drawing = qr_code(address, title="Code")
        width = float(re.findall('width="([0-9.]+)mm"', drawing)[0])
        modules = int(re.findall('viewBox="0 0 ([0-9]+)', drawing)[0])
        assert width >= 20
        assert width / modules >= 0.4 - 1e-9


def test_an_address_that_no_code_can_hold_is_told() -> None:
    address = "https://example.org/" + "a" * 2340
    with pytest.raises(UsageError, match=r"no QR code can hold .* 2,360 signs"):
        qr_code(address, title="x")
