from itertools import pairwise

import pytest

from briefing.document.assemble import DocumentPart
from briefing.model.options import Options
from briefing.pagination.estimate import guess
from briefing.pipeline.build import build
from tests.support.built_briefs import Recorder
from tests.support.places import EVERY_KIND, SAMPLE, TOPICS

WORDS = "word " * 800
WHOLE = DocumentPart("whole", "whole", paged=True)


class Counter(Recorder):
    """An engine that counts how often each part is laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}

    def lay_out_all(self, parts, **how):  # type: ignore[no-untyped-def]
        for name in parts:
            self.counts[name] = self.counts.get(name, 0) + 1
        return super().lay_out_all(parts, **how)


def test_what_stands_further_down_is_guessed_on_a_later_page() -> None:
    body = "".join(f'<p id="a{n}">{WORDS} <a href="#b%20{n}">{n}</a></p>' for n in range(5))
    pages = guess(f"<head><title>x</title></head><body>{body}</body>", WHOLE).pages
    places = [number for number, page in enumerate(pages) for _ in page.anchors]
    assert [name for page in pages for name in page.anchors] == [f"a{n}" for n in range(5)]
    assert [name for page in pages for name in page.links] == [f"b {n}" for n in range(5)]
    assert all(after >= before for before, after in pairwise(places))
    assert len(pages) > 3


def test_a_link_out_of_the_brief_is_guessed_as_well() -> None:
    html = '<body><p id="a"><a href="https://example.org/page">Page</a></p></body>'
    assert [page.links for page in guess(html, WHOLE).pages] == [("https://example.org/page",)]


def test_style_sheets_take_no_room() -> None:
    html = f"<head><style>{WORDS * 10}</style></head><body><p>Words</p></body>"
    assert len(guess(html, WHOLE).pages) == 1


def test_a_front_is_one_page_and_a_sheet_holds_more() -> None:
    html = f"<body>{WORDS * 3}</body>"
    assert len(guess(html, DocumentPart("front", "front", paged=True)).pages) == 1
    assert len(guess(html, WHOLE, sheet=True).pages) < len(guess(html, WHOLE).pages)


@pytest.mark.parametrize(
    ("topic", "options", "most"),
    [
        (SAMPLE, Options(), 1),
        (SAMPLE, Options(profile="one-sheet"), 1),
        (SAMPLE, Options(profile="meeting"), 2),
        (TOPICS / "meeting.yaml", Options(), 1),
        (EVERY_KIND, Options(), 2),
    ],
)  # fmt: skip
def test_most_parts_are_laid_out_once(topic, options, most, tmp_path) -> None:  # type: ignore[no-untyped-def]
    with Counter() as engine:
        build(topic, tmp_path / "brief.pdf", options, engine=engine)
    parts = {name: count for name, count in engine.counts.items() if "frame" not in name}
    assert max(parts.values()) <= most, parts
