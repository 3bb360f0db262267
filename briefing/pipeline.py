"""The pipeline: a topic becomes a brief in eight stages, each from one frozen type to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefing.assemble import Document, assemble
from briefing.checking.checks import require_consistency
from briefing.errors import Diagnostic
from briefing.export import export
from briefing.finish import Facts, finish
from briefing.labels import words
from briefing.layout import Engine
from briefing.load import Source, load
from briefing.model.brief import Brief
from briefing.options import Options
from briefing.output import write_atomically
from briefing.pages import PageMap
from briefing.render import Renderer
from briefing.resolve import resolve
from briefing.select import Selection, select, settle
from briefing.themes import open_theme
from briefing.validate import validate

__all__ = ["Result", "build", "check"]


@dataclass(frozen=True, slots=True)
class Result:
    """What a build gave: where it is, its pages, and what is to be said about it."""

    path: Path
    pages: PageMap
    selection: Selection
    warnings: tuple[Diagnostic, ...]


def check(topic: Path) -> Brief:
    """Load and validate a topic; raise InputError with everything that is wrong with it."""
    source = load(topic)
    brief = validate(source)
    require_consistency(source, brief)
    return brief


def build(
    topic: Path, output: Path, options: Options | None = None, *, engine: Engine | None = None
) -> Result:
    """Make a brief of a topic and write it; on any error an earlier file stays as it was.

    Raises InputError, UsageError, OutputError or EngineError. `engine` is one that was started
    earlier; it is closed here.
    """
    with engine or Engine() as press:
        source = load(topic)
        brief = validate(source)
        require_consistency(source, brief)
        options = settle(brief, options or Options())
        selection = select(brief, options)
        theme = open_theme(options.theme or brief.theme or "ministry", sheet=options.sheet)
        document = assemble(resolve(selection), words(options.language or brief.language))
        renderer = Renderer(document, theme)
        assets = {**theme.files, **_pictures(source)}
        press.serve(assets)
        pages, log = _paginate(document, renderer, press)
        if options.format == "html":
            data = export(renderer, pages, assets)
        else:
            names = [part.name for part in document.parts]
            pdf = press.write(names)
            log += press.log
            log += press.lay_out("frame", renderer.frame(pages)).log
            frame = press.write(["frame"], tagged=False)
            log += press.log
            data = finish(pdf, frame, _facts(brief, renderer))
    write_atomically(output, data)
    warnings = tuple(Diagnostic(line, severity="warning") for line in dict.fromkeys(log))
    return Result(output, pages, selection, warnings)


def _paginate(document: Document, renderer: Renderer, engine: Engine) -> tuple[PageMap, list[str]]:
    """Lay out the parts, those that print page numbers after those that give them.

    A part that prints its own page numbers is laid out again until they hold; one that would
    swing for ever keeps its last state, which is said.
    """
    pages = PageMap(tuple(part.name for part in document.parts))
    parts: dict[str, str] = {}
    log: list[str] = []
    for part in document.layout_order:
        for _ in range(4):
            html = renderer.part(part.name, pages)
            if html == parts.get(part.name):
                break
            laid = engine.lay_out(part.name, html)
            parts[part.name] = html
            pages = pages.with_part(part.name, laid)
            log += laid.log
            if not part.paged:
                break
        else:
            log.append("page numbers do not settle: some may be wrong by one")
    return pages, log


def _pictures(source: Source) -> Mapping[str, bytes]:
    return {f"topic:{name}": data for name, data in source.files.items()}


def _facts(brief: Brief, renderer: Renderer) -> Facts:
    issued = brief.issued.first
    return Facts(
        title=renderer.plain(brief.title),
        author=renderer.plain(brief.originator),
        subject=renderer.plain(brief.subtitle or brief.type),
        keywords=(),
        language=brief.language,
        date=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
        producer="briefing",
    )
