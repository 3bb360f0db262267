"""A topic cut to what a brief shows: it prints the same, says no more, and is its own cut."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.archive import topic_subset
from briefing.archive.strip_links import detach
from briefing.archive.topic_subset import EmbeddedStyle, subset
from briefing.batch.plan import asked
from briefing.checks.run import require_consistency
from briefing.citations import find_style
from briefing.document.assemble import assemble
from briefing.document.claims import claims_of
from briefing.document.resolve import resolve
from briefing.document.select import NO_TRIM, Selection, Trim, resolve_options, select
from briefing.errors import BriefingError, InputError
from briefing.formats.yaml_tree import read_yaml
from briefing.formats.yaml_writer import to_yaml
from briefing.layout.page_map import PageMap
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels
from briefing.model.base import items_in, texts
from briefing.model.options import Options
from briefing.model.typesetting import UNCHANGED, Typesetting
from briefing.pdf.attachments import MANIFEST
from briefing.rendering.renderer import Renderer
from briefing.text.rich_text import Element, TextNode, parse_rich_text
from briefing.themes.theme import open_theme, theme_as_named
from tests.support.places import EVERY_KIND, ROOT, SAMPLE, TOPICS
from tests.support.valid_topics import PICTURES, looks, topics

MEETING = TOPICS / "meeting.yaml"
HEAD = """\
title: The Alder
type: Note
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
status: final
"""


class Made:
    """What a topic gives but for the layout: the HTML of each part, and the cut topic."""

    def __init__(self, topic: Path, options: Options | None = None, taken: Trim = NO_TRIM) -> None:
        source = load(topic)
        self.brief = validate(source)
        require_consistency(source, self.brief)
        asked = resolve_options(self.brief, options or Options())
        named = theme_as_named(asked.theme or self.brief.theme or "ministry", source.folder)
        theme = open_theme(named, asked.modes)
        style = asked.citation_style or self.brief.citation_style or "numeric"
        found = find_style(style, source.files)
        self.selection: Selection = select(self.brief, asked, taken)
        language = asked.language or self.brief.language
        self.document = assemble(resolve(self.selection), labels(language))
        renderer = Renderer(self.document, theme, found)
        names = tuple(part.name for part in self.document.parts)
        self.html = {name: renderer.part(name, PageMap(names)) for name in names}
        look = EmbeddedStyle(named, theme.own, style, found if isinstance(found, bytes) else None)
        given = asked.setting if asked.typesetting else UNCHANGED
        files = subset(self.document, look, given, source.files, tool="briefing")
        self.files = {each.name: each.data for each in files}
        self.text = b"\n".join(self.files.values()).decode(errors="replace")

    @property
    def topic(self) -> dict[str, Any]:
        return dict(yaml.safe_load(self.files["topic.yaml"]))


def write(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def made_again(first: Made, folder: Path) -> Made:
    """Hold that a cut topic prints the same and is its own cut."""
    second = Made(write(folder, first.files))
    assert second.html == first.html
    assert second.files == first.files
    return second


def left_out(made: Made) -> tuple[list[str], list[str]]:
    """List the texts of a topic that a brief does not hold, and the names."""
    sources = made.document.resolved.sources
    shown = [
        *made.selection.sections,
        *(each.dispute for each in made.selection.disputes),
        *sources,
    ]
    elsewhere = {"sections": (), "sources": (), "disputes": ()}
    shown.append(made.brief.model_copy(update=elsewhere))
    said = "\n".join(
        [
            *(text for each in shown for _, text in texts(each)),
            *(source.title or "" for source in sources),
            *(f"{name.given} {name.family}" for source in sources for name in source.author),
            *(str(each) for each in made.document.left_out),
        ]
    )
    everything = [str(text) for _, text in texts(made.brief)]
    everything += [source.title or "" for source in made.brief.sources]
    targets = made.document.resolved.targets
    items = (item for section in made.brief.sections for item in items_in(section))
    names = [item.id for item in items if item.id and item.id not in targets]
    names += [each.id for each in made.brief.disputes if each.id not in targets]
    cited = {each.id for each in sources}
    names += [each.id for each in made.brief.sources if each.id not in cited]
    return [each for each in everything if len(each) > 10 and each not in said], names


def require_silence(made: Made) -> None:
    """Hold that no text of the topic stands in its cut that the brief does not hold."""
    quiet = " ".join(made.text.split())
    left, names = left_out(made)
    for text in left:
        assert " ".join(text.split()) not in quiet
        assert json.dumps(text, ensure_ascii=False)[1:-1] not in made.text
    for name in names:
        assert not re.search(rf"(?:[:#@] ?|- ){re.escape(name)}\b", made.text), name


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"sections": ("risks", "economics")},
        {"sections": ("evidence", "history", "summary"), "qr": True},
        {"without": ("history", "bilateral", "multilateral"), "marking": "TLP:RED"},
        {"audience": ("press",)},
        {"audience": ("engineers",), "disputes": "line"},
        {"priority": 1, "appendix": "short"},
        {"priority": 2, "paper": "letter", "duplex": True, "bleed": 3},
        {"sheet": True, "without": ("poll",)},
        {"theme": "institute", "language": "es", "citation_style": "author-date"},
        {"citation_style": "notes", "large_print": True, "mono": True, "priority": 2},
        {"citation_style": "apa", "sections": ("history", "faq")},
        {"sections": ("glossary",), "profile": None},
    ],
    ids=str,
)
def test_a_cut_topic_prints_the_same_says_no_more_and_is_its_own_cut(
    options: dict[str, Any], tmp_path: Path
) -> None:
    first = Made(EVERY_KIND, Options(**options))
    made_again(first, tmp_path)
    require_silence(first)


@pytest.mark.parametrize("profile", [None, "meeting", "one-sheet"])
def test_so_does_that_of_the_sample(profile: str | None, tmp_path: Path) -> None:
    first = Made(SAMPLE, Options(profile=profile))
    made_again(first, tmp_path)
    require_silence(first)
    assert first.topic.get("profile") == profile
    assert list(first.topic.get("profiles", {})) == [profile] * (profile is not None)


def test_so_does_that_of_a_meeting_and_of_a_cut_for_a_page_limit(tmp_path: Path) -> None:
    made_again(Made(MEETING), tmp_path / "meeting")
    taken = Trim(least=(("faq", 1), ("risks", 2)), appendix=True, disputes=True)
    close = Typesetting(spacing=0.54, leading=1, size=0.5)
    first = Made(EVERY_KIND, Options(max_pages=7, typesetting=close), taken)
    made_again(first, tmp_path / "limit")
    require_silence(first)
    assert first.topic["left_out"]["cut"] == ["entries", "appendix", "disputes"]
    assert first.topic["left_out"]["pages"] == 7
    assert first.topic["profiles"]["as-built"]["typesetting"] == close.model_dump()


def test_a_cut_of_a_cut_tells_all_that_was_left_out(tmp_path: Path) -> None:
    first = Made(EVERY_KIND, Options(without=("poll", "views"), audience=("press",)))
    again = Made(write(tmp_path / "one", first.files), Options(without=("risks",), priority=2))
    left, before = again.topic["left_out"], first.topic["left_out"]
    assert before["sections"] == ["Views", "Polls", "How the counts are made"]
    assert left["sections"] == [*before["sections"], "Risks"]
    assert left["entries"] > before["entries"] > 0
    text = next(html for html in again.html.values() if "left-out" in html)
    assert "Views; Polls; How the counts are made; Risks" in text
    made_again(again, tmp_path / "two")


@settings(max_examples=20, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_so_does_that_of_any_topic(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    topic = data.draw(topics())
    pictures = {name: (TOPICS / name).read_bytes() for name in PICTURES}
    write(folder, {**pictures, "topic.yaml": yaml.safe_dump(topic, allow_unicode=True)})
    look = data.draw(looks)
    names = [each.get("id", each["kind"]) for each in topic["sections"]]
    look["without"] = tuple(data.draw(st.lists(st.sampled_from(names), max_size=1)))
    try:
        first = Made(folder, Options(**look))
    except BriefingError:
        return
    made_again(first, folder / "cut")


# What is left out where

RIVER = f"""{HEAD}
parties: [{{id: upland, name: Upland}}, {{id: lowland, name: Lowland of the secret dam}}]
silence: {{contradicting-observations: The ministry asked us to look away.}}
profile: usual
profiles:
  usual: {{disputes: line}}
  other: {{without: [secrets], marking: "TLP:RED"}}
