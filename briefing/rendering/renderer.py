"""Stage: parts of a document -> HTML.

Enters: a document and its theme. Leaves: HTML of each part, of the frame around its pages, and of
the whole as a file of its own. Invariant: tables and figures are counted through all parts.
"""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from typing import Any

from markupsafe import Markup

from briefing.citations import CitationFormatter, open_formatter
from briefing.document.assemble import Document, Tab
from briefing.document.charts import WIDTH
from briefing.layout.page_map import PageMap
from briefing.locales.catalogue import with_former_keys
from briefing.model import anchors
from briefing.model.base import Text
from briefing.rendering.caption_numbers import CaptionNumbers
from briefing.rendering.filters import Filters, css_string
from briefing.rendering.review_margin import Margin
from briefing.rendering.stacked_tables import stack
from briefing.rendering.template_sandbox import Sandbox, open_sandbox, render_template
from briefing.runtime.limits import Limits
from briefing.themes.page_geometry import Geometry, geometry
from briefing.themes.theme import Theme

__all__ = ["Leaf", "Renderer"]

_SPACE_BEFORE_INLINE = re.compile(r"(?<=[^\s>]) (<(?:a|b|em|small|span|strong)\b[^>]*>)")

# The smallest type of a drawing as drawn, and that of large print, in points.
_DRAWN, _LARGE = 8.8, 16


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the frame says on a page; `head` is None on a blank one."""

    number: int
    title: str
    originator: str
    head: str | None
    imprint: Markup
    opens: bool
    tab: Tab | None


class Renderer:
    """One document in one theme; every method gives a complete HTML document.

    `sheets` is the text of style sheets that parts take instead of the theme's, `formatter` one
    that other documents cite by, too. `limits` hold for each rendering.
    """

    folder = "parts"
    """Where the templates of the parts are."""

    def __init__(
        self,
        document: Document,
        theme: Theme,
        style: str | bytes = "numeric",
        *,
        sheets: Sequence[str] = (),
        formatter: CitationFormatter | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._numbers: dict[str, CaptionNumbers] = {}
        self._document = document
        self._resolved = document.resolved
        self.theme = theme
        self._sheets = tuple(map(Markup, sheets))
        self._words = document.words
        self._options = document.resolved.selection.options
        self._locale = self._options.language or document.resolved.selection.brief.language
        self._formatter = formatter or open_formatter(
            style,
            self._resolved.sources,
            self._resolved.clusters,
            self._words,
            locale=self._locale,
            numeric="bracket" if self._options.large_print else theme.settings.citations,
        )
        self._filters = Filters(document, self._formatter, self._locale)

    @property
    def paper(self) -> Geometry:
        """The page and its margins."""
        return geometry(self.theme.settings, self._options, band=self._document.band)

    def part(self, name: str, pages: PageMap) -> str:
        """Render one part, with the page numbers that are known by now.

        Tables and figures are counted through parts, each of which was rendered after those that
        stand before it.
        """
        part = self._document.part(name)
        before = takewhile(lambda each: each.name != name, self._document.parts)
        *_, numbers = (
            CaptionNumbers(),
            *(self._numbers.get(each.name, CaptionNumbers()) for each in before),
        )
        self._numbers[name] = numbers = copy(numbers)
        return self._render(
            f"{self.folder}/{part.kind}.html",
            pages=pages,
            blocks=part.blocks,
            numbers=numbers,
            opening=part.kind in ("front", "whole", "topic", "cover"),
            on_the_left=pages.start(name) % 2 == 0,
            styles=self._sheets,
        )

    def blank(self) -> str:
        """Render a page that holds nothing."""
        return self._render("parts/document.html")

    def frames(self, pages: PageMap, beside: Mapping[int, Margin] | None = None) -> dict[str, str]:
        """Render the layer of running heads and feet for each part, one empty page each.

        `beside` is what stands in the margin of a page.
        """
        leaves = iter(self.leaves(pages))
        return {
            name: self._render(
                "frame/frame.html",
                leaves=[*islice(leaves, count)],
                pages=pages,
                beside=beside or {},
            )
            for name, count in pages.lengths.items()
        }

    @property
    def heads(self) -> Mapping[str, str]:
        """Running heads by the anchor of what they name."""
        return {
            block.anchor: f"{block.number or ''} {self.plain(block.title)}".strip()
            for block in (*self._document.blocks, *self._document.annex)
        } | {anchors.SOURCES: str(self._words["appendix"]["title"])}

    def leaves(self, pages: PageMap) -> list[Leaf]:
        """Return what stands in the frame of each page."""
        brief, tab, heads = self._resolved.selection.brief, self._document.tab, self.heads
        title, originator = self.plain(brief.title), self.plain(brief.originator)
        imprint = Markup(self._render("frame/imprint.html"))
        first, head = pages.start(self._document.parts[0].name), ""
        leaves = []
        for number, page in pages.numbered():
            begun = [heads[anchor] for anchor in page.anchors if anchor in heads]
            said = None if page.blank else begun[0] if begun else head
            head = begun[-1] if begun else head
            leaves.append(Leaf(number, title, originator, said, imprint, number == first, tab))
        return leaves

    def stamps(self) -> str:
        """Render what tells numbered copies apart, on empty pages."""
        return self._render("frame/stamps.html")

    def draft(self) -> str:
        """Render the sign of a draft on an empty page."""
        return self._render("frame/draft.html")

    def export(self, pages: PageMap) -> str:
        """Render all parts as one document with its style sheets inside."""
        return self._render(
            "parts/export.html",
            pages=pages,
            blocks=self._document.blocks,
            opening=True,
            exported=True,
            styles=self._styles(),
        )

    def plain(self, text: Text | str) -> str:
        """Return a text without markup and citations."""
        return self._filters.plain(text)

    def _render(
        self,
        template: str,
        *,
        exported: bool = False,
        opening: bool = False,
        on_the_left: bool = False,
        styles: Sequence[Markup] = (),
        numbers: CaptionNumbers | None = None,
        **context: Any,
    ) -> str:
        context |= {
            "document": self._document,
            "brief": self._resolved.selection.brief,
            "options": self._options,
            "selection": self._resolved.selection,
            "words": with_former_keys(self._words) if self.theme.own else self._words,
            "theme": self.theme,
            "paper": self.paper,
            "canvas": self._canvas,
            "citer": self._formatter,
            "exported": exported,
            "opening": opening,
            "on_the_left": on_the_left,
            "page_counters": self._page_counters(),
            "styles": styles,
            "numbers": numbers or CaptionNumbers(),
        }
        html = render_template(self._environment, template, context, self._limits)
        return _move_spaces(stack(html) if self._options.large_print else html)

    @property
    def _canvas(self) -> int:
        """Return the width of drawings, so that their type is large where they fill a page."""
        large = self.paper.measure * 72 / 25.4 * _DRAWN / _LARGE
        return int(min(large, WIDTH) if self._options.large_print else WIDTH)

    def _styles(self) -> list[Markup]:
        """Return the text of the style sheets, for a document that must not refer to files."""
        # what a mode changes in the running heads stands behind them
        names = ("theme/running.css", *self.theme.sheets)
        return [Markup(self.theme.files[f"asset:{name}"].decode()) for name in names]

    @cached_property
    def _environment(self) -> Sandbox:
        return open_sandbox(self.theme.templates, self._filters.table)

    def _page_counters(self) -> Markup:
        """Write "page x of y" as CSS content, for an engine that counts the pages itself."""
        phrase = css_string(self._words["masthead"]["page"])
        return phrase.format(number=Markup('" counter(page) "'), total=Markup('" counter(pages) "'))


def _move_spaces(html: str) -> str:
    """Move a space before an inline element into it.

    Why: WeasyPrint 70 breaks a line after its first word where a text fits but for the space at
    its end and an inline element follows.
    """
    return _SPACE_BEFORE_INLINE.sub(r"\1 ", html)
