"""What has begun before the words are parsed."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from briefing.layout.engine import LayoutEngine

__all__ = ["Session"]


class Session(NamedTuple):
    """What has begun: the engine, and the words that asked for it."""

    engine: "LayoutEngine"
    words: tuple[str, ...]
