"""The command line: parse, call, print; nothing but this, `start` and `console` prints or exits.

Heavy modules are imported by the commands that need them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from briefing.cli.console import errors_printed, print_summary, print_table, summarize
from briefing.cli.session import Session
from briefing.runtime.signals import uninterrupted

if TYPE_CHECKING:
    from briefing.layout.engine import Limits

__all__ = ["app"]

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
RedactData = Annotated[
    bool | None,
    typer.Option("--redact-data/--no-redact-data", help="Put no data into the PDF."),
]

NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Build anew, whatever was built before; keep nothing.")
]

Timeout = Annotated[
    float | None,
    typer.Option(min=0.1, metavar="SECONDS", help="Stop a layout that takes longer [300]."),
]
Memory = Annotated[
    int | None,
    typer.Option(min=64, metavar="MB", help="Stop a layout that takes more memory [4096]."),
]


@app.callback(invoke_without_command=True)
def _program(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        print(f"briefing {_version()}")
        raise typer.Exit


@app.command()
def build(
    ctx: typer.Context,
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
    new_page: Annotated[
        bool | None,
        typer.Option("--new-page/--no-new-page", help="Begin sections on new pages."),
    ] = None,
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
    redact_data: RedactData = None,
    embed_all: Annotated[
        bool | None,
        typer.Option("--embed-all/--no-embed-all", help="Put all files as they are into it, too."),
    ] = None,
    form: Annotated[
        Literal["pdf", "html"] | None,
        typer.Option("--format", help="PDF, or one self-contained HTML file."),
    ] = None,
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
) -> None:
    """Build a brief from a topic."""
    with errors_printed(), _begun(ctx, no_cache, timeout, memory) as start:
        with uninterrupted():
            from briefing.cli.build_command import BuildRequest, build_again, build_once
            from briefing.pdf.encryption import choose_password
        given: dict[str, Any] = {
            "profile": profile, "sections": _split(sections), "without": _split(without),
            "audience": _split(audience), "priority": priority, "paper": paper,
            "theme": theme, "language": language,
            "citation_style": citation_style, "qr": qr, "appendix": appendix,
            "disputes": disputes, "sheet": sheet, "duplex": duplex, "new_page": new_page,
            "recto": recto, "margin_notes": margin_notes, "large_print": large_print,
            "mono": mono, "review": review, "bleed": bleed, "booklet": booklet,
            "n_up": int(n_up) if n_up else None, "marking": marking,
            "max_pages": max_pages, "fill": fill, "strict": strict, "redact_data": redact_data,
            "embed_all": embed_all, "format": form,
        }  # fmt: skip
        given = {name: value for name, value in given.items() if value is not None}
        order = BuildRequest(
            topic, output, given, copies, choose_password(ask=password, file=password_file)
        )
        if watch:
            build_again(order, start.engine)
        build_once(order, start)


@app.command()
def pack(
    ctx: typer.Context,
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
    redact_data: RedactData = None,
    timeout: Timeout = None,
    memory: Memory = None,
    no_cache: NoCache = False,
) -> None:
    """Bind several topics for a meeting: one cover, tabs, one list of sources."""
    with errors_printed(), _begun(ctx, no_cache, timeout, memory) as start:
        with uninterrupted():
            from briefing.loading.recipients import read_recipients
            from briefing.model.options import Options
            from briefing.packs.build import pack as build_pack
        given: dict[str, Any] = {
            "paper": paper, "theme": theme, "language": language, "duplex": duplex, "mono": mono,
            "booklet": booklet, "n_up": int(n_up) if n_up else None,
            "copies": read_recipients(copies) if copies else None, "marking": marking,
            "redact_data": redact_data,
        }  # fmt: skip
        options = Options(**{name: value for name, value in given.items() if value is not None})
        print_summary(summarize(build_pack(file, output, options, engine=start.engine)))


@app.command()
def batch(
    topics: Annotated[
        list[str],
        typer.Argument(metavar="TOPIC...", help="Topics, or patterns such as 'data/*/topic.yaml'."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder to write the briefs into.")
    ] = Path(),
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Briefs at a time [so many as processors].")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler whose workers build.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Options that each topic keeps under a name.")
    ] = None,
    paper: Paper = None,
    theme: Theme = None,
    language: Language = None,
    duplex: Duplex = None,
    mono: Mono = None,
    marking: Marking = None,
    strict: Annotated[
        bool | None,
        typer.Option("--strict/--no-strict", help="Write no brief with anything wrong on a page."),
    ] = None,
    form: Annotated[
        Literal["pdf", "html"] | None,
        typer.Option("--format", help="PDF, or one self-contained HTML file each."),
    ] = None,
    summary: Annotated[
        Literal["text", "json"], typer.Option(help="Form of what is printed at the end.")
    ] = "text",
    timeout: Timeout = None,
    memory: Memory = None,
    no_cache: NoCache = False,
) -> None:
    """Build many briefs side by side; one that fails stops no other."""
    with errors_printed():
        with uninterrupted():
            from briefing.batch.progress import progress
            from briefing.batch.report import FORMATS, remarks
            from briefing.batch.run import batch as build_all
            from briefing.model.options import Options
        given: dict[str, Any] = {
            "profile": profile, "paper": paper, "theme": theme, "language": language,
            "duplex": duplex, "mono": mono, "marking": marking, "strict": strict, "format": form,
        }  # fmt: skip
        options = Options(**{name: value for name, value in given.items() if value is not None})
        with progress(sys.stderr) as tick:
            entries = build_all(
                topics, output, options, jobs=jobs, scheduler=scheduler, use_cache=not no_cache,
                limits=_limits(timeout, memory), tick=tick,
            )  # fmt: skip
        if remarked := remarks(entries):
            print(remarked, file=sys.stderr)
        print(FORMATS[summary](entries))
        if any(entry.state == "failed" for entry in entries):
            raise typer.Exit(1)


@app.command()
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
) -> None:
    """Take the data out of a brief or a pack, as files from which it can be built again."""
    with errors_printed():
        from briefing.archive.extract import extract as take_out
        from briefing.pdf.attachments import PACK
        from briefing.pdf.encryption import choose_password

        given = choose_password(ask=password, file=password_file)
        folder = take_out(pdf, output, password=given)
        if (folder / PACK).exists():
            print(f"{folder}: run `briefing pack {folder / PACK}` to bind the pack again")
        else:
            print(f"{folder}: run `briefing build {folder}` to build the brief again")


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
    with errors_printed():
        from briefing.checks.report import FORMATS, count
        from briefing.checks.run import diagnose

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
    with errors_printed():
        from briefing.checks.report import describe
        from briefing.validation.rules import find_rule
        from briefing.validation.rules import rules as register

        if code:
            print(describe(find_rule(code)))
        else:
            print_table([(rule.code, rule.severity, rule.title) for rule in register().values()])


@app.command()
def sections(
    topic: Topic,
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
    with errors_printed():
        from briefing.search.answer import answer
        from briefing.search.report import FORMATS

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
    from briefing.themes.theme import open_theme, theme_names

    with errors_printed():
        print_table([(name, open_theme(name).settings.description) for name in theme_names()])


@app.command()
def new(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Folder to make.")],
) -> None:
    """Session a topic that builds as it is, with every field explained."""
    from briefing.cli.new_topic import create

    with errors_printed():
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

    from briefing.loading.json_schema import schema as describe

    print(json.dumps(describe(part), ensure_ascii=False, indent=2))


@contextmanager
def _begun(
    ctx: typer.Context, no_cache: bool, timeout: float | None, memory: int | None
) -> Iterator[Session]:
    """Yield what began before the words were parsed, or begin now, and set its limits."""
    if isinstance(ctx.obj, Session):
        ctx.obj.engine.limits = _limits(timeout, memory)
        yield ctx.obj
        return
    with uninterrupted():
        from briefing.layout.engine import LayoutEngine
        from briefing.runtime.cache import Cache

        engine = LayoutEngine(limits=_limits(timeout, memory), cache=Cache(enabled=not no_cache))
    with engine:
        yield Session(engine, ())


def _limits(timeout: float | None, memory: int | None) -> "Limits":
    from briefing.layout.engine import Limits

    usual = Limits()
    return Limits(timeout or usual.timeout, memory or usual.memory)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("briefing")
    except PackageNotFoundError:
        return "(not installed)"


def _split(names: str | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    return tuple(name for each in names.split(",") if (name := each.strip()))
