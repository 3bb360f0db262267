"""Stage: parts of a document -> HTML. The only module that knows Jinja.

Templates run in Jinja's sandbox, since a theme may come from somebody else; everything is
escaped unless a filter here made it, and a name that does not exist is an error, not a blank.
"""

import re
from collections.abc import Callable
from functools import cached_property
from itertools import count
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
from briefing.assemble import Document
from briefing.citations import Citer
from briefing.dates import Edtf, babel_locale, format_date
from briefing.errors import Diagnostic, InputError, Span
from briefing.markup import Rich, plain, to_html
from briefing.model.base import Item, Text
from briefing.model.source import Source
from briefing.pages import PageMap
from briefing.references import format_reference, readable_url
from briefing.themes import Paper, Theme

__all__ = ["Renderer"]

_SPACE_BEFORE_INLINE = re.compile(r"(?<=[^\s>]) (<(?:a|b|em|small|span|strong)\b[^>]*>)")

# How the partials of a theme are named in messages.
_THEME = "theme/templates/"


class Renderer:
    """One document in one theme; every method gives a complete HTML document."""

    def __init__(self, document: Document, theme: Theme) -> None:
        self._document = document
        self._resolved = document.resolved
        self._theme = theme
        self._words = document.words
        self._options = document.resolved.selection.options
        self._locale = self._options.language or document.resolved.selection.brief.language
        self._citer = Citer(
            self._resolved.numbers, theme.settings.citations, self._words["locators"]
        )

    @property
    def paper(self) -> Paper:
        """The sheet and its margins."""
        settings = self._theme.settings
        papers = settings.sheets if self._options.sheet else settings.papers
        return papers[self._options.paper]

    def part(self, name: str, pages: PageMap) -> str:
        """Render one part, with the page numbers that are known by now."""
        return self._render(f"parts/{name}.html", pages=pages, opening=name in ("front", "whole"))

    def frame(self, pages: PageMap) -> str:
        """Render the layer of running heads and feet, one empty page each."""
        heads = {
            block.anchor: f"{block.number} {self.plain(block.title)}"
            for block in self._document.blocks
        } | {"sources": str(self._words["appendix"]["title"])}
        leaves, head = [], ""
        for number, anchors in pages.anchors():
            begun = [heads[anchor] for anchor in anchors if anchor in heads]
            leaves.append((number, begun[0] if begun else head))
            head = begun[-1] if begun else head
        return self._render("frame.html", leaves=leaves, pages=pages, opening=False)

    def export(self, pages: PageMap) -> str:
        """Render all parts as one document with its style sheets inside."""
        return self._render("export.html", pages=pages, opening=True, exported=True)

    def plain(self, text: Text | str) -> str:
        """Give a text without markup and citations."""
        return plain(self._resolved.rich(text)) if isinstance(text, Text) else text

    def _render(self, template: str, *, exported: bool = False, **context: Any) -> str:
        tables, figures = count(1), count(1)
        context |= {
            "document": self._document,
            "brief": self._resolved.selection.brief,
            "options": self._options,
            "selection": self._resolved.selection,
            "words": self._words,
            "theme": self._theme,
            "paper": self.paper,
            "example": Markup(self._citer.example),
            "exported": exported,
            "page_counters": self._page_counters(),
            "styles": self._styles() if exported else (),
            "next_table": lambda: next(tables),
            "next_figure": lambda: next(figures),
        }
        try:
            return _move_spaces(self._environment.get_template(template).render(context))
        except Exception as error:
            if (fault := _fault_of_theme(error)) is None:
                raise
            raise InputError([fault]) from error

    def _styles(self) -> list[Markup]:
        """Give the text of the style sheets, for a document that must not refer to files."""
        names = (*self._theme.sheets, "theme/running.css")
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
            "reference": self._reference,
            "url": lambda url: Markup(readable_url(url)),
            "missing": self._missing,
            "md_after": self._cite_after,
            "all_sources": lambda texts: self._sources(*texts),
            "source_numbers": self._source_numbers,
            "cited": self._cited,
            "accessed": self._accessed,
            "anchor": _anchor,
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
        cite, gap = self._citer.inline, self._citer.gap
        return to_html(rich, cite=cite, refer=self._refer, gap=gap, follows=follows)

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

    def _source_numbers(self, citations: Text) -> str:
        """Name the cited sources by number alone, for drawings."""
        clusters = self._resolved.rich(citations).citations
        keys = dict.fromkeys(item.key for cluster in clusters for item in cluster)
        return ", ".join(str(self._resolved.numbers[key]) for key in keys)

    def _cited(self, anchor: str, pages: PageMap) -> Markup:
        numbers = pages.linking_to(anchor)
        phrase = "cited_on" if len(numbers) == 1 else "cited_on_plural"
        return _fill(self._words["appendix"][phrase], pages=_runs(numbers))

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

    def _reference(self, source: Source) -> Markup:
        return Markup(
            format_reference(
                source,
                locale=self._locale,
                words={**self._words["dates"], **self._words["references"]},
            )
        )

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


def _anchor(item: Item) -> Markup:
    """Give the element of an item the id that links to it use."""
    return Markup(' id="i-{}"').format(item.id) if item.id else Markup()


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


def _runs(numbers: tuple[int, ...]) -> str:
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
