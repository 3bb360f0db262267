"""The command `build`: a topic becomes a brief."""

from pathlib import Path
from typing import Annotated, Any

import typer

from briefing.cli.console import errors_printed
from briefing.cli.option_declarations import Memory, NoCache, Timeout, TopicPath, takes_options
from briefing.cli.session import begun
from briefing.model.option import Scope
from briefing.runtime.signals import uninterrupted

__all__ = ["build"]


@takes_options(*Scope)
def build(
    ctx: typer.Context,
    topic: TopicPath,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write [TOPIC.pdf].")
    ] = None,
    *,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password and encrypt the PDF with it.")
    ] = False,
    password_file: Annotated[
        Path | None, typer.Option(help="Encrypt the PDF with the password in this file.")
    ] = None,
    timeout: Timeout = None,
    memory: Memory = None,
    no_cache: NoCache = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Build again whenever a file that was read changes.")
    ] = False,
    **given: Any,
) -> None:
    """Build a brief from a topic."""
    with (
        errors_printed(),
        begun(ctx, no_cache=no_cache, timeout=timeout, memory=memory) as session,
    ):
        with uninterrupted():
            from briefing.cli.build_request import BuildRequest, build_again, build_once
            from briefing.pdf.encryption import choose_password
        secret = choose_password(ask=password, file=password_file)
        request = BuildRequest(topic, output, given, given.pop("copies", None), secret)
        if watch:
            build_again(request, session.engine)
        build_once(request, session)
