"""The pipeline of a pack: several topics become one document, which is finished as a brief is."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from briefing.citations import find_style
from briefing.deliver import Result, deliver
from briefing.errors import Diagnostic
from briefing.layout import Engine
from briefing.options import Options
from briefing.packs.binder import Binder
from briefing.packs.bundle import bundle
from briefing.paginate import paginate
from briefing.printing.proof import Proof, Rung
from briefing.themes import open_theme

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
        look = bound.document.resolved.selection.options
        theme = open_theme(look.theme or "ministry", look.modes)
        style = find_style(look.citation_style or "numeric", bound.source.files)
        assets = {**theme.files, **bound.pictures}
        press.serve(assets)
        binder = Binder(
            bound.document, bound.inlays, theme, style, pack=bound.pack, limits=press.limits
        )
        pages, log = paginate(bound.document, binder, press, "")
        proof = Proof(Rung(), "", bound.document, binder, pages, tuple(log))
        result = deliver(bound.source, proof, press, assets, output)
    warnings = (Diagnostic(line, severity="warning") for line in bound.warnings)
    return replace(result, selection=bound.selection, warnings=(*warnings, *result.warnings))
