"""The command `pack`: several topics become one document for a meeting."""

from pathlib import Path
from typing import Annotated, Any

import typer

from briefing.cli.console import errors_printed, print_summary, summarize
from briefing.cli.option_declarations import Memory, NoCache, Timeout, options_of, takes_options
from briefing.cli.session import begun
from briefing.model.option import Scope
from briefing.runtime.signals import uninterrupted

__all__ = ["pack"]


@takes_options(Scope.PRINT)
def pack(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="MEETING.yaml", help="File that names the topics.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File to write [MEETING.pdf]; of copies, or a folder."),
    ] = None,
    *,
    timeout: Timeout = None,
    memory: Memory = None,
    no_cache: NoCache = False,
    **given: Any,
) -> None:
    """Bind several topics for a meeting: one cover, tabs, one list of sources."""
    with (
        errors_printed(),
        begun(ctx, no_cache=no_cache, timeout=timeout, memory=memory) as session,
    ):
        with uninterrupted():
            from briefing.packs.build import pack as build_pack
        result = build_pack(file, output, options_of(given), engine=session.engine)
        print_summary(summarize(result))
