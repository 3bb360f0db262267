"""What says a newer form is refused whole, wherever it stands; what says none is of the first."""

from pathlib import Path

import pytest

from briefing.errors import InputError
from briefing.loading.json_schema import schema
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model.form import FORM
from briefing.model.options import Options
from briefing.packs.load import load_pack
from briefing.runtime.program_version import program_version
from briefing.themes.theme import open_theme
from tests.support.places import ROOT, TOPICS

MINIMAL = (TOPICS / "minimal.yaml").read_text("utf-8")
PACK = """\
title: A visit
type: Pack
originator: Desk
issued: 2024-05-01
topics: [{topic: t.yaml}]
"""
NEWER = f"error: form 99 needs a newer version of briefing than {program_version()}"


def refused(read: object, *given: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(*given)  # type: ignore[operator]
    return str(caught.value).splitlines()


def test_a_topic_of_a_newer_form_is_refused_and_nothing_else_is_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("titel: Rivers\nbriefing: 99\nsources: none.yaml\n")
    assert refused(load, path) == [
        f"t.yaml:2:11: {NEWER}",
        "  hint: install a newer version, or write the file in form 1",
    ]


def test_a_pack_of_a_newer_form_is_refused_and_so_is_one_with_such_a_topic(tmp_path: Path) -> None:
    path, topic = tmp_path / "visit.yaml", tmp_path / "t.yaml"
    topic.write_text(MINIMAL)
    path.write_text(f"briefing: 99\n{PACK}")
    assert refused(load_pack, path, Options())[0] == f"visit.yaml:1:11: {NEWER}"
    path.write_text(f"briefing: 1\n{PACK}")
    assert load_pack(path, Options()).pack.briefing == 1
    topic.write_text(f"briefing: 99\n{MINIMAL}")
    assert refused(load_pack, path, Options())[0] == f"t.yaml:1:11: {NEWER}"


def test_a_theme_of_a_newer_form_is_refused(tmp_path: Path) -> None:
    settings = (ROOT / "styles" / "ministry" / "theme.yaml").read_text("utf-8")
    path = tmp_path / "ours" / "theme.yaml"
    path.parent.mkdir()
    path.write_text(f"briefing: 99\n{settings}")
    assert refused(open_theme, str(path.parent))[0] == f"ours/theme.yaml:1:11: {NEWER}"
    path.write_text(f"briefing: 1\n{settings}")
    assert open_theme(str(path.parent)).settings.briefing == 1


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("one", "`briefing` expects a whole number, not `one`"),
        ('"1"', "`briefing` expects a whole number, not `1`"),
        ("1.0", "`briefing` expects a whole number, not `1.0`"),
        ("true", "`briefing` expects a whole number, not `true`"),
        ("[1]", "`briefing` expects a whole number, not a list"),
        ("0", "`briefing` is 0, expected at least 1"),
        ("", "`briefing` is empty"),
    ],
)
def test_a_form_is_a_number_from_1(written: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(f"{MINIMAL}briefing: {written}\n")
    (said, *_) = refused(validate, load(path))
    assert said.startswith(f"t.yaml:14:{11 if written else 1}")
    assert fault in said


def test_what_says_no_form_is_of_the_first(minimal: object) -> None:
    assert minimal.briefing == 1  # type: ignore[attr-defined]


def test_an_editor_knows_the_forms_that_are_read() -> None:
    described = schema()["properties"]["briefing"]
    assert (described["minimum"], described["maximum"]) == (1, FORM)
