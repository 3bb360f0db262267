"""The ids of what is printed, by which links, page numbers and searches find it.

Enters: the id or the number of something in a brief. Leaves: the id of its element, which names a
destination of the PDF, too. Invariant: no other module or template knows how one begins.

It stands with the model, below all that prints: citations and searches lead to the same places.
"""

import re

__all__ = [
    "SOURCES",
    "account",
    "begins_section",
    "dispute",
    "item",
    "note",
    "numbered_item",
    "own_anchors",
    "section",
    "section_id",
    "source",
    "tab",
    "within",
]

SOURCES = "sources"
"""Where the appendix begins."""

_SECTION, _DISPUTE, _ITEM, _NUMBERED = "s-", "d-", "i-", "n-"


def section(name: str) -> str:
    """Return the anchor of a section."""
    return _SECTION + name


def dispute(name: str) -> str:
    """Return the anchor of a dispute."""
    return _DISPUTE + name


def item(name: str) -> str:
    """Return the anchor of an item that has an id."""
    return _ITEM + name


def numbered_item(number: int) -> str:
    """Return the anchor of an item without an id, by its place among all."""
    return f"{_NUMBERED}{number}"


def source(key: str) -> str:
    """Return the anchor of a source in the list of sources."""
    return f"src-{key}"


def note(number: int) -> str:
    """Return the anchor of a note in the appendix."""
    return f"note-{number}"


def tab(letter: str) -> str:
    """Return the anchor with which a topic of a pack begins."""
    return f"tab-{letter.lower()}"


def within(topic: str) -> str:
    """Return what the anchors of a topic begin with in a pack, by the anchor of its tab."""
    return f"{topic}-"


def account(topic: str) -> str:
    """Return where the appendix of a pack says what a topic left out, by the anchor of its tab."""
    return f"{topic}-account"


def section_id(anchor: str) -> str:
    """Return the id of the section that has an anchor; of anything else the anchor itself."""
    return anchor.removeprefix(_SECTION)


def begins_section(anchor: str) -> bool:
    """Return whether something ends where an anchor stands: a section begins, or the appendix."""
    return anchor.startswith(_SECTION) or anchor == SOURCES


def own_anchors() -> str:
    """Return the pattern of how the anchors begin that each topic of a pack has for itself."""
    return "|".join(map(re.escape, (_DISPUTE, _ITEM, _NUMBERED, _SECTION)))
