"""Policy briefs from validated facts, printed with a source appendix."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefing.errors import (
        BriefingError,
        Diagnostic,
        EngineError,
        InputError,
        OutputError,
        Span,
        UsageError,
    )
    from briefing.layout.engine import LayoutEngine
    from briefing.model.options import Options
    from briefing.packs.build import pack
    from briefing.pipeline.build import build, check
    from briefing.pipeline.deliver import Result
    from briefing.runtime.cache import Cache

__all__ = [
    "BriefingError",
    "Cache",
    "Diagnostic",
    "EngineError",
    "InputError",
    "LayoutEngine",
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
    "Cache": "runtime.cache",
    "LayoutEngine": "layout.engine",
    "Options": "model.options",
    "Result": "pipeline.deliver",
    "build": "pipeline.build",
    "check": "pipeline.build",
    "pack": "packs.build",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    from importlib import import_module

    if name not in __all__:
        from briefing.model.renames import find_rename

        if (rename := find_rename("python", name)) is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from warnings import warn

        warn(f"{rename}; {rename.cure}", DeprecationWarning, stacklevel=2)
        name = rename.new
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
