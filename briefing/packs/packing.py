"""The pipeline of a pack: several topics become one document, which is finished as a brief is."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from briefing.citations import find_style
from briefing.cut import Look
from briefing.deliver import Result, deliver
from briefing.embed import File
from briefing.errors import Diagnostic
from briefing.layout import Engine
from briefing.options import Options
from briefing.packs.binder import Binder
from briefing.packs.bundle import bundle
from briefing.packs.data import cut_pack
from briefing.paginate import paginate
from briefing.printing.proof import Proof, Rung
from briefing.themes import USUAL, open_theme

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
