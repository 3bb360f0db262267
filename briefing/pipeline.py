"""The pipeline: a topic becomes a brief in eight stages, each from one frozen type to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.assemble import Document, assemble
from briefing.checking.checks import require_consistency
from briefing.checking.located import Located
from briefing.citations import find_style
from briefing.errors import Diagnostic, InputError
from briefing.export import export
from briefing.finish import Facts, finish
from briefing.labels import words
from briefing.layout import Engine, Seen
from briefing.load import Source, load
from briefing.model.brief import Brief
from briefing.options import Options
from briefing.output import write_atomically, write_together
from briefing.pages import BLANK, PageMap
from briefing.printing.budget import fit
from briefing.printing.copies import is_file, issue, leftovers, require_glyphs
from briefing.printing.impose import PrintJob, booklet, handout, print_job
from briefing.printing.markings import file_stem
from briefing.printing.preflight import preflight
from briefing.printing.proof import Fitted, Proof, Rung
from briefing.printing.review import CLOSEST, margins
from briefing.printing.typesetting import AS_IT_IS, set_sheets, text_size
from briefing.render import Renderer
from briefing.resolve import resolve
from briefing.select import Selection, select, settle
from briefing.themes import Theme, open_theme
from briefing.validate import validate

__all__ = ["Result", "build", "check", "deliver", "paginate"]


@dataclass(frozen=True, slots=True)
class Result:
    """What a build gave: where it is, its pages, and what is to be said about it.

    `job` is what to ask of the printer, None for HTML; `fitted` what was done for a page limit or
    a full last page, None if neither was asked for.
    """

    path: Path
    pages: PageMap
    selection: Selection
    warnings: tuple[Diagnostic, ...]
    job: PrintJob | None
    fitted: Fitted | None


def check(topic: Path) -> Brief:
    """Load and validate a topic; raise InputError with everything that is wrong with it."""
    source = load(topic)
    brief = validate(source)
    require_consistency(source, brief)
    return brief


def build(
    topic: Path,
    output: Path | None = None,
    options: Options | None = None,
    *,
    engine: Engine | None = None,
) -> Result:
    """Make a brief of a topic and write it; on any error an earlier file stays as it was.

    Without `output` it is named after the topic and its marking, in the working folder.
    Raises InputError, UsageError, OutputError or EngineError. `engine` is one that was started
    earlier; it is closed here.
    """
    with engine or Engine() as press:
        source = load(topic)
        brief = validate(source)
        require_consistency(source, brief)
        options = settle(brief, options or Options())
        theme = open_theme(options.theme or brief.theme or "ministry", options.modes)
        name = options.citation_style or brief.citation_style or "numeric"
        style = find_style(name, source.files)
        assets = {**theme.files, **_pictures(source)}
        press.serve(assets)
        proof, fitted = fit(
            lambda rung, slot: _prove(brief, options, theme, style, press, rung, slot),
            options,
            lambda setting: text_size(theme.css, setting, large=options.large_print),
        )
        return replace(deliver(source, proof, press, assets, output), fitted=fitted)


def _prove(
    brief: Brief,
    options: Options,
    theme: Theme,
    style: str | bytes,
    engine: Engine,
    rung: Rung,
    slot: str,
) -> Proof:
    """Lay a brief out as a rung of the ladder says."""
    selection = select(brief, options, rung.cut)
    document = assemble(resolve(selection), words(options.language or brief.language))
    is_set = rung.setting != AS_IT_IS
    sheets = set_sheets(theme.css, rung.setting, large=options.large_print) if is_set else ()
    renderer = Renderer(document, theme, style, sheets=sheets)
    pages, log = paginate(document, renderer, engine, slot)
    return Proof(rung, slot, document, renderer, pages, tuple(log))


def deliver(
    source: Source,
    proof: Proof,
    press: Engine,
    assets: Mapping[str, bytes],
    output: Path | None,
) -> Result:
    """Frame, finish and write what was laid out."""
    brief, options = proof.selection.brief, proof.selection.options
    document, renderer, pages, log = proof.document, proof.renderer, proof.pages, [*proof.log]
    stem = file_stem(source.name, document.marking)
    output = output or Path(f"{stem}.{options.format}")
    seen: tuple[Seen, ...] = ()
    if brief.marking and document.marking and document.marking.text != brief.marking:
        log.append(f"each page bears `{document.marking.text}`, not the topic's `{brief.marking}`")
    if options.format == "html":
        data, job = export(renderer, pages, assets), None
    else:
        pdf, seen, more = _print(source, proof, press)
        log += more
        data, job = _impose(pdf, options)
        if options.copies:
            log += press.lay_out("stamps", renderer.stamps()).log
            stamps = press.write(["stamps"], tagged=False)
            require_glyphs([*log, *press.log], options.copies)
            job = replace(job, copies=len(options.copies))
    warnings = [each for each in preflight(pages, seen, log) if each.rule not in brief.silence]
    if options.strict and warnings:
        raise InputError([*warnings, Diagnostic("nothing is written: the build is strict")])
    if options.copies:
        left = _issue(output, pdf, stamps, document)
        warnings += [Diagnostic(line, severity="warning") for line in left]
    else:
        write_atomically(output, data)
    return Result(output, pages, proof.selection, tuple(warnings), job, None)


def _print(
    source: Source, proof: Proof, press: Engine
) -> tuple[bytes, tuple[Seen, ...], list[str]]:
    """Write the pages, frame and finish them; tell what is seen on them and what was logged."""
    document, renderer, pages = proof.document, proof.renderer, proof.pages
    brief, options = proof.selection.brief, proof.selection.options
    if BLANK in pages.bound:
        press.lay_out(proof.slot + BLANK, renderer.blank())
    parts = [proof.slot + name for name in pages.bound]
    pdf = press.write(parts)
    log = [*press.log]
    beside = None
    if options.review:
        lines = press.lines(parts, apart=CLOSEST)
        beside = margins(document, pages, renderer.paper, lines, Located(source.tree, brief))
    log += press.lay_out("frame", renderer.frame(pages, beside)).log
    layers = ["frame"]
    if draft := not brief.is_cleared:
        log += press.lay_out("draft", renderer.draft()).log
        layers.append("draft")
    frame = press.write(layers, tagged=False)
    log += press.log
    seen = press.look(parts, "frame")
    facts = _facts(document, renderer)
    return finish(pdf, frame, facts, draft=draft, bleed=options.bleed), seen, log


def paginate(
    document: Document, renderer: Renderer, engine: Engine, slot: str
) -> tuple[PageMap, list[str]]:
    """Lay out the parts, those that print page numbers after those that give them.

    A part is laid out again until the page numbers that it prints hold; what would swing for ever
    keeps its last state, which is said.
    """
    options = document.resolved.selection.options
    pages = PageMap(tuple(part.name for part in document.parts), right=document.on_the_right)
    parts: dict[str, str] = {}
    log: list[str] = []
    for _ in range(4):
        before = dict(parts)
        for part in document.layout_order:
            # the page on which a mirrored part begins tells its side
            if part.name in parts and not (part.paged or options.mirrored):
                continue
            html = renderer.part(part.name, pages)
            if html != parts.get(part.name):
                laid = engine.lay_out(slot + part.name, html)
                parts[part.name] = html
                pages = pages.with_part(part.name, laid)
                log += laid.log
        if parts == before:
            break
    else:
        log.append("page numbers do not settle: some may be wrong by one")
    return pages, log


def _impose(pdf: bytes, options: Options, copies: int = 1) -> tuple[bytes, PrintJob]:
    """Set the pages upon sheets, if that is asked for, and say how to print them."""
    if options.booklet:
        return booklet(pdf, copies=copies)
    if options.n_up:
        return handout(pdf, options.n_up, duplex=options.both_sides, copies=copies)
    return pdf, print_job(pdf, duplex=options.both_sides, copies=copies)


def _issue(output: Path, pdf: bytes, stamps: bytes, document: Document) -> list[str]:
    """Write numbered copies and their register; tell what is left of others."""
    options = document.resolved.selection.options
    files = issue(
        output,
        pdf,
        stamps,
        options.copies,
        impose=lambda pdf, copies: _impose(pdf, options, copies)[0],
        both_sides=options.both_sides and not (options.booklet or options.n_up),
        marking=document.marking,
    )
    written = write_together(files, folder=None if is_file(output) else output)
    return leftovers(output, written)


def _pictures(source: Source) -> Mapping[str, bytes]:
    return {f"topic:{name}": data for name, data in source.files.items()}


def _facts(document: Document, renderer: Renderer) -> Facts:
    brief, words = document.resolved.selection.brief, document.words["control"]
    issued = brief.issued.first
    marking = document.marking.text if document.marking else ""
    handling, file, retention = (
        renderer.plain(text or "")
        for text in (brief.handling, brief.file_reference, brief.retention)
    )
    keywords = (
        marking,
        f"{words['file_reference']} {file}" if file else "",
        f"{words['retention']} {retention}" if retention else "",
    )
    return Facts(
        title=renderer.plain(brief.title),
        author=renderer.plain(brief.originator),
        subject=renderer.plain(brief.subtitle or brief.type),
        keywords=tuple(filter(None, keywords)),
        language=brief.language,
        date=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
        producer="briefing",
        rights=". ".join(filter(None, (marking, handling))),
        identifier=file,
    )
