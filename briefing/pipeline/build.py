"""The pipeline: a topic becomes a brief in eight stages, each from one frozen type to the next.

What lays out is started before what writes is imported: users wait for the former.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.checks.run import heard, require_consistency
from briefing.citations import find_style
from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import citation_style, require_openness, resolve_options, select
from briefing.errors import EngineError
from briefing.layout.engine import LayoutEngine
from briefing.loading.topic import LoadedTopic, load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.typesetting import UNCHANGED
from briefing.pagination.page_limit import fit
from briefing.pagination.paginate import paginate
from briefing.pagination.trial_layout import FittingStep, TrialLayout
from briefing.rendering.renderer import Renderer
from briefing.runtime.bounded_reading import bounded_reading
from briefing.runtime.fingerprint import digest, state_if_any
from briefing.runtime.signals import uninterrupted
from briefing.themes.css_scaling import set_sheets, text_size
from briefing.themes.theme import DEFAULT_THEME, Theme, is_own, open_theme, theme_as_named

if TYPE_CHECKING:
    from briefing.pdf.attachments import File
    from briefing.pipeline.deliver import Result

__all__ = ["build", "check", "states_of"]


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
    engine: LayoutEngine | None = None,
    password: str | None = None,
) -> "Result":
    """Make a brief of a topic and write it; on any error an earlier file stays as it was.

    Without `output` it is named after the topic and its marking, in the working folder.
    Raises InputError, UsageError, OutputError or EngineError. `engine` is one that was started
    earlier, which stays open. With a `password` the PDF is encrypted and nothing of it is cached.
    """
    with ExitStack() as stack:
        started = engine or stack.enter_context(LayoutEngine())
        if password:
            stack.enter_context(started.uncached())
        source = load(topic, limits=started.limits)
        brief = validate(source, limits=started.limits)
        require_consistency(source, brief, started.limits)
        asked = options or Options()
        options = resolve_options(brief, asked)
        require_openness(brief, options)
        if password:
            from briefing.pdf.encryption import require_lockable

            require_lockable(options)
        said = options.theme or brief.theme or DEFAULT_THEME
        named = asked.theme or theme_as_named(said, source.folder)
        states = states_of(source, named)
        name = citation_style(brief, options)
        with bounded_reading(started.limits, lambda: named):
            theme = open_theme(named, options.modes)
            style = find_style(name, source.files)
        assets = {**theme.files, **select(brief, options).served(source.pictures)}
        started.serve(assets)
        with _themes_told(theme):
            trial, fitted = fit(
                lambda step, key: _try(brief, options, theme, style, started, step, key),
                options,
                lambda setting: text_size(theme.css, setting, large=options.large_print),
            )
        from briefing.archive.topic_subset import EmbeddedStyle, subset
        from briefing.pipeline.deliver import deliver

        look = EmbeddedStyle(named, theme.own, name, style if isinstance(style, bytes) else None)

        def data_of(tool: str) -> "list[File]":
            setting, whole = trial.step.setting, options.embed_all
            return subset(trial.document, look, setting, source.shared, tool=tool, whole=whole)

        result = deliver(source, trial, started, assets, output, data_of=data_of, password=password)
        return replace(
            result,
            warnings=(*heard(source.renamed, brief), *result.warnings),
            fitted=fitted,
            states={**states, **result.states},
        )


@contextmanager
def _themes_told(theme: Theme) -> Iterator[None]:
    """Say of an engine that failed what a theme lacks, which is the likely cause."""
    try:
        yield
    except EngineError as error:
        if theme.own and (lack := theme.undefined):
            names = ", ".join(f"`{each}`" for each in lack[:5])
            more = f" and {len(lack) - 5} more" if len(lack) > 5 else ""
            hint = f"the style sheets use {names}{more}, which no sheet of the theme defines"
            raise EngineError(error.message, hint) from error
        raise


def _try(
    brief: Brief,
    options: Options,
    theme: Theme,
    style: str | bytes,
    engine: LayoutEngine,
    step: FittingStep,
    key: str,
) -> TrialLayout:
    """Lay a brief out as a fitting step says."""
    with bounded_reading(engine.limits, lambda: key or "topic.yaml"):
        selection = select(brief, options, step.cut)
        document = assemble(resolve(selection), labels(options.language or brief.language))
    is_set = step.setting != UNCHANGED
    sheets = set_sheets(theme.css, step.setting, large=options.large_print) if is_set else ()
    renderer = Renderer(document, theme, style, sheets=sheets, limits=engine.limits)
    engine.prepare(renderer.blank())
    pages, log = paginate(document, renderer, engine, key, on_wait=_import_the_rest)
    return TrialLayout(step, key, document, renderer, pages, tuple(log))


def _import_the_rest() -> None:
    with uninterrupted():
        for name in ("archive.topic_subset", "pipeline.deliver"):
            import_module(f"briefing.{name}")


def states_of(source: LoadedTopic, theme: str) -> dict[str, str]:
    """Return the states of what a build reads, before it reads the theme."""
    states = {str(source.folder / name): digest(data) for name, data in source.files.items()}
    # a name may lead to a whole disk, or be too long for any
    if is_own(theme) and isfile(Path(theme, "theme.yaml")):  # noqa: PTH113
        place = str(Path(theme).absolute())
        states[place] = state_if_any(place)
    return states
