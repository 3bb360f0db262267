"""What the models say about a wrong shape, put into words for the person who wrote the file.

Enters: pydantic's error and the tree it was raised for. Leaves: diagnostics, one for each place
in the tree. An error is translated by its type and context, never by its text.
"""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from briefing.errors import Diagnostic, Span, nearest
from briefing.formats.scalars import Cell
from briefing.formats.yaml_tree import Map, Node, Seq, span_of
from briefing.model.base import Loc
from briefing.model.sections.registry import KINDS
from briefing.text.dates import Edtf
from briefing.validation.rules import of_shape

__all__ = ["explain_model_errors"]

_RELATIONS = {
    "greater_than_equal": "at least",
    "greater_than": "more than",
    "less_than_equal": "at most",
    "less_than": "less than",
}


def explain_model_errors(
    error: ValidationError,
    model: type[BaseModel],
    tree: Map,
    known: Collection[Span | None] = (),
) -> Iterator[Diagnostic]:
    """Translate an error of a model; at places with a `known` fault, form is not complained of."""
    faults: dict[Loc, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        # the branches of a union each report the same value
        faults.setdefault(_path(tree, detail), []).append(detail)
    meant = {
        (*path[:-1], name)
        for path, (detail, *_) in faults.items()
        if detail["type"] == "extra_forbidden"
        for name in get_close_matches(str(path[-1]), _locate(model, tree, path[:-1]).fields, n=1)
    }
    for path, details in faults.items():
        kind, loc = details[0]["type"], details[0]["loc"]
        if kind == "missing" and path in meant:
            continue  # it is there, misspelt
        if kind == "union_tag_invalid":
            loc = (*loc, "kind")
        span = span_of(tree, loc, key=kind == "extra_forbidden")
        if kind in ("literal_error", "string_pattern_mismatch") and span in known:
            continue  # it names nothing, which has been told
        if kind == "too_short" and len(details[0]["input"]) >= details[0]["ctx"]["min_length"]:
            continue  # entries there are, but faulty ones
        message, hint = _say(model, tree, path, details)
        field = _locate(model, tree, path).field
        dated = field is not None and Edtf in _leaves(field.annotation)
        rule = of_shape(kind, path, details[0]["input"], dated=dated)
        yield Diagnostic(message, span, hint, rule=rule)


def _path(tree: Map, detail: ErrorDetails) -> Loc:
    """Return pydantic's path without the tags of unions, which stand for nothing in the tree."""
    node: Node = tree
    path: list[str | int] = []
    loc = detail["loc"]
    for index, part in enumerate(loc):
        if index == 2 and loc[0] == "sections":
            continue  # a kind of section may have a field of its own name
        match node, part:
            case Map(), str() if part in node:
                node = node[part]
            case Seq(), int():
                node = node[part]
            case _ if detail["type"] != "missing" or index < len(loc) - 1:
                continue
        path.append(part)
    return tuple(path)


class _Place(NamedTuple):
    """What the models expect somewhere: the field itself, and the fields below it."""

    field: FieldInfo | None
    fields: dict[str, FieldInfo]


def _locate(model: type[BaseModel], tree: Map, path: Loc) -> _Place:
    models: list[Any] = [model]
    field = None
    node: Any = tree
    for part in path:
        node = node.get(part) if isinstance(part, str) else node[part]
        found = _fields(models).get(str(part))
        if found:
            field = found
            models = [each for each in _leaves(field.annotation) if _is_model(each)]
        if len(models) > 1 and isinstance(node, Map):
            models = [each for each in models if node.get("kind") in _kinds(each)]
    return _Place(field, _fields(models))


def _fields(models: list[Any]) -> dict[str, FieldInfo]:
    return {
        field.alias or name: field for model in models for name, field in model.model_fields.items()
    }


def _leaves(annotation: Any) -> Iterator[Any]:
    """Yield the types that an annotation is made of."""
    if inner := get_args(annotation):
        for each in inner:
            yield from _leaves(each)
    else:
        yield annotation


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _kinds(model: type[BaseModel]) -> tuple[Any, ...]:
    return get_args(model.model_fields["kind"].annotation)


def _say(
    model: type[BaseModel], tree: Map, path: Loc, details: list[ErrorDetails]
) -> tuple[str, str | None]:
    """Put what is wrong at one place into a sentence and a hint."""
    detail = details[0]
    kind, loc, value = detail["type"], detail["loc"], detail["input"]
    context = detail.get("ctx", {})
    field, fields = _locate(model, tree, path)
    last = next((part for part in reversed(path) if isinstance(part, str)), "")
    name = f"an entry of `{last}`" if path and isinstance(path[-1], int) else f"`{last}`"
    name = name if path else "the topic"
    match kind:
        case "missing":
            about = f" ({_lower(field.description)})" if field and field.description else ""
            return f"{name} is missing", f"add `{last}: ...`{about}"
        case "extra_forbidden":
            known = _locate(model, tree, path[:-1]).fields
            return f"unknown field {name}", nearest(last, known)
        case "union_tag_invalid" if value["kind"] is not None:
            hint = nearest(str(value["kind"]), KINDS)
            return f"unknown section kind {_quote(value['kind'])}", hint
        case "union_tag_invalid" | "union_tag_not_found":
            return "a section needs a `kind`", "one of " + ", ".join(f"`{each}`" for each in KINDS)
        case _ if value in (None, "") or kind == "string_too_short":
            optional = field is not None and not field.is_required()
            return f"{name} is empty", "write something" + (" or leave it out" if optional else "")
        case "string_type" | "literal_error" if isinstance(value, bool):
            return (
                f"{name} expects text, not {_quote(value)}",
                f'put it in quotes: "{_yaml(value)}"',
            )
        case "string_type" if isinstance(value, int):
            return f"{name} expects text, not the number {value}", f'put it in quotes: "{value}"'
        case "string_type" if isinstance(value, float):
            return f"{name} expects text, not the number {value}", "put it in quotes"
        case "string_type":
            hint = "put text that begins with `[` or `{` in quotes"
            return f"{name} expects text, not {_quote(value)}", hint
        case "literal_error":
            options = re.findall(r"'([^']*)'", context["expected"])
            close = get_close_matches(str(value), options, n=1)
            expected = context["expected"].replace("'", "`")
            hint = f"did you mean `{close[0]}`?" if close else f"expected {expected}"
            return f"{name} cannot be {_quote(value)}", hint
        case "string_pattern_mismatch" if last == "language":
            return f"{name} cannot be {_quote(value)}", "expected one such as `en`, `es` or `en-GB`"
        case "string_pattern_mismatch":
            plain = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
            example = plain if plain[:1].isalpha() else "trade-2021"
            hint = f"expected small letters, digits and hyphens, such as `{example}`"
            return f"{name} cannot be {_quote(value)}", hint
        case "unknown_marking":
            return context["message"], context["hint"]
        case "control_character":
            is_private = context["what"] == "private-use"
            hint = "write the sign that it stands for" if is_private else "remove it"
            return f"{name} holds the {context['what']} character {context['code']}", hint
        case "tuple_type":
            hint = "write each entry on a line of its own that begins with `- `"
            return f"{name} expects a list, not {_quote(value)}", hint
        case "dict_type":
            hint = "write lines of the form `name: value`"
            return f"{name} expects names with fields, not {_quote(value)}", hint
        case "model_type" | "model_attributes_type":
            required = [key for key, each in fields.items() if each.is_required()]
            first = next(iter(required or fields), "name")  # those of a profile are not known here
            hint = f"write its fields, such as `{'kind' if last == 'sections' else first}: ...`"
            return f"{name} expects fields, not {_quote(value)}", hint
        case "too_short":
            return f"{name} is empty, expected at least {_count(context['min_length'])}", None
        case "too_long":
            limit = _count(context["max_length"])
            return f"{name} has {_count(len(value))}, expected at most {limit}", None
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            limit = f"{_RELATIONS[kind]} {next(iter(context.values())):g}"
            return f"{name} is {_yaml(value)}, expected {limit}", None
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return f"{name} expects a whole number, not {_quote(value)}", None
        case "float_type" | "float_parsing" | "finite_number":
            return f"{name} expects a number, not {_quote(value)}", _mend(value)
        case "bool_type" | "bool_parsing":
            return f"{name} expects true or false, not {_quote(value)}", None
        case "value_error" if field and Edtf in _leaves(field.annotation) and "csl" not in loc:
            if isinstance(value, bool | list | dict):
                return f"{name} expects a date, not {_quote(value)}", "write it as in 2022-03-01"
            stated = "write `not stated` where no source says" if len(details) > 1 else None
            return str(context["error"]), stated
        case "value_error":
            return str(context["error"]), None
    return f"{name}: {detail['msg'].lower()}", None


def _mend(number: object) -> str | None:
    """Return how a number is written that was given with separators or a sign."""
    if not isinstance(number, str):
        return None
    if number.endswith("%"):
        return "leave the sign out, and write `per cent` as the unit"
    if not re.match(r"[-+]?\d+[,.\s'’]\d", number):
        return None
    if not isinstance(number, Cell):
        return "write it with a decimal point and without separators, as in 1234.5"
    bare = f"write it without separators, as in 1234{number.decimal}5"
    if number.decimal == "," or not re.fullmatch(r"[-+]?\d+,\d+", number):
        return bare
    comma = 'name its table as `{table: FILE, decimal: ","}`'
    return f"{bare}; where commas are decimal signs, {comma}" if number[-4:-3] == "," else comma


def _quote(value: object) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    text = " ".join(_yaml(value).split())
    return f"`{text if len(text) <= 40 else text[:37] + '...'}`"


def _count(entries: int) -> str:
    return f"{entries} {'entry' if entries == 1 else 'entries'}"


def _yaml(value: object) -> str:
    """Write a scalar as it stands in a file."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lower(sentence: str) -> str:
    """Make a sentence a part of another."""
    keep = sentence[:2].isupper()
    return (sentence[0] if keep else sentence[0].lower()) + sentence[1:].rstrip(".")
