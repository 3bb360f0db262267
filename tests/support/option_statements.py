"""Find what states something of an option: a field, a flag or a list with its name, its words.

What merely uses an option (`options.paper`, `{"theme": ...}`) states nothing. A name in prose, as
in a message that says what to leave out, is found apart.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["LIST", "Statement", "named_in_prose", "statements"]

LIST = 4
"""So many names of options in one collection are a list of options."""

_FLAG = re.compile(r"--([a-z][a-z-]*)")


class Statement(NamedTuple):
    """Where something is stated, of which option, and how."""

    module: str
    line: int
    name: str
    form: str


def statements(package: Path, words: Mapping[str, str]) -> Iterator[Statement]:
    """Find what modules below a folder state of options, whose `words` are given by name."""
    for module, tree in _modules(package):
        for node in ast.walk(tree):
            for name, line, form in _stated(node, words, is_cli=module.startswith("cli")):
                yield Statement(module, line, name, form)


def named_in_prose(package: Path) -> Mapping[str, set[str]]:
    """Find the flags that texts of modules name, by module."""
    found: dict[str, set[str]] = {}
    for module, tree in _modules(package):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if not _is_flag(text) and (flags := _FLAG.findall(text)):
                    found.setdefault(module, set()).update(flags)
    return found


def _modules(package: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), ast.parse(path.read_text("utf-8"))


def _is_flag(text: str) -> bool:
    return bool(re.fullmatch(r"--[a-z-]+(/--no-[a-z-]+)?", text))


def _stated(
    node: ast.AST, words: Mapping[str, str], *, is_cli: bool
) -> Iterator[tuple[str, int, str]]:
    match node:
        case ast.ClassDef(body=body):
            for each in body:
                match each:
                    case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()) if name in words:
                        yield name, each.lineno, "field"
        case ast.arguments() if is_cli:
            for argument in (*node.args, *node.kwonlyargs):
                if argument.arg in words:
                    yield argument.arg, argument.lineno, "parameter"
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            yield from _listed(parts, words)
        case ast.Dict(keys=parts):
            yield from _listed(parts, words)
        case ast.Constant(value=str(text)):
            if _is_flag(text) and (name := text.split("/")[0][2:].replace("-", "_")) in words:
                yield name, node.lineno, "flag"
            told = " ".join(text.split())
            for name, sentence in words.items():
                if sentence in told:
                    yield name, node.lineno, "words"


def _listed(
    parts: list[ast.expr] | list[ast.expr | None], words: Mapping[str, str]
) -> Iterator[tuple[str, int, str]]:
    found = [
        (name, each.lineno)
        for each in parts
        if isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and (name := each.value.replace("-", "_")) in words
    ]
    if len(found) >= LIST:
        for name, line in found:
            yield name, line, "list"
