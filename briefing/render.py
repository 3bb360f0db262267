"""Stage: parts of a document -> HTML. The only module that knows Jinja.

Templates run in Jinja's sandbox, since a theme may come from somebody else; everything is
escaped unless a filter here made it, and a name that does not exist is an error, not a blank.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from traceback import extract_tb
from typing import Any

from babel.numbers import format_decimal
from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from briefing import assets
from briefing.assemble import Document, Tab
from briefing.charts import WIDTH
from briefing.citations import Citer, open_citer
from briefing.claims import Claim
from briefing.dates import Edtf, babel_locale, format_date
from briefing.errors import Diagnostic, InputError, Span
from briefing.headlines import Headlines
from briefing.markup import Rich, plain, to_html
from briefing.model.base import Item, Text
from briefing.model.source import Source
from briefing.pages import PageMap
from briefing.paper import Geometry, geometry
from briefing.qr import qr_code
from briefing.references import readable_url
from briefing.review import Margin
from briefing.stack import stack
from briefing.themes import Theme

__all__ = ["Leaf", "Renderer"]

_SPACE_BEFORE_INLINE = re.compile(r"(?<=[^\s>]) (<(?:a|b|em|small|span|strong)\b[^>]*>)")

# The smallest type of a drawing as drawn, and that of large print, in points.
_DRAWN, _LARGE = 8.8, 16

# How the partials of a theme are named in messages.
_THEME = "theme/templates/"


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

    `sheets` is the text of style sheets that parts take instead of the theme's, `citer` one that
    other documents cite by, too.
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
        citer: Citer | None = None,
    ) -> None:
        self._document = document
        self._resolved = document.resolved
        self._theme = theme
        self._sheets = tuple(map(Markup, sheets))
        self._words = document.words
        self._options = document.resolved.selection.options
        self._locale = self._options.language or document.resolved.selection.brief.language
        self._citer = citer or open_citer(
            style,
            self._resolved.sources,
            self._resolved.clusters,
            self._words,
            locale=self._locale,
            numeric="bracket" if self._options.large_print else theme.settings.citations,
        )

    @property
    def paper(self) -> Geometry:
        """The page and its margins."""
        return geometry(self._theme.settings, self._options, band=self._document.band)

    def part(self, name: str, pages: PageMap) -> str:
        """Render one part, with the page numbers that are known by now."""
        return self._render(
            f"{self.folder}/{name}.html",
            pages=pages,
            opening=name in ("front", "whole", "topic", "cover"),
            on_the_left=pages.start(name) % 2 == 0,
            styles=self._sheets,
        )

    def blank(self) -> str:
        """Render a page that holds nothing."""
        return self._render("document.html")

    def frame(self, pages: PageMap, beside: Mapping[int, Margin] | None = None) -> str:
        """Render the layer of running heads and feet, one empty page each.

        `beside` is what stands in the margin of a page.
        """
        leaves = self.leaves(pages)
        return self._render("frame.html", leaves=leaves, pages=pages, beside=beside or {})

    @property
    def heads(self) -> Mapping[str, str]:
        """Running heads by the anchor of what they name."""
        return {
            block.anchor: f"{block.number or ''} {self.plain(block.title)}".strip()
            for block in (*self._document.blocks, *self._document.annex)
        } | {"sources": str(self._words["appendix"]["title"])}

    def leaves(self, pages: PageMap) -> list[Leaf]:
        """Tell what stands in the frame of each page."""
        brief, tab, heads = self._resolved.selection.brief, self._document.tab, self.heads
        title, originator = self.plain(brief.title), self.plain(brief.originator)
        imprint = Markup(self._render("imprint.html"))
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
        return self._render("stamps.html")

    def draft(self) -> str:
        """Render the sign of a draft on an empty page."""
        return self._render("draft.html")

    def export(self, pages: PageMap) -> str:
        """Render all parts as one document with its style sheets inside."""
        return self._render(
            "export.html", pages=pages, opening=True, exported=True, styles=self._styles()
        )

    def plain(self, text: Text | str) -> str:
        """Give a text without markup and citations."""
        return plain(self._resolved.rich(text)) if isinstance(text, Text) else text

    def _render(
        self,
        template: str,
        *,
        exported: bool = False,
        opening: bool = False,
        on_the_left: bool = False,
        styles: Sequence[Markup] = (),
        **context: Any,
    ) -> str:
        tables, figures = count(1), count(1)
        context |= {
            "document": self._document,
            "brief": self._resolved.selection.brief,
            "options": self._options,
            "selection": self._resolved.selection,
            "words": self._words,
            "theme": self._theme,
            "paper": self.paper,
            "canvas": self._canvas,
            "citer": self._citer,
            "exported": exported,
            "opening": opening,
            "on_the_left": on_the_left,
            "page_counters": self._page_counters(),
            "styles": styles,
            "next_table": lambda: next(tables),
            "next_figure": lambda: next(figures),
        }
        try:
            html = self._environment.get_template(template).render(context)
        except Exception as error:
            if (fault := _fault_of_theme(error)) is None:
                raise
            raise InputError([fault]) from error
        return _move_spaces(stack(html) if self._options.large_print else html)

    @property
    def _canvas(self) -> int:
        """Give the width of drawings, so that their type is large where they fill a page."""
        large = self.paper.measure * 72 / 25.4 * _DRAWN / _LARGE
        return int(min(large, WIDTH) if self._options.large_print else WIDTH)

    def _styles(self) -> list[Markup]:
        """Give the text of the style sheets, for a document that must not refer to files."""
        # what a mode changes in the running heads stands behind them
        names = ("theme/running.css", *self._theme.sheets)
        return [Markup(self._theme.files[f"asset:{name}"].decode()) for name in names]

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        environment = SandboxedEnvironment(
            loader=ChoiceLoader(
                [FunctionLoader(self._own_partial), FileSystemLoader(assets.templates())]
            ),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        filters: dict[str, Callable[..., Any]] = {
            "md": self._markup,
            "plain": self.plain,
            "sources": self._sources,
            "date": self._date,
            "number": self._number,
            "fill": _fill,
            "page": lambda anchor, pages: pages.page(anchor) or "–",
            "url": lambda url: Markup(readable_url(url)),
            "missing": self._missing,
            "md_after": self._cite_after,
            "all_sources": lambda texts: self._sources(*texts),
            "source_names": self._source_names,
            "cited": self._cited,
            "linked": self._linked,
            "qr": self._qr,
            "accessed": self._accessed,
            "anchor": self._anchor,
            "headline": Headlines(
                self._resolved.selection.brief,
                self._words,
                plain=self.plain,
                date=self._date,
                number=self._number,
            ),
            "in_print_order": self._in_print_order,
            "css_string": _css_string,
        }
        environment.filters.update(filters)
        return environment

    def _own_partial(self, name: str) -> tuple[str, str, None] | None:
        source = self._theme.templates.get(name)
        return None if source is None else (source, f"{_THEME}{name}", None)

    def _markup(self, text: Text | str) -> Markup:
        if not isinstance(text, Text):
            return escape(text)
        return Markup(self._html(self._resolved.rich(text)))

    def _html(self, rich: Rich, *, follows: bool = False) -> str:
        return to_html(
            rich,
            cite=self._citer.inline,
            refer=self._refer,
            gap=self._citer.gap,
            follows=follows,
        )

    def _sources(self, *texts: Text | None) -> Markup:
        """Print what an entry cites as one list without repetitions, for a column of its own."""
        clusters = [
            cluster for text in texts if text for cluster in self._resolved.rich(text).citations
        ]
        return Markup(self._citer.column(clusters))

    def _cite_after(self, citations: Text | None) -> Markup:
        """Print what an entry cites behind its words."""
        if not citations:
            return Markup()
        return Markup(self._html(self._resolved.rich(citations), follows=True))

    def _source_names(self, citations: Text) -> str:
        """Name the cited sources without places, for drawings."""
        clusters = self._resolved.rich(citations).citations
        keys = dict.fromkeys(item.key for cluster in clusters for item in cluster)
        return self._citer.names(list(keys))

    def _cited(self, source: Source, pages: PageMap) -> Markup:
        linking = map(pages.linking_to, self._citer.anchors(source.id))
        return self._on_pages("cited_on", sorted(set(chain.from_iterable(linking))))

    def _linked(self, address: str, pages: PageMap) -> Markup:
        return self._on_pages("linked_on", pages.linking_to(address))

    def _on_pages(self, phrase: str, numbers: Sequence[int]) -> Markup:
        plural = "" if len(numbers) == 1 else "_plural"
        return _fill(self._words["appendix"][phrase + plural], pages=_runs(numbers))

    def _qr(self, address: str) -> Markup:
        return Markup(qr_code(address, title=self._words["appendix"]["qr"].format(url=address)))

    def _page_counters(self) -> Markup:
        """Write "page x of y" as CSS content, for an engine that counts the pages itself."""
        phrase = _css_string(self._words["masthead"]["page"])
        return phrase.format(number=Markup('" counter(page) "'), total=Markup('" counter(pages) "'))

    def _refer(self, name: str, label: str) -> str:
        if name in self._resolved.targets:
            return f'<a class="ref" href="#{self._resolved.targets[name]}">{label}</a>'
        return _fill(self._words["reference"]["absent"], label=Markup(label))

    def _date(self, date: Edtf | str | None, style: str = "short") -> str:
        if not isinstance(date, Edtf):
            return str(self._words["reference"]["not_stated"])
        return format_date(date, self._locale, self._words["dates"], style=style)  # type: ignore[arg-type]

    def _number(self, value: float) -> str:
        return str(format_decimal(value, locale=babel_locale(self._locale)))

    def _accessed(self, source: Source) -> str:
        """Write the day on which a source was read, as its export gives it."""
        date = source.accessed
        if isinstance(date, Edtf):
            return self._date(date, "long")
        return (date.literal or date.raw or "") if date else ""

    def _anchor(self, item: Item) -> Markup:
        """Give the element of an item the id that links to it use."""
        anchor = self._document.anchor(item)
        return Markup(' id="{}"').format(anchor) if anchor else Markup()

    def _in_print_order(self, claims: Iterable[Claim], pages: PageMap) -> list[Claim]:
        """Sort claims as they stand on the pages, which may sort a section's entries."""
        anchors = chain.from_iterable(page.anchors for _, page in pages.numbered())
        order: dict[str | None, int] = {name: place for place, name in enumerate(anchors)}
        return sorted(claims, key=lambda each: order.get(self._document.anchor(each.item), 0))

    def _missing(self, value: Text | str | None) -> Markup:
        """Print a value, or that nobody states it: a gap is a finding."""
        if value:
            return self._markup(value)
        return Markup('<span class="nil">{}</span>').format(self._words["reference"]["not_stated"])


