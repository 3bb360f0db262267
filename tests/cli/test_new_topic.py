"""A new topic is whole: it builds, fits its schema, and shows all there is."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel
from typer.testing import CliRunner, Result

from briefing.checks.run import diagnose
from briefing.cli.app import app
from briefing.cli.new_topic import create
from briefing.errors import OutputError, UsageError
from briefing.formats.yaml_tree import read_yaml
from briefing.loading.json_schema import schema
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model.base import Item
from briefing.model.sections.base import SectionBase
from briefing.runtime import package_data as assets

TEMPLATE = assets.templates() / "new"
MISSION = ["history", "economics", "multilateral", "risks", "faq"]


@pytest.fixture(scope="module")
def topic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("new") / "ruritania")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def test_a_new_topic_has_the_files_of_the_template_and_the_schema(topic: Path) -> None:
    files = {path.name: path.read_bytes() for path in topic.iterdir()}
    made = json.loads(files.pop("topic.schema.json"))
    assert made == schema()
    assert files == {path.name: path.read_bytes() for path in TEMPLATE.iterdir()}
    assert list(topic.parent.iterdir()) == [topic]


def test_its_first_line_binds_it_to_the_schema_which_it_fits(topic: Path) -> None:
    data = (topic / "topic.yaml").read_bytes()
    first = data.decode().splitlines()[0]
    assert first == "# yaml-language-server: $schema=topic.schema.json"
    described = Draft202012Validator(json.loads((topic / "topic.schema.json").read_text()))
    tree, _ = read_yaml(data, "topic.yaml")
    assert not list(described.iter_errors(tree))
    typo, _ = read_yaml(data.replace(b"turning_point", b"turningpoint"), "topic.yaml")
    (error,) = described.iter_errors(typo)
    assert error.json_path.startswith("$.sections[1]")


def test_there_is_nothing_to_be_said_against_it(topic: Path) -> None:
    assert diagnose(topic).diagnostics == ()


def test_it_builds_as_it_is(topic: Path, tmp_path: Path) -> None:
    result = run("build", topic, "-o", tmp_path / "brief.html", "--format", "html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0 warnings" in result.stdout
    assert "Replace this" in (tmp_path / "brief.html").read_text()


def records(value: object) -> Iterator[BaseModel]:
    """Yield a record and all those in it."""
    if isinstance(value, BaseModel):
        yield value
        for _, each in value:
            yield from records(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from records(each)


def test_every_field_of_the_five_sections_of_a_mission_is_shown(topic: Path) -> None:
    brief = validate(load(topic))
    shown: dict[type[BaseModel], set[str]] = defaultdict(set)
    for section in brief.sections:
        for each in records(section):
            shown[type(each)] |= each.model_fields_set
            base = Item if isinstance(each, Item) else SectionBase
            shown[base] |= each.model_fields_set & base.model_fields.keys()
    assert [section.kind for section in brief.sections] == ["summary", *MISSION]
    assert {model.__name__ for model in shown} >= {
        "History", "Era", "Event", "Economics", "Indicator", "Observation", "Chart", "Good", "Firm",
        "Multilateral", "Body", "Membership", "Risks", "Risk", "Faq", "Question", "Judgement",
    }  # fmt: skip
    for model, fields in shown.items():
        shared: set[str] = set()
        for base in (Item, SectionBase):
            if issubclass(model, base) and model is not base:
                shared |= base.model_fields.keys()
        assert fields | shared == set(model.model_fields), model


def test_every_field_is_explained_where_it_stands_first() -> None:
    lines = (TEMPLATE / "topic.yaml").read_text().splitlines()
    sections = lines[lines.index("sections:") + 1 : lines.index("profiles:")]
    explained: set[str] = set()
    for number, line in enumerate(sections):
        found = re.match(r"[ -]*([a-z_]+):(?= |$)", line)
        if found and found[1] not in explained:
            above = sections[number - 1].lstrip().startswith("#")
            # where the text itself says what to write there
            assert " # " in line or above or "Replace this" in line, line
            explained.add(found[1])
    assert len(explained) > 50


def test_nothing_is_written_over(topic: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="exists already"):
        create(topic)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("dangling", "file"):
        (tmp_path / "file").write_text("x")
        assert run("new", tmp_path / name).exit_code == 1
    assert run("new", tmp_path / "file" / "topic").exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "file"]


@pytest.mark.parametrize("name", ["", ".", "..", "-x", "a b", "ärger", "a:b", "end.", "a\n"])
def test_names_that_would_make_trouble_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name for a topic"):
        create(Path(tmp_path / name if name not in ("", ".") else Path(name)))
    assert list(tmp_path.iterdir()) == []


def test_the_command_makes_the_folder_and_says_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", "topics/ruritania")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "run `briefing build topics/ruritania`" in result.stdout
    assert (tmp_path / "topics" / "ruritania" / "topic.yaml").is_file()
    assert run("new", "topics/..").exit_code == 2
