"""The command line: parse, call, print. The only place that prints or exits.

Exit codes: 0; 1 for input or output that is wrong; 2 for a wrong call; 130 when interrupted.
Heavy modules are imported by the commands that need them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from briefing.errors import BriefingError, InputError, UsageError

if TYPE_CHECKING:
    from briefing.pipeline import Result

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turn validated facts into a printed policy brief with a source appendix.",
)

Topic = Annotated[Path, typer.Argument(help="Folder with a topic.yaml, or one YAML file.")]
Names = Annotated[str | None, typer.Option(metavar="IDS", help="")]


def main() -> None:
    """Run the command line; the entry point of the installed `briefing`."""
    app()


@app.callback(invoke_without_command=True)
def _program(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        print(f"briefing {version('briefing')}")
        raise typer.Exit


@app.command()
def build(
    topic: Topic,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write [TOPIC.pdf].")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Options that the topic keeps under a name.")
    ] = None,
    sections: Annotated[
        str | None, typer.Option(help="Section ids in print order, as in history,risks,faq.")
    ] = None,
    without: Annotated[str | None, typer.Option(help="Section ids to leave out.")] = None,
    audience: Annotated[
        str | None, typer.Option(help="Readers for whom items are tagged, as in minister.")
    ] = None,
    priority: Annotated[
        int | None, typer.Option(min=1, max=3, help="Leave out items less important than this.")
    ] = None,
    paper: Annotated[Literal["a4", "letter"] | None, typer.Option(help="Paper size.")] = None,
    theme: Annotated[str | None, typer.Option(help="Theme, or the folder of your own.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Language of labels, dates and numbers.")
    ] = None,
    appendix: Annotated[
        Literal["short", "full"] | None, typer.Option(help="Size of the source appendix.")
    ] = None,
    disputes: Annotated[
        Literal["long", "line"] | None, typer.Option(help="Form of the disputes.")
    ] = None,
    sheet: Annotated[
        bool | None, typer.Option("--sheet/--no-sheet", help="Set small, for one sheet.")
    ] = None,
    form: Annotated[
        Literal["pdf", "html"] | None,
        typer.Option("--format", help="PDF, or one self-contained HTML file."),
    ] = None,
) -> None:
    """Build a brief from a topic."""
    # The engine starts first: its imports overlap with ours and with reading the topic.
    from briefing.layout import Engine

    with _errors_printed():
        engine = Engine()
        try:
            from briefing.options import Options
            from briefing.pipeline import build as build_brief

            given: dict[str, Any] = {
                "profile": profile, "sections": _split(sections), "without": _split(without),
                "audience": _split(audience), "priority": priority, "paper": paper,
                "theme": theme, "language": language, "appendix": appendix,
                "disputes": disputes, "sheet": sheet, "format": form,
            }  # fmt: skip
            options = Options(**{name: value for name, value in given.items() if value is not None})
            path = output or Path(f"{topic.resolve().stem}.{options.format}")
            result = build_brief(topic, path, options, engine=engine)
        finally:
            engine.close()
        for warning in result.warnings:
            print(warning, file=sys.stderr)
        print(_counts(result))


@app.command()
def check(topic: Topic) -> None:
    """Validate a topic and report everything that is wrong with it."""
    from briefing.pipeline import check as check_topic

    with _errors_printed():
        brief = check_topic(topic)
        print(
            f"{topic}: {_plural(len(brief.sections), 'section')}, "
            f"{_plural(len(brief.sources), 'source')}, "
            f"{_plural(len(brief.disputes), 'dispute')}: valid"
        )


@app.command()
def sections(
    topic: Topic,
    pages: Annotated[
        bool, typer.Option("--pages", help="Lay out the brief and add pages.")
    ] = False,
) -> None:
    """List the sections of a topic: id, kind, title, number of items."""
    with _errors_printed():
        from briefing.listing import list_sections

        rows = [("id", "kind", "title", "items", *(["pages"] if pages else []))]
        rows += list_sections(topic, pages=pages)
        _print_table(rows)


@app.command()
def themes() -> None:
    """List the themes that come along."""
    from briefing.themes import open_theme, theme_names

    with _errors_printed():
        _print_table(
            [(name, open_theme(name, sheet=False).settings.description) for name in theme_names()]
        )


@contextmanager
def _errors_printed() -> Iterator[None]:
    try:
        yield
    except BriefingError as error:
        print(error if isinstance(error, InputError) else f"error: {error}", file=sys.stderr)
        raise typer.Exit(2 if isinstance(error, UsageError) else 1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _split(names: str | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(name.strip() for name in names.split(",") if name)


def _counts(result: "Result") -> str:
    shown = result.selection
    return (
        f"{result.path}: {_plural(result.pages.total, 'page')}, "
        f"{_plural(len(shown.sections), 'section')}, {_plural(len(shown.disputes), 'dispute')}, "
        f"{_plural(len(result.warnings), 'warning')}"
    )


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _print_table(rows: list[tuple[Any, ...]]) -> None:
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (str(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
