"""What a topic holds, section by section, for choosing from it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels, usual_title
from briefing.model import anchors
from briefing.model.base import items_in
from briefing.pagination.trial_layout import costs
from briefing.pipeline.build import build
from briefing.text.rich_text import parse_rich_text, plain_text

__all__ = ["list_sections"]


def list_sections(topic: Path, *, pages: bool) -> Iterator[tuple[str, ...]]:
    """Yield id, kind, title and number of items of each section, and on request its pages.

    Pages are those of the brief as it is built without options, `3` or `3-5`, and how many it
    fills: `1.4`.
    """
    brief = validate(load(topic))
    words = labels(brief.language)
    spans = dict(_pages(topic)) if pages else {}
    for section in brief.sections:
        title = (
            plain_text(parse_rich_text(section.title, block=False, language=brief.language))
            if section.title
            else usual_title(words, section.kind)
        )
        row = (section.id, section.kind, title, str(sum(1 for _ in items_in(section))))
        yield (*row, *spans.get(section.id, ("", ""))) if pages else row


def _pages(topic: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    with TemporaryDirectory(prefix="briefing-") as folder:
        result = build(topic, Path(folder, "brief.pdf"))
    fills = costs(result.selection, result.pages)
    for section in result.selection.sections:
        anchor = anchors.section(section.id)
        pages = result.pages.holding(anchor)
        span = "-".join(dict.fromkeys((str(pages[0]), str(pages[-1]))))
        yield section.id, (span, f"{fills[anchor]:.1f}")
