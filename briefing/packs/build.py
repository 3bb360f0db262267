"""The pipeline of a pack: several topics become one document, which is finished as a brief is."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from briefing.archive.topic_subset import Look
from briefing.citations import find_style
from briefing.errors import Diagnostic
from briefing.layout.engine import Engine
from briefing.model.options import Options
from briefing.packs.archive import cut_pack
from briefing.packs.load import bundle
from briefing.packs.renderer import Binder
from briefing.pagination.paginate import paginate
from briefing.pagination.trial_layout import Proof, Rung
from briefing.pdf.attachments import File
from briefing.pipeline.deliver import Result, deliver
from briefing.themes.theme import USUAL, open_theme

__all__ = ["pack"]


def pack(
    path: Path,
    output: Path | None = None,
    options: Options | None = None,
    *,
    engine: Engine | None = None,
) -> Result:
    """Make one document of the topics that a pack file names, and write it.

    Behaves as `build` does; of the options those of `Look` hold for all topics.
    """
    with nullcontext(engine) if engine else Engine() as press:
        bound = bundle(path, options or Options())
        given = bound.document.resolved.selection.options
        named, name = given.theme or USUAL, given.citation_style or "numeric"
        theme = open_theme(named, given.modes)
        style = find_style(name, bound.source.files)
        look = Look(named, theme.own, name, style if isinstance(style, bytes) else None)
        assets = {**theme.files, **bound.pictures}
        press.serve(assets)
        binder = Binder(
            bound.document, bound.inlays, theme, style, pack=bound.pack, limits=press.limits
        )
        pages, log = paginate(bound.document, binder, press, "")
        proof = Proof(Rung(), "", bound.document, binder, pages, tuple(log))

        def data_of(tool: str) -> list[File]:
            return cut_pack(bound.pack, bound.document, bound.inlays, look, tool=tool)

        result = deliver(bound.source, proof, press, assets, output, data_of=data_of)
    warnings = (Diagnostic(line, severity="warning") for line in bound.warnings)
    return replace(result, selection=bound.selection, warnings=(*warnings, *result.warnings))
