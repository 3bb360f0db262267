"""A name that has changed is read, told at its place with the cure, and gone behind that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import briefing
from briefing.checks.run import diagnose
from briefing.cli.old_flags import take_old_flags
from briefing.errors import InputError
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model import renames
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.renames import OPTION_PLACES, RENAMES, RULE_PLACES, Rename
from briefing.packs.load import load_pack
from briefing.pipeline.build import build
from briefing.themes.theme import open_theme
from briefing.validation.rules import find_rule
from tests.support.places import ROOT

Named = Callable[..., None]

HEAD = """\
title: The Alder
type: Note
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
"""
TEXT = "sections: [{kind: text, text: It rose.}]\n"
RISKS = """\
sections:
  - kind: risks
    risks:
      - event: A flood
        likelyhood: 3
        impact: 4
"""
LIKELIHOOD = Rename("likelyhood", "likelihood", "0.2.0", ("topic.sections[risks].risks[]",))
PER_SIDE = Rename("per_side", "n_up", "0.2.0", OPTION_PLACES)
TERM = "from version 0.3 on the old name may be refused"


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """Give what puts other renames into the table."""
    return lambda *changes: monkeypatch.setattr(renames, "RENAMES", changes)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def read(folder: Path, text: str) -> tuple[Brief, list[str]]:
    """Read a topic; tell what is said of names that have changed."""
    source = load(write(folder, topic__yaml=text))
    return validate(source), [f"{each.span}: {each.message}" for each in source.renamed]


def test_a_field_of_a_topic_is_read_by_its_old_name(tmp_path: Path, named: Named) -> None:
    named(Rename("subheading", "subtitle", "0.2.0", ("topic",)))
    brief, said = read(tmp_path, f"{HEAD}subheading: It floods\n{TEXT}")
    assert brief.subtitle == "It floods"
    assert said == ["topic.yaml:6:1: `subheading` is called `subtitle` since version 0.2.0"]
    (warning,) = load(tmp_path).renamed
    assert (warning.severity, warning.rule) == ("warning", "renamed")
    assert warning.hint == f"write `subtitle`; {TERM}"


def test_a_field_that_names_a_file_is_read_by_its_old_name(tmp_path: Path, named: Named) -> None:
    named(Rename("references", "sources", "0.2.0", ("topic",)))
    write(tmp_path, sources__yaml="- {id: gauge, type: webpage}\n")
    brief, said = read(tmp_path, f"{HEAD}references: sources.yaml\n{TEXT}")
    assert [source.id for source in brief.sources] == ["gauge"]
    assert len(said) == 1


def test_a_field_of_an_entry_is_told_where_it_stands_also_in_a_file_of_its_own(
    tmp_path: Path, named: Named
) -> None:
    named(LIKELIHOOD)
    write(tmp_path, risks__yaml="kind: risks\nrisks: [{event: A flood, likelyhood: 3, impact: 4}]")
    brief, said = read(tmp_path, f"{HEAD}sections: [risks.yaml]\n")
    assert brief.sections[0].risks[0].likelihood == 3  # type: ignore[union-attr]
    assert said[0].startswith("risks.yaml:2:26: `likelyhood` is called `likelihood`")


def test_an_entry_of_another_kind_keeps_its_field(tmp_path: Path, named: Named) -> None:
    named(Rename("likelyhood", "likelihood", "0.2.0", ("topic.sections[opportunities].risks[]",)))
    with pytest.raises(InputError, match="unknown field `likelyhood`"):
        read(tmp_path, HEAD + RISKS)


def test_a_column_of_a_table_is_told_once_at_its_head(tmp_path: Path, named: Named) -> None:
    named(Rename("amount", "value", "0.2.0", ("topic.sections[economics].observations[]",)))
    table = "measure,amount,unit,period,citations\n" + "Freight,5,t,2020,[@gauge]\n" * 3
    write(tmp_path, freight__csv=table)
    economics = "sections: [{kind: economics, observations: freight.csv}]\n"
    sources = "sources: [{id: gauge, type: webpage}]\n"
    brief, said = read(tmp_path, HEAD + economics + sources)
    figures = brief.sections[0].observations  # type: ignore[union-attr]
    assert [each.value for each in figures] == [5, 5, 5]
    assert [each.partition(" ")[0] for each in said] == ["freight.csv:1:9:"]


def test_a_field_of_a_source_and_of_a_note_on_one_are_read(tmp_path: Path, named: Named) -> None:
    places = ("topic.sources[]", "topic.source_notes[]")
    named(Rename("grade", "reliability", "0.2.0", places))
    sources = "sources:\n  - {id: a, type: webpage, grade: A}\n  - {id: b, type: webpage}\n"
    notes = "source_notes:\n  b: {grade: B}\n"
    brief, said = read(tmp_path, HEAD + TEXT + sources + notes)
    assert [source.reliability for source in brief.sources] == ["A", "B"]
    assert [each.partition(" ")[0] for each in said] == ["topic.yaml:8:28:", "topic.yaml:11:7:"]


def test_a_value_is_read_by_its_old_name_alone_or_in_a_list(tmp_path: Path, named: Named) -> None:
    named(
        Rename("finished", "final", "0.2.0", ("topic",), field="status"),
        Rename("boss", "minister", "0.2.0", ("topic.sections[text]",), field="audience"),
    )
    text = "sections: [{kind: text, text: It rose., audience: [desk, boss]}]\n"
    brief, said = read(tmp_path, f"{HEAD}status: finished\n{text}")
    assert brief.status == "final"
    assert brief.sections[0].audience == ("desk", "minister")
    assert said == [
        "topic.yaml:6:9: `finished` of `status` is called `final` since version 0.2.0",
        "topic.yaml:7:58: `boss` of `audience` is called `minister` since version 0.2.0",
    ]


def test_a_kind_of_section_is_read_by_its_old_name(tmp_path: Path, named: Named) -> None:
    named(Rename("prose", "text", "0.2.0", ("topic.sections[]",), field="kind"))
    brief, said = read(tmp_path, f"{HEAD}sections: [{{kind: prose, text: It rose.}}]\n")
    assert brief.sections[0].kind == "text"
    assert len(said) == 1


def test_an_option_is_read_by_its_old_name_in_a_profile(tmp_path: Path, named: Named) -> None:
    named(PER_SIDE)
    brief, said = read(tmp_path, f"{HEAD}{TEXT}profiles:\n  handout: {{per_side: 4}}\n")
    assert brief.profiles["handout"].model_dump()["n_up"] == 4
    assert said[0].startswith("topic.yaml:8:13: `per_side` is called `n_up`")


def test_a_rule_is_silenced_and_explained_by_its_old_name(tmp_path: Path, named: Named) -> None:
    named(Rename("never-cited", "source-never-cited", "0.2.0", RULE_PLACES))
    silence = "sources: [{id: gauge, type: webpage}]\nsilence: {never-cited: it is for later}\n"
    write(tmp_path, topic__yaml=HEAD + TEXT + silence)
    (found,) = diagnose(tmp_path).diagnostics
    assert str(found).startswith("topic.yaml:8:11: warning: `never-cited` is called `source-never")
    assert find_rule("never-cited").code == "source-never-cited"


def test_the_warning_itself_can_be_silenced(tmp_path: Path, named: Named) -> None:
    named(Rename("subheading", "subtitle", "0.2.0", ("topic",)))
    silence = "silence: {renamed: two versions are in use}\n"
    write(tmp_path, topic__yaml=f"{HEAD}subheading: It floods\n{TEXT}{silence}")
    assert diagnose(tmp_path).diagnostics == ()


def test_a_pack_and_its_topics_are_read_by_old_names(tmp_path: Path, named: Named) -> None:
    named(
        Rename("venue", "place", "0.2.0", ("pack",)),
        Rename("heading", "title", "0.2.0", ("pack.topics[]",)),
        Rename("subheading", "subtitle", "0.2.0", ("topic",)),
        PER_SIDE,
    )
    (tmp_path / "t").mkdir()
    write(tmp_path / "t", topic__yaml=f"{HEAD}subheading: It floods\n{TEXT}")
    pack = "title: A visit\ntype: Pack\noriginator: Desk\nissued: 2024-05-01\nvenue: Room 2\n"
    pack += "options: {per_side: 2}\ntopics:\n  - {topic: t, heading: The river}\n"
    loaded = load_pack(write(tmp_path, visit__yaml=pack) / "visit.yaml", Options())
    assert (loaded.pack.place, loaded.pack.options.model_dump()["n_up"]) == ("Room 2", 2)
    assert loaded.pack.topics[0].title == "The river"
    places = [str(each.span) for each in loaded.renamed]
    assert places == ["visit.yaml:5:1", "visit.yaml:8:16", "visit.yaml:6:11", "t/topic.yaml:6:1"]


def test_a_setting_of_a_theme_is_read_by_its_old_name(tmp_path: Path, named: Named) -> None:
    named(
        Rename("about", "description", "0.2.0", ("theme",)),
        Rename("highlight", "accent", "0.2.0", ("theme.drawing",)),
        Rename("upright", "normal", "0.2.0", ("theme.fonts[]",), field="style"),
    )
    settings = (ROOT / "styles" / "ministry" / "theme.yaml").read_text("utf-8")
    settings = settings.replace("description:", "about:").replace("accent:", "highlight:")
    (tmp_path / "ours").mkdir()
    write(tmp_path / "ours", theme__yaml=settings)
    theme = open_theme(str(tmp_path / "ours"))
    assert theme.settings.drawing.accent == open_theme("ministry").settings.drawing.accent
    assert [str(each).partition(":")[0] for each in theme.warnings] == ["ours/theme.yaml"] * 2


def test_what_has_both_names_is_refused_at_the_old_one(tmp_path: Path, named: Named) -> None:
    named(Rename("subheading", "subtitle", "0.2.0", ("topic",)))
    with pytest.raises(InputError, match=r"topic.yaml:6:1: error: unknown field `subheading`"):
        read(tmp_path, f"{HEAD}subheading: It floods\nsubtitle: It dries\n{TEXT}")


def test_faults_are_told_at_the_place_of_the_old_name(tmp_path: Path, named: Named) -> None:
    named(LIKELIHOOD)
    with pytest.raises(InputError, match=r"topic.yaml:10:21: error: `likelihood` is 9"):
        read(tmp_path, HEAD + RISKS.replace("likelyhood: 3", "likelyhood: 9"))


def test_a_build_says_so_too(tmp_path: Path, named: Named) -> None:
    named(LIKELIHOOD)
    write(tmp_path, topic__yaml=HEAD + RISKS)
    result = build(tmp_path, tmp_path / "brief.html", Options(format="html"))
    assert [each.rule for each in result.warnings] == ["renamed"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("build t --per-side 2", "build t --n-up 2"),
        ("build t --per-side=2", "build t --n-up=2"),
        ("build t --no-per-side", "build t --no-n-up"),
        ("build t --paper small", "build t --paper a5"),
        ("build t --paper=small", "build t --paper=a5"),
        ("build t --keep-nothing", "build t --no-cache"),
    ],
)
def test_an_old_flag_goes_on_with_a_note(written: str, read: str, named: Named) -> None:
    named(
        PER_SIDE,
        Rename("small", "a5", "0.2.0", OPTION_PLACES, field="paper"),
        Rename("keep_nothing", "no_cache", "0.2.0", ("flag",)),
    )
    words, (note,) = take_old_flags(written.split())
    assert words == read.split()
    assert note.endswith(f" since version 0.2.0; {TERM}")
    assert take_old_flags(read.split()) == (read.split(), [])


def test_what_only_looks_like_an_old_flag_stays(named: Named) -> None:
    named(PER_SIDE, Rename("small", "a5", "0.2.0", OPTION_PLACES, field="paper"))
    words = ["build", "small", "per_side", "--output", "small", "--", "--per-side", "--paper=small"]
    assert take_old_flags(words) == (words, [])


@pytest.mark.parametrize(
    ("given", "name", "value"), [({"per_side": 2}, "n_up", 2), ({"paper": "small"}, "paper", "a5")]
)
def test_a_call_from_python_goes_on_with_a_warning(
    given: dict[str, Any], name: str, value: object, named: Named
) -> None:
    named(PER_SIDE, Rename("small", "a5", "0.2.0", OPTION_PLACES, field="paper"))
    with pytest.warns(DeprecationWarning, match="since version 0.2.0; write") as told:
        options = Options(**given)
    assert getattr(options, name) == value
    assert told[0].filename == __file__


def test_a_public_name_goes_on_with_a_warning() -> None:
    with pytest.warns(DeprecationWarning, match="`Engine` is called `LayoutEngine`") as told:
        assert getattr(briefing, "Engine") is briefing.LayoutEngine  # noqa: B009  no type has it
    assert told[0].filename == __file__


def test_each_entry_of_the_table_leads_to_a_name_of_today() -> None:
    for rename in RENAMES:
        assert rename.places
        for place in rename.places:
            assert place.partition(".")[0] in {
                "topic", "pack", "theme", "option", "flag", "rule", "python",
            }  # fmt: skip
            old = {each.old for each in RENAMES if place in each.places}
            assert rename.field or rename.new not in old, "point the older entry at the newest name"
        if "python" in rename.places:
            assert rename.new in briefing.__all__
            assert rename.old not in briefing.__all__
