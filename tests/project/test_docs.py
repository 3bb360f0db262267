"""The documentation says what the program does: its reference comes from it."""

import re

from briefing.checks.run import diagnose
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model.options import Options
from briefing.model.sections.registry import KINDS
from briefing.validation.rules import rules
from docs.generate import EXAMPLES, SECTIONS, pages
from tests.support.places import ROOT

DOCS = ROOT / "docs"


def test_the_reference_is_written_from_the_program() -> None:
    stale = [path.name for path, text in pages().items() if path.read_text("utf-8") != text]
    assert not stale, "`make docs` writes them anew"
    assert sorted(path.stem for path in SECTIONS.glob("*.md")) == sorted(KINDS)


def test_each_kind_has_an_example_and_all_of_them_are_one_topic_without_a_doubt() -> None:
    brief = validate(load(EXAMPLES))
    assert sorted(section.kind for section in brief.sections) == sorted(KINDS)
    assert [section.id for section in brief.sections] == [each.kind for each in brief.sections]
    assert diagnose(EXAMPLES).diagnostics == ()
    assert all(source.url is None or "example.org" in source.url for source in brief.sources)


def test_each_option_and_each_rule_stands_in_the_reference() -> None:
    options, register = (
        (DOCS / "reference" / name).read_text("utf-8") for name in ("options.md", "rules.md")
    )
    for name in {*Options.model_fields} - {"profile"}:
        assert f"`{name}`" in options
    assert re.findall(r"^### (.+)$", register, re.MULTILINE) == [*rules()]
