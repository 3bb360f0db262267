"""The end of the pipeline: what was laid out is framed, joined, finished and written.

Enters: a trial layout. Leaves: the file, and what is to be said about it. The pipeline imports this
while the engine lays out, for it needs much that nothing before it does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from briefing.document.assemble import Document
from briefing.document.select import Selection
from briefing.errors import Diagnostic, InputError
from briefing.layout.engine import LayoutEngine
from briefing.layout.page_map import BLANK, PageMap
from briefing.loading.topic import LoadedTopic
from briefing.model.marking import file_stem
from briefing.model.options import Options
from briefing.pagination.trial_layout import FittingReport, TrialLayout
from briefing.pdf.attachments import File
from briefing.pdf.encryption import encrypt
from briefing.pdf.finish import DocumentMetadata, finish
from briefing.pdf.imposition import PrintJob, booklet, handout, print_job
from briefing.pdf.merge import merge_parts, merge_plain
from briefing.pdf.numbered_copies import is_file, issue, leftovers, require_glyphs
from briefing.preflight.page_contents import FinishedPage, combine
from briefing.preflight.page_rules import preflight
from briefing.rendering.html_export import export
from briefing.rendering.renderer import Renderer
from briefing.rendering.review_margin import CLOSEST, margins
from briefing.runtime.atomic_write import write_atomically, write_together
from briefing.runtime.fingerprint import state
from briefing.runtime.program_version import program_version
from briefing.validation.located_brief import Located

__all__ = ["Data", "Result", "deliver"]

Data: TypeAlias = Callable[[str], Sequence[File]]
"""Gives the files of a brief's data; it is told the name and version of this program."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a build gave: where it is, its pages, and what is to be said about it.

    `job` is what to ask of the printer, None for HTML; `fitted` what was done for a page limit or
    a full last page, None if neither was asked for. `states` are those of all files and folders
    that were read and written, by their absolute paths, for `unchanged`; an `encrypted` build is
    none that another one could leave as it is, nor is one whose file is `beside` that asked for.
    The `notes` are about this program and what it runs on, whatever the brief, so that none of them
    fails a build that is strict.
    """

    path: Path
    pages: PageMap
    selection: Selection
    warnings: tuple[Diagnostic, ...]
    job: PrintJob | None
    fitted: FittingReport | None
    states: Mapping[str, str]
    encrypted: bool = False
    beside: bool = False
    notes: tuple[str, ...] = ()


def deliver(
    source: LoadedTopic,
    trial: TrialLayout,
    engine: LayoutEngine,
    assets: Mapping[str, bytes],
    output: Path | None,
    *,
    password: str | None = None,
    data_of: Data,
) -> Result:
    """Frame, finish and write what was laid out, with its data."""
    brief, options = trial.selection.brief, trial.selection.options
    document, renderer, pages, log = trial.document, trial.renderer, trial.pages, [*trial.log]
    stem = file_stem(source.name, document.marking)
    path = output = output or Path(f"{stem}.{options.format}")
    seen: tuple[FinishedPage, ...] = ()
    if brief.marking and document.marking and document.marking.text != brief.marking:
        log.append(f"each page bears `{document.marking.text}`, not the topic's `{brief.marking}`")
    if options.format == "html":
        data, job = export(renderer, pages, assets), None
    else:
        pdf, seen, more = _print(source, trial, engine, data_of)
        log += more
        data, job = _impose(pdf, options)
        page = renderer.paper
        job = job or print_job(pages.total, page.width, page.height, duplex=options.both_sides)
        if options.copies:
            laid = engine.lay_out_all({"stamps": renderer.stamps()}, tagged=False)["stamps"]
            drawn = engine.draw(["stamps"])
            stamps = merge_plain(engine.fonts(drawn), drawn)
            require_glyphs([*log, *laid.log, *drawn[0].log], options.copies)
            job = replace(job, copies=len(options.copies))
    found = preflight(pages, seen, log, renderer.theme.place_of)
    told = [*renderer.theme.warnings, *found]
    warnings = [each for each in told if each.rule not in brief.silence]
    if options.strict and warnings:
        raise InputError([*warnings, Diagnostic("nothing is written: the build is strict")])
    if options.copies:
        states, left = _issue(output, pdf, stamps, document)
        warnings += [Diagnostic(line, severity="warning") for line in left]
    else:
        states = write_atomically(output, encrypt(data, password) if password else data)
        (*_, path) = states
        if path != output:
            held = f"`{output}` cannot be replaced, perhaps because a viewer holds it open"
            hint = f"the brief is `{path}`; close the viewer and build again"
            warnings.append(Diagnostic(held, hint=hint, severity="warning"))
    if output.is_symlink():  # which somebody else may have put there
        message = f"`{output}` is a link: `{output.resolve()}` was written"
        warnings.append(Diagnostic(message, severity="warning"))
    written = {str(file.absolute()): each for file, each in states.items()}
    return Result(
        path, pages, trial.selection, tuple(warnings), job, None, written,
        encrypted=bool(password), beside=path != output, notes=engine.notes,
    )  # fmt: skip


def _print(
    source: LoadedTopic, trial: TrialLayout, engine: LayoutEngine, data_of: Data
) -> tuple[bytes, tuple[FinishedPage, ...], list[str]]:
    """Draw the pages, frame and finish them; tell what is seen on them and what was logged."""
    document, renderer, pages = trial.document, trial.renderer, trial.pages
    brief, options = trial.selection.brief, trial.selection.options
    if BLANK in pages.bound:
        engine.lay_out(trial.key + BLANK, renderer.blank())
    parts = [trial.key + name for name in pages.bound]
    beside = None
    if options.review:
        lines = engine.lines(parts, apart=CLOSEST)
        beside = margins(document, pages, renderer.paper, lines, Located(source.tree, brief))
    engine.begin(parts)
    files = data_of(_tool()) if options.carries_data else ()  # while the engine draws
    frames = renderer.frames(pages, beside)
    layers = {f"frame of {name}": html for name, html in frames.items()}
    if draft := not brief.is_cleared:
        layers["draft"] = renderer.draft()
    laid = engine.lay_out_all(layers, tagged=False, draw=True)
    drawn = engine.draw([*parts, *layers])
    joined, lost = merge_parts(engine.fonts(drawn), drawn)
    logs = [each.log for each in drawn] + [each.log for each in laid.values()]
    log = [*chain.from_iterable(logs)]
    log += [f"No anchor #{anchor} for internal URI reference" for anchor in lost]
    sights = [sight for each in drawn for sight in each.seen]
    seen = tuple(map(combine, sights[: pages.total], sights[pages.total :]))
    facts = _facts(document, renderer)
    return finish(joined, facts, draft=draft, bleed=options.bleed, files=files), seen, log


def _impose(pdf: bytes, options: Options, copies: int = 1) -> tuple[bytes, PrintJob | None]:
    """Set the pages upon sheets and say how to print these, if that is asked for."""
    if options.booklet:
        return booklet(pdf, copies=copies)
    if options.n_up:
        return handout(pdf, options.n_up, duplex=options.both_sides, copies=copies)
    return pdf, None


def _issue(
    output: Path, pdf: bytes, stamps: bytes, document: Document
) -> tuple[dict[Path, str], list[str]]:
    """Write numbered copies and their register; give their states and tell what is left of others.

    What is left is told by the names in the folder, whose state is given as well.
    """
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
    if is_file(output):
        return write_together(files), []
    states = write_together(files, folder=output)
    left = leftovers(output, [*states])
    return {**states, output / "*": state(output / "*")}, left


def _tool() -> str:
    return f"briefing {program_version()}".rstrip()


def _facts(document: Document, renderer: Renderer) -> DocumentMetadata:
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
    return DocumentMetadata(
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
