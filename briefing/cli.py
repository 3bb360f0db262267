"""The command line: parse, call, print. The only place that prints or exits.

Exit codes: 0; 1 for input or output that is wrong; 2 for a wrong call; 130 when interrupted.
Heavy modules are imported by the commands that need them.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from briefing.errors import BriefingError, InputError, UsageError, plural

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

# what a brief and a pack have in common
Paper = Annotated[Literal["a4", "a5", "letter", "legal"] | None, typer.Option(help="Paper size.")]
Theme = Annotated[str | None, typer.Option(help="Theme, or the folder of your own.")]
Language = Annotated[str | None, typer.Option(help="Language of labels, dates and numbers.")]
Duplex = Annotated[
    bool | None, typer.Option("--duplex/--no-duplex", help="Print both sides, to be bound.")
]
Mono = Annotated[
    bool | None, typer.Option("--mono/--no-mono", help="For a printer without colour or grey.")
]
Booklet = Annotated[
    bool | None, typer.Option("--booklet/--no-booklet", help="Sheets to be folded once.")
]
NUp = Annotated[
    Literal["2", "4"] | None, typer.Option("--n-up", help="So many small pages on a side.")
]
Copies = Annotated[
    Path | None, typer.Option(help="CSV or Excel table of names; a numbered copy for each.")
]
Marking = Annotated[
    str | None, typer.Option(help="Marking on each page: TLP:AMBER, OFFICIAL, CUI, text:WORDS.")
]


def main() -> None:
    """Run the command line; the entry point of the installed `briefing`."""
    app()


@app.callback(invoke_without_command=True)
def _program(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        print(f"briefing {_version()}")
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
    paper: Paper = None,
    theme: Theme = None,
    language: Language = None,
    citation_style: Annotated[
        str | None,
        typer.Option(help="numeric, author-date, notes, or the name or file of a CSL style."),
    ] = None,
    appendix: Annotated[
        Literal["short", "full"] | None, typer.Option(help="Size of the source appendix.")
    ] = None,
    qr: Annotated[
        bool | None, typer.Option("--qr/--no-qr", help="Add QR codes of web addresses.")
    ] = None,
    disputes: Annotated[
        Literal["long", "line"] | None, typer.Option(help="Form of the disputes.")
    ] = None,
    sheet: Annotated[
        bool | None, typer.Option("--sheet/--no-sheet", help="Set small, for one sheet.")
    ] = None,
    duplex: Duplex = None,
    recto: Annotated[
        bool | None,
        typer.Option("--recto/--no-recto", help="Begin sections on right-hand pages; both sides."),
    ] = None,
    margin_notes: Annotated[
        bool | None,
        typer.Option("--margin-notes/--no-margin-notes", help="Lines to write on in the margin."),
    ] = None,
    large_print: Annotated[
        bool | None,
        typer.Option("--large-print/--no-large-print", help="Type of 18 points, in one column."),
    ] = None,
    mono: Mono = None,
    review: Annotated[
        bool | None,
        typer.Option(
            "--review/--no-review", help="Double spacing, numbered lines, places of claims."
        ),
    ] = None,
    bleed: Annotated[
        float | None,
        typer.Option(min=0, max=10, help="Bleed in mm, with crop marks, for a print shop."),
    ] = None,
    booklet: Booklet = None,
    n_up: NUp = None,
    copies: Copies = None,
    marking: Marking = None,
    max_pages: Annotated[
        int | None, typer.Option(min=1, help="Set closer and smaller and cut to so many pages.")
    ] = None,
    fill: Annotated[
        bool | None, typer.Option("--fill/--no-fill", help="Let no few lines have a last page.")
    ] = None,
    strict: Annotated[
        bool | None,
        typer.Option("--strict/--no-strict", help="Write no file if anything is wrong on a page."),
    ] = None,
    form: Annotated[
        Literal["pdf", "html"] | None,
        typer.Option("--format", help="PDF, or one self-contained HTML file."),
    ] = None,
) -> None:
    """Build a brief from a topic."""
    # The engine starts first: its imports overlap with ours and with reading the topic.
    from briefing.layout import Engine

    with _errors_printed(), ExitStack() as stack:
        with _uninterrupted():
            engine = stack.enter_context(Engine())
            from briefing.options import Options
            from briefing.pipeline import build as build_brief
            from briefing.reading.recipients import read_recipients
        given: dict[str, Any] = {
            "profile": profile, "sections": _split(sections), "without": _split(without),
            "audience": _split(audience), "priority": priority, "paper": paper,
            "theme": theme, "language": language,
            "citation_style": citation_style, "qr": qr, "appendix": appendix,
            "disputes": disputes, "sheet": sheet, "duplex": duplex, "recto": recto,
            "margin_notes": margin_notes, "large_print": large_print,
            "mono": mono, "review": review, "bleed": bleed, "booklet": booklet,
            "n_up": int(n_up) if n_up else None,
            "copies": read_recipients(copies) if copies else None, "marking": marking,
            "max_pages": max_pages, "fill": fill, "strict": strict, "format": form,
        }  # fmt: skip
        options = Options(**{name: value for name, value in given.items() if value is not None})
        result = build_brief(topic, output, options, engine=engine)
        _tell(result)


@app.command()
def pack(
    file: Annotated[
        Path, typer.Argument(metavar="MEETING.yaml", help="File that names the topics.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File to write [MEETING.pdf]; of copies, or a folder."),
    ] = None,
    paper: Paper = None,
    theme: Theme = None,
    language: Language = None,
    duplex: Duplex = None,
    mono: Mono = None,
    booklet: Booklet = None,
    n_up: NUp = None,
    copies: Copies = None,
    marking: Marking = None,
) -> None:
    """Bind several topics for a meeting: one cover, tabs, one list of sources."""
    from briefing.layout import Engine

    with _errors_printed(), ExitStack() as stack:
        with _uninterrupted():
            engine = stack.enter_context(Engine())
            from briefing.options import Options
            from briefing.packs.packing import pack as build_pack
            from briefing.reading.recipients import read_recipients
        given: dict[str, Any] = {
            "paper": paper, "theme": theme, "language": language, "duplex": duplex, "mono": mono,
            "booklet": booklet, "n_up": int(n_up) if n_up else None,
            "copies": read_recipients(copies) if copies else None, "marking": marking,
        }  # fmt: skip
        options = Options(**{name: value for name, value in given.items() if value is not None})
        _tell(build_pack(file, output, options, engine=engine))


@app.command()
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
) -> None:
    """Report everything that can be found in topics before they are laid out."""
    with _errors_printed():
        from briefing.checking.checks import diagnose
        from briefing.checking.report import FORMATS, count

        checked = [diagnose(topic) for topic in topics]
        print(FORMATS[form](checked))
        if count(checked, "error") or (strict and count(checked, "warning")):
            raise typer.Exit(1)


@app.command()
def rules(
    code: Annotated[
        str | None, typer.Argument(help="Rule to explain, such as source-never-cited.")
    ] = None,
) -> None:
    """List the rules of `check`, or explain one of them."""
    with _errors_printed():
        from briefing.checking.report import describe
        from briefing.checking.rules import find
        from briefing.checking.rules import rules as register

        if code:
            print(describe(find(code)))
        else:
            _print_table([(rule.code, rule.severity, rule.title) for rule in register().values()])


@app.command()
def sections(
    topic: Topic,
    pages: Annotated[
        bool, typer.Option("--pages", help="Lay out the brief and add pages and costs.")
    ] = False,
) -> None:
    """List the sections of a topic: id, kind, title, number of items."""
    with _errors_printed():
        from briefing.listing import list_sections

        rows = [("id", "kind", "title", "items", *(["pages", "cost"] if pages else []))]
        rows += list_sections(topic, pages=pages)
        _print_table(rows)


@app.command()
def where(
    text: Annotated[
        str, typer.Argument(help="Words, a figure, or the name of a source or dispute.")
    ],
    topic: Topic,
    pdf: Annotated[
        Path | None, typer.Option(help="The brief as it was built [TOPIC.pdf, build/TOPIC.pdf].")
    ] = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Text, or JSON.")
    ] = "text",
) -> None:
    """Find where a topic says something, on whose word, and on which page of its last build."""
    with _errors_printed():
        from briefing.finding.answer import answer
        from briefing.finding.report import FORMATS

        found = answer(topic, text, pdf=pdf)
        if found.remark and found.places:
            print(f"note: {found.remark}", file=sys.stderr)
        if found.places or form == "json":
            print(FORMATS[form](found))
        if not found.places:
            hint = f"; {found.hint}" if found.hint else ""
            print(f"error: `{text}` stands nowhere in `{topic}`{hint}", file=sys.stderr)
            raise typer.Exit(1)


@app.command()
def themes() -> None:
    """List the themes that come along."""
    from briefing.themes import open_theme, theme_names

    with _errors_printed():
        _print_table([(name, open_theme(name).settings.description) for name in theme_names()])


@app.command()
def new(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Folder to make.")],
) -> None:
    """Start a topic that builds as it is, with every field explained."""
    from briefing.new import create

    with _errors_printed():
        folder = create(name)
        print(f"{folder}: edit {folder / 'topic.yaml'}, then run `briefing build {folder}`")


@app.command()
def schema(
    part: Annotated[
        Literal["topic", "section", "sources", "disputes"],
        typer.Option(help="A topic.yaml, or a part in a file of its own."),
    ] = "topic",
) -> None:
    """Print the JSON Schema of a topic, for editors."""
    import json

    from briefing.schema import schema as describe

    print(json.dumps(describe(part), ensure_ascii=False, indent=2))


@contextmanager
def _errors_printed() -> Iterator[None]:
    try:
        yield
    except BriefingError as error:
        print(error if isinstance(error, InputError) else f"error: {error}", file=sys.stderr)
        raise typer.Exit(2 if isinstance(error, UsageError) else 1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let an interruption wait: modules that are half imported turn it into errors of their own."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _version() -> str:
    try:
        return version("briefing")
    except PackageNotFoundError:
        return "(not installed)"


def _split(names: str | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    return tuple(name for each in names.split(",") if (name := each.strip()))


def _tell(result: "Result") -> None:
    """Print what a build gave."""
    for warning in result.warnings:
        print(warning, file=sys.stderr)
    shown = result.selection
    print(
        f"{result.path}: {plural(result.pages.total, 'page')}, "
        f"{plural(len(shown.sections), 'section')}, {plural(len(shown.disputes), 'dispute')}, "
        f"{plural(len(result.warnings), 'warning')}"
    )
    if result.fitted:
        print(result.fitted)
    if result.job:
        print(result.job)


def _print_table(rows: list[tuple[Any, ...]]) -> None:
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (str(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
