"""Stage: the loaded tree -> a valid `Brief`, or every fault in it at once.

Shape is checked by the models; what a name points to is checked on the tree itself, so that
both kinds of fault are found in one go. Faults carry the position in the user's file. pydantic's
errors are translated by their type and context, never by their text.
"""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefing.errors import Diagnostic, InputError, nearest
from briefing.load import Source
from briefing.model.base import Loc
from briefing.model.brief import Brief
from briefing.model.sections import KINDS
from briefing.names import check_names
from briefing.tree import span_of

__all__ = ["validate"]


def validate(source: Source) -> Brief:
    """Turn a loaded topic into a brief; raise InputError with all that is wrong."""
    try:
        brief, found = Brief.model_validate(source.tree), []
    except ValidationError as error:
        brief, found = None, list(_translate(error, source))
    found += check_names(source.tree)
    if brief is None or found:
        raise InputError(sorted(set(found), key=lambda each: each.span or ("", 0, 0)))
    return brief


def _translate(error: ValidationError, source: Source) -> Iterator[Diagnostic]:
    seen = set()
    for detail in error.errors(include_url=False):
        extra = detail["type"] == "extra_forbidden"
        span = span_of(source.tree, detail["loc"], key=extra)
        if span in seen and not extra and detail["type"] != "missing":
            continue  # the branches of a union each report the same value
        seen.add(span)
        message, hint = _say(detail)
        yield Diagnostic(message, span, hint)


def _say(detail: ErrorDetails) -> tuple[str, str | None]:
    """Put one pydantic error into the words of the user's file."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    name = next((part for part in reversed(detail["loc"]) if _is_field(part)), "")
    match kind:
        case "missing":
            return f"`{name}` is missing", None
        case "extra_forbidden":
            return f"unknown field `{name}`", nearest(str(name), _fields_at(detail["loc"][:-1]))
        case "union_tag_invalid":
            return f"unknown section kind `{context['tag']}`", nearest(context["tag"], KINDS)
        case "union_tag_not_found":
            return "a section needs a `kind`", "one of " + ", ".join(KINDS)
        case "literal_error":
            return f"`{name}` cannot be {_quote(value)}", f"expected {context['expected']}"
        case "string_type" if isinstance(value, int | float):
            return f"`{name}` expects text, not the number {value}", f'put it in quotes: "{value}"'
        case "string_type":
            return f"`{name}` expects text, not {_quote(value)}", None
        case "string_too_short":
            return f"`{name}` is empty", "write something or leave the field out"
        case "string_pattern_mismatch":
            return f"`{name}` cannot be {_quote(value)}", _pattern_hint(name)
        case "tuple_type" | "list_type":
            return f"`{name}` expects a list, not {_quote(value)}", "start each entry with `- `"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{name or 'a topic'} expects fields, not {_quote(value)}", None
        case "too_short":
            return f"`{name}` needs at least {context['min_length']} entries", None
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            relation, limit = kind.replace("_", " "), next(iter(context.values()))
            return f"`{name}` must be {relation} {limit}, not {_quote(value)}", None
        case "int_type" | "int_parsing" | "int_from_float" | "float_type" | "float_parsing":
            return f"`{name}` expects a number, not {_quote(value)}", None
        case "bool_type" | "bool_parsing":
            return f"`{name}` expects true or false, not {_quote(value)}", None
        case "value_error" | "assertion_error":
            return str(context.get("error", detail["msg"])), None
    return f"`{name}`: {detail['msg'].lower()}", None


def _is_field(part: str | int) -> bool:
    return isinstance(part, str) and part not in KINDS and not part.startswith(("literal[", "func"))


def _pattern_hint(name: str | int) -> str:
    if name == "language":
        return "a language such as `en`, `es` or `en-GB`"
    return "lower-case letters, digits and single hyphens, starting with a letter"


def _quote(value: object) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value)
    return f"`{text if len(text) <= 40 else text[:37] + '...'}`"


def _fields_at(loc: Loc) -> set[str]:
    """Name the fields of the model that a pydantic path leads to."""
    models: list[type[BaseModel]] = [Brief]
    for part in loc:
        if part in KINDS:
            models = [m for m in models if part in get_args(m.model_fields["kind"].annotation)]
        elif isinstance(part, str):
            found = [m.model_fields[part] for m in models if part in m.model_fields]
            models = [model for field in found for model in _models_in(field.annotation)] or models
    return {field.alias or name for m in models for name, field in m.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in _models_in(each)]
