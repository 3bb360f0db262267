"""What enters: a text field. What leaves: its citations, without parsing the rest of its markup.

Invariant: where something is returned, `markup.parse` finds the same citations, and no reference
and no fault. In all other cases nothing is returned, and the text has to be parsed.
"""

import re
from collections.abc import Iterator

from briefing.text.citation_syntax import KEY, Cluster, is_cluster, read_cluster
from briefing.text.rich_text import parse_rich_text

__all__ = ["cites_only", "is_plain", "keys", "quick_keys", "scan"]

# brackets that neither nest nor open a link, a passage or a picture; no escapes, no autolinks
_SIMPLE = re.compile(r"[^\[\]<\\]*(?:(?<!!)\[[^\[\]<\\]*\](?![({])[^\[\]<\\]*)*")
# of those, citations of the form [@key, p. 3; @key]
_ONE = rf" ?-?@{KEY}(?:,[^@;{{}}\[\]<\\]*)?"
_USUAL = re.compile(rf"[^\[\]<\\@]*(?:(?<!!)\[{_ONE}(?:;{_ONE})*\](?![({{])[^\[\]<\\@]*)*")
_KEYS = re.compile(f"@({KEY})")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
# a paragraph may end within a bracket, and a list may be nested too deep
_BLOCKS = re.compile(r"\[[^\]]*\n[ \t]*\n|^[ \t]*(?:[-+*]|\d+[.)])(?:[ \t]|$)", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d+[.)])(?:[ \t]|$)")


def is_plain(text: str) -> bool:
    """Return a text that cites nothing, refers to nothing and has no fault."""
    return "[" not in text and "<" not in text and not _has_blocks(text)


def _has_blocks(text: str) -> bool:
    return bool(_BLOCKS.search(text) if "\n" in text else _ITEM.match(text))


def quick_keys(text: str) -> list[str] | None:
    """Find the keys that a text cites by the most usual forms alone; None where others occur."""
    return _KEYS.findall(text) if _USUAL.fullmatch(text) and not _has_blocks(text) else None


def cites_only(text: str, sources: set[str], *, alone: bool = False) -> bool:
    """Return a text without other markup than citations of `sources`, in one bracket if `alone`."""
    if not alone and is_plain(text):
        return True
    cited = quick_keys(text)
    if cited is None or not sources.issuperset(cited):
        return False
    return not alone or bool(cited and text[0] == "[" and text.find("]") == len(text) - 1)


def scan(text: str) -> tuple[Cluster, ...] | None:
    """Find the citations of a text that holds no other brackets; None where it is less simple."""
    if is_plain(text):
        return ()
    if not _SIMPLE.fullmatch(text) or _has_blocks(text):
        return None
    try:
        return tuple([read_cluster(body) for body in _BRACKET.findall(text) if is_cluster(body)])
    except ValueError:
        return None


def keys(text: str) -> Iterator[str]:
    """Yield the key of each source that a text cites, as often as it is cited."""
    if "@" in text:
        found = scan(text)
        clusters = (
            parse_rich_text(text, block=True, language="en").citations if found is None else found
        )
        yield from (item.key for cluster in clusters for item in cluster)
