"""What a command works with: the engine, begun before the words are parsed or now, and its limits.

Nothing heavy is imported, for the start of the command needs it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from briefing.runtime.signals import uninterrupted

if TYPE_CHECKING:
    import typer

    from briefing.layout.engine import LayoutEngine
    from briefing.runtime.limits import Limits

__all__ = ["Session", "begun", "limits"]


class Session(NamedTuple):
    """What has begun: the engine, and the words that asked for it."""

    engine: "LayoutEngine"
    words: tuple[str, ...]


@contextmanager
def begun(
    ctx: "typer.Context", *, no_cache: bool, timeout: float | None, memory: int | None
) -> Iterator[Session]:
    """Yield what began before the words were parsed, or begin now, and set its limits."""
    if isinstance(ctx.obj, Session):
        ctx.obj.engine.limits = limits(timeout, memory)
        yield ctx.obj
        return
    with uninterrupted():
        from briefing.layout.engine import LayoutEngine
        from briefing.runtime.cache import Cache

        engine = LayoutEngine(limits=limits(timeout, memory), cache=Cache(enabled=not no_cache))
    with engine:
        yield Session(engine, ())


def limits(timeout: float | None, memory: int | None, usual: "Limits | None" = None) -> "Limits":
    """Return the limits that were asked for, and the usual ones for what was not."""
    from briefing.runtime.limits import USUAL, Limits

    known = usual or USUAL
    return Limits(timeout or known.timeout, memory or known.memory)
