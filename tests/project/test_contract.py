"""What holds between modules, files and the sample, and would otherwise break in silence."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, TypeVar

import pytest
import yaml
from jinja2 import Environment
from pydantic import BaseModel

from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.layout.page_map import PageMap
from briefing.locales.catalogue import labels, languages
from briefing.model.base import Item, Prose, texts
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.sections.registry import KINDS, MODELS
from briefing.rendering.renderer import Renderer
from briefing.runtime import package_data as assets
from briefing.text.rich_text import parse_rich_text
from briefing.themes.theme import open_theme, theme_names
from tests.locales.test_catalogue import keys_named, phrases
from tests.support.places import EVERY_KIND, ROOT, TOPICS

M = TypeVar("M", bound=BaseModel)


PARTIALS = assets.templates() / "sections"
EXAMPLES = ROOT / "docs" / "reference" / "examples"


def cases() -> list[str]:
    """List the kinds of the sections in the topic that shows each."""
    return [section["kind"] for section in yaml.safe_load(EVERY_KIND.read_text())["sections"]]


def lacking(kind: str) -> Iterator[str]:
    """Yield what somebody who adds a kind has still to write."""
    module = f"briefing/model/sections/{kind}.py"
    if MODELS[kind].__module__ != module.removesuffix(".py").replace("/", "."):
        yield f"its model in {module}"
    partial = PARTIALS / f"{kind}.html"
    if not partial.is_file():
        yield f"its partial templates/sections/{kind}.html"
    parsed = Environment().parse(partial.read_text() if partial.is_file() else "")
    named = sorted({".".join(keys) for keys in keys_named(parsed) if keys})
    for language in languages():
        words = {path for path, _ in phrases(labels(language))}
        known = {".".join(path[:end]) for path in words for end in range(1, len(path) + 1)}
        for keys in (f"kinds.{kind}", *named):
            if keys not in known:
                yield f"`{keys}` in templates/labels/{language}.yaml"
    if kind not in cases():
        yield f"a section in {EVERY_KIND.relative_to(ROOT)}"
    if not (EXAMPLES / f"{kind}.yaml").is_file():
        yield f"an example in docs/reference/examples/{kind}.yaml"


def test_a_kind_has_its_module_partial_words_case_and_line_in_the_documents() -> None:
    missing = [f"\n{kind} lacks {each}" for kind in KINDS for each in lacking(kind)]
    assert not missing, "".join(missing)


def test_nothing_belongs_to_a_kind_that_is_not_there(sample_brief: Brief) -> None:
    assert len(set(KINDS)) == len(KINDS) >= 21
    assert {path.stem for path in PARTIALS.glob("*.html")} <= set(KINDS)
    assert all(set(labels(language)["kinds"]) <= set(KINDS) for language in languages())
    assert sorted(cases()) == sorted(set(cases()) & set(KINDS))
    shown = [section.kind for section in sample_brief.sections]
    assert len(set(shown)) == len(shown) >= 16


def name_all(record: M, number: Iterator[int]) -> M:
    """Copy a record in which every entry, at any depth, has an id."""
    changed: dict[str, Any] = {
        field: tuple(name_all(each, number) for each in value)
        for field, value in record
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel)
    }
    if isinstance(record, Item):
        changed["id"] = record.id or f"entry-{next(number)}"
    return record.model_copy(update=changed)


@pytest.mark.parametrize("sheet", [False, True])
@pytest.mark.parametrize("theme", theme_names())
def test_every_link_leads_to_an_anchor_and_every_entry_with_an_id_has_one(
    every_kind: Brief, theme: str, sheet: bool
) -> None:
    numbers = count()
    sections = tuple(name_all(section, numbers) for section in every_kind.sections)
    brief = every_kind.model_copy(update={"sections": sections})
    document = assemble(resolve(select(brief, Options(sheet=sheet))), labels("en"))
    renderer = Renderer(document, open_theme(theme, Options(sheet=sheet).modes))
    parts = tuple(part.name for part in document.parts)
    html = "".join(renderer.part(name, PageMap(parts)) for name in parts)
    anchors = re.findall(r"""\sid=["']([^"']+)""", html)
    links = set(re.findall(r"""href=["']#([^"']+)""", html))
    assert len(anchors) == len(set(anchors))
    assert {"s-risks", "i-risk-flood", "d-founding", "src-yearbook"} <= links <= set(anchors)
    assert len(document.resolved.targets) > 50
    assert set(document.resolved.targets.values()) <= set(anchors)


def test_the_sample_holds_what_its_texts_give(sample_brief: Brief) -> None:
    sections: dict[str, Any] = {section.kind: section for section in sample_brief.sections}
    found = {
        "events": sum(len(era.events) for era in sections["history"].eras),
        "views": len(sections["views"].views),
        "risks": len(sections["risks"].risks),
        "opportunities": len(sections["opportunities"].opportunities),
        "questions": len(sections["faq"].questions),
        "myths": len(sections["myths"].myths),
        "cases": len(sections["cases"].cases),
        "scenarios": len(sections["outlook"].scenarios),
        "recommendations": len(sections["recommendations"].recommendations),
    }
    assert found.pop("events") >= 65
    assert found.pop("views") >= 15
    assert found == {
        "risks": 8,
        "opportunities": 5,
        "questions": 15,
        "myths": 3,
        "cases": 4,
        "scenarios": 3,
        "recommendations": 5,
    }


def test_the_sample_has_29_disputes_of_all_natures(sample_brief: Brief) -> None:
    assert len(sample_brief.disputes) == 29
    natures = {dispute.nature for dispute in sample_brief.disputes}
    assert natures == {
        "contradiction", "precision", "periods", "arithmetic", "tension", "single source",
    }  # fmt: skip


def test_every_citation_of_the_sample_tells_the_paragraph(sample_brief: Brief) -> None:
    cited = [
        item
        for _, text in texts(sample_brief)
        for cluster in parse_rich_text(text, block=isinstance(text, Prose), language="en").citations
        for item in cluster
    ]
    assert len(cited) > 400
    assert all(item.label == "paragraph" and item.locator for item in cited)


@pytest.mark.parametrize("name", ["minimal", "every-kind", "meeting"])
def test_no_topic_of_the_tests_names_a_real_address(name: str) -> None:
    text = (TOPICS / f"{name}.yaml").read_text("utf-8")
    assert all(host == "example.org" for host in re.findall(r"https?://([^/\s]+)", text))
