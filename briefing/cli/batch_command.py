"""The command `batch`: many topics become briefs, side by side."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from briefing.cli.console import errors_printed, tell
from briefing.cli.option_declarations import Memory, NoCache, Timeout, options_of, takes_options
from briefing.cli.session import limits
from briefing.model.option import Scope
from briefing.runtime.signals import uninterrupted

__all__ = ["batch"]


@takes_options(*Scope)
def batch(
    topics: Annotated[
        list[str],
        typer.Argument(metavar="TOPIC...", help="Topics, or patterns such as 'data/*/topic.yaml'."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder to write the briefs into.")
    ] = Path(),
    *,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Briefs at a time [so many as processors].")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler whose workers build.")
    ] = None,
    summary: Annotated[
        Literal["text", "json"], typer.Option(help="Form of what is printed at the end.")
    ] = "text",
    timeout: Timeout = None,
    memory: Memory = None,
    no_cache: NoCache = False,
    **given: Any,
) -> None:
    """Build many briefs side by side; one that fails stops no other."""
    with errors_printed():
        with uninterrupted():
            from briefing.batch.progress import progress
            from briefing.batch.report import FORMATS, remarks
            from briefing.batch.run import batch as build_all
        options = options_of(given)
        with progress(sys.stderr) as tick:
            entries = build_all(
                topics, output, options, jobs=jobs, scheduler=scheduler,
                use_cache=not no_cache, limits=limits(timeout, memory), tick=tick,
            )  # fmt: skip
        if remarked := remarks(entries):
            tell(remarked, error=True)
        tell(FORMATS[summary](entries))
        if any(entry.state == "failed" for entry in entries):
            raise typer.Exit(1)
