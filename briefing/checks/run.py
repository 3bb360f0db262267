"""What can be said about a valid topic before it is laid out.

Enters: a loaded topic and the brief made of it. Leaves: diagnostics, each of a rule of the
register; those that the topic silences, with a reason, are left out. Nothing here needs the layout
engine, the templates or the tools for PDF.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path, PurePosixPath

from briefing.checks.clearance import check_clearance
from briefing.checks.evidence import check_evidence
from briefing.checks.facts import check_contradictions, check_outliers
from briefing.checks.signs import check_signs
from briefing.checks.wording import check_wording
from briefing.citations import find_style
from briefing.errors import BriefingError, Diagnostic, InputError, UsageError, first_of
from briefing.formats.folder import Folder
from briefing.loading.topic import LoadedTopic, load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Profile
from briefing.runtime.bounded_reading import bounded_reading
from briefing.runtime.limits import USUAL, Limits
from briefing.themes.theme import Theme, open_theme, theme_as_named
from briefing.validation.located_brief import Located
from briefing.validation.rules import rules

__all__ = ["Checked", "diagnose", "findings", "heard", "require_consistency"]

# What a topic and its profiles may ask for by name, and what a build does with it.
_USES: Mapping[str, Callable[[str, LoadedTopic], object]] = {
    "theme": lambda name, source: open_theme(theme_as_named(name, source.folder)),
    "language": lambda name, _: labels(name),
    "citation_style": lambda name, source: find_style(name, source.files),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A topic with all that was found in it, by place, and the files in which it was found."""

    topic: Path
    diagnostics: tuple[Diagnostic, ...]
    files: Mapping[str, bytes]

    @property
    def folder(self) -> Path:
        """The folder to which the names of its files are relative."""
        return self.topic if self.topic.is_dir() else self.topic.parent


def diagnose(topic: Path, limits: Limits = USUAL) -> Checked:
    """Load a topic, validate it and look for all that can be found; nothing is raised."""
    try:
        source = load(topic, limits=limits)
    except InputError as error:
        return Checked(topic, error.diagnostics, _read_again(topic, error.diagnostics))
    try:
        brief = validate(source, limits=limits)
        with bounded_reading(limits, lambda: source.tree.file):
            found = findings(source, brief)
    except InputError as error:
        found = _sorted([*error.diagnostics, *source.warnings])
    return Checked(topic, first_of(tuple(found)), source.files)


def findings(source: LoadedTopic, brief: Brief) -> list[Diagnostic]:
    """Find errors and warnings in a valid topic, by place."""
    topic = Located(source.tree, brief)
    found = [
        *source.warnings,
        *_wishes(topic, source),
        *check_contradictions(topic),
        *check_outliers(topic),
        *check_evidence(topic),
        *check_clearance(topic),
        *check_wording(topic),
        *check_signs(topic),
    ]
    of_pages = {code for code, rule in rules().items() if rule.group == "pages"}
    unused = brief.silence.keys() - {each.rule for each in found} - of_pages
    if "unused-silence" not in brief.silence:
        for rule in unused:
            message = f"`{rule}` is silenced, but it finds nothing"
            span = source.tree["silence"].key_span(rule)  # type: ignore[union-attr]
            found.append(Diagnostic(message, span, "remove the line", "warning", "unused-silence"))
    return _sorted(heard(found, brief))


def require_consistency(source: LoadedTopic, brief: Brief, limits: Limits = USUAL) -> None:
    """Raise InputError where facts of a valid topic contradict each other."""
    with bounded_reading(limits, lambda: source.tree.file):
        found = _sorted(heard(check_contradictions(Located(source.tree, brief)), brief))
    if found:
        raise InputError(found)


def heard(found: Iterable[Diagnostic], brief: Brief) -> list[Diagnostic]:
    """Leave out what the topic silences."""
    return [each for each in found if each.rule not in brief.silence]


def _sorted(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return sorted(dict.fromkeys(found), key=lambda each: each.span or ("", 0, 0))


def _wishes(topic: Located, source: LoadedTopic) -> Iterator[Diagnostic]:
    """Report themes, languages and styles that a build could not use, and what themes give."""
    places: list[tuple[tuple[str, ...], Brief | Profile]] = [((), topic.brief)]
    places += [(("profiles", name), each) for name, each in topic.brief.profiles.items()]
    for (loc, wishes), (field, use) in product(places, _USES.items()):
        try:
            if wish := getattr(wishes, field):
                used = use(wish, source)
                yield from _seen_from_topic(used, wish) if isinstance(used, Theme) else ()
        except BriefingError as error:
            kind = "unknown" if isinstance(error, UsageError) else "bad"
            rule = f"{kind}-{field.replace('_', '-')}"
            message = " ".join(error.message.split())
            yield Diagnostic(message, topic.span(*loc, field), error.hint, rule=rule)


def _seen_from_topic(theme: Theme, name: str) -> Iterator[Diagnostic]:
    """Yield the warnings of a theme that a topic names, with the files' paths from that topic."""
    for each in theme.warnings:
        assert each.span
        file = (PurePosixPath(name).parent / each.span.file).as_posix()
        yield replace(each, span=each.span._replace(file=file))


def _read_again(topic: Path, found: Iterable[Diagnostic]) -> Mapping[str, bytes]:
    """Read the files that could not be loaded, to show the lines that are wrong."""
    folder = Folder(topic if topic.is_dir() else topic.parent)
    for each in found:
        if each.span:
            try:
                folder.read(each.span.file)
            except InputError:
                continue
    return folder.files
