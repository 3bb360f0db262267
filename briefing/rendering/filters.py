"""What templates call to print a value: texts, citations, dates, numbers, pages, as markup.

Invariant: whatever leaves as markup was escaped here, or is made of such parts.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from briefing.citations import CitationFormatter
from briefing.citations.reference_format import readable_url
from briefing.document.assemble import Document
from briefing.document.claims import Claim
from briefing.layout.page_map import PageMap
from briefing.model.base import Item, Text
from briefing.model.source import Source
from briefing.rendering.claim_headlines import Headlines
from briefing.rendering.qr_code import qr_code
from briefing.text.date_format import babel_locale, format_date
from briefing.text.dates import Edtf
from briefing.text.phrases import Phrase, form_of
from briefing.text.rich_text import Rich, plain_text, to_html

__all__ = ["Filters", "css_string"]

_PLACE = re.compile(r"\{(\w+)\}")


class Filters:
    """The filters of one document, in its style of citation and its language."""

    def __init__(self, document: Document, formatter: CitationFormatter, locale: str) -> None:
        self._document = document
        self._resolved = document.resolved
        self._words = document.words
        self._formatter, self._locale = formatter, locale

    @property
    def table(self) -> Mapping[str, Callable[..., Any]]:
        """Name them as templates do."""
        return {
            "md": self.markup,
            "plain": self.plain,
            "sources": self.sources,
            "date": self.date,
            "number": self.number,
            "fill": self.fill,
            "page": lambda anchor, pages: pages.page(anchor) or "–",
            "url": lambda url: Markup(readable_url(url)),
            "missing": self.missing,
            "md_after": self.cite_after,
            "all_sources": lambda texts: self.sources(*texts),
            "source_names": self.source_names,
            "cited": self.cited,
            "linked": self.linked,
            "qr": self.qr,
            "accessed": self.accessed,
            "anchor": self.anchor,
            "headline": Headlines(
                self._resolved.selection.brief,
                self._words,
                plain=self.plain,
                date=self.date,
                number=self.number,
            ),
            "in_print_order": self.in_print_order,
            "css_string": css_string,
        }

    def fill(self, phrase: Phrase, **values: Any) -> Markup:
        """Put values into the braces of a phrase, escaped unless they are HTML.

        Where it has several forms, `count` chooses. A theme may write the phrase: a place is a
        name alone, since Python's own `format` would follow attributes out of the sandbox.
        """
        form = form_of(phrase, values.get("count", 1), babel_locale(self._locale))
        return Markup(_PLACE.sub(lambda place: escape(values[place[1]]), escape(form)))

    def plain(self, text: Text | str) -> str:
        """Return a text without markup and citations."""
        return plain_text(self._resolved.rich(text)) if isinstance(text, Text) else text

    def markup(self, text: Text | str) -> Markup:
        """Print a text."""
        if not isinstance(text, Text):
            return escape(text)
        return Markup(self._html(self._resolved.rich(text)))

    def _html(self, rich: Rich, *, follows: bool = False) -> str:
        return to_html(
            rich,
            cite=self._formatter.inline,
            refer=self._refer,
            gap=self._formatter.gap,
            follows=follows,
        )

    def sources(self, *texts: Text | None) -> Markup:
        """Print what an entry cites as one list without repetitions, for a column of its own."""
        clusters = [
            cluster for text in texts if text for cluster in self._resolved.rich(text).citations
        ]
        return Markup(self._formatter.column(clusters))

    def cite_after(self, citations: Text | None) -> Markup:
        """Print what an entry cites behind its words."""
        if not citations:
            return Markup()
        return Markup(self._html(self._resolved.rich(citations), follows=True))

    def source_names(self, citations: Text) -> str:
        """Name the cited sources without places, for drawings."""
        clusters = self._resolved.rich(citations).citations
        keys = dict.fromkeys(item.key for cluster in clusters for item in cluster)
        return self._formatter.names(list(keys))

    def cited(self, source: Source, pages: PageMap) -> Markup:
        """Return which pages cite a source."""
        linking = map(pages.linking_to, self._formatter.anchors(source.id))
        return self._on_pages("cited_on", sorted(set(chain.from_iterable(linking))))

    def linked(self, address: str, pages: PageMap) -> Markup:
        """Return which pages link to an address."""
        return self._on_pages("linked_on", pages.linking_to(address))

    def _on_pages(self, phrase: str, numbers: Sequence[int]) -> Markup:
        pages = self._words["separators"]["item"].join(_runs(numbers))
        return self.fill(self._words["appendix"][phrase], count=len(numbers), pages=pages)

    def qr(self, address: str) -> Markup:
        """Draw the QR code of an address."""
        return Markup(qr_code(address, title=self._words["appendix"]["qr"].format(url=address)))

    def _refer(self, name: str, label: str) -> str:
        if name in self._resolved.targets:
            return f'<a class="ref" href="#{self._resolved.targets[name]}">{label}</a>'
        return self.fill(self._words["reference"]["absent"], label=Markup(label))

    def date(self, date: Edtf | str | None, style: str = "short") -> str:
        """Write a date, or that nobody states it."""
        if not isinstance(date, Edtf):
            return str(self._words["reference"]["not_stated"])
        return format_date(date, self._locale, self._words["dates"], style=style)  # type: ignore[arg-type]

    def number(self, value: float) -> str:
        """Write a number as the language does."""
        return str(format_decimal(value, locale=babel_locale(self._locale)))

    def accessed(self, source: Source) -> str:
        """Write the day on which a source was read, as its export gives it."""
        date = source.accessed
        if isinstance(date, Edtf):
            return self.date(date, "long")
        return (date.literal or date.raw or "") if date else ""

    def anchor(self, item: Item) -> Markup:
        """Return the element of an item the id that links to it use."""
        anchor = self._document.anchor(item)
        return Markup(' id="{}"').format(anchor) if anchor else Markup()

    def in_print_order(self, claims: Iterable[Claim], pages: PageMap) -> list[Claim]:
        """Sort claims as they stand on the pages: themes may print entries in another order."""
        anchors = chain.from_iterable(page.anchors for _, page in pages.numbered())
        order: dict[str | None, int] = {name: place for place, name in enumerate(anchors)}
        return sorted(claims, key=lambda each: order.get(self._document.anchor(each.item), 0))

    def missing(self, value: Text | str | None) -> Markup:
        """Print a value, or that nobody states it: a gap is a finding."""
        if value:
            return self.markup(value)
        return Markup('<span class="nil">{}</span>').format(self._words["reference"]["not_stated"])


def css_string(text: str) -> Markup:
    """Quote a text for a style sheet inside HTML."""
    signs = {ord(sign): f"\\{ord(sign):x} " for sign in '\\"<>&\n'}
    return Markup(f'"{str(Markup(text).unescape()).translate(signs)}"')


def _runs(numbers: Sequence[int]) -> list[str]:
    """Write page numbers as on paper: 2, 5–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    # two that follow each other are no range
    parts = [run if len(run) <= 2 else (f"{run[0]}–{run[-1]}",) for run in runs]
    return [str(each) for part in parts for each in part]
