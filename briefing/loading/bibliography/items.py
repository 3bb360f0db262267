"""What all libraries share: the list of items with what was found, plain values, dates.

Enters: values as an export has them. Leaves: nodes of a tree for the models. Invariant: a date
that cannot be one stays as it was written, and is never made more exact.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeAlias

from babel import Locale

from briefing.errors import Diagnostic, Span, Suggester
from briefing.formats.yaml_tree import Map, Node, Seq, place, span_of
from briefing.model.source import SourceNote
from briefing.text.dates import parse_edtf

__all__ = ["ItemCollector", "Value", "grow", "language", "line", "read_date"]

Value: TypeAlias = "str | int | Sequence[Value] | Mapping[str, Value]"

# what XML cannot hold
_CONTROL = re.compile(r"[^\t\n\r -~\x85\xa0-\ufffd\U00010000-\U0010ffff]")
# in English and Spanish
_MONTHS = {
    "jan": 1, "ene": 1, "feb": 2, "mar": 3, "apr": 4, "abr": 4, "may": 5, "jun": 6, "jul": 7,
    "aug": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "nov": 11, "dec": 12, "dic": 12,
}  # fmt: skip
_NO_DATE = re.compile(r"|n\.? ?d\.?|s\. ?[af]\.|no date|undated|sin fecha", re.IGNORECASE)
_YMD = re.compile(r"(\d{4})[-/.](?:(\d\d?)(?:[-/.](\d\d?))?)?(?:[/T ].*|[-/]*)")
# forms that are not EDTF, or not the part of it that we read
_OTHER_FORMS = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"^(?:circa|ca?\.) *(\d{4})$", r"\1~"),
        (r"T[\d:.Z+-]+", ""),  # the time of day
        (r"^/(?=\d)", "../"),  # open ends and unknown digits as they were before ISO 8601-2
        (r"(?<=\d)/$", "/.."),
        (r"^(\d\d)uu$", r"\1XX"),
        (r"^(\d{3})u$", r"\1X"),
        (r"^(\d{4})-2[1-4]$", r"\1"),  # seasons
        (r"^(\d{4})-(\d{4})$", r"\1/\2"),
        (r"^(\d\d)(\d\d)/(1[3-9]|[2-9]\d)$", r"\1\2/\1\3"),
    )
)
_IN_WORDS = (
    re.compile(r"(?P<day>\d\d?)[ /.-]+(?P<month>[^\W\d]{3,})[ /.,-]+(?P<year>\d{4})"),
    re.compile(r"(?P<month>[^\W\d]{3,})[ .]+(?:(?P<day>\d\d?),? +)?(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[ /-]+(?P<month>[^\W\d]{3,})(?:[ /.-]+(?P<day>\d\d?)?)?/*"),
)
# beside the English names: what biblatex, libraries and speakers call them
_LANGUAGES = {
    "american": "en-US", "brazil": "pt-BR", "brazilian": "pt-BR", "british": "en-GB",
    "castellano": "es", "deu": "de", "deutsch": "de", "eng": "en", "español": "es", "fra": "fr",
    "français": "fr", "fre": "fr", "ger": "de", "ita": "it", "italiano": "it", "mexican": "es-MX",
    "ngerman": "de", "por": "pt", "português": "pt", "rus": "ru", "spa": "es",
    "ukenglish": "en-GB", "usenglish": "en-US", "русский": "ru",
}  # fmt: skip


class ItemCollector:
    """The items of one file as they are read, its faults, and what it holds beyond CSL."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.items = Seq(file, place(0, 0))
        self.faults: list[Diagnostic] = []
        self.suggester = Suggester()
        self._warnings: dict[str, list[Diagnostic]] = {}

    def span(self, at: int) -> Span:
        """Return where a place is."""
        return span_of(Map(self.file, at), ())

    def fault(self, message: str, at: int, hint: str | None = None) -> None:
        """Report what an entry fails by."""
        self.faults.append(Diagnostic(message, self.span(at), hint, rule="bad-library"))

    def warn(self, message: str, at: int, hint: str | None = None) -> None:
        """Note what is told once for all entries in which it is met."""
        rule = "unknown-csl-variable"
        warning = Diagnostic(message, self.span(at), hint, severity="warning", rule=rule)
        self._warnings.setdefault(message, []).append(warning)

    def leave_out(self, what: str, name: str, at: int, known: Iterable[str] = ()) -> None:
        """Note something unknown that is left out."""
        message, hint = f"unknown {what} `{name}` is left out", None
        ours = name.lower().replace("-", "_")
        if ours in SourceNote.model_fields:
            hint = f"our own fields stand in the topic, in `source_notes`: `{ours}: ...`"
        elif message not in self._warnings and (close := self.suggester.nearest(name, known)):
            hint = close if close.startswith("did") else None
        self.warn(message, at, hint)

    @property
    def found(self) -> list[Diagnostic]:
        """Return the faults, and one warning for each thing that is unknown."""
        warnings = []
        for message, (first, *others) in self._warnings.items():
            entries = "entry" if len(others) == 1 else "entries"
            more = f", here and in {len(others)} more {entries}" if others else ""
            warnings.append(replace(first, message=message + more))
        return [*sorted(self.faults, key=lambda each: each.span or ("", 0, 0)), *warnings]


def grow(value: Value, file: str, at: int) -> Node:
    """Make a tree of plain data, all of it at one place."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        node = Map(file, at)
        for key, each in value.items():
            node.add(key, grow(each, file, at), at, at)
        return node
    items = Seq(file, at)
    for each in value:
        items.add(grow(each, file, at), at)
    return items


def line(text: str) -> str:
    """Make one line of a text, without what cannot be printed."""
    return " ".join(_CONTROL.sub(" ", text).split())


def read_date(text: str) -> Value:
    """Return EDTF for a date as exports write it, and nothing where it says that there is none.

    Words that are no date stay as they are; figures that are none are left to the model to refuse.
    """
    text = re.sub(r"(?<!\s)\s*(?:-{2,3}|–)\s*", "/", text.strip())
    plain = text
    if _NO_DATE.fullmatch(text):
        return ""
    for pattern, form in _OTHER_FORMS:
        plain = pattern.sub(form, plain)
    try:
        return str(parse_edtf(plain))
    except ValueError:
        pass
    if found := _YMD.fullmatch(plain):
        return "-".join(part.zfill(2) for part in found.groups() if part)
    for pattern in _IN_WORDS:
        found = pattern.fullmatch(text)
        if found and (month := _MONTHS.get(found["month"][:3].lower())):
            day = f"-{int(found['day']):02}" if found["day"] else ""
            return f"{found['year']}-{month:02}{day}"
    return text if re.fullmatch(r"[\d/.?~%X-]+", text) else {"literal": text}


def language(text: str) -> str | None:
    """Return the code of a language that is named in one way or another."""
    name = text.strip().lower()
    if found := re.fullmatch(r"([a-z]{2,3})(?:[-_]([a-z0-9]{2,8}))?", name):
        code = _LANGUAGES.get(found[1], found[1])
        part = found[2] or ""  # a country, or a script
        return "-".join(filter(None, (code, part.upper() if len(part) == 2 else part.title())))
    return _LANGUAGES.get(name) or _english_names().get(name)


@cache
def _english_names() -> dict[str, str]:
    names = Locale("en").languages
    return {name.lower(): code for code, name in names.items() if re.fullmatch("[a-z]{2,3}", code)}
