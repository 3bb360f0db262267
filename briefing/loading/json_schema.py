"""The JSON Schema (draft 2020-12) of a topic, for editors and for validators.

Enters: the models. Leaves: a schema as plain data. It describes what stands in a `topic.yaml`
before its parts are put in, so names of files may stand where sections, sources, disputes and
tables do. What it accepts may still be refused: names that lead nowhere are no matter of shape.
"""

from typing import Any, Literal, TypeAlias

from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema

from briefing.loading import bibliography, tables
from briefing.model.brief import Brief
from briefing.model.sections.registry import KINDS

__all__ = ["PARTS", "Schema", "SchemaPart", "schema"]

SchemaPart: TypeAlias = Literal["topic", "section", "sources", "disputes"]
Schema: TypeAlias = dict[str, Any]

PARTS = {
    "topic": "A topic of briefing",
    "section": "A section in a file of its own",
    "sources": "Sources in a file of their own",
    "disputes": "Disputes in a file of their own",
}
_YAML = (".yaml", ".yml")
_FILES = {"sources": bibliography.SUFFIXES, "disputes": (*_YAML, ".json")}


class _Generator(GenerateJsonSchema):
    """Leaves out what tells an author nothing, and says in few words what may be left empty."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        """Return False: it would repeat the name."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Keep a default that is a value."""
        found = super().default_schema(schema)
        if found.get("default") in (None, "", [], {}):
            found.pop("default", None)
        return found

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        """Add null to the types, so that a fault in the value is told as such."""
        inner = self.generate_inner(schema["schema"])
        if "type" not in inner or "enum" in inner:
            return super().nullable_schema(schema)
        types = inner["type"]
        return {**inner, "type": [*([types] if isinstance(types, str) else types), "null"]}


def schema(part: SchemaPart = "topic") -> Schema:
    """Describe a topic.yaml, or a file that holds a section, sources or disputes of it."""
    models = [(Brief, "validation"), (tables.Table, "validation")]
    _, whole = models_json_schema(models, schema_generator=_Generator)  # type: ignore[arg-type]
    definitions: Schema = whole["$defs"]
    brief = definitions.pop("Brief")
    fields = brief["properties"]
    mapping = fields["sections"]["items"]["discriminator"]["mapping"]
    section = _by_kind(mapping)
    for reference in mapping.values():
        kind = definitions[reference.rpartition("/")[2]]
        kind["properties"]["kind"]["description"] = kind["description"]
    for definition in definitions.values():
        for name, field in definition.get("properties", {}).items():
            if name in (*tables.FIELDS, "copies") and "array" in field.get("type", ()):
                _let(field, _file(tables.SUFFIXES), {"$ref": "#/$defs/Table"})
    fields["sections"]["items"] = {"anyOf": [_file(_YAML), section]}
    parts: dict[str, Schema] = {"topic": brief, "section": section}
    for name, suffixes in _FILES.items():
        entry = fields[name]["items"]
        parts[name] = {"anyOf": [entry, {"type": "array", "items": entry}]}
        fields[name]["items"] = {"anyOf": [_file(suffixes), entry]}
        _let(fields[name], _file(suffixes))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **parts[part],
        "title": PARTS[part],
        "$defs": definitions,
    }


def _by_kind(definitions: dict[str, str]) -> Schema:
    """Choose by `kind`; of one that is chosen, editors report faults that `oneOf` would hide."""
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(KINDS), "description": "What the section is."}},
        "required": ["kind"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": definitions[kind]},
            }
            for kind in KINDS
        ],
    }


def _let(field: Schema, *others: Schema) -> None:
    """Let something else stand in place of a list."""
    told: Schema = {key: field.pop(key) for key in ("description", "default") if key in field}
    entries = dict(field)
    field.clear()
    field.update(told, anyOf=[entries, *others])


def _file(suffixes: tuple[str, ...]) -> Schema:
    *others, last = suffixes
    ends = "|".join(each[1:] for each in suffixes)
    return {
        "type": "string",
        "pattern": rf"\.({ends})$",
        "description": f"A file beside the topic: {', '.join(others)} or {last}.",
    }