sources:
  - {{id: gauge, type: webpage, derived_from: [hidden, other], note: Phoned Anna.}}
  - {{id: almanac, type: book, derived_from: [middle], independent_of: [hidden, gauge]}}
  - {{id: middle, type: book, derived_from: [hidden, gone]}}
  - {{id: hidden, type: book, title: The secret book}}
  - {{id: other, type: book}}
  - {{id: gone, type: book}}
disputes:
  - id: level
    topic: Level
    question: How high?
    nature: contradiction
    sections: [secrets, figures, words]
    positions: [{{value: "1", citations: "[@gauge]"}}]
    verdict: Both.
    unresolved: true
sections:
  - kind: text
    id: words
    text: |-
      It rose, [as *we* know](#dam-secret), [and say](#figures).[@gauge, p. 2]

      1. A [list
         with a break](#secrets) in it
      2. \\[escaped](#secrets) and [twice](#secrets "title"), [twice](#secrets)
    audience: [minister, press]
  - kind: economics
    id: figures
    observations:
      - {{id: level-1, measure: Level, value: 3, unit: m, period: 2022, citations: "[@gauge]"}}
      - {{id: level-2, measure: Level, value: 4, unit: m, period: 2022, citations: "[@gauge]"}}
      - {{id: flow, measure: Flow, value: 4, unit: m, period: 2022, citations: "[@almanac]",
          priority: 3}}
    charts:
      - {{title: Both, measures: [Level, Flow]}}
      - {{title: The flow alone, measures: [Flow], citations: "[@other]"}}
    relations: [{{formula: level-1 + 1 = level-2}}, {{formula: flow = level-2}}]
  - kind: history
    id: past
    eras:
      - title: Then
        events:
          - {{date: 1924, title: It rose., same_as: met, citations: "[@gauge; @almanac]"}}
  - kind: bilateral
    id: secrets
    title: Secrets[@hidden]
    visits: [{{id: met, visitor: X, place: The secret dam, date: 1924}}]
    agreements: [{{id: dam-secret, title: The secret dam, signed: 1923}}]
"""


@pytest.fixture
def river(tmp_path: Path) -> Path:
    return write(tmp_path / "river", {"topic.yaml": RIVER})


def test_references_to_what_is_not_there_print_the_same_and_name_it_no_more(
    river: Path, tmp_path: Path
) -> None:
    first = Made(river, Options(without=("secrets",)))
    made_again(first, tmp_path / "cut")
    require_silence(first)
    text = first.topic["sections"][0]["text"]
    assert text.splitlines() == [
        "It rose, [as *we* know](#-), [and say](#figures).[@gauge, p. 2]",
        "",
        "1. A [list",
        "   with a break](#-) in it",
        "2. \\[escaped](#secrets) and [twice](#-), [twice](#-)",
    ]
    assert "not part of this brief" in first.html["whole"]


def test_what_is_said_of_readers_profiles_sources_and_silence_stays_behind(
    river: Path, tmp_path: Path
) -> None:
    first = Made(river, Options(without=("secrets",)))
    for word in ("secret dam.", "secret book", "look away", "TLP:RED", "Phoned", "press", "hidden"):
        assert word not in first.text
    assert first.topic["silence"] == {
        "contradicting-observations": "as in the topic from which this one was cut"
    }
    assert first.topic["profiles"] == {"usual": {"disputes": "line"}}
    assert first.topic["left_out"] == {"sections": ["Secrets"]}
    assert first.topic["disputes"][0]["sections"] == ["figures"]
    events = first.topic["sections"][2]["eras"][0]["events"]
    assert "same_as" not in events[0]
    again = Made(river, Options(sections=("words",)))
    assert "parties" not in again.topic
    assert "Lowland" not in again.text
    made_again(again, tmp_path / "words")


def test_sources_that_repeat_one_that_is_not_cited_still_do(river: Path, tmp_path: Path) -> None:
    first = Made(river, Options(without=("secrets",)))
    second = made_again(first, tmp_path)
    sources = {each["id"]: each for each in yaml.safe_load(first.files["sources.yaml"])}
    assert sources["gauge"]["derived_from"] == ["other", "origin-1"]
    assert sources["almanac"]["derived_from"] == ["origin-1"]
    assert sources["almanac"]["independent_of"] == ["gauge"]
    assert sources["origin-1"] == {"id": "origin-1", "type": "document"}
    for made in (first, second):
        claims = list(claims_of(made.selection.sections[2], made.document.resolved))
        assert [each.corroborated for each in claims] == [False]


def test_charts_and_sums_of_what_is_left_out_go_with_it(river: Path, tmp_path: Path) -> None:
    first = Made(river, Options(priority=2))
    section = first.topic["sections"][1]
    assert section["charts"] == [{"title": "Both", "measures": ["Level"]}]
    assert section["relations"] == [{"formula": "level-1 + 1 = level-2"}]
    assert first.topic["left_out"]["entries"] == 2
    assert "@other" not in first.text
    made_again(first, tmp_path)


def test_the_manifest_lists_each_file_with_its_hash_and_no_more(river: Path) -> None:
    first = Made(river, Options(without=("secrets",), paper="letter"))
    manifest = json.loads(first.files[MANIFEST])
    assert manifest == {
        "tool": "briefing",
        "options": {"disputes": "line", "paper": "letter"},
        "left_out": {"sections": ["Secrets"]},
        "files": {
            name: sha256(data).hexdigest() for name, data in first.files.items() if name != MANIFEST
        },
    }


def test_the_first_form_goes_without_saying_and_a_later_one_is_told(
    river: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Made(river)
    assert "briefing" not in first.topic
    assert "briefing" not in json.loads(first.files[MANIFEST])
    monkeypatch.setattr(topic_subset, "FORM", 2)
    later = Made(river)
    assert later.topic["briefing"] == json.loads(later.files[MANIFEST])["briefing"] == 2


def test_pictures_keep_their_names_unless_some_system_would_not_take_them(tmp_path: Path) -> None:
    picture = (TOPICS / "portrait.png").read_bytes()
    names = ("maps/Mapa del río.png", "12:30.png", "a.png", "A.png", ".b.png", "a.png")
    images = [{"file": name, "alt": "A map", "caption": "It."} for name in names]
    section = {"kind": "text", "text": "It rose.", "images": images}
    topic = HEAD + yaml.safe_dump({"logo": "logo.png", "sections": [section]}, allow_unicode=True)
    files = {name: picture + name.encode() for name in (*names, "logo.png", "unused.png")}
    first = Made(write(tmp_path / "first", {"topic.yaml": topic, **files}))
    assert [each["file"] for each in first.topic["sections"][0]["images"]] == [
        "maps/Mapa del río.png", "picture.png", "a.png", "A-2.png", "picture-2.png", "a.png",
    ]  # fmt: skip
    assert "unused.png" not in first.text
    second = Made(write(tmp_path / "second", first.files))
    assert second.files == first.files


def test_a_theme_of_ones_own_is_relative_to_the_topic_and_goes_along(tmp_path: Path) -> None:
    theme = {
        f"look/{path.relative_to(ROOT / 'styles' / 'institute').as_posix()}": path.read_bytes()
        for path in (ROOT / "styles" / "institute").rglob("*")
        if path.is_file()
    }
    own = {"look/templates/frame/imprint.html": "Printed by us", "look/notes.txt": "for us alone"}
    topic = HEAD + "theme: ../look\nsections: [{kind: text, text: It rose.}]\n"
    write(tmp_path, {**theme, **own, "river/topic.yaml": topic})
    first = Made(tmp_path / "river")
    assert first.topic["theme"] == "./theme"
    assert first.files["theme/templates/frame/imprint.html"] == b"Printed by us"
    assert not any(name.endswith((".ttf", ".txt")) for name in first.files)
    made_again(first, tmp_path / "elsewhere")


# Texts without names


def nodes_of(text: str, shown: tuple[str, ...]) -> tuple[TextNode, ...]:
    """Give the tree of a text, in which names that are not shown are taken away."""

    def clean(nodes: tuple[TextNode, ...]) -> tuple[TextNode, ...]:
        return tuple(
            node._replace(
                value="-" if node.tag == "ref" and node.value not in shown else node.value,
                children=clean(node.children),
            )
            if isinstance(node, Element)
            else node
            for node in nodes
        )

    return clean(parse_rich_text(text, block=True, language="en").nodes)


PIECES = (
    "[a](#gone)", "[*b*](#kept)", "[c [d] e](#gone)", "[x](<#gone>)", '[y](#gone "z")', "\\[", "]",
    "[f](https://a.b/#gone)", "[wort]{lang=de}", "[g\n  h](#gone)", "[@key, p. 3]", "*", "**", " ",
    "\n", "\n\n", "- ", "1. ", "   ", "\t", "![i](#gone)", "[j](#%67one)", "(#gone)", "<", "`",
    "[[k](#gone)]{lang=de}", "&amp;", "word", "[l](#\ngone)", "[](#gone)", "#gone", "'", "\u00a0",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join))
def test_a_text_without_names_is_otherwise_the_same(text: str) -> None:
    text = text.strip()
    if not text:
        return
    plain = detach(text, ("kept",), block=True, language="en")
    assert nodes_of(plain, ("kept",)) == nodes_of(text, ("kept",))
    assert "gone" not in parse_rich_text(plain, block=True, language="en").references
    assert detach(plain, ("kept",), block=True, language="en") == plain


# YAML

signs = st.characters(exclude_categories=["Cs"])
lines = st.one_of(
    st.text(signs, max_size=20),
    st.lists(st.sampled_from(list("ab1 -:#\n'\"[]{}|>%@`&*!?,~.\t\r\\\x85\u2028\ufeffé🇲<=")))
    .map("".join),
    st.sampled_from(["yes", "2024-05-01", "012", "12:30", "null", "1e3", "a: b", "x #", "on"]),
)  # fmt: skip
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), lines).filter(
        lambda value: value not in (float("inf"), float("-inf"))
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(lines.filter(bool), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(lines.filter(bool), values, min_size=1, max_size=3))
def test_yaml_is_read_as_it_was_meant(data: dict[str, Any]) -> None:
    text = to_yaml(data)
    tree, found = read_yaml(text.encode(), "a.yaml")
    assert found == []
    assert tree == data
    assert repr(tree) == repr(data)


def test_yaml_is_for_people_to_read() -> None:
    data = {
        "title": "The Alder: a river",
        "issued": "2024-05-01",
        "cells": [1, 2.5],
        "text": "One.\n\n- two",
        "sections": [{"kind": "faq", "questions": [{"question": "Why?"}]}, "a"],
        "none": [],
    }
    assert to_yaml(data) == (
        'title: "The Alder: a river"\nissued: "2024-05-01"\ncells: [1, 2.5]\n'
        "text: |-\n  One.\n\n  - two\n"
        "sections:\n  - kind: faq\n    questions:\n      - question: Why?\n  - a\nnone: []\n"
    )


def test_a_profile_that_the_topic_names_is_used_and_must_be_there(tmp_path: Path) -> None:
    topic = HEAD + "profile: short\nprofiles: {short: {appendix: short}, long: {qr: true}}\n"
    sections = "sections: [{kind: text, text: It rose.}]\n"
    path = write(tmp_path, {"topic.yaml": topic + sections})
    brief = validate(load(path))
    assert resolve_options(brief, Options()).appendix == "short"
    assert resolve_options(brief, Options(appendix="full")).appendix == "full"
    assert not resolve_options(brief, Options()).qr
    assert resolve_options(brief, Options(profile="long")).appendix == "full"
    tree = load(path).tree
    assert asked(tree, Options(), "appendix") == "short"
    assert asked(tree, Options(profile="long"), "appendix") is None
    write(tmp_path, {"topic.yaml": topic.replace("profile: short", "profile: shrot") + sections})
    with pytest.raises(InputError, match="there is no profile `shrot`\n  hint: did you mean"):
        validate(load(path))


def test_a_setting_is_where_a_page_limit_starts() -> None:
    assert Options().setting == UNCHANGED
    assert Options(typesetting=Typesetting(size=0.5)).setting == Typesetting(
        spacing=1, leading=0, size=0.5
    )
