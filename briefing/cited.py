"""What enters: a text field. What leaves: its citations, without parsing the rest of its markup.

Invariant: where something is returned, `markup.parse` finds the same citations, and no reference
and no fault. In all other cases nothing is returned, and the text has to be parsed.
"""

import re
from collections.abc import Iterator

from briefing.markup import parse
from briefing.pandoc import Cluster, is_cluster, read_cluster

__all__ = ["keys", "scan"]

# brackets that neither nest nor open a link, a passage or a picture; no escapes, no autolinks
_SIMPLE = re.compile(r"[^\[\]<\\]*(?:(?<!!)\[[^\[\]<\\]*\](?![({])[^\[\]<\\]*)*")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
# a paragraph may end within a bracket, and a list may be nested too deep
_BLOCKS = re.compile(r"\n[ \t]*\n|^[ \t]*(?:[-+*]|\d+[.)])(?:[ \t]|$)", re.MULTILINE)


def scan(text: str) -> tuple[Cluster, ...] | None:
    """Find the citations of a text that holds no other brackets; None where it is less simple."""
    if "[" not in text and "<" not in text and not _BLOCKS.search(text):
        return ()
    if not _SIMPLE.fullmatch(text) or _BLOCKS.search(text):
        return None
    try:
        bodies = _BRACKET.findall(text)
        return tuple(read_cluster(body) for body in bodies if is_cluster(body))
    except ValueError:
        return None


def keys(text: str) -> Iterator[str]:
    """Yield the key of each source that a text cites, as often as it is cited."""
    if "@" in text:
        found = scan(text)
        clusters = parse(text, block=True, language="en").citations if found is None else found
        yield from (item.key for cluster in clusters for item in cluster)
