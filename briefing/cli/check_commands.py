"""The commands `check` and `rules`: what can be found in topics, and what is looked for."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from briefing.cli.console import errors_printed, print_table, tell
from briefing.cli.option_declarations import Memory, Timeout
from briefing.cli.session import limits

__all__ = ["check", "rules"]


def check(
    topics: Annotated[
        list[Path],
        typer.Argument(metavar="TOPIC...", help="Folders with a topic.yaml, or YAML files."),
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
    form: Annotated[
        Literal["text", "json", "sarif"],
        typer.Option("--format", help="Text, JSON, or SARIF 2.1.0 for editors and CI."),
    ] = "text",
    timeout: Timeout = None,
    memory: Memory = None,
) -> None:
    """Report everything that can be found in topics before they are laid out."""
    with errors_printed():
        from briefing.checks.report import FORMATS, count
        from briefing.checks.run import diagnose

        checked = [diagnose(topic, limits(timeout, memory)) for topic in topics]
        tell(FORMATS[form](checked))
        if count(checked, "error") or (strict and count(checked, "warning")):
            raise typer.Exit(1)


def rules(
    code: Annotated[
        str | None, typer.Argument(help="Rule to explain, such as source-never-cited.")
    ] = None,
) -> None:
    """List the rules of `check`, or explain one of them."""
    with errors_printed():
        from briefing.checks.report import describe
        from briefing.validation.rules import find_rule
        from briefing.validation.rules import rules as register

        if code:
            tell(describe(find_rule(code)))
        else:
            print_table([(rule.code, rule.severity, rule.title) for rule in register().values()])
