"""The options of briefs as words of commands, made of the table; and what commands share besides.

Enters: a command that takes options as `**given`. Leaves: the same as the parser wants it, with a
parameter for each option of its scopes. Invariant: what was not asked for is not given, so that a
profile may decide it. Nothing heavy is imported, for `--help` needs it.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_origin

import typer

from briefing.model.option import Option, Scope
from briefing.model.option_table import OPTIONS
from briefing.runtime.limits import Limits
from briefing.runtime.signals import uninterrupted

if TYPE_CHECKING:
    from briefing.model.options import Options

__all__ = ["Memory", "NoCache", "Timeout", "TopicPath", "options_of", "takes_options"]

C = TypeVar("C", bound=Callable[..., None])

TopicPath = Annotated[Path, typer.Argument(help="Folder with a topic.yaml, or one YAML file.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Build anew, whatever was built before; keep nothing.")
]
Timeout = Annotated[
    float | None,
    typer.Option(
        min=0.1,
        metavar="SECONDS",
        help=f"Stop reading, or a layout, that takes longer [{Limits().timeout}].",
    ),
]
Memory = Annotated[
    int | None,
    typer.Option(
        min=64,
        metavar="MB",
        help=f"Stop reading, or a layout, that takes more memory [{Limits().memory}].",
    ),
]


def takes_options(*scopes: Scope) -> Callable[[C], C]:
    """Return what gives a command the options of scopes, of which it takes any as `**given`.

    `--help` lists them behind its positional parameters, and before those by keyword alone.
    """
    chosen = {name: OPTIONS[name] for name in _PARAMETERS if OPTIONS[name].scope in scopes}

    def declare(command: C) -> C:
        @wraps(command)
        def called(**words: Any) -> None:
            asked = {name: words.pop(name) for name in chosen}
            given = {
                name: _value(chosen[name], word) for name, word in asked.items() if word is not None
            }
            command(**words, **given)

        own = [each for each in signature(command).parameters.values() if each.name != "given"]
        last = [each for each in own if each.kind is Parameter.KEYWORD_ONLY]
        first = [each for each in own if each not in last]
        made = map(_PARAMETERS.__getitem__, chosen)
        called.__signature__ = Signature([*first, *made, *last])  # type: ignore[attr-defined]
        return called  # type: ignore[return-value]

    return declare


def options_of(given: Mapping[str, Any]) -> "Options":
    """Return what was given as options, with the names of a table that is to be read."""
    with uninterrupted():
        from briefing.loading.recipients import read_recipients
        from briefing.model.options import Options
    tables = {
        name: read_recipients(value)
        for name, value in given.items()
        if OPTIONS[name].on_command_line == "table"
    }
    return Options(**{**given, **tables})


def _parameter(option: Option) -> Parameter:
    """Return the parameter of an option: None, unless it is asked for."""
    kind, flag = option.value_type, option.flag
    usual = f" [{option.default}]" if option.default else ""
    more: dict[str, Any] = {"help": f"{option.words.removesuffix('.')}{usual}."}
    if option.on_command_line == "table":
        kind = Path
    elif kind is bool:
        flag += f"/--no-{option.dashed}"
    elif get_origin(kind) is tuple:
        kind, more["metavar"] = str, "NAME,..."
    elif kind in (int, float):
        more |= {"min": option.least, "max": option.most}
    return Parameter(
        option.name,
        Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[kind | None, typer.Option(flag, **more)],
    )


def _value(option: Option, word: Any) -> Any:
    """Return what a word says; the names in a list are parted by commas."""
    if get_origin(option.value_type) is not tuple:
        return word
    return tuple(name for each in word.split(",") if (name := each.strip()))


_PARAMETERS = {
    name: _parameter(option)
    for name, option in OPTIONS.items()
    if option.on_command_line != "never"
}
