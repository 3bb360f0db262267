"""Tables of fields: the JSON Schema of a topic in words, for whoever writes one.

Enters: the schema of a record. Leaves: lines of Markdown. Invariant: a link to a record leads to a
heading of its name, on whatever page that stands.
"""

import re
from collections.abc import Iterator, Mapping

from briefing.loading.json_schema import Schema, schema
from briefing.model.base import Item
from briefing.model.options import SelectionOptions
from briefing.model.pack import Pack
from briefing.model.sections.base import SectionBase

__all__ = [
    "KINDS", "PACK", "RECORDS", "TOPIC", "anchor", "describe_fields", "describe_parts",
    "first_line",
]  # fmt: skip

TOPIC = schema()
PACK: Schema = Pack.model_json_schema()
RECORDS: Mapping[str, Schema] = {**PACK["$defs"], **TOPIC["$defs"]}
KINDS: Mapping[str, str] = {
    each["if"]["properties"]["kind"]["const"]: each["then"]["$ref"].rpartition("/")[2]
    for each in TOPIC["properties"]["sections"]["items"]["anyOf"][1]["allOf"]
}
"""The record of each kind of section."""

# What all sections and all entries have, and options, which are told once.
_SHARED = {
    (name, field.description)
    for model in (SectionBase, Item, SelectionOptions)
    for name, field in model.model_fields.items()
}

# What a record is called where the name of its class is no word of a topic.
_CALLED = {
    "CslDate": "Date of CSL",
    "Enclosed": "Topic of a pack",
    "LeftOut": "What was left out",
    "PrintOptions": "Options and profiles",
    "Profile": "Options and profiles",
    "Table": "Table in a file",
}


def anchor(title: str) -> str:
    """Return the id that MkDocs gives a heading."""
    return title.lower().replace(" ", "-")


def describe_parts(record: Schema, told: set[str] | None = None) -> Iterator[str]:
    """Yield the records that a record holds, each once, at any depth."""
    told = set() if told is None else told
    for name in _references(record):
        if name in told or name in (*KINDS.values(), "Table"):
            continue
        told.add(name)
        part = RECORDS[name]
        yield from (f"## {_title(name)}", "", first_line(part), "", *describe_fields(part), "")
        if Item.model_fields.keys() <= part["properties"].keys():
            yield "Besides, it may have what [every entry](../common.md#every-entry) has.\n"
        if SelectionOptions.model_fields.keys() <= part["properties"].keys():
            yield "Besides, it may have the options of [what is shown](options.md#what-is-shown).\n"
        yield from describe_parts(part, told)


def describe_fields(record: Schema, *, shared: bool = False) -> Iterator[str]:
    """Yield a table of fields, those that are needed first; what all entries have is left out."""
    needed = record.get("required", ())
    yield from ("| field | holds | |", "|---|---|---|")
    for name, field in sorted(record["properties"].items(), key=lambda each: each[0] not in needed):
        is_shared = not shared and (name, field.get("description")) in _SHARED
        if not is_shared and field.keys() != {"description"}:  # another spelling of a name
            bold = "**" if name in needed else ""
            says = f"{first_line(field)}{_usual(field)}"
            yield f"| {bold}`{name}`{bold} | {type_in_words(field)} | {says} |"


def type_in_words(field: Schema) -> str:
    """Return in words what a field holds."""
    match field:
        case {"anyOf": choices} | {"oneOf": choices}:
            return " or ".join(dict.fromkeys(filter(None, map(type_in_words, choices))))
        case {"allOf": _}:
            return "section"
        case {"$ref": reference}:
            title = _title(reference.rpartition("/")[2])
            return f"[{title.lower()}](#{anchor(title)})"
        case {"const": value}:
            return f"`{value}`"
        case {"enum": values}:
            written = ("tab" if value == "\t" else value for value in values if value is not None)
            return ", ".join(f"`{value}`" for value in written)
        case {"examples": [1890, *_]}:
            return "date"
        case {"pattern": pattern} if pattern.startswith(r"\."):
            return "file"
        case {"pattern": pattern} if pattern.startswith("^[a-z][a-z0-9]*"):
            return "name"
    types = field.get("type", "")
    match next(each for each in ([types] if isinstance(types, str) else types) if each != "null"):
        case "array":
            inner = type_in_words(field["items"])
            return f"list of ({inner})" if " or " in inner else f"list of {inner}"
        case "object":
            values = field.get("additionalProperties")
            return f"{type_in_words(values)} by name" if values else "fields"
        case "string":
            return "text" if "minLength" in field else "plain text"
        case "integer" | "number" if {"minimum", "maximum"} <= field.keys():
            if field["minimum"] == field["maximum"]:
                return f"`{field['minimum']}`"
            return f"number from {field['minimum']} to {field['maximum']}"
        case "integer" | "number":
            return "number"
        case "boolean":
            return "`true` or `false`"
        case other:
            return str(other)


def first_line(field: Schema) -> str:
    """Return what a field or a record says of itself, in one line."""
    return str(field.get("description", "")).partition("\n")[0]


def _usual(field: Schema) -> str:
    default = field.get("default")
    return f" Usually `{default}`." if default and not isinstance(default, dict) else ""


def _references(piece: object) -> Iterator[str]:
    """Yield the names of the records that a piece of schema speaks of, in their order."""
    if isinstance(piece, dict):
        if "$ref" in piece:
            yield piece["$ref"].rpartition("/")[2]
        piece = [*piece.values()]
    if isinstance(piece, list):
        for each in piece:
            yield from _references(each)


def _title(name: str) -> str:
    """Return the name of a record as a heading."""
    return _CALLED.get(name) or re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize()
