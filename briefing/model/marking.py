"""Protective markings: which there are, how they are printed, and what a file is called by them.

Enters: the text of a marking. Leaves: a `Marking`, or UsageError with what comes near. Invariant:
what looks like a marking of a known scheme is one to the letter; words of one's own say that they
are (`text:For the delegation only`), so that no slip passes for them.

Standards: Traffic Light Protocol 2.0 (FIRST); Government Security Classifications Policy (UK);
32 CFR 2002 and the CUI Marking Handbook (US), of which form is checked and not the registry.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from briefing.errors import UsageError

__all__ = ["Marking", "MarkingText", "file_stem", "read_marking", "source_time"]

# The colour of the letters, on black.
_TLP = {
    "TLP:RED": "#ff2b2b",
    "TLP:AMBER": "#ffc000",
    "TLP:AMBER+STRICT": "#ffc000",
    "TLP:GREEN": "#33ff00",
    "TLP:CLEAR": "#ffffff",
}
# Behind a classification a descriptor, code word or caveat, such as `SECRET – UK EYES ONLY`.
_UK = re.compile(
    r"(UK )?(OFFICIAL(-SENSITIVE)?|(TOP )?SECRET)"
    r"(( [–-])? (?!SENSITIVE\b)[A-Z0-9\[][A-Z0-9 ,&'/()\[\]–-]*)?"
)
_CATEGORY = r"(SP-)?[A-Z]{2,}"
_NATIONS = r"(REL TO|DISPLAY ONLY) [A-Z]{3,4}(, [A-Z]{3,4})*"
_CONTROL = rf"(NOFORN|FED ONLY|FEDCON|NOCON|DL ONLY|AC|AWP|RELIDO|{_NATIONS})"
_CUI = re.compile(rf"(CUI|CONTROLLED)(//{_CATEGORY}(/{_CATEGORY})*)?(//{_CONTROL}(/{_CONTROL})*)?")

_KNOWN = (*_TLP, "OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET", "CUI")
_FORMER = {"TLP:WHITE": "TLP:CLEAR"}
# A word that is nearly one of these is a slip.
_WORDS = (
    *("AMBER", "CLEAR", "GREEN", "STRICT"),
    *("COMMERCIAL", "LOCSEN", "OFFICIAL", "PERSONAL", "SECRET", "SENSITIVE"),
    *("CONTROLLED", "DISPLAY", "FEDCON", "NOCON", "NOFORN", "RELIDO"),
)
_OWN = "text:"
# So much stands in one line of 12 points on the narrowest paper.
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class Marking:
    """A marking as it is printed; `colour` is that of its letters where the scheme has one."""

    scheme: Literal["tlp", "uk", "cui", "own"]
    text: str
    colour: str | None = None


def read_marking(text: str) -> Marking:
    """Recognise a marking; raise UsageError for one that is not known, and say what comes near."""
    is_own = text.startswith(_OWN)
    words = text.removeprefix(_OWN).strip() if is_own else text
    if not words.strip() or not words.isprintable():
        raise UsageError("a marking is one line of words", "leave it out where there is none")
    if len(words) > _LONGEST:
        message = f"the marking `{words}` has {len(words)} signs, expected at most {_LONGEST}"
        raise UsageError(message, "put the rest into `handling`")
    if is_own:
        if _comes_near(words):
            message = f"`{words}` comes too near to a known marking for words of your own"
            raise UsageError(message, _advise(words))
        return Marking("own", words)
    found = _recognise(text)
    if not found:
        raise UsageError(f"there is no marking `{text}`", _advise(text))
    return found


def _refuse(text: str) -> str:
    """Return a model of a marking that is not known."""
    try:
        read_marking(text)
    except UsageError as error:
        context = {"message": error.message, "hint": error.hint}
        raise PydanticCustomError("unknown_marking", "{message}", context) from None
    return text


MarkingText = Annotated[
    str,
    AfterValidator(_refuse),
    Field(examples=["TLP:AMBER", "OFFICIAL-SENSITIVE", "text:For the delegation only"]),
]


def file_stem(name: str, marking: Marking | None) -> str:
    """Put the marking of a brief into the name of its file, as every system takes it."""
    return f"{name}_" + re.sub(r"\W+", "-", marking.text).strip("-") if marking else name


def source_time() -> str | None:
    """Write the time in SOURCE_DATE_EPOCH; None without it, for the clock is never asked."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return None
    try:
        return f"{datetime.fromtimestamp(int(given), UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is `{given}`, expected seconds since 1970"
        raise UsageError(message) from None


def _recognise(text: str) -> Marking | None:
    if text in _TLP:
        return Marking("tlp", text, _TLP[text])
    if _mend(text) == text and _UK.fullmatch(text):
        return Marking("uk", text)
    if _mend(text) == text and _CUI.fullmatch(text):
        return Marking("cui", text)
    return None


def _comes_near(words: str) -> bool:
    tidy = _tidy(words)
    return bool(re.match(r"(TLP|CUI)\b", tidy) or get_close_matches(tidy, _KNOWN, n=1, cutoff=0.82))


def _advise(text: str) -> str:
    plain = " ".join(text.upper().split())
    for each in (plain, _tidy(text), _mend(plain), _mend(_tidy(text))):
        if _recognise(found := _FORMER.get(each, each)):
            return f"did you mean `{found}`?"
    if near := get_close_matches(_tidy(text), _KNOWN, n=1, cutoff=0.7):
        return f"did you mean `{near[0]}`?"
    known = ", ".join(f"`{each}`" for each in (*_KNOWN, "CUI//SP-PRVCY//NOFORN"))
    return f"known: {known}; words of your own are written `{_OWN}...`"


def _tidy(text: str) -> str:
    return re.sub(r"\s*([:+/-])\s*", r"\1", " ".join(text.upper().split()))


def _mend(text: str) -> str:
    """Write right what is nearly a word of a scheme."""

    def right(word: re.Match[str]) -> str:
        return next(iter(get_close_matches(word[0], _WORDS, n=1, cutoff=0.88)), word[0])

    return re.sub(r"[A-Z]{4,}", right, text)
