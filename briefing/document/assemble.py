"""Stage: a resolved selection -> the parts of a document, with every number and order as data.

A brief is laid out as parts: the body first, then the front page and the appendix, which need
its page numbers. Where each section begins a page, each is a part. A short brief, or one on a
single sheet, is one part that is laid out until its own page numbers hold. Sections of the annex
stand behind the list of sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from briefing.document.claims import Claim, Group, claims_of
from briefing.document.resolve import Resolved
from briefing.document.section_views import VIEWS
from briefing.document.select import PlacedDispute
from briefing.locales.catalogue import usual_title
from briefing.model import anchors
from briefing.model.base import Item, Text
from briefing.model.marking import Marking, read_marking, source_time
from briefing.model.options import Options
from briefing.model.sections.base import SectionBase, kind_of
from briefing.themes.page_geometry import LARGE, MARGIN

__all__ = ["Block", "Document", "DocumentPart", "Tab", "assemble"]

# From this many sections on a brief gets a front page and an appendix of their own.
_SECTIONS_OF_A_LONG_BRIEF = 5
_SIGNS_OF_A_LONG_TITLE = 34
# The height of a marking, of the instruction below it, and what is white between them and the text.
_MARKING, _HANDLING, _BESIDE = 5.3, 3.9, 1.5
# So many entries of contents and identity leave room below them on the front page.
_ROWS_OF_A_SHORT_RAIL = 16


@dataclass(frozen=True, slots=True)
class Block:
    """A section as it is printed; those without a number have 0."""

    number: int
    kind: str
    section: SectionBase
    title: Text | str
    view: Mapping[str, Any]
    disputes: tuple[PlacedDispute, ...]

    @property
    def anchor(self) -> str:
        """Return the id of its element."""
        return anchors.section(self.section.id)

    @property
    def has_more(self) -> bool:
        """Return whether a summary has more than stands on the front page."""
        return bool(self.view.get("behind") or self.disputes)


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A stretch of pages; `paged` if it prints page numbers, `kind` names its template.

    It prints `blocks`. One that `opens` a topic of a pack begins on a right-hand page if the pack
    has both.
    """

    name: str
    kind: str
    paged: bool = False
    blocks: tuple[Block, ...] = ()
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """Where a topic stands in a pack: its letter, and its place from 0 among so many."""

    letter: str
    place: int
    count: int

    @property
    def anchor(self) -> str:
        """Return the id of the element with which it begins."""
        return anchors.tab(self.letter)

    @property
    def account(self) -> str:
        """Return the id of the element in the appendix that accounts for it."""
        return anchors.account(self.anchor)


