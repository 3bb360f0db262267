"""A pack file -> what is bound together: its topics behind tabs, and one list of their sources.

Enters: the path of a pack file. Leaves: topics that were selected and assembled, and the document
of the pack itself; or every fault of all topics at once, by the file in which it stands. Invariant:
no file outside the folder of the pack is opened, and no topic loses a marking.
"""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from pydantic import ValidationError

from briefing.checks.run import heard, require_consistency
from briefing.document.assemble import Document, DocumentPart, Tab, assemble
from briefing.document.resolve import Resolved, resolve
from briefing.document.select import NO_TRIM, Selection, resolve_options, select
from briefing.errors import Diagnostic, InputError, Sheet, Span, UsageError
from briefing.formats.yaml_tree import span_of
from briefing.loading.topic import LoadedTopic, load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels as open_words
from briefing.model import anchors
from briefing.model.base import texts
from briefing.model.brief import Brief, Identity
from briefing.model.options import Options, PrintOptions, SelectionOptions
from briefing.model.pack import Enclosed, Pack
from briefing.packs.renderer import PackedTopic, bind
from briefing.packs.shared_sources import SharedSources, translate
from briefing.runtime.limits import USUAL, Limits
from briefing.text.rich_text import parse_rich_text
from briefing.themes.theme import theme_as_named
from briefing.validation.model_errors import explain_model_errors

__all__ = ["LoadedPack", "load_pack"]

