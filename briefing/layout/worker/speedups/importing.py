"""Importing: WeasyPrint is imported without a C compiler, a parser of C and fontTools.

WeasyPrint asks for each library by the names it has on Windows and on macOS first, and for each of
these names `ctypes.util.find_library` starts gcc, ld and ldconfig: 86 processes before the name
that Debian has. It hands cffi its declarations as C, which pycparser, in Python, parses at each
start, as it does later for the name of each type. And it imports fontTools, which it needs for old
fonts, for variable ones and where HarfBuzz cannot cut fonts. Here cffi has the declarations as it
would write them for a module of its own (`declarations.py`, made by
`tests/support/cffi_declarations.py`) and tries each name as it is; and fontTools is imported when
it is first asked for. The start of the engine takes 0.46 of the instructions, 0.39 of the time of
the processor.

Where anything is otherwise than expected, as on macOS, whose libraries lie in folders that only
`find_library` knows, or in a version with other declarations, the plain import is done after all.
"""

import sys
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["import_engine"]

FONT_TOOLS = {
    "fontTools": ("subset",),
    "fontTools.subset": (),
    "fontTools.ttLib": ("TTFont", "TTLibError", "ttFont", "woff2"),
    "fontTools.varLib": (),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
"""Modules, and what WeasyPrint imports from each."""

USERS = ("weasyprint.pdf.fonts", "weasyprint.text.fonts")


def import_engine() -> None:
    """Import WeasyPrint, if need be the plain way."""
    before = set(sys.modules)
    if before & {"cffi", "fontTools", "weasyprint"}:
        import_module("weasyprint")
        return
    try:
        stand_ins = _stand_ins()
        sys.modules.update(stand_ins)
        try:
            import_module("weasyprint")
            if import_module("weasyprint.text.ffi").harfbuzz_subset is None:
                raise OSError("it may be where only find_library looks")
        finally:
            for name in stand_ins:
                del sys.modules[name]
    except Exception:  # noqa: BLE001  whatever it was, the plain import tells it better
        for name in set(sys.modules) - before:
            del sys.modules[name]
        import_module("weasyprint")


def _stand_ins() -> dict[str, ModuleType]:
    modules = {name: ModuleType(name) for name in ("cffi", *FONT_TOOLS)}
    from _cffi_backend import FFI

    from briefing.layout.worker.speedups.declarations import ARGUMENTS, SOURCE

    class Declared(FFI):  # type: ignore[misc]
        def cdef(self, source: str) -> None:
            if sha256(source.encode()).hexdigest() != SOURCE:
                raise ValueError("these are other declarations")

    vars(modules["cffi"])["FFI"] = lambda: Declared("declarations", **ARGUMENTS)
    for name, wanted in FONT_TOOLS.items():
        for each in wanted:
            setattr(modules[name], each, _Later(name, each))
    return modules


class _Later:
    """Something of fontTools, which is imported when any of it is used."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._arrive()(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._arrive(), name)

    def _arrive(self) -> Any:
        for user in USERS:
            names = vars(sys.modules[user])
            for key, value in names.items():
                if isinstance(value, _Later):
                    names[key] = value.come()
        return self.come()

    def come(self) -> Any:
        """Import it."""
        with suppress(ModuleNotFoundError):
            return import_module(f"{self._module}.{self._name}")
        return getattr(import_module(self._module), self._name)
