"""What cffi makes of WeasyPrint's declarations in C.

`python -m tests.support.cffi_declarations` writes it anew.
"""

import re
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import cffi

from tests.support.places import ROOT

FOLDER = ROOT / "briefing" / "layout" / "worker"
FILE = FOLDER / "speedups" / "declarations.py"
HEAD = '''\
"""What cffi makes of WeasyPrint's declarations in C and of the engine's; see `importing`."""
# made by tests/support/cffi_declarations.py
# ruff: noqa: C408, E501
# fmt: off

SOURCE = "{}"
"""SHA-256 of WeasyPrint's declarations."""

ARGUMENTS = dict(
'''


def source_of(file: Path) -> str:
    """Find the declarations in a module."""
    found = re.search(r"""ffi\.cdef\((['"]{3})(.*?)\1\)""", file.read_text("utf-8"), re.DOTALL)
    assert found
    return found[2]


def declared() -> str:
    """Write the module of declarations."""
    spec = find_spec("weasyprint.text.ffi")
    assert spec
    assert spec.origin
    source = source_of(Path(spec.origin))
    ffi = cffi.FFI()
    ffi.cdef(source)
    ffi.cdef(source_of(FOLDER / "part_renderer.py"))
    ffi.set_source("declarations", None)
    with TemporaryDirectory() as folder:
        file = Path(folder, "declarations.py")
        ffi.emit_python_code(str(file))
        _, _, arguments = file.read_text("utf-8").partition("FFI('declarations',\n")
    assert arguments
    return HEAD.format(sha256(source.encode()).hexdigest()) + arguments


if __name__ == "__main__":
    FILE.write_text(declared(), "utf-8")
