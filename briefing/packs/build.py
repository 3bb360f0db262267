"""The pipeline of a pack: several topics become one document, which is finished as a brief is."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from briefing.archive.topic_subset import EmbeddedStyle
from briefing.citations import find_style
from briefing.errors import Diagnostic
from briefing.layout.engine import LayoutEngine
from briefing.model.options import Options
from briefing.packs.archive import subset_pack
from briefing.packs.load import load_pack
from briefing.packs.renderer import PackRenderer
from briefing.pagination.paginate import paginate
from briefing.pagination.trial_layout import FittingStep, TrialLayout
from briefing.pdf.attachments import File
from briefing.pipeline.deliver import Result, deliver
from briefing.themes.theme import DEFAULT_THEME, open_theme

__all__ = ["pack"]


def pack(
    path: Path,
    output: Path | None = None,
    options: Options | None = None,
    *,
    engine: LayoutEngine | None = None,
) -> Result:
    """Make one document of the topics that a pack file names, and write it.

    Behaves as `build` does; of the options those of `PrintOptions` hold for all topics.
    """
    with nullcontext(engine) if engine else LayoutEngine() as started:
        bound = load_pack(path, options or Options(), started.limits)
        given = bound.document.resolved.selection.options
        named, name = given.theme or DEFAULT_THEME, given.citation_style or "numeric"
        theme = open_theme(named, given.modes)
        style = find_style(name, bound.source.files)
        look = EmbeddedStyle(named, theme.own, name, style if isinstance(style, bytes) else None)
        assets = {**theme.files, **bound.pictures}
        started.serve(assets)
        renderer = PackRenderer(
            bound.document,
            bound.packed_topics,
            theme,
            style,
            pack=bound.pack,
            limits=started.limits,
        )
        pages, log = paginate(bound.document, renderer, started, "")
        trial = TrialLayout(FittingStep(), "", bound.document, renderer, pages, tuple(log))

        def data_of(tool: str) -> list[File]:
            return subset_pack(bound.pack, bound.document, bound.packed_topics, look, tool=tool)

        result = deliver(bound.source, trial, started, assets, output, data_of=data_of)
    warnings = (Diagnostic(line, severity="warning") for line in bound.warnings)
    told = (*bound.renamed, *warnings, *result.warnings)
    return replace(result, selection=bound.selection, warnings=told)