def _fill(pattern: str, **values: object) -> Markup:
    """Put values into the braces of a phrase, escaped unless they are HTML."""
    return escape(pattern).format(**values)


def _fault_of_theme(error: Exception) -> Diagnostic | None:
    """Say where a partial of a theme is wrong; None if the fault is in one of ours."""
    frames = [(frame.filename, frame.lineno or 1) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        frames = [(error.filename or "", error.lineno)]
    places = [(name, line) for name, line in frames if name.startswith(_THEME)]
    if not places:
        return None
    message = str(error).lower().rstrip(".") or type(error).__name__
    return Diagnostic(message, Span(*places[-1], 1), rule="bad-theme")


def _move_spaces(html: str) -> str:
    """Move a space before an inline element into it.

    Why: WeasyPrint 70 breaks a line after its first word where a text fits but for the space at
    its end and an inline element follows.
    """
    return _SPACE_BEFORE_INLINE.sub(r"\1 ", html)


def _css_string(text: str) -> Markup:
    """Quote a text for a style sheet inside HTML."""
    signs = {ord(sign): f"\\{ord(sign):x} " for sign in '\\"<>&\n'}
    return Markup(f'"{str(Markup(text).unescape()).translate(signs)}"')


def _runs(numbers: Sequence[int]) -> str:
    """Write page numbers as on paper: 2, 5–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        str(run[0]) if len(run) == 1 else f"{run[0]}, {run[1]}" if len(run) == 2
        else f"{run[0]}–{run[-1]}"
        for run in runs
    )  # fmt: skip
