"""What enters: a source. What leaves: its full reference, and its address, as HTML for paper.

The style is our own: authors, title, container, publisher, place, date, pages, with commas
between. A work that stands alone has an italic title, law a plain one, all else a quoted one.
Invariant: every text of the source is escaped.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from babel.lists import format_list

from briefing.model.csl_types import CslDate, Names
from briefing.model.source import Source
from briefing.text.date_format import babel_locale, format_date, numerals
from briefing.text.dates import Edtf
from briefing.text.phrases import form_of

__all__ = ["format_reference", "people", "readable_url"]

_ALONE = {
    "book", "classic", "collection", "dataset", "graphic", "legal_case", "manuscript", "map",
    "motion_picture", "musical_score", "pamphlet", "performance", "periodical", "report",
    "software", "standard", "thesis",
}  # fmt: skip
_LAW = {"bill", "legislation", "patent", "regulation", "treaty"}
_IN_A_BOOK = {"chapter", "entry-dictionary", "entry-encyclopedia", "paper-conference"}
_PERIODICAL = {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PIECES = re.compile(r"[^/.?&=_-]*[/.?&=_-]+|[^/.?&=_-]+")


def format_reference(
    source: Source,
    *,
    locale: str,
    words: Mapping[str, Any],
    by_name: bool = False,
    year: str | None = None,
) -> str:
    """Write the full reference of a source, without its web address, ending in a full stop.

    `words` holds the templates of `format_date` and those that are looked up here. A list that
    goes `by_name` turns the first one round; a `year` follows what the list is sorted by.
    """
    writer = _Writer(source, locale, words, by_name=by_name, dated=year is not None)
    parts = [part for part in writer.parts() if part]
    if year is not None:
        parts[0] += f" ({_text(year)})"
    text = ", ".join(parts)
    # a reference may begin with a word of ours or with a genre, which are no titles; names stay
    if not source.author and not source.editor:
        text = text[0].upper() + text[1:]
    return text if text.endswith(".") else text + "."


def readable_url(url: str) -> str:
    """Write an address as it is read on paper: letters decoded, with places to break lines."""
    text = _ESCAPES.sub(
        lambda found: _decode(found[0]), url.removeprefix("https://").removeprefix("mailto:")
    )
    return _breakable(text.removesuffix("/") if text.count("/") == 1 else text)


def people(source: Source) -> Names:
    """Return those under whose names a source is listed, if any."""
    in_a_book = source.container_title and source.type in _IN_A_BOOK
    return source.author or (() if in_a_book else source.editor)


class _Writer:
    def __init__(
        self, source: Source, locale: str, words: Mapping[str, Any], *, by_name: bool, dated: bool
    ) -> None:
        self.source, self.locale, self.words = source, locale, words
        self.by_name, self.dated = by_name, dated
        shown, self.language = source.language, locale.partition("-")[0]
        foreign = shown and shown.partition("-")[0] != self.language
        self.lang = f' lang="{shown}"' if foreign else ""

    def parts(self) -> Iterator[str]:
        """Yield the parts of the reference in order; empty ones are to be dropped."""
        source, kind = self.source, self.source.type
        authors = self._names(source.author, leading=True)
        editors = self._editors(leading=not authors)
        in_a_book = bool(source.container_title) and kind in _IN_A_BOOK
        yield authors or ("" if in_a_book else editors)
        if kind == "interview":
            by = self._names(source.interviewer)
            yield self._say("interview_by", names=by) if by else self._say("interview")
        elif kind == "personal_communication":
            to = self._names(source.recipient)
            yield self._say("letter_to", names=to) if to else self._say("letter")
        elif not source.title:
            yield self._say("untitled")
        yield self._title()
        if authors and editors and not in_a_book:
            yield self._say("edited_by", names=self._names(source.editor))
        if source.translator:
            yield self._say("translated_by", names=self._names(source.translator))
        yield self._container(editors if in_a_book else "")
        if source.edition:
            number = source.edition
            known = number.isascii() and number.isdigit()
            yield self._rank("edition", int(number)) if known else _text(number)
        yield self._genre()
        yield _text(" ".join(filter(None, (source.collection_title, source.collection_number))))
        if source.version:
            yield self._say("version", number=_text(source.version))
        yield _text(source.authority)
        publisher = _text(source.publisher)
        said = (self._names(source.author), _text(source.authority))
        if kind not in _PERIODICAL and publisher not in said:
            yield publisher
        if kind not in _PERIODICAL:
            yield _text(source.publisher_place or source.event_place)
        yield self._issued()
        if source.original_date:
            yield self._say("first_published", date=self._date(source.original_date))
        if source.page:
            pages = re.sub(r"(?<=\w)\s*(?:-+|–)\s*(?=\w)", "–", _text(source.page))
            several = re.search("[–,]", pages)
            yield self._say("pages", 2 if several else 1, pages=pages)
        if source.doi:
            yield "doi:" + _breakable(re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", source.doi))

    def _title(self) -> str:
        title = _text(self.source.title).removesuffix(".")
        if not title:
            return ""
        if self.source.type in _ALONE:
            return f"<i{self.lang}>{title}</i>"
        if self.source.type not in _LAW:
            pattern = self.words["quoted"]
            inner = title.translate({0x201C: "‘", 0x201D: "’"}) if "“" in pattern else title
            title = pattern.format(title=inner)
        return f"<span{self.lang}>{title}</span>" if self.lang else title

    def _container(self, editors: str) -> str:
        source = self.source
        name = source.container_title or source.event_title
        text = f"<i{self.lang}>{_text(name)}</i>" if name else ""
        volume = _text(source.volume)
        if volume and source.type in _PERIODICAL:
            text += f" {volume}({_text(source.issue)})" if source.issue else f" {volume}"
        elif volume:
            text = ", ".join(filter(None, (text, self._say("volume", number=volume))))
        elif source.issue:
            text = ", ".join(filter(None, (text, self._say("number", number=_text(source.issue)))))
        if name and source.type in _IN_A_BOOK:
            return self._say("in", work=", ".join(filter(None, (editors, text))))
        return text

    def _genre(self) -> str:
        """Name the kind of a work with its number; our word for it where the source has none."""
        source = self.source
        genre, number = _text(source.genre), _text(source.number)
        bare = source.type == "dataset" or not source.container_title
        if not genre and bare and source.type in ("dataset", "broadcast", "post-weblog"):
            genre = self._say(source.type)
        if number.isdigit() and not genre:
            return self._say("number", number=number)
        return " ".join(filter(None, (genre, number)))

    def _names(self, names: Names, *, leading: bool = False) -> str:
        # exports write `others` where authors go unnamed
        texts = [str(name) for name in names if name.literal != "others"]
        if texts and leading and self.by_name:
            texts[0] = names[0].sorted
        if len(texts) > 3 or 0 < len(texts) < len(names):
            return self._say("et_al", names=_text(", ".join(texts[:3])))
        text = format_list(texts, locale=babel_locale(self.locale)) if texts else ""
        if self.language == "es":
            text = re.sub(r" y (?=(?:I|Í|Hi|Hí)(?!e))", " e ", text)
        return _text(text)

    def _editors(self, *, leading: bool) -> str:
        names = self.source.editor
        leading = leading and bool(people(self.source))
        said = self._names(names, leading=leading)
        return self._say("editors", len(names), names=said) if names else ""

    def _issued(self) -> str:
        """Write the date, unless the year that stands before says all of it."""
        date = self.source.issued or self.source.event_date
        exact = isinstance(date, Edtf) and {date.start.unit, date.end.unit} & {"day", "month"}
        return self._date(date) if exact or not self.dated else ""

    def _date(self, date: Edtf | CslDate | None) -> str:
        if isinstance(date, Edtf):
            return _text(format_date(date, self.locale, self.words, style="long"))
        return _text(date.literal or date.raw) if date else self._say("no_date")

    def _say(self, key: str, count: int = 1, **values: str) -> str:
        return form_of(self.words[key], count, babel_locale(self.locale)).format(**values)

    def _rank(self, key: str, number: int) -> str:
        form = form_of(self.words[key], number, babel_locale(self.locale), ordinal=True)
        return form.format_map(numerals(number))


def _text(text: str | None) -> str:
    curly = re.sub(r'"([^"]*)"', r"“\1”", re.sub(r"(?<=\w)'", "’", text or ""))
    return escape(curly.strip(), quote=False)


def _breakable(text: str) -> str:
    return "<wbr>".join(escape(piece) for piece in _PIECES.findall(text))


def _decode(escapes: str) -> str:
    """Decode letters and digits; a sign that means something in a URL, or is unseen, stays."""
    try:
        text = unquote_to_bytes(escapes).decode()
    except UnicodeDecodeError:
        return escapes
    return "".join(char if char.isalnum() or char in "-._~" else quote(char, "") for char in text)
