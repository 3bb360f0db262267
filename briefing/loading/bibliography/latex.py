"""LaTeX, as it stands in the fields of BibTeX -> plain text, and names in their parts.

Names are read as BibTeX reads them ("von Last, Jr, First"; "First von Last"), and in the extended
form of biblatex (`family=..., given=...`). What stands in braces is never taken apart.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from unicodedata import normalize

from pylatexenc.latexencode import get_builtin_uni2latex_dict

from briefing.loading.bibliography.items import line

__all__ = ["latex_to_text", "read_names", "split", "verbatim"]

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
# braces are dropped in the end, so that it does not matter which of them are met here
_ACCENTED = re.compile(
    r"\\(?P<sign>[`'^~=.\"]|[uvHcdbkr](?![A-Za-z]))[\s{]*"
    r"(?:\\(?P<dotless>[ij])(?![A-Za-z])\s*|(?P<letter>[^\W\d_]))"
)
_EXTENDED = re.compile(r"(family|given|prefix|suffix|[a-z]+-i|use[a-z]+) *= *(.*)", re.DOTALL)
_PARTS = ("family", "given", "non-dropping-particle", "suffix")
# so many accents a letter may have, one on the other
_STACKED = 3
# commands whose argument is not for readers, and small mathematics
_BEFORE = (
    (re.compile(r"\\(?:href|noopsort|SortNoop)\s*\{[^{}]*\}"), ""),
    (re.compile(r"\$\s*[_^]\{?(\w+)\}?\s*\$"), r"\1"),
)
_TOKEN = re.compile(r"\\(?P<name>[A-Za-z]+)(?:\{\}|\s*)|\\(?P<sign>.)|---?|``|''|[{}$~]", re.DOTALL)
_MEANT = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " "}
# signs that the table of characters has by another name
_ALSO = {
    "AA": "Å", "aa": "å", "copyright": "©", "dots": "…", "euro": "€", "ldots": "…",
    "LaTeX": "LaTeX", "P": "¶", "pounds": "£", "rightarrow": "→", "S": "§", "slash": "/",
    "TeX": "TeX", "textbar": "|", "textgreater": ">", "textless": "<", "textpm": "±",
    "textquotesingle": "'", "textunderscore": "_", "times": "×",
}  # fmt: skip


def latex_to_text(text: str) -> str:
    """Decode accents, signs and commands, and drop braces."""
    if not re.search(r"[\\{}$~]|--|``|''", text):
        return line(text)
    for pattern, form in _BEFORE:
        text = pattern.sub(form, text)
    for _ in range(_STACKED):
        text = _ACCENTED.sub(_compose, text)
    keep = "$" if text.count("$") % 2 else ""
    return line(_TOKEN.sub(lambda found: _decode(found, keep), text))


def _compose(found: re.Match[str]) -> str:
    return normalize("NFC", (found["dotless"] or found["letter"]) + _ACCENTS[found["sign"]])


def _decode(found: re.Match[str], dollar: str) -> str:
    if found["name"]:
        return _signs().get(found["name"], "")
    if found["sign"]:  # `\&` is the sign itself, `\,` and `\ ` are spaces, `\-` nothing
        return found["sign"] if found["sign"] in "&%$#_{}" else " " * (found["sign"] not in "-/@")
    return dollar if found[0] == "$" else _MEANT.get(found[0], "")


@cache
def _signs() -> Mapping[str, str]:
    """Return the characters that commands without an argument stand for."""
    found = {**_ALSO}
    for code, latex in get_builtin_uni2latex_dict().items():
        if command := re.fullmatch(r"(?:\\ensuremath\{)?\\([A-Za-z]+)\}?", latex):
            found.setdefault(command[1], chr(code))
    return found


def verbatim(text: str) -> str:
    """Return an address or a number as it is, without the escapes that BibTeX asks for."""
    text = re.sub(r"\\(?:url|href)\s*(?=\{)", "", text).replace(r"{\textasciitilde}", "~")
    text = re.sub(r"\{?\\([_%&#$~])(?:\{\})?\}?", r"\1", text)
    return line(re.sub(r"[{}]", "", text))


def split(text: str, separator: str) -> list[str]:
    """Split a text where a separator, a regular expression, stands outside of braces."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(rf"\\.|[{{}}]|(?P<here>{separator})", text, re.DOTALL):
        if found["here"] is None:
            depth += (found[0] == "{") - (found[0] == "}")
        elif not depth:
            parts.append(text[start : found.start()].strip())
            start = found.end()
    return [*parts, text[start:].strip()]


def read_names(text: str) -> Iterator[dict[str, str]]:
    """Read a list of names; raise ValueError with what is wrong in one."""
    for name in split(" ".join(text.split()), r"\s+and\s+"):
        parts = {key: latex_to_text(value) for key, value in _read_name(name).items()}
        if any(parts.values()):
            yield {key: value for key, value in parts.items() if value}


def _read_name(name: str) -> dict[str, str]:
    parts = split(name, ",")
    words = split(parts[0], r"[\s~]+")
    if name == "others" or (words == [name] and name[:1] == "{" and name[-1:] == "}"):
        return {"literal": name}
    pairs = [_EXTENDED.fullmatch(part) for part in parts]
    if all(pairs):
        given = {pair[1]: pair[2] for pair in pairs if pair}
        given["non-dropping-particle"] = given.pop("prefix", "")
        return {key: given[key] for key in given if key in _PARTS}
    if len(parts) > 3 or ";" in re.sub(r"\\.", "", name):
        raise ValueError(f"`{latex_to_text(name)}` is not one name: expected `and` between names")
    small = [index for index, word in enumerate(words[:-1]) if _is_small(word)]
    if len(parts) == 1:  # First von Last
        begin, end = (small[0], small[-1] + 1) if small else (len(words) - 1, len(words) - 1)
    else:  # von Last, First
        begin, end = 0, next(index for index in range(len(words)) if index not in small)
    return {
        "family": " ".join(words[end:]),
        "given": " ".join(words[:begin]) if len(parts) == 1 else parts[-1],
        "non-dropping-particle": " ".join(words[begin:end]),
        "suffix": parts[1] if len(parts) == 3 else "",
    }


def _is_small(word: str) -> bool:
    """Return a particle such as `von`; what is wholly in braces has no case."""
    return not re.match(r"\{(?!\\)", word) and latex_to_text(word)[:1].islower()