@dataclass(frozen=True)
class Document:
    """Everything that is printed; `parts` in print order, `summary` the front page's section.

    `tab` is that of a topic in a pack.
    """

    resolved: Resolved
    words: Mapping[str, Any]
    parts: tuple[DocumentPart, ...]
    summary: Block | None
    blocks: tuple[Block, ...]
    annex: tuple[Block, ...]
    claims: tuple[Group, ...]
    left_out: tuple[Text | str, ...]
    has_judgements: bool
    tab: Tab | None = None

    @property
    def appendix(self) -> str:
        """Return the id of the element with which the appendix begins."""
        return anchors.SOURCES

    @property
    def has_long_title(self) -> bool:
        """Return whether the title takes more than a line or two."""
        return len(self.resolved.selection.brief.title) > _SIGNS_OF_A_LONG_TITLE

    @property
    def has_short_rail(self) -> bool:
        """Return whether the column beside the bottom line has room to explain the signs, too."""
        brief = self.resolved.selection.brief
        optional = [brief.supersedes, brief.contact, brief.addressee]
        optional += [brief.file_reference, brief.retention]
        optional += brief.designation.model_dump().values() if brief.designation else ()
        rows = 2 * sum(map(bool, optional)) + len(self.blocks) + len(self.annex)
        return self.summary is not None and rows <= _ROWS_OF_A_SHORT_RAIL

    @property
    def marking(self) -> Marking | None:
        """Return the protective marking that each page bears."""
        selection = self.resolved.selection
        text = selection.options.marking or selection.brief.marking
        return None if text is None else read_marking(text)

    @property
    def band(self) -> float:
        """Return how far from the edges of a page its marking reaches, in mm; 0 for none."""
        handling = self.resolved.selection.brief.handling
        marking, instruction = _MARKING, _HANDLING
        if self.resolved.selection.options.large_print:
            marking = instruction = LARGE
        height = (marking if self.marking else 0) + (instruction if handling else 0)
        return height and MARGIN + height + _BESIDE

    @property
    def drafted(self) -> str | None:
        """Return the time of the draft, where SOURCE_DATE_EPOCH says one."""
        return source_time()

    @property
    def uncorroborated(self) -> tuple[Claim, ...]:
        """Choose the uncorroborated claims that the appendix names; the others are counted."""
        full = self.resolved.selection.options.appendix == "full"
        return tuple(chain.from_iterable(each.foremost for each in self.claims if full))

    def anchor(self, item: Item) -> str | None:
        """Return the id of an item's element; without one of its own, if its page is told."""
        return anchors.item(item.id) if item.id else self._numbered.get(id(item))

    @cached_property
    def _numbered(self) -> Mapping[int, str]:
        """Number items by identity, since equal ones are not the same."""
        claims = chain.from_iterable(each.claims for each in self.claims)
        listed = any(block.section.lists_claims for block in self.annex)
        every = listed or self.resolved.selection.options.review
        told = {id(claim.item) for claim in (claims if every else self.uncorroborated)}
        items = enumerate(self.resolved.selection.items(), start=1)
        return {
            id(item): anchors.numbered_item(number) for number, item in items if id(item) in told
        }

    @property
    def is_whole(self) -> bool:
        """Return whether all of it is one part."""
        return len(self.parts) == 1

    def part(self, name: str) -> DocumentPart:
        """Find a part."""
        return next(part for part in self.parts if part.name == name)

    @property
    def index(self) -> tuple[tuple[PlacedDispute | None, ...], ...]:
        """Arrange the contradictions in two columns for the front page, in one of large type."""
        disputes = self._contradictions
        if self.resolved.selection.options.large_print:
            return tuple((each,) for each in disputes)
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
    def _contradictions(self) -> tuple[PlacedDispute, ...]:
        disputes = self.resolved.selection.disputes
        return tuple(each for each in disputes if each.dispute.nature == "contradiction")

    @property
    def on_the_right(self) -> frozenset[str]:
        """Name the parts that begin on a right-hand page."""
        options = self.resolved.selection.options
        return frozenset(
            each.name for each in self.parts if options.recto or (options.mirrored and each.opens)
        )


def assemble(resolved: Resolved, words: Mapping[str, Any]) -> Document:
    """Arrange a selection into parts and numbered blocks."""
    selection = resolved.selection
    summary = selection.front
    sections = [
        each for each in selection.sections if not each.annexed and each is not selection.front
    ]
    whole = selection.options.sheet or len(sections) < _SECTIONS_OF_A_LONG_BRIEF
    first = _block(summary, 0, resolved, words) if summary else None
    blocks = tuple(
        _block(section, number, resolved, words) for number, section in enumerate(sections, start=1)
    )
    return Document(
        resolved=resolved,
        words=words,
        parts=(DocumentPart("whole", "whole", paged=True, blocks=blocks),)
        if whole
        else (
            DocumentPart("front", "front", paged=True),
            *_body(first, blocks, selection.options),
            DocumentPart(anchors.SOURCES, "sources", paged=True),
        ),
        summary=first,
        blocks=blocks,
        annex=tuple(
            _block(section, 0, resolved, words) for section in selection.sections if section.annexed
        ),
        claims=tuple(
            Group(_title(section, words), found)
            for section in selection.sections
            if (found := tuple(claims_of(section, resolved)))
        ),
        left_out=(
            *selection.brief.left_out.sections,
            *(_title(section, words) for section in selection.left_out),
        ),
        has_judgements=any(item.claim == "judgement" for item in selection.items())
        or any(not placed.dispute.unresolved for placed in selection.disputes),
    )


def _body(
    summary: Block | None, blocks: tuple[Block, ...], options: Options
) -> tuple[DocumentPart, ...]:
    """Put the sections into one part, or each into its own if it begins a page."""
    if not (options.recto or options.new_page):
        return (DocumentPart("body", "body", blocks=blocks),)
    behind = (DocumentPart("behind", "body"),) if summary and summary.has_more else ()
    return behind + tuple(
        DocumentPart(block.anchor, "section", blocks=(block,)) for block in blocks
    )


def _block(
    section: SectionBase, number: int, resolved: Resolved, words: Mapping[str, Any]
) -> Block:
    kind = kind_of(section)
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
    return section.title or usual_title(words, kind_of(section))
