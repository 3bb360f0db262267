"""Stage: the loaded tree -> a valid `Brief`, or every fault in it at once.

Shape is checked by the models; what a name points to is checked on the tree itself, so that
both kinds of fault are found in one go. Faults carry the position in the user's file. Notes on
sources are merged into them last, so that each is checked where it was written.
"""

from pydantic import ValidationError

from briefing.errors import InputError
from briefing.loading.topic import LoadedTopic
from briefing.model.brief import Brief
from briefing.runtime.bounded_reading import bounded_reading
from briefing.runtime.gc_pause import paused
from briefing.runtime.limits import USUAL, Limits
from briefing.validation.identifiers import check_names
from briefing.validation.model_errors import explain_model_errors

__all__ = ["validate"]


@paused()
def validate(source: LoadedTopic, *, limits: Limits = USUAL) -> Brief:
    """Turn a loaded topic into a brief within limits; raise InputError with all that is wrong."""
    with bounded_reading(limits, lambda: source.tree.file):
        return _validate(source)


def _validate(source: LoadedTopic) -> Brief:
    found = check_names(source.tree)
    brief = None
    try:
        brief = Brief.model_validate(source.tree)
    except ValidationError as error:
        found += explain_model_errors(error, Brief, source.tree, {each.span for each in found})
    if brief is None or found:
        raise InputError(sorted(dict.fromkeys(found), key=lambda each: each.span or ("", 0, 0)))
    return _merge_notes(brief)


def _merge_notes(brief: Brief) -> Brief:
    """Return the sources with what the topic notes on each; the note wins."""
    sources = []
    for source in brief.sources:
        note = brief.source_notes.get(source.id)
        given = {name: getattr(note, name) for name in note.model_fields_set} if note else {}
        sources.append(source.model_copy(update=given))
    return brief.model_copy(update={"sources": tuple(sources), "source_notes": {}})
