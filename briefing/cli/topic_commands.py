"""Commands about a topic besides building it: make one, look into it, take it out of a PDF."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from briefing.cli.console import errors_printed, print_error, print_table, tell
from briefing.cli.option_declarations import Memory, Timeout, TopicPath
from briefing.cli.session import limits
from briefing.errors import BriefingError, as_json, one_line, plural

__all__ = ["clean", "extract", "new", "schema", "sections", "themes", "where"]


def extract(
    pdf: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="A brief or a pack.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="New folder [FILE].")
    ] = None,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for the password that opens the PDF.")
    ] = False,
    password_file: Annotated[
        Path | None, typer.Option(help="File that holds the password.")
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(min=0.1, metavar="SECONDS", help="Stop reading that takes longer [60]."),
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(min=64, metavar="MB", help="Stop reading that takes more memory [2048]."),
    ] = None,
) -> None:
    """Take the data out of a brief or a pack, as files from which it can be built again."""
    with errors_printed():
        from briefing.archive.extract import LIMITS
        from briefing.archive.extract import extract as take_out
        from briefing.pdf.attachments import PACK
        from briefing.pdf.encryption import choose_password

        given = choose_password(ask=password, file=password_file)
        allowed = limits(timeout, memory, LIMITS)
        folder = take_out(pdf, output, password=given, limits=allowed)
        place = one_line(folder)
        if (folder / PACK).exists():
            tell(f"{place}: run `briefing pack {one_line(folder / PACK)}` to bind the pack again")
        else:
            tell(f"{place}: run `briefing build {place}` to build the brief again")


def sections(
    topic: TopicPath,
    pages: Annotated[
        bool, typer.Option("--pages", help="Lay out the brief and add pages and costs.")
    ] = False,
) -> None:
    """List the sections of a topic: id, kind, title, number of items."""
    with errors_printed():
        from briefing.cli.list_sections import list_sections

        rows = [("id", "kind", "title", "items", *(["pages", "cost"] if pages else []))]
        rows += list_sections(topic, pages=pages)
        print_table(rows)


def where(
    text: Annotated[
        str, typer.Argument(help="Words, a figure, or the name of a source or dispute.")
    ],
    topic: TopicPath,
    pdf: Annotated[
        Path | None, typer.Option(help="The brief as it was built [TOPIC.pdf, build/TOPIC.pdf].")
    ] = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Text, or JSON.")
    ] = "text",
    timeout: Timeout = None,
    memory: Memory = None,
) -> None:
    """Find where a topic says something, on whose word, and on which page of its last build."""
    with errors_printed():
        from briefing.search.answer import answer
        from briefing.search.report import FORMATS

        found = answer(topic, text, pdf=pdf, limits=limits(timeout, memory))
        if found.remark and found.places:
            tell(one_line(f"note: {found.remark}"), error=True)
        if found.places or form == "json":
            tell(FORMATS[form](found))
        if not found.places:
            print_error(BriefingError(f"`{text}` stands nowhere in `{topic}`", found.hint))
            raise typer.Exit(1)


def themes() -> None:
    """List the themes that come along."""
    from briefing.themes.theme import open_theme, theme_names

    with errors_printed():
        print_table([(name, open_theme(name).settings.description) for name in theme_names()])


def new(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Folder to make.")],
) -> None:
    """Start a topic that builds as it is, with every field explained."""
    from briefing.cli.new_topic import create

    with errors_printed():
        folder = create(name)
        place = one_line(folder)
        tell(f"{place}: edit {one_line(folder / 'topic.yaml')}, then run `briefing build {place}`")


def clean() -> None:
    """Remove what earlier builds keep to be quick: pages laid out and compiled templates."""
    with errors_printed():
        from briefing.runtime.cache import Cache

        place, count, size = Cache().clear()
        tell(f"{one_line(place)}: {plural(count, 'file')} removed, {size / 1e6:.1f} MB")


def schema(
    part: Annotated[
        Literal["topic", "section", "sources", "disputes"],
        typer.Option(help="A topic.yaml, or a part in a file of its own."),
    ] = "topic",
) -> None:
    """Print the JSON Schema of a topic, for editors."""
    from briefing.loading.json_schema import schema as describe

    tell(as_json(describe(part)))
