"""The schema agrees with validation, as told by a validator that is not ours."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from typer.testing import CliRunner

from briefing.cli.app import app
from briefing.formats.yaml_tree import read_yaml
from briefing.loading.json_schema import PARTS, Schema, SchemaPart, schema
from briefing.loading.topic import load
from briefing.runtime import package_data as assets
from tests.support.places import SAMPLE, TOPICS


def plain(path: Path) -> Any:
    tree, found = read_yaml(path.read_bytes(), path.name)
    assert not found
    return tree


@cache
def validator(part: SchemaPart) -> Draft202012Validator:
    return Draft202012Validator(schema(part))


def fault(part: SchemaPart, data: object) -> str | None:
    """Give the most telling fault, with its place."""
    error = best_match(validator(part).iter_errors(data))
    return error and f"{error.json_path}: {error.message}"


def test_the_schema_is_valid_itself_and_each_part_has_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert [schema(part)["title"] for part in get_args(SchemaPart)] == list(PARTS.values())


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("topic", SAMPLE / "topic.yaml"),
        ("sources", SAMPLE / "sources.yaml"),
        ("disputes", SAMPLE / "disputes.yaml"),
        *(("section", path) for path in sorted(SAMPLE.glob("sections/*.yaml"))),
        ("topic", TOPICS / "every-kind.yaml"),
        ("topic", TOPICS / "minimal.yaml"),
        ("topic", assets.templates() / "new" / "topic.yaml"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.parent.name}/{value.stem}",
)
def test_our_topics_and_their_parts_fit_the_schema(part: SchemaPart, path: Path) -> None:
    assert fault(part, plain(path)) is None


def test_the_sample_fits_with_all_its_parts_put_in() -> None:
    tree = load(SAMPLE).tree
    assert len(tree["sections"]) == 16  # type: ignore[arg-type]
    assert fault("topic", tree) is None


def topic(**changes: object) -> dict[str, Any]:
    return plain(TOPICS / "every-kind.yaml") | changes  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tilte": "A"}, "$: Additional properties are not allowed ('tilte' was unexpected)"),
        ({"edition": 2}, "$.edition: 2 is not of type 'string', 'null'"),
        ({"status": "finished"}, "$.status: 'finished' is not one of ["),
        ({"sections": []}, "$.sections: [] should be non-empty"),
        ({"profiles": {"a": {"papr": "a4"}}}, "$.profiles.a: Additional properties"),
        ({"profiles": {"a": {"copies": "names.pdf"}}}, "$.profiles.a.copies: 'names.pdf' "),
    ],
)
def test_typing_errors_are_refused(changes: dict[str, object], expected: str) -> None:
    assert (fault("topic", topic(**changes)) or "").startswith(expected)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"kind": "hystory"}, "$.kind: 'hystory' is not one of ['summary', "),
        ({"title": "No kind"}, "$: 'kind' is a required property"),
        (
            {"kind": "history", "eras": [{"title": "Now", "evnts": []}]},
            "$.eras[0]: Additional properties are not allowed ('evnts' was unexpected)",
        ),
        (
            {"kind": "risks", "risks": [{"event": "Rain", "likelihood": 6, "impact": 1}]},
            "$.risks[0].likelihood: 6 is greater than the maximum of 5",
        ),
        ({"kind": "economics", "observations": "trade.pdf"}, "$.observations: 'trade.pdf' "),
    ],
)
def test_faults_in_a_section_are_told_by_its_kind(data: object, expected: str) -> None:
    assert (fault("section", data) or "").startswith(expected)


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "history"},
        {"kind": "history", "id": "past", "eras": [{"title": "Now", "events": "events.csv"}]},
        {"kind": "economics", "observations": "trade.xlsx", "goods": {"table": "g.tsv"}},
        {
            "kind": "economics",
            "observations": {"table": "t.xlsx", "sheet": "T", "range": "A3:H9", "decimal": ","},
        },
        {"kind": "text", "text": "One.\n\nTwo.", "title": None},
    ],
)
def test_sections_may_name_tables_and_leave_out_what_has_a_default(data: object) -> None:
    assert fault("section", data) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"sources": "library.bib", "disputes": "disputes.yaml", "sections": ["risks.yaml"]},
        {"sources": ["library.json", {"id": "a", "type": "book", "container_title": "B"}]},
        {"issued": 2024, "cutoff": "2024-01"},
        {"profiles": {"a": {"copies": "names.csv"}, "b": {"copies": [{"name": "Ada"}]}}},
        {"profiles": {"a": {"copies": {"table": "names.xlsx", "sheet": "Cabinet"}}}},
    ],
)
def test_a_topic_may_name_its_parts(changes: dict[str, object]) -> None:
    assert fault("topic", topic(**changes)) is None


def described(node: object, path: str = "") -> Iterator[tuple[str, str | None]]:
    """Yield each property with its description."""
    if isinstance(node, dict):
        for name, value in node.get("properties", {}).items():
            if not path.endswith("/if"):
                yield f"{path}/{name}", value.get("description")
        for name, value in node.items():
            yield from described(value, f"{path}/{name}")
    elif isinstance(node, list):
        for each in node:
            yield from described(each, path)


def test_every_field_is_described_and_none_by_its_own_name() -> None:
    made: Schema = schema()
    found = dict(described(made))
    assert len(found) > 300
    assert [
        path for path, text in found.items() if not text or not text.strip("`").endswith(".")
    ] == []
    assert "Bottom Line" not in json.dumps(made)


def test_the_command_prints_the_schema() -> None:
    result = CliRunner().invoke(app, ["schema", "--part", "section"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == schema("section")
