"""Which sources of the engine the pieces of the layout were written for.

`python -m tests.support.engine_sources` lists what is otherwise in the engine that is installed,
and `--write` takes that as known: after the pieces named were looked at, and pages compared.
"""

import ast
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from briefing.layout.worker import compatibility, engine_sources
from briefing.layout.worker.speedups import PIECES
from tests.support.places import ROOT

FOLDER = ROOT / "briefing" / "layout" / "worker"
FILE = FOLDER / "engine_sources.py"
HEAD = '''\
"""The versions of the engine that were tried, and hashes of what each piece relies on in them."""
# made by tests/support/engine_sources.py
# fmt: off
'''


def relied_on(piece: str) -> tuple[str, ...]:
    """Return what a piece says it relies on; its module is not run, since it changes the engine."""
    folder = FOLDER / "speedups" if piece in PIECES else FOLDER
    for node in ast.parse((folder / f"{piece}.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RELIES_ON":
            return tuple(ast.literal_eval(node.value))
    raise LookupError(f"{piece} does not say what it relies on")


def digest_of(name: str) -> str:
    """Return the hash of a module, or of what `module:name` is in it."""
    module, _, inner = name.partition(":")
    spec = find_spec(module)
    assert spec
    assert spec.origin
    data = Path(spec.origin).read_bytes()
    if inner:
        data = compatibility.source_in(data.decode(), inner).encode()
        if not data:
            raise LookupError(f"there is no {name}")
    return compatibility.digest(data)


def written() -> str:
    """Write the module of sources for the engine that is installed."""
    pieces = {piece: relied_on(piece) for piece in (*compatibility.ALWAYS, *PIECES)}
    names = {name for names in pieces.values() for name in names}
    names |= {name.partition(":")[0] for name in names}
    lines = [HEAD, "TRIED = {"]
    lines += [f'    "{name}": "{import_module(name).VERSION}",' for name in engine_sources.TRIED]
    lines += ["}", "", "SOURCES = {"]
    lines += [f'    "{name}": "{digest_of(name)}",' for name in sorted(names)]
    lines += ["}", '"""Modules, and classes, functions and values in them."""', "", "PIECES = {"]
    for piece, those in pieces.items():
        lines.append(f'    "{piece}": (')
        lines += [f'        "{name}",' for name in those]
        lines.append("    ),")
    return "\n".join([*lines, "}", ""])


def changed() -> list[str]:
    """List what is otherwise than it was when the pieces were written."""
    found = list[str]()
    for name, version in engine_sources.TRIED.items():
        if (now := import_module(name).VERSION) != version:
            found.append(f"{name} {now}, tried with {version}")
    for piece in (*compatibility.ALWAYS, *PIECES):
        for name in relied_on(piece):
            try:
                now = digest_of(name)
            except (ImportError, LookupError):
                found.append(f"{piece}: {name} is gone")
            else:
                if now != engine_sources.SOURCES.get(name):
                    found.append(f"{piece}: {name} is another")
    return found


if __name__ == "__main__":
    print("\n".join(changed()) or "all is as it was")  # noqa: T201  it talks to a person
    if "--write" in sys.argv[1:]:
        FILE.write_text(written(), "utf-8")
