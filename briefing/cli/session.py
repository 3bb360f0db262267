"""What has begun before the words are parsed."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from briefing.layout.engine import Engine

__all__ = ["Start"]


class Start(NamedTuple):
    """What has begun: the engine, and the words that asked for it."""

    engine: "Engine"
    words: tuple[str, ...]
