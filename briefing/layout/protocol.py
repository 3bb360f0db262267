"""What a layout process and its parent agree on, stated once for both.

Enters: requests, pickled. Leaves: replies as JSON, each followed by a PDF or nothing, so that
nothing that a brief did to the engine can run in the parent. Invariant: whatever crosses has named
fields, and is made and read by the type that names them. The standard library alone is imported,
and little of that, for a layout process waits for this at its start.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

__all__ = [
    "FONTS",
    "MOST_PAGES",
    "NO_LIBRARY",
    "NO_MEMORY",
    "OTHER_VERSION",
    "THEME",
    "TOPIC",
    "Background",
    "Bookmark",
    "DrawResult",
    "Failure",
    "Overflow",
    "Page",
    "PageContents",
    "Picture",
    "PlacedText",
    "PrintedNumbers",
    "Reply",
    "Request",
    "Rgba",
    "StrangeSigns",
    "frozen",
]

NO_LIBRARY, NO_MEMORY, OTHER_VERSION = 69, 70, 71
"""Exit statuses: Pango is not there; memory ran out; WeasyPrint is another than is needed, which
the last line on standard error tells."""

MOST_PAGES = 5000
"""Pages of a part, and of all parts of a brief."""

TOPIC, THEME, FONTS = "topic:", "asset:", "asset:fonts/"
"""How the URLs of files begin that the engine may use: pictures; styles and fonts; fonts alone."""

Rgba = tuple[float, float, float, float]
"""Red, green, blue and how much it covers, from 0 to 1."""


class Request(NamedTuple):
    """What a process is to do, and within how many seconds of a processor and megabytes.

    `assets` are the files it may use from now on, None if they are those it has.
    """

    name: str
    arguments: tuple[Any, ...]
    seconds: int
    megabytes: int
    assets: Mapping[str, bytes] | None = None


class Failure(NamedTuple):
    """An exception, as its parent may tell it, and what may help against it."""

    kind: str
    message: str
    trace: str
    advice: str = ""


class Reply(NamedTuple):
    """What a request gave as plain data, why it failed, and what WeasyPrint logged.

    `note` is about the program, whatever is laid out: that it is slower than it could be.
    """

    result: Any = None
    failure: Failure | None = None
    log: tuple[str, ...] = ()
    note: str = ""

    def write(self) -> bytes:
        """Write it as JSON."""
        return json.dumps(self).encode()

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read it from JSON."""
        reply = cls(*json.loads(data))
        failure = Failure(*reply.failure) if reply.failure else None
        return reply._replace(failure=failure, log=tuple(reply.log))


class Page(NamedTuple):
    """One page: ids of what begins on it and of all that stands on it, targets of its links.

    A blank page is there so that the next one is on the right. `tops` tells how far down the page
    each anchor begins, `filled` how far down its last line is: from 0 to 1.
    """

    anchors: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    blank: bool = False
    tops: tuple[float, ...] = ()
    filled: float = 0

    @classmethod
    def read(cls, fields: Sequence[Any]) -> Self:
        """Make one of what JSON brought."""
        return cls(*frozen(fields))


class PlacedText(NamedTuple):
    """Words and where they stand; places and sizes are in pixels.

    So many backgrounds were painted `before` them; what is not `in_flow` was put elsewhere.
    """

    words: str
    left: float
    right: float
    baseline: float
    middle: float
    size: float
    is_bold: bool
    colour: Rgba
    before: int
    in_flow: bool


class Overflow(NamedTuple):
    """A `text` or `table`, its words, and by how many millimetres they leave their box."""

    kind: str
    words: str
    beyond: float


class Picture(NamedTuple):
    """The text for a picture that is made of dots, and its dots per inch."""

    text: str
    dots: float


class PrintedNumbers(NamedTuple):
    """What is printed as the pages of anchors, and the attribute that says so."""

    attribute: str
    anchors: str
    printed: str


class StrangeSigns(NamedTuple):
    """Signs, the strange font that has them, empty for none, and the words they stand in."""

    signs: str
    font: str
    words: str


class Background(NamedTuple):
    """The edges of a background in pixels, and its colour if it is one."""

    left: float
    upper: float
    right: float
    lower: float
    colour: Rgba | None


class PageContents(NamedTuple):
    """What stands on a page of a part.

    `depth` is how far down the page anything stands, `heading` the last heading if nothing follows
    it.
    """

    lines: int = 0
    drawn: bool = False
    depth: float = 0
    heading: str = ""
    overflows: tuple[Overflow, ...] = ()
    pictures: tuple[Picture, ...] = ()
    numbers: tuple[PrintedNumbers, ...] = ()
    signs: tuple[StrangeSigns, ...] = ()
    texts: tuple[PlacedText, ...] = ()
    painted: tuple[Background, ...] = ()

    @classmethod
    def read(cls, fields: Sequence[Any]) -> Self:
        """Make one of what JSON brought."""
        told = cls(*frozen(fields))
        return told._replace(
            overflows=tuple(Overflow(*each) for each in told.overflows),
            pictures=tuple(Picture(*each) for each in told.pictures),
            numbers=tuple(PrintedNumbers(*each) for each in told.numbers),
            signs=tuple(StrangeSigns(*each) for each in told.signs),
            texts=tuple(PlacedText(*each) for each in told.texts),
            painted=tuple(Background(*each) for each in told.painted),
        )


class Bookmark(NamedTuple):
    """An entry of the outline: its page, counted from 0, and its place on it in points."""

    page: int
    level: int
    title: str
    x: float
    y: float


class DrawResult(NamedTuple):
    """What is told of a part that was drawn: what to put into it of fonts, its outline, its pages.

    Each font is a mapping of the attributes that WeasyPrint gives it, and the file it is made of.
    """

    fonts: tuple[Mapping[str, Any], ...]
    bookmarks: tuple[Bookmark, ...]
    pages: tuple[PageContents, ...]

    @classmethod
    def read(cls, fields: Sequence[Any]) -> Self:
        """Make one of what JSON brought."""
        fonts, bookmarks, pages = fields
        return cls(
            tuple(fonts),
            tuple(Bookmark(*each) for each in bookmarks),
            tuple(map(PageContents.read, pages)),
        )


def frozen(value: Any) -> Any:
    """Make tuples of lists, as which JSON brings them."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value
