import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from briefing.model import anchors
from briefing.runtime import package_data as assets
from tests.support.places import ROOT

HOME = ROOT / "briefing" / "model" / "anchors.py"
MADE = {
    anchors.section("x"),
    anchors.dispute("x"),
    anchors.item("x"),
    anchors.numbered_item(1),
    anchors.source("x"),
    anchors.note(1),
    anchors.tab("A"),
}
BEGINNING = "|".join(sorted({f"{each.partition('-')[0]}-" for each in MADE}))
GLUED = re.compile(rf"(?:^|#)(?:{BEGINNING}|{anchors.SOURCES}-)|-account$|#{anchors.SOURCES}$")
WRITTEN = re.compile(
    rf'(?:\sid|\shref|\sdata-page-of)="#?(?:{BEGINNING}|{anchors.SOURCES}"|[^"]*-account)'
)


def strings(path: Path) -> Iterator[str]:
    """List the strings of a module, and the parts of those that are filled in."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    yield from (each.value for each in nodes if isinstance(each.value, str))


def strings_of_code(template: str) -> Iterator[str]:
    tokens = Environment(autoescape=True).lex(template)
    yield from (value[1:-1] for _, kind, value in tokens if kind == "string")


@pytest.mark.parametrize(
    "text", ["s-", "i-", "d-", "n-", "src-", "note-", "tab-", "#src-", '<a href="#src-', "-account"]
)
def test_an_anchor_that_is_glued_is_seen(text: str) -> None:
    assert GLUED.search(text)


def test_no_other_module_writes_or_reads_how_an_anchor_begins() -> None:
    modules = [path for path in (ROOT / "briefing").rglob("*.py") if path != HOME]
    assert len(modules) > 100
    found = [(path.name, text) for path in modules for text in strings(path) if GLUED.search(text)]
    assert found == []


def test_no_template_writes_how_an_anchor_begins() -> None:
    templates = [
        path for folder in (assets.templates(), assets.styles()) for path in folder.rglob("*.html")
    ]
    assert len(templates) > 50
    for path in templates:
        text = path.read_text("utf-8")
        assert WRITTEN.findall(text) == [], path.name
        assert [each for each in strings_of_code(text) if GLUED.search(each)] == [], path.name


def test_a_section_is_known_by_its_anchor() -> None:
    assert anchors.section_id(anchors.section("faq")) == "faq"
    assert anchors.section_id("front") == "front"


def test_a_stretch_of_pages_ends_at_a_section_or_at_the_appendix() -> None:
    assert all(map(anchors.begins_section, (anchors.section("faq"), anchors.SOURCES)))
    assert not any(map(anchors.begins_section, MADE - {anchors.section("x")}))


def test_a_topic_of_a_pack_has_its_own_anchors_but_for_sources_and_notes() -> None:
    own = {each for each in MADE if re.match(anchors.own_anchors(), each)}
    assert MADE - own == {anchors.source("x"), anchors.note(1), anchors.tab("A")}


def test_what_belongs_to_a_topic_begins_with_the_name_of_its_tab() -> None:
    tab = anchors.tab("B")
    assert tab == "tab-b"
    assert anchors.account(tab).startswith(anchors.within(tab))