# What each page bears; a topic that is bound must not lose it.
_BORNE = ("marking", "handling")
# What a topic keeps of a source that an earlier one has brought. What is said of a source stands in
# the appendix once, and cites for the first topic.
_OWN = ("id", "reliability", "derived_from", "independent_of")
_SAID = ("descriptor", "reliability_basis")


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack that can be rendered; `pictures` are the files of its topics by their URL."""

    source: LoadedTopic
    pack: Pack
    document: Document
    packed_topics: tuple[PackedTopic, ...]
    pictures: Mapping[str, bytes]
    renamed: tuple[Diagnostic, ...]
    warnings: tuple[str, ...]

    @property
    def selection(self) -> Selection:
        """Return what is shown of all topics."""
        shown = [each.document.resolved.selection for each in self.packed_topics]
        return replace(
            self.document.resolved.selection,
            sections=tuple(section for each in shown for section in each.sections),
            disputes=tuple(dispute for each in shown for dispute in each.disputes),
        )


def load_pack(path: Path, options: Options, limits: Limits = USUAL) -> LoadedPack:
    """Read a pack and its topics; raise InputError with all that is wrong with any of them."""
    source = load(path, "pack", limits=limits)
    pack = _validate(source)
    asked = options.theme
    options = _look(pack, options)
    if options.theme and not asked:
        theme = theme_as_named(options.theme, source.folder)
        options = options.model_copy(update={"theme": theme})
    words = open_words(options.language or pack.language)
    chosen = _choose(path.parent, source, pack, options, limits)
    redacted = any(each.selection.options.redact_data for each in chosen)
    options = options.model_copy(update={"redact_data": redacted})
    library, packed_topics, found = SharedSources(), list[PackedTopic](), list[str]()
    for place, (entry, selection, topic, _) in enumerate(chosen):
        tab = Tab(entry.tab, place, len(chosen))
        if (marking := selection.brief.marking) not in (None, options.marking):
            found.append(
                f"tab {tab.letter}: the topic bears `{marking}`, its pages bear the marking of "
                f"the pack, `{options.marking}`"
            )
        resolved, keys = _join(selection, library, tab, found)
        document = assemble(resolved, words)
        document = replace(document, parts=_inner(document), tab=tab)
        packed_topics.append(PackedTopic(document, keys, topic.shared, topic.pictures))
    return LoadedPack(
        source=source,
        pack=pack,
        document=_document(pack, options, packed_topics, library, words),
        packed_topics=tuple(packed_topics),
        pictures={
            name: data
            for packed in packed_topics
            for name, data in packed.document.resolved.selection.served(
                packed.pictures, packed.prefix
            ).items()
        },
        renamed=(*source.renamed, *(told for each in chosen for told in each.renamed)),
        warnings=tuple(found),
    )


def _validate(source: LoadedTopic) -> Pack:
    try:
        pack = Pack.model_validate(source.tree)
    except ValidationError as error:
        raise InputError(explain_model_errors(error, Pack, source.tree)) from None
    found = []
    for loc, text in texts(pack):
        rich = parse_rich_text(text, block=False, language=pack.language)
        if rich.citations or rich.references or rich.faults:
            message = f"`{text}` cites or links, which only the topics of a pack can"
            found.append(Diagnostic(message, span_of(source.tree, loc), rule="bad-markup"))
    if found:
        raise InputError(found)
    return pack


def _look(pack: Pack, options: Options) -> Options:
    """Settle how all of it looks: as the call says, or else the pack."""
    for name in options.model_fields_set - set(PrintOptions.model_fields):
        is_choice = name in SelectionOptions.model_fields
        hint = "its topics may, in the pack file" if is_choice else None
        raise UsageError(f"a pack does not take `{name}`", hint)
    options = options.under(pack.options)
    names = PrintOptions.model_fields.keys() & Identity.model_fields.keys()
    return options.model_copy(
        update={name: getattr(options, name) or getattr(pack, name) for name in names}
    )


class _Chosen(NamedTuple):
    entry: Enclosed
    selection: Selection
    topic: LoadedTopic
    renamed: list[Diagnostic]


def _choose(
    root: Path, source: LoadedTopic, pack: Pack, options: Options, limits: Limits
) -> list[_Chosen]:
    """Read all topics and choose from each; raise InputError with the faults of all."""
    chosen, found = list[_Chosen](), list[Diagnostic]()
    for place, entry in enumerate(pack.topics):
        span = span_of(source.tree, ("topics", place, "topic"))
        try:
            _require_inside(root, root / entry.topic, entry.topic, span)
            topic = load(root / entry.topic, limits=limits)
            _require_inside(root, topic.folder, entry.topic, span)  # it may have changed meanwhile
            brief = validate(topic, limits=limits)
            require_consistency(topic, brief, limits)
            own = _as_bound(brief, entry, pack, options, span)
            shown = select(own, _choice(own, entry, options))
            renamed = [
                _relocate(each, root, entry.topic, span) for each in heard(topic.renamed, brief)
            ]
            chosen.append(_Chosen(entry, shown, topic, renamed))
        except InputError as error:
            found += (_relocate(each, root, entry.topic, span) for each in error.diagnostics)
        except UsageError as error:
            found.append(Diagnostic(error.message, span, error.hint, rule="wrong-value"))
    if found:
        raise InputError(found)
    return chosen


def _require_inside(root: Path, place: Path, name: str, span: Span) -> None:
    """Raise InputError unless a place is below the folder of the pack."""
    if not place.resolve().is_relative_to(root.resolve()):
        message = f"`{name}` does not lie below the folder of the pack"
        hint = "put the pack file into a folder above all of its topics"
        raise InputError([Diagnostic(message, span, hint, rule="file-outside-topic")])


def _as_bound(brief: Brief, entry: Enclosed, pack: Pack, options: Options, span: Span) -> Brief:
    """Let the pack say what each page bears, unless a topic would lose it."""
    for name in _BORNE:
        own = getattr(brief, name)
        if own and not (getattr(options, name, None) or getattr(pack, name)):
            message = f"the topic bears `{own}`, and the pack has no `{name}`"
            hint = f"add a `{name}` that covers all topics of the pack"
            raise InputError([Diagnostic(message, span, hint, rule="missing-field")])
    update = {"title": entry.title or brief.title, "handling": pack.handling}
    return brief.model_copy(update=update)


def _choice(brief: Brief, entry: Enclosed, options: Options) -> Options:
    """Take what is shown from the entry and its profile, all else from the pack.

    A profile may also keep the data out of the PDF.
    """
    given = entry.model_dump(include=set(SelectionOptions.model_fields), exclude_none=True)
    settled = resolve_options(brief, Options(profile=entry.profile, **given))
    redacted = options.redact_data or settled.redact_data
    shown = {name: getattr(settled, name) for name in SelectionOptions.model_fields}
    return options.model_copy(update={**shown, "redact_data": redacted})


def _relocate(found: Diagnostic, root: Path, topic: str, span: Span) -> Diagnostic:
    """Name the file of a topic as seen from the pack."""
    at = found.span
    if at is None or at == span:
        return replace(found, span=span)
    folder = topic if (root / topic).is_dir() else str(PurePosixPath(topic).parent)
    file = str(PurePosixPath(folder, at.file))
    if isinstance(at.file, Sheet):
        file = Sheet(file, at.file.sheet)
    return replace(found, span=at._replace(file=file))


def _join(
    selection: Selection, library: SharedSources, tab: Tab, found: list[str]
) -> tuple[Resolved, Mapping[str, str]]:
    """Resolve what is shown of a topic, and take its sources into the library."""
    sources = {source.id: source for source in selection.brief.sources}
    guess = library.known([*sources.values()])
    resolved = _resolve(selection, library, guess)
    cited = [source.id for source in resolved.sources]
    known = library.known([sources[key] for key in cited])
    if any(known.get(key) != guess.get(key) for key in cited):  # one that is not cited was in front
        resolved = _resolve(selection, library, known)
    for source in resolved.sources:
        if source.id in known:
            twin = library.sources[known[source.id]]
            if twin.reliability != source.reliability:
                grades = (source.reliability or "no grade", twin.reliability or "no grade")
                found.append(
                    f"tab {tab.letter} gives the source `{source.id}` {grades[0]}, an earlier "
                    f"tab {grades[1]}: the joint appendix prints {grades[1]}"
                )
    new = library.add(source for source in resolved.sources if source.id not in known)
    return resolved, known | new


def _resolve(selection: Selection, library: SharedSources, known: Mapping[str, str]) -> Resolved:
    """Resolve a topic in which sources that are known are described as they were brought."""
    sources = (
        library.sources[known[own.id]].model_copy(
            update={**dict.fromkeys(_SAID), **{name: getattr(own, name) for name in _OWN}}
        )
        if own.id in known
        else own
        for own in selection.brief.sources
    )
    brief = selection.brief.model_copy(update={"sources": tuple(sources)})
    return resolve(replace(selection, brief=brief))


def _inner(document: Document) -> tuple[DocumentPart, ...]:
    """Return the parts of a topic without its list of sources."""
    return tuple(
        replace(part, name="topic", kind="topic") if part.name == "whole" else part
        for part in document.parts
        if part.name != anchors.SOURCES
    )


def _document(
    pack: Pack,
    options: Options,
    packed_topics: Sequence[PackedTopic],
    library: SharedSources,
    words: Mapping[str, Any],
) -> Document:
    """Make the document of what the topics share: cover, sources and all that is on every page."""
    topics = [each.document.resolved for each in packed_topics]
    briefs = [each.selection.brief for each in topics]
    said = {name: getattr(pack, name) for name in Identity.model_fields}
    said["cutoff"] = max((each.cutoff for each in briefs), key=lambda date: date.last)
    if not all(each.is_cleared for each in briefs):
        said["status"] = "draft"
    brief = Brief.model_construct(**said, sections=())
    resolved = resolve(Selection(brief, options, (), (), (), 0, NO_TRIM))
    addresses = {source.url for source in library.sources.values()}
    links = dict(ChainMap(*(dict(each.links) for each in topics)))
    clusters = (
        translate(cluster, packed.keys)
        for packed in packed_topics
        for cluster in packed.document.resolved.clusters
    )
    return Document(
        resolved=replace(
            resolved,
            sources=tuple(library.sources.values()),
            clusters=tuple(dict.fromkeys(clusters)),
            links={name: label for name, label in links.items() if name not in addresses},
        ),
        words=words,
        parts=bind(packed_topics),
        summary=None,
        blocks=(),
        annex=(),
        claims=(),
        left_out=(),
        has_judgements=False,
    )
