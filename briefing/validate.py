"""Stage: the loaded tree -> a valid `Brief`, or every fault in it at once.

Shape is checked by the models; what a name points to is checked on the tree itself, so that
both kinds of fault are found in one go. Faults carry the position in the user's file.
"""

from pydantic import ValidationError

from briefing.errors import InputError
from briefing.load import Source
from briefing.model.brief import Brief
from briefing.names import check_names
from briefing.shape import explain

__all__ = ["validate"]


def validate(source: Source) -> Brief:
    """Turn a loaded topic into a brief; raise InputError with all that is wrong, by place."""
    found = check_names(source.tree)
    brief = None
    try:
        brief = Brief.model_validate(source.tree)
    except ValidationError as error:
        found += explain(error, Brief, source.tree, {each.span for each in found})
    if brief is None or found:
        raise InputError(sorted(dict.fromkeys(found), key=lambda each: each.span or ("", 0, 0)))
    return brief
