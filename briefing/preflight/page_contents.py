"""What is seen on a finished page: a page of a part and the leaf of running heads laid over it.

Enters: what the engine saw on each. Leaves: both together, the texts that lie upon each other, and
in which colours all are printed. Invariant: backgrounds lie under what comes behind them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefing.layout.protocol import Background, PageContents, PlacedText, Rgba

__all__ = ["Colour", "FinishedPage", "combine"]

SLACK = 1.0  # pixels by which a text may miss its place: a quarter of a millimetre
_LARGE, _LARGE_IF_BOLD = 24, 14 / 0.75  # pixels

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

WHITE: Colour = (1, 1, 1)
NOTHING = PageContents()


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """What stands on a finished page; `lines`, `drawn`, `depth` and `heading` are of the part."""

    page: PageContents
    leaf: PageContents = NOTHING
    overlaps: tuple[tuple[str, str], ...] = ()
    """Two texts upon each other."""
    colours: tuple[tuple[Colour, Colour, bool, str], ...] = ()
    """Ink, ground, whether the text is large, and the first words."""


def combine(page: PageContents, leaf: PageContents) -> FinishedPage:
    """Look at a page with its leaf upon it."""
    texts = [*page.texts, *leaf.texts]
    return FinishedPage(page, leaf, tuple(_overlaps(texts)), tuple(_colours(page, leaf)))


def _overlaps(texts: Sequence[PlacedText]) -> Iterator[tuple[str, str]]:
    """Find texts upon each other, by their letters without what hangs below the line."""
    placed = [each for each in texts if each.in_flow]
    above: list[PlacedText] = []
    tallest = max((each.size for each in placed), default=0) / 2
    for text in sorted(placed, key=lambda each: each.baseline):
        above = [each for each in above if each.baseline > text.baseline - tallest]
        for other in above:
            shared = min(other.right, text.right) - max(other.left, text.left)
            if other.baseline - text.baseline + text.size / 2 > SLACK and shared > 2 * SLACK:
                yield other.words, text.words
        above.append(text)


def _colours(page: PageContents, leaf: PageContents) -> Iterator[tuple[Colour, Colour, bool, str]]:
    """Yield the first words in each pair of ink and ground; none where an image lies below."""
    told = set[tuple[Colour, Colour, bool]]()
    beneath = len(page.painted)
    painted = (*page.painted, *leaf.painted)
    for sight, before in ((page, 0), (leaf, beneath)):
        for text in sight.texts:
            beneath_it = painted[: before + text.before]
            ground = _ground(beneath_it, (text.left + text.right) / 2, text.middle)
            if ground is None:
                continue
            is_large = text.size >= (_LARGE_IF_BOLD if text.is_bold else _LARGE)
            pair = _mixed(text.colour, ground), ground, is_large
            if pair not in told:
                told.add(pair)
                yield *pair, text.words


def _ground(painted: Sequence[Background], x: float, y: float) -> Colour | None:
    ground = WHITE
    for each in painted:
        if each.left <= x <= each.right and each.upper <= y <= each.lower:
            if each.colour is None:
                return None
            ground = _mixed(each.colour, ground)
    return ground


def _mixed(over: Rgba, under: Colour) -> Colour:
    red, green, blue, alpha = over
    first, second, third = (
        ink * alpha + below * (1 - alpha)
        for ink, below in zip((red, green, blue), under, strict=True)
    )
    return first, second, third
