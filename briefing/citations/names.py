"""How sources are called by name: `Šerić`, `Lee and Kim`, `“Are Mexico and Russia …”`; and sorted.

Follows the author-date usage of the Chicago Manual of Style: three names or more are cut to the
first, who keeps an initial where two of one family name are cited; a work without author or editor
goes by its title.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from babel.lists import format_list

from briefing.citations.reference_format import people
from briefing.model.csl_types import Name
from briefing.model.source import Source
from briefing.text.date_format import babel_locale, format_date
from briefing.text.dates import Edtf

__all__ = ["ShortNames", "in_order", "short_title", "years"]

_WORDS_OF_A_SHORT_TITLE = 4
# a subtitle with the word before, unless that is the only one
_SUBTITLE = re.compile(r"(?<=\s)(\S+?)[:.?!]\s.*", re.DOTALL)
_ARTICLE = re.compile(r"^(?:the|an?|el|la|los|las)\s+", re.IGNORECASE)


class ShortNames:
    """Short names of the sources of one document, by key."""

    def __init__(self, sources: Iterable[Source], words: Mapping[str, Any], locale: str) -> None:
        self._words, self._locale = words, locale
        self._namesakes = defaultdict[str, set[str]](set)
        sources = tuple(sources)
        for source in sources:
            for name in people(source)[:2]:
                if name.family:
                    self._namesakes[name.surname].add(name.given or "")
        self._names = {source.id: self._say(source) for source in sources}

    def __getitem__(self, key: str) -> str:
        """Return the name by which a source is cited."""
        return self._names[key]

    def _say(self, source: Source) -> str:
        names = [name for name in people(source) if name.literal != "others"]
        if not names:
            return short_title(source, self._words)
        if len(names) > 2 or len(names) < len(people(source)):
            return str(self._words["et_al"].format(names=self._short(names[0])))
        return format_list([self._short(name) for name in names], locale=babel_locale(self._locale))

    def _short(self, name: Name) -> str:
        if not name.family:
            return name.literal or name.given or ""
        family = name.surname
        if len(self._namesakes[family]) > 1 and name.given:
            return f"{name.given[0]}.\u00a0{family}"
        return family


def short_title(source: Source, words: Mapping[str, Any]) -> str:
    """Return the title as it is cited: the short one of the source, or its first words."""
    title = source.title_short
    if not title:
        whole = _SUBTITLE.sub(r"\1", source.title or words["untitled"]).split()
        cut = whole[:_WORDS_OF_A_SHORT_TITLE]
        title = " ".join(cut) + (" …" if len(cut) < len(whole) else "")
    return str(words["quoted"].format(title=title)) if source.title else title


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Sort sources as a bibliography does: by names, then date, then title."""

    def key(source: Source) -> tuple[str, ...]:
        names = people(source)
        who = " ".join(name.literal or f"{name.surname} {name.given or ''}" for name in names)
        title = _plain(_ARTICLE.sub("", source.title or ""))
        issued = source.issued
        date = issued.first.isoformat() if isinstance(issued, Edtf) else "9999"
        return _plain(who) or title, date, title, source.id

    return sorted(sources, key=key)


def years(
    ordered: Sequence[Source], names: ShortNames, words: Mapping[str, Any], locale: str
) -> dict[str, str]:
    """Date each source by its year; those of one name and year get letters in their order."""
    alike = defaultdict[tuple[str, str], list[str]](list)
    for source in ordered:
        alike[names[source.id], _year(source, words, locale)].append(source.id)
    return {
        key: year + (_letter(place, year) if len(keys) > 1 else "")
        for (_, year), keys in alike.items()
        for place, key in enumerate(keys)
    }


def _year(source: Source, words: Mapping[str, Any], locale: str) -> str:
    date = source.issued or source.event_date
    if not date:
        return str(words["no_date"])
    if not isinstance(date, Edtf):
        return date.literal or date.raw or str(words["no_date"])
    if not {date.start.unit, date.end.unit} <= {"day", "month", "year"}:
        return format_date(date, locale, words)
    text = "–".join(dict.fromkeys(str(point.first.year) for point in (date.start, date.end)))
    return text if date.start.exact else str(words["circa"].format(date=text))


def _letter(place: int, year: str) -> str:
    letter = (chr(96 + place // 26) if place > 25 else "") + chr(97 + place % 26)
    return letter if year[-1:].isdigit() else f"-{letter}"


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in bare if sign.isalnum() or sign.isspace())
