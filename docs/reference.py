"""Write the pages of the documentation that are made of the program: `python -m docs.reference`.

Enters: the table of options, and the commands and models that take them. Leaves: `options.md`,
which a test compares with what this would write.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.main import get_command

from briefing.cli.app import app
from briefing.model.option import Option, Scope
from briefing.model.option_table import OPTIONS
from briefing.model.options import PrintOptions, Profile, SelectionOptions, Typesetting

__all__ = ["OPTIONS_PAGE", "options_table"]

OPTIONS_PAGE = Path(__file__).with_name("options.md")

_HEAD = """\
# Options

Every option of a brief, as `python -m docs.reference` writes it down. An option on the command
line wins over the profile, and that over what is usual; `--no-...` turns off what a profile turns
on. In files the names have an underscore: `citation_style: apa`.
"""
_TYPES = {bool: "on or off", int: "whole number", float: "number", str: "text"}
# Where it may stand besides the command line.
_FILES = {
    "a profile": Profile,
    "the `options` of a pack": PrintOptions,
    "a topic of a pack": SelectionOptions,
}


def options_table() -> str:
    """Return all options in Markdown, under a heading for each scope."""
    return "\n".join((_HEAD, *(line for scope in Scope for line in _section(scope))))


def _section(scope: Scope) -> Iterator[str]:
    options = [each for each in OPTIONS.values() if each.scope is scope]
    places = [
        *(f"`briefing {name}`" for name in _commands(options[0])),
        *(place for place, model in _FILES.items() if options[0].name in model.model_fields),
    ]
    yield f"## {scope.value}\n\nFor {', '.join(places)}.\n"
    yield "| option | values | usual | |\n|---|---|---|---|"
    for option in options:
        name = option.name if option.on_command_line == "never" else option.flag
        cells = (f"`{name}`", _values(option), _usual(option.default), option.words)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _commands(option: Option) -> list[str]:
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    return [
        name
        for name, command in commands.items()
        if name in ("build", "pack", "batch")
        and any(option.flag in each.opts for each in command.params)
    ]


def _values(option: Option) -> str:
    kind = option.value_type
    if option.on_command_line == "table":
        return "table of names"
    if option.on_command_line == "never":
        return ", ".join(f"`{name}`" for name in Typesetting.model_fields)
    if get_origin(kind) is tuple:
        return "names, with commas between them"
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(kind))
    bounds = ((option.least, "at least"), (option.most, "at most"))
    return ", ".join(
        (_TYPES[kind], *(f"{words} {each}" for each, words in bounds if each is not None))
    )


def _usual(default: object) -> str:
    match default:
        case None | ():
            return ""
        case bool():
            return "on" if default else "off"
    return f"`{default}`"


if __name__ == "__main__":
    OPTIONS_PAGE.write_text(options_table(), "utf-8")
