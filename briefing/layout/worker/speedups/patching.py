"""Patching: a function of the engine is replaced wherever it was imported by name."""

import sys
from collections.abc import Callable
from typing import Any

__all__ = ["replace"]


def replace(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Put `new` in the place of `old` in every module of WeasyPrint that holds it."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint":
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)
