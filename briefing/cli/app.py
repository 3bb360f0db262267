"""The command line: parse, call, print; nothing but this folder prints or exits.

Heavy modules are imported by the commands that need them.
"""

from typing import Annotated

import typer

from briefing.cli.batch_command import batch
from briefing.cli.build_command import build
from briefing.cli.check_commands import check, rules
from briefing.cli.console import tell
from briefing.cli.pack_command import pack
from briefing.cli.topic_commands import clean, extract, new, schema, sections, themes, where

__all__ = ["app"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turn validated facts into a printed policy brief with a source appendix.",
)
for command in (
    *(build, pack, batch, extract, check, rules),
    *(sections, where, themes, new, schema, clean),
):
    app.command()(command)


@app.callback(invoke_without_command=True)
def _program(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        tell(f"briefing {_version()}")
        raise typer.Exit


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("briefing")
    except PackageNotFoundError:
        return "(not installed)"
