"""Signs that show a reader something else than the data say: turned, unseen, and in addresses.

Enters: a topic's tree, with the place of each text. Leaves: warnings. Texts that are written from
right to left, and words of emoji or of Indic scripts that need signs without a width, are as they
should be.

Standards: Unicode UAX 9 (bidirectional algorithm), UTS 39 (mixed scripts), "Trojan Source"
(CVE-2021-42574); RFC 3986 and RFC 5891 for addresses.
"""

import re
from collections.abc import Iterator
from unicodedata import bidirectional, name
from urllib.parse import unquote, urlsplit

from briefing.errors import Diagnostic, Span
from briefing.formats.yaml_tree import Map, Node, Seq
from briefing.validation.located_brief import Located

__all__ = ["check_signs"]

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDES = ("\u202d", "\u202e")
_OPENS, _CLOSES = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
# letters that show nothing, and the tags of another alphabet
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U000e0000-\U000e007f]")
_UNSEEN_IN_NAMES = re.compile(f"{_UNSEEN.pattern[:-1]}\xad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f]")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"']+", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\[]{0,300})\]\((https?://[^\s()]{1,2000})\)", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[\w-]{2,})(?:[/:?#]\S*)?", re.IGNORECASE)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def check_signs(topic: Located) -> Iterator[Diagnostic]:
    """Find texts that are not what they look like."""
    for text, span, is_name in _texts(topic.tree):
        if text.isascii() and "://" not in text:
            continue
        if _TURNS.search(text) and not _is_turned_well(text):
            message = (
                f"a part of `{_short(text)}` is turned: it is printed otherwise than it is written"
            )
            hint = "remove the signs that turn it: they are shown here as codes"
            yield Diagnostic(message, span, hint, "warning", "turned-text")
        if found := (_UNSEEN_IN_NAMES if is_name else _UNSEEN).search(text):
            message = f"`{_short(text)}` holds {_named(found[0])}, which nobody sees"
            yield Diagnostic(message, span, "remove it", "warning", "unseen-sign")
        for reason in _addresses(text):
            hint = "write the address as it is, and look whether it leads where it says"
            yield Diagnostic(reason, span, hint, "warning", "misleading-address")


def _texts(node: Node, span: Span | None = None) -> Iterator[tuple[str, Span | None, bool]]:
    """Yield each text with its place, and whether it is the name of a field."""
    if isinstance(node, str):
        yield node, span, False
    elif isinstance(node, Map):
        for key, value in node.items():
            yield key, node.span(key), True
            yield from _texts(value, node.span(key))
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            yield from _texts(value, node.span(index))


def _is_turned_well(text: str) -> bool:
    """Return whether turns of direction are those of a text that is written from right to left."""
    if any(sign in text for sign in _OVERRIDES):
        return False
    depth = 0
    for sign in _TURNS.findall(text):
        depth += (sign in _OPENS) - (sign in _CLOSES)
        if depth < 0:
            return False
    return depth == 0 and any(bidirectional(sign) in ("R", "AL") for sign in text)


def _addresses(text: str) -> Iterator[str]:
    for shown, address in _LINK.findall(text):
        said = _HOST.fullmatch(shown.strip(" `*_"))
        if said and _plain_host(said[1]) != _plain_host(_host(address)):
            yield f"`{_short(shown)}` is printed, and leads to `{_host(address)}`"
    for address in _ADDRESS.findall(text):
        host = _host(address)
        scripts = {script for letter in host if (script := _script(letter))}
        if len(scripts) > 1:
            both = " and ".join(sorted(scripts))
            yield f"the address `{_short(address)}` mixes letters of {both}"
        elif any(part.startswith("xn--") for part in host.split(".")):
            yield f"the address `{_short(address)}` hides the letters of its host"
        elif "@" in urlsplit(address).netloc:
            yield f"the address `{_short(address)}` has another name before its host, `{host}`"
        elif _TURNS.search(unquote(address)) or _UNSEEN.search(unquote(address)):
            yield f"the address `{_short(address)}` holds signs that turn it, or that nobody sees"


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _plain_host(host: str) -> str:
    return host.lower().removeprefix("www.")


def _script(letter: str) -> str:
    called = name(letter, "")
    return next((script.capitalize() for script in _SCRIPTS if called.startswith(script)), "")


def _named(sign: str) -> str:
    return name(sign, f"U+{ord(sign):04X}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."
