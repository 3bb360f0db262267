"""What enters: words as somebody types or says them. What leaves: patterns that find them in texts.

Case, accents and the signs between words do not count, and a number is found however it is
written: `2500` as 2,500 and 2 500, `2,5` as 2.5, but never within a longer number. Invariant:
`fold` keeps the length of a text, so that what is found in its result stands there in the text.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from unicodedata import lookup, name, normalize

__all__ = ["Wanted", "fold", "read_wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Patterns for folded texts: of the whole, and of each of its words and numbers."""

    phrase: re.Pattern[str]
    words: tuple[re.Pattern[str], ...]


def fold(text: str) -> str:
    """Write a text in composed form (NFC) without case and accents, sign by sign."""
    return text.lower() if text.isascii() else text.translate(_SIGNS)


def read_wanted(text: str) -> Wanted:
    """Make patterns of some words; a text without a letter or digit is looked for as it is."""
    tokens = _TOKEN.findall(fold(normalize("NFC", text)))
    patterns = [_pattern(token) for token in tokens] or [re.escape(fold(text.strip()))]
    return Wanted(
        re.compile(r"[^\w%$€£]{0,3}".join(patterns)), tuple(re.compile(each) for each in patterns)
    )


class _Signs(dict[int, str]):
    """Finds the plain form of a sign when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if sign.isspace():
            sign = " "
        elif sign.isalpha():
            sign = normalize("NFKD", sign)[0].casefold()[0]
            with suppress(KeyError, ValueError):  # a stroke is no accent to Unicode
                sign = lookup(name(sign).partition(" WITH ")[0])
        self[code] = sign
        return sign


_SIGNS = _Signs((ord(sign), "'") for sign in "‘’")
_NUMBER = r"\d{1,3}(?:(?:[.,' ]\d{3})+(?!\d)(?:[.,]\d+)?|(?:[.,]\d+))|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_]+|[%$€£]")
# what is said in one way and written in another
_SAME = (("bn", "billion"), ("mn", "million"), ("%", "per cent", "percent"), ("$", "dollar"))


def _pattern(token: str) -> str:
    if not token[0].isdigit():
        same = next((each for each in _SAME if token in each), (token,))
        return "(?:" + "|".join(map(re.escape, same)) + ")"
    forms = "|".join(dict.fromkeys(_write(*value) for value in _values(token)))
    return rf"(?<!\d)(?<!\d[.,'])(?:{forms})(?!\d)(?![.,']\d)"


def _values(number: str) -> list[tuple[str, str]]:
    """Read a number as digits before and after its decimal sign; three digits may be either."""
    parts = re.split("[.,' ]", number)
    if len(parts) == 1:
        return [(number, "")]
    signs = re.findall("[.,' ]", number)
    values = []
    if all(len(each) == 3 for each in parts[1:]):
        values.append(("".join(parts), ""))
    if signs[-1] in ".," and signs[-1] not in signs[:-1]:
        values.append(("".join(parts[:-1]), parts[-1]))
    return values


def _write(whole: str, decimals: str) -> str:
    groups = re.findall(r"\d{1,3}", whole[::-1])
    before = "[., ']?".join(each[::-1] for each in reversed(groups))
    decimals = decimals.rstrip("0")
    return before + (rf"[.,]{decimals}0*" if decimals else "(?:[.,]0{1,2})?")
