"""Stage: a resolved selection -> the parts of a document, with every number and order as data.

A brief is laid out as parts: the body first, then the front page and the appendix, which need
its page numbers. A short brief, or one on a single sheet, is one part that is laid out until its
own page numbers hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from briefing.model.base import Text
from briefing.model.sections import SectionBase, Summary
from briefing.resolve import Resolved
from briefing.select import Placed
from briefing.views import VIEWS

__all__ = ["Block", "Document", "Part", "assemble"]

# From this many sections on a brief gets a front page and an appendix of their own.
_SECTIONS_OF_A_LONG_BRIEF = 5
_SIGNS_OF_A_LONG_TITLE = 34
# So many entries of contents and identity leave room below them on the front page.
_ROWS_OF_A_SHORT_RAIL = 16


@dataclass(frozen=True, slots=True)
class Block:
    """A section as it is printed."""

    number: int
    kind: str
    section: SectionBase
    title: Text | str
    view: Mapping[str, Any]
    disputes: tuple[Placed, ...]

    @property
    def anchor(self) -> str:
        """Give the id of its element."""
        return f"s-{self.section.id}"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of pages with a template of its own; `paged` if it prints page numbers."""

    name: str
    paged: bool


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed; `parts` in print order, `summary` the front page's section."""

    resolved: Resolved
    words: Mapping[str, Any]
    parts: tuple[Part, ...]
    summary: Block | None
    blocks: tuple[Block, ...]
    left_out: tuple[Text | str, ...]
    has_judgements: bool

    @property
    def has_long_title(self) -> bool:
        """Tell whether the title takes more than a line or two."""
        return len(self.resolved.selection.brief.title) > _SIGNS_OF_A_LONG_TITLE

    @property
    def has_short_rail(self) -> bool:
        """Tell whether the column beside the bottom line has room to explain the signs, too."""
        brief = self.resolved.selection.brief
        optional = (brief.supersedes, brief.contact, brief.addressee)
        rows = 2 * sum(map(bool, optional)) + len(self.blocks)
        return self.summary is not None and rows <= _ROWS_OF_A_SHORT_RAIL

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it is one part."""
        return len(self.parts) == 1

    @property
    def index(self) -> tuple[tuple[Placed | None, Placed | None], ...]:
        """Arrange the contradictions in two columns for the front page."""
        disputes = self._contradictions
        half = (len(disputes) + 1) // 2
        return tuple(
            (disputes[row], disputes[row + half] if row + half < len(disputes) else None)
            for row in range(half)
        )

    @property
    def disputes_not_indexed(self) -> int:
        """Count the disputes that the front page does not list."""
        return len(self.resolved.selection.disputes) - len(self._contradictions)

    @property
    def _contradictions(self) -> tuple[Placed, ...]:
        disputes = self.resolved.selection.disputes
        return tuple(each for each in disputes if each.dispute.nature == "contradiction")

    @property
    def layout_order(self) -> tuple[Part, ...]:
        """Put parts that need no page numbers before those that print them."""
        return tuple(sorted(self.parts, key=lambda part: part.paged))


def assemble(resolved: Resolved, words: Mapping[str, Any]) -> Document:
    """Arrange a selection into parts and numbered blocks."""
    selection = resolved.selection
    sections = list(selection.sections)
    summary = sections.pop(0) if isinstance(sections[0], Summary) else None
    whole = selection.options.sheet or len(sections) < _SECTIONS_OF_A_LONG_BRIEF
    return Document(
        resolved=resolved,
        words=words,
        parts=(Part("whole", paged=True),)
        if whole
        else (Part("front", paged=True), Part("body", paged=False), Part("sources", paged=True)),
        summary=_block(summary, 0, resolved, words) if summary else None,
        blocks=tuple(
            _block(section, number, resolved, words)
            for number, section in enumerate(sections, start=1)
        ),
        left_out=tuple(_title(section, words) for section in selection.left_out),
        has_judgements=any(item.claim == "judgement" for item in selection.items())
        or any(not placed.dispute.unresolved for placed in selection.disputes),
    )


def _block(
    section: SectionBase, number: int, resolved: Resolved, words: Mapping[str, Any]
) -> Block:
    kind = _kind(section)
    selection = resolved.selection
    build = VIEWS.get(kind)
    return Block(
        number=number,
        kind=kind,
        section=section,
        title=_title(section, words),
        view=build(section, selection.brief) if build else {},
        disputes=tuple(each for each in selection.disputes if each.section == section.id),
    )


def _title(section: SectionBase, words: Mapping[str, Any]) -> Text | str:
    return section.title or str(words["kinds"][_kind(section)])


def _kind(section: SectionBase) -> str:
    return str(getattr(section, "kind"))  # noqa: B009  # every member of the union has it
