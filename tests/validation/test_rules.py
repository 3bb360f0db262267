import ast
import re
from pathlib import Path

import pytest

from briefing.checks.report import describe
from briefing.checks.run import diagnose
from briefing.errors import UsageError
from briefing.model import renames
from briefing.model.renames import Rename
from briefing.validation.rules import Rule, find_rule, of_shape, rules
from tests.support.places import ROOT

PACKAGE = ROOT / "briefing"
FRAME = {
    "title": "title: Rivers",
    "type": "type: Country brief",
    "originator": "originator: River desk",
    "issued": "issued: 2024-05-01",
    "cutoff": "cutoff: 2024-04-30",
    "sections": "sections:\n  - kind: text\n    text: Words.",
}

# what is found on finished pages is in test_preflight.py
BEFORE_LAYOUT = [rule for rule in rules().values() if rule.group != "pages"]


def write(rule: Rule, folder: Path) -> None:
    """Make a topic of a rule's example."""
    for name, text in rule.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, rule.encoding)
    if rule.example:
        given = set(re.findall(r"^(\w+):", rule.example, re.MULTILINE))
        missing = [line for field, line in FRAME.items() if field not in given]
        (folder / "topic.yaml").write_text("\n".join([*missing, rule.example]), "utf-8")


@pytest.mark.parametrize("rule", BEFORE_LAYOUT, ids=lambda rule: rule.code)
def test_the_example_of_a_rule_gives_this_rule_and_no_other(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made_up = Rename("subheading", "subtitle", "0.2.0", ("topic",))
    monkeypatch.setattr(renames, "RENAMES", (*renames.RENAMES, made_up))
    write(rule, tmp_path)
    found = diagnose(tmp_path).diagnostics
    assert {each.rule for each in found} == {rule.code}
    assert {each.severity for each in found} == {rule.severity}


def test_a_rule_has_a_title_in_one_line_and_an_explanation_in_sentences() -> None:
    assert len(rules()) >= 60
    for code, rule in rules().items():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)
        assert len(rule.title) <= 60
        assert not rule.title.endswith(".")
        assert rule.why.endswith(".")
        assert len(rule.why.split()) >= 8
        assert rule.example or rule.files or rule not in BEFORE_LAYOUT


def test_what_makes_a_topic_unreadable_cannot_be_silenced() -> None:
    for rule in rules().values():
        firm = rule.group in ("reading", "shape", "names") and rule.severity == "error"
        assert rule.can_be_silenced is not firm


def test_every_diagnostic_before_layout_names_a_rule_and_every_rule_is_in_the_register() -> None:
    calls = 0
    for path in PACKAGE.rglob("*.py"):
        # what the engine logged has no rule, nor what is wrong with a PDF
        known = (
            "pipeline/deliver.py", "archive/extract.py", "packs/build.py",
            "preflight/page_rules.py", "errors.py",
        )  # fmt: skip
        if path.relative_to(PACKAGE).as_posix() in known:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            given = {each.arg: each.value for each in node.keywords}
            if isinstance(node.func, ast.Name) and node.func.id == "Diagnostic":
                calls += 1
                assert "rule" in given or len(node.args) == 5, f"{path.name}:{node.lineno}"
            if isinstance(rule := given.get("rule"), ast.Constant):
                assert rule.value in rules(), f"{path.name}:{node.lineno}"
    assert calls > 30


def test_a_rule_is_found_by_its_code_or_the_nearest_is_named() -> None:
    assert find_rule("long-sentence").severity == "warning"
    with pytest.raises(UsageError, match=r"there is no rule `long-sentense`\n  hint: did you mean"):
        find_rule("long-sentense")


@pytest.mark.parametrize(
    ("kind", "path", "value", "rule"),
    [
        ("missing", ("sections", 0, "observations", 0, "unit"), {}, "figure-without-unit"),
        ("string_type", ("sections", 0, "indicators", 0, "unit"), None, "figure-without-unit"),
        ("missing", ("sections", 0, "observations", 0, "measure"), {}, "missing-field"),
        ("missing", ("unit",), {}, "missing-field"),
        ("value_error", ("issued",), "May", "bad-date"),
        ("value_error", ("issued",), "", "empty-value"),
        ("union_tag_invalid", ("sections", 0), {"kind": None}, "missing-field"),
        ("union_tag_invalid", ("sections", 0), {"kind": "x"}, "unknown-kind"),
        ("a_type_of_the_future", ("title",), 5, "wrong-type"),
    ],
)
def test_errors_of_models_belong_to_a_rule(
    kind: str, path: tuple[str | int, ...], value: object, rule: str
) -> None:
    assert of_shape(kind, path, value, dated=True) == rule


def test_a_rule_is_described_with_its_example_and_how_to_silence_it() -> None:
    text = describe(find_rule("source-never-cited"))
    assert text.startswith("source-never-cited (warning): a source that nothing cites\n")
    assert "\n    sources:\n      - {id: gauge, type: webpage}\n" in text
    assert "\n    silence:\n      source-never-cited: " in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "silence:" not in describe(find_rule("unknown-field"))
    assert "Example, freight.csv:" in describe(find_rule("bad-table"))
    assert "(nothing)" in describe(find_rule("empty-file"))
