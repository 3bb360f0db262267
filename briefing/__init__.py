"""Policy briefs from validated facts, printed with a source appendix."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefing.cache import Cache
    from briefing.deliver import Result
    from briefing.errors import (
        BriefingError,
        Diagnostic,
        EngineError,
        InputError,
        OutputError,
        Span,
        UsageError,
    )  # fmt: skip
    from briefing.layout import Engine
    from briefing.options import Options
    from briefing.packs.packing import pack
    from briefing.pipeline import build, check

__all__ = [
    "BriefingError",
    "Cache",
    "Diagnostic",
    "Engine",
    "EngineError",
    "InputError",
    "Options",
    "OutputError",
    "Result",
    "Span",
    "UsageError",
    "build",
    "check",
    "pack",
]

_HOMES = {
    "Cache": "cache",
    "Engine": "layout",
    "Options": "options",
    "Result": "deliver",
    "build": "pipeline",
    "check": "pipeline",
    "pack": "packs.packing",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
