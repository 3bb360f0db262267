"""Every fault and every doubt: a library of bad topics, each with what it is told."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.checks.run import diagnose, findings, require_consistency
from briefing.errors import Diagnostic, InputError
from briefing.formats.yaml_tree import Map, read_yaml
from briefing.loading.topic import LoadedTopic, load
from briefing.loading.validate import validate
from briefing.model.brief import Brief
from briefing.validation.rules import rules
from tests.loading.test_validate import damage, read
from tests.support.places import ROOT, TESTS

CASES = sorted((TESTS / "cases").iterdir())
_ANNOUNCED = re.compile(
    r"# (?P<what>(?:error|warning)\[[a-z0-9-]+\]): (?P<place>\S+:\d+|\d+:\d+): (?P<text>.*)"
)


def announced(path: Path) -> list[str]:
    """Read the diagnostics that a case announces in the comments at its top."""
    found = []
    for line in path.read_bytes().splitlines():
        if match := _ANNOUNCED.fullmatch(line.decode(errors="replace")):
            inside = match["place"].count(":") == 1
            place = f"{path.name}:{match['place']}" if inside else match["place"]
            found.append(f"{place}: {match['what']}: {match['text']}")
        elif line.startswith(b"#  hint: "):
            found.append(line.decode()[1:])
        else:
            break
    return found


def told(found: Iterable[Diagnostic]) -> list[str]:
    """Write diagnostics as cases announce them."""
    lines = []
    for each in found:
        lines.append(f"{each.span}: {each.severity}[{each.rule}]: {each.text}")
        lines += [f"  hint: {each.hint}"] if each.hint else []
    return lines


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_faulty_topic_gives_the_diagnostics_that_it_announces(case: Path) -> None:
    path = case / "topic.yaml" if case.is_dir() else case
    assert announced(path)
    assert told(diagnose(case).diagnostics) == announced(path)


def test_there_are_cases_of_many_rules() -> None:
    text = "".join(
        (case / "topic.yaml" if case.is_dir() else case).read_bytes().decode(errors="replace")
        for case in CASES
    )
    named = set(re.findall(r"^# (?:error|warning)\[([a-z0-9-]+)\]", text, re.MULTILINE))
    assert len(CASES) >= 80
    assert named <= set(rules())
    of_checks = {
        rule.code for rule in rules().values() if rule.can_be_silenced and rule.group != "pages"
    }
    # of these loading warns, whose own tests have them
    assert of_checks - {"renamed", "unknown-csl-variable"} <= named


def test_the_sample_gives_only_the_doubts_that_its_material_deserves(
    sample_source: LoadedTopic, sample_brief: Brief
) -> None:
    found = findings(sample_source, sample_brief)
    assert [(each.rule, each.span and each.span.file) for each in found] == [
        ("undated-status", "sections/multilateral.yaml"),  # of one undated text
        *[("single-source-judgement", "sections/summary.yaml")] * 3,  # the other texts are silent
    ]
    require_consistency(sample_source, sample_brief)


def topic(text: str) -> tuple[LoadedTopic, Brief]:
    frame = "title: T\ntype: N\noriginator: D\nissued: 2024-05-01\ncutoff: 2024-04-30\n"
    tree, found = read_yaml((frame + text).encode(), "t.yaml")
    assert isinstance(tree, Map)
    assert not found
    source = LoadedTopic("t", tree, {})
    return source, validate(source)


EVENTS = """\
sections:
  - kind: history
    eras:
      - title: E
        events:
          - {id: founded, date: 1924, title: T}
          - {date: %s, title: T, same_as: founded}
"""


@pytest.mark.parametrize(
    "date", ["1924", "1924-08", "192X", "1920/1930", "1924~", "1924/..", "1923-12/1924-01"]
)
def test_a_date_that_is_less_or_more_exact_contradicts_nothing(date: str) -> None:
    assert findings(*topic(EVENTS % date)) == []


@pytest.mark.parametrize("date", ["1925", "1923-12", "193X", "1920/1923", "1925/..", "../1923"])
def test_dates_that_exclude_each_other_contradict(date: str) -> None:
    assert [each.rule for each in findings(*topic(EVENTS % date))] == ["contradicting-dates"]


def test_facts_that_contradict_each_other_stop_a_build_and_doubts_do_not() -> None:
    source, brief = topic("sources: [{id: a, type: book}]\n" + EVENTS % "1925")
    assert [each.severity for each in findings(source, brief)] == ["warning", "error"]
    with pytest.raises(InputError) as caught:
        require_consistency(source, brief)
    assert [each.rule for each in caught.value.diagnostics] == ["contradicting-dates"]
    silence = "silence: {contradicting-dates: Each has its calendar.}\n"
    require_consistency(*topic(silence + EVENTS % "1925"))


def test_what_was_noticed_while_loading_is_told_also_of_a_topic_that_is_not_valid(
    tmp_path: Path,
) -> None:
    (tmp_path / "sources.json").write_text('[{"id": "a", "type": "book", "rating": "5"}]')
    (tmp_path / "topic.yaml").write_text("sources: sources.json\ntitle: T\n")
    warned = load(tmp_path).warnings
    assert len(warned) == 1
    found = diagnose(tmp_path).diagnostics
    assert len(found) > 1
    assert set(warned) < set(found)


BASES = [
    *(TESTS / "cases" / f"{name}.yaml" for name in ("arithmetic-relation", "contradicting-dates")),
    *(TESTS / "cases" / f"{name}.yaml" for name in ("contradicting-statuses", "jumping-values")),
    TESTS / "topics" / "every-kind.yaml",
]


@cache
def base(path: Path) -> str:
    return json.dumps(load(path).tree)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_a_valid_topic_holds_it_is_searched_to_the_end(data: st.DataObject) -> None:
    plain = json.loads(base(data.draw(st.sampled_from(BASES))))
    for _ in range(data.draw(st.integers(1, 3))):
        damage(plain, data.draw)
    source = read(json.dumps(plain))
    try:
        brief = validate(source)
    except InputError:
        return
    found = findings(source, brief)
    assert all(each.span and each.span.line == 1 for each in found)
    assert {each.rule for each in found} <= set(rules())


@pytest.mark.parametrize("profile", [False, True])
def test_a_theme_and_a_language_that_are_not_there_are_told_where_they_stand(
    profile: bool,
) -> None:
    wishes = "theme: minstry\nlanguage: xx\n"
    if profile:
        wishes = "profiles:\n  press:\n    " + wishes.strip().replace("\n", "\n    ") + "\n"
    found = findings(*topic(wishes + "sections: [{kind: text, text: Words.}]"))
    assert [each.rule for each in found] == ["unknown-theme", "unknown-language"]
    assert [each.span and each.span.line for each in found] == ([8, 9] if profile else [6, 7])


def test_checking_needs_neither_the_engine_nor_templates_nor_tools_for_pdf() -> None:
    script = (
        "import sys; from pathlib import Path; from briefing.checks.run import diagnose;"
        "from briefing.checks.report import FORMATS;"
        "FORMATS['sarif']([diagnose(Path(sys.argv[1]))]);"
        "print(*{'weasyprint', 'pikepdf', 'jinja2', 'pydyf'} & set(sys.modules))"
    )
    sample = ROOT / "data" / "mexico-russia"
    run = subprocess.run(
        [sys.executable, "-c", script, sample],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "", "")
