"""The data in the PDF of a pack: what is in it, what is not, and that it gives the same bytes."""

import json
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner

from briefing.archive.extract import extract
from briefing.archive.topic_subset import EmbeddedStyle
from briefing.cli.app import app
from briefing.errors import BriefingError
from briefing.layout.engine import LayoutEngine
from briefing.layout.page_map import PageMap
from briefing.model.options import Options
from briefing.packs.archive import subset_pack
from briefing.packs.build import pack
from briefing.packs.load import load_pack
from briefing.packs.renderer import PackRenderer
from briefing.pipeline.build import check
from briefing.pipeline.deliver import Result
from briefing.themes.theme import open_theme
from tests.archive.test_topic_subset import write
from tests.pdf.test_attachments import contents, names, unpacked
from tests.support import pdf as of
from tests.support.places import ROOT, TOPICS
from tests.support.valid_topics import PICTURES, topics

WHOLE = TOPICS / "pack.yaml"
STYLE = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">'
    "<info><title>Ours</title><id>x</id><updated>2024-01-01T00:00:00Z</updated></info>"
    '<citation><layout prefix="("><text variable="title"/></layout></citation>'
    '<bibliography><layout><text variable="title"/></layout></bibliography></style>'
)
HEAD = """\
type: Note
originator: River desk
status: final
issued: 2024-05-01
cutoff: 2024-04-30
"""
UPLAND = f"""{HEAD}
title: The zaphod dam
profile: all
theme: ./zaphod
citation_style: zaphod.csl
silence: {{contradicting-observations: zaphod asked for it}}
profiles:
  all: {{embed_all: true}}
  visit: {{without: [zaphod], audience: [minister], disputes: line, sheet: true, paper: a5}}
sources:
  - {{id: zaphod, type: book, title: The zaphod book}}
  - {{id: gauge, type: report, title: Levels, DOI: 10.1/x, reliability: B, note: By hand,
      descriptor: "Good, as another says.[@almanac] See [levels](#levels) and [x](#zaphod-dam)."}}
  - {{id: almanac, type: book, derived_from: [zaphod], title: Almanac}}
  - {{id: page, type: webpage, URL: "https://alder.example/a", title: A page}}
disputes:
  - {{id: rise, topic: Rise, question: How much?, nature: contradiction, sections: [levels],
      positions: [{{value: "1", citations: "[@gauge]"}}, {{value: "2", citations: "[@page]"}}],
      unresolved: true, verdict: Open., form: long}}
sections:
  - {{kind: text, id: levels, text: "It rose.[@gauge, p. 2; @page] See [it](#zaphod-dam).",
      images: [{{file: maps/Río.png, alt: A map, caption: The river}}]}}
  - kind: history
    eras:
      - title: Then
        events:
          - {{date: 1924, title: It rose., citations: "[@gauge]", audience: [minister]}}
          - {{date: 1925, title: For zaphod., citations: "[@zaphod]", audience: [press]}}
  - {{kind: bilateral, id: zaphod, title: The works,
      agreements: [{{id: zaphod-dam, title: The zaphod dam, signed: 1923}}]}}
"""
LOWLAND = f"""{HEAD}
title: Lowland
language: es
marking: OFFICIAL
handling: For zaphod
sources:
  - {{id: decoy, type: webpage, URL: "https://alder.example/a", title: A page}}
  - {{id: page, type: webpage, URL: "https://www.alder.example/a/", title: Page of zaphod,
      reliability: C, derived_from: [decoy], descriptor: Good for zaphod}}
  - {{id: gauge, type: webpage, title: Other levels}}
sections:
  - {{kind: text, id: levels, text: "Subió.[@page; @gauge]",
      images: [{{file: maps/Río.png, alt: A map, caption: The river}}]}}
"""
ALIKE: tuple[dict[str, Any], ...] = (
    {},
    {"type": "webpage", "URL": "https://alder.example/a"},
    {"type": "webpage", "URL": "https://alder.example/a", "title": "A page"},
    {"type": "webpage", "URL": "https://www.alder.example/a/", "DOI": "10.1/x", "title": "A page"},
    {"type": "webpage", "title": "A page", "descriptor": "Better than others."},
    {"type": "webpage", "title": "Another page", "DOI": "10.1/x", "reliability": "D"},
)
PACK = """\
title: The visit
type: Meeting pack
originator: River desk
issued: 2024-05-10
status: final
date: 2024-05-14
place: Room 2
marking: "text:OURS"
handling: Not to be copied
theme: ./look
citation_style: ours.csl
options: {paper: letter, duplex: true, language: es}
topics:
  - {topic: upland, title: "The *dam*", profile: visit, tab: K}
  - {topic: lowland/river.yaml}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[LayoutEngine]:
    with LayoutEngine(processes=1) as engine:
        yield engine


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("visit")
    shutil.copytree(ROOT / "styles" / "institute", folder / "look")
    picture, other = (TOPICS / "portrait.png").read_bytes(), BytesIO()
    Image.new("L", (60, 40), 128).save(other, "PNG")
    write(
        folder,
        {
            "upland/topic.yaml": UPLAND,
            "upland/zaphod.csl": STYLE,
            "upland/maps/Río.png": picture,
            "lowland/river.yaml": LOWLAND,
            "lowland/maps/Río.png": other.getvalue(),
            "visit.yaml": PACK,
            "ours.csl": STYLE,
        },
    )
    return folder / "visit.yaml"


@pytest.fixture(scope="module")
def bound(visit: Path, engine: LayoutEngine) -> Result:
    return pack(visit, visit.with_name("bound.pdf"), engine=engine)


def test_what_a_pack_holds_gives_the_same_bytes(
    bound: Result, engine: LayoutEngine, tmp_path: Path
) -> None:
    folder = extract(bound.path, tmp_path / "x")
    again = pack(folder / "pack.yaml", tmp_path / "b.pdf", engine=engine)
    assert again.path.read_bytes() == bound.path.read_bytes()
    assert contents(extract(again.path, tmp_path / "y")) == contents(folder)
    assert of.validate(again.path.read_bytes()) == []
    told = [each.message for each in again.warnings]
    assert "tab A: the topic bears `OFFICIAL`" in told[0]


def test_numbered_copies_of_it_hold_the_same_and_nobody_of_the_list(
    bound: Result, visit: Path, engine: LayoutEngine, tmp_path: Path
) -> None:
    listed = PACK.replace("language: es", "language: es, copies: [{name: Ada Reed}]")
    write(visit.parent, {"listed.yaml": listed})
    pack(visit.with_name("listed.yaml"), tmp_path / "copies", engine=engine)
    (copy,) = (tmp_path / "copies").glob("*.pdf")
    found = contents(extract(copy, tmp_path / "y"))
    assert found == contents(extract(bound.path, tmp_path / "x"))
    assert b"Ada Reed" not in b"".join(found.values())


def test_it_holds_pack_topics_theme_and_style_and_nothing_that_is_not_shown(
    bound: Result, tmp_path: Path
) -> None:
    whole = unpacked(bound.path.read_bytes())
    assert "Other levels" in whole
    assert "zaphod" not in whole.lower()
    found = contents(extract(bound.path, tmp_path / "x"))
    assert [name for name in found if not name.startswith("theme/")] == [
        "manifest.json", "ours.csl", "pack.yaml",
        "topics/a/maps/Río.png", "topics/a/sources.yaml", "topics/a/topic.yaml",
        "topics/k/maps/Río.png", "topics/k/sources.yaml", "topics/k/topic.yaml",
    ]  # fmt: skip
    assert "theme/theme.yaml" in found
    assert found["topics/a/maps/Río.png"] != found["topics/k/maps/Río.png"]
    read = {name: yaml.safe_load(data) for name, data in found.items() if name.endswith(".yaml")}
    whole, upland, lowland = (
        read[name] for name in ("pack.yaml", "topics/k/topic.yaml", "topics/a/topic.yaml")
    )
    assert whole["options"] == {"paper": "letter", "language": "es", "duplex": True}
    assert whole["topics"] == [
        {"topic": "topics/k", "tab": "K"}, {"topic": "topics/a", "tab": "A"},
    ]  # fmt: skip
    assert (whole["theme"], whole["citation_style"]) == ("./theme", "ours.csl")
    assert upland["title"] == "The *dam*"
    assert upland["profiles"] == {"as-built": {"disputes": "line"}}
    assert upland["left_out"] == {"sections": ["The works"], "entries": 1}
    assert lowland["marking"] == "OFFICIAL"
    assert upland["marking"] == whole["marking"] == "text:OURS"
    assert {upland["handling"], lowland["handling"]} == {"Not to be copied"}
    manifest = json.loads(found["manifest.json"])
    assert manifest["left_out"] == {"topics/k": upland["left_out"]}
    assert sorted([*manifest["files"], "manifest.json"]) == sorted(found)


def test_a_source_that_an_earlier_topic_brought_is_described_as_there(
    bound: Result, tmp_path: Path
) -> None:
    folder = extract(bound.path, tmp_path / "x") / "topics"
    first, second = (
        {each.id: each for each in check(folder / name).sources} for name in ("k", "a")
    )
    assert list(second) == ["page", "gauge"]
    assert second["page"].title == first["page"].title == "A page"
    assert (second["page"].url, second["page"].reliability) == (first["page"].url, "C")
    assert first["gauge"].descriptor
    assert not second["page"].descriptor
    assert second["gauge"].title == "Other levels"


@pytest.mark.parametrize(
    ("options", "own", "profile"),
    [
        ({"booklet": True}, "", ""),
        ({"n_up": 2}, "", ""),
        ({}, "options: {redact_data: true}\n", ""),
        ({}, "", "profile: quiet\nprofiles: {quiet: {redact_data: true}}\n"),
    ],
    ids=["booklet", "n-up", "redacted", "redacted by a topic"],
)
def test_a_pack_that_is_redacted_or_for_paper_alone_holds_no_data(
    options: dict[str, Any], own: str, profile: str, engine: LayoutEngine, tmp_path: Path
) -> None:
    river = (TOPICS / "minimal.yaml").read_text("utf-8")
    text = "title: V\ntype: P\noriginator: D\nissued: 2024-05-10\ntopics: [{topic: river.yaml}]\n"
    folder = write(tmp_path, {"river.yaml": river + profile, "visit.yaml": text + own})
    result = pack(folder / "visit.yaml", tmp_path / "a.pdf", Options(**options), engine=engine)
    assert names(result.path.read_bytes()) == []


def test_the_command_redacts_it(visit: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    arguments = ["pack", str(visit), "-o", str(path)]
    result = CliRunner().invoke(app, [*arguments, "--redact-data"])
    assert result.exit_code == 0
    assert names(path.read_bytes()) == []


def test_taking_it_out_tells_how_it_is_bound_again(bound: Result, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    result = CliRunner().invoke(app, ["extract", str(bound.path), "-o", str(folder)])
    assert (result.exit_code, result.stderr) == (0, "")
    command = f"briefing pack {folder / 'pack.yaml'}"
    assert result.stdout == f"{folder}: run `{command}` to bind the pack again\n"


def test_all_kinds_in_another_look_give_the_same_bytes(
    engine: LayoutEngine, tmp_path: Path
) -> None:
    options = Options(theme="institute", duplex=True, mono=True)
    first = pack(WHOLE, tmp_path / "a.pdf", options, engine=engine)
    folder = extract(first.path, tmp_path / "x")
    second = pack(folder / "pack.yaml", tmp_path / "b.pdf", engine=engine)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert contents(extract(second.path, tmp_path / "y")) == contents(folder)


def made(path: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """Give what a pack is but for the layout: the HTML of each part, and its data."""
    found = load_pack(path, Options())
    theme = open_theme("ministry", ())
    renderer = PackRenderer(found.document, found.packed_topics, theme, "numeric", pack=found.pack)
    parts = tuple(part.name for part in found.document.parts)
    html = {name: renderer.part(name, PageMap(parts)) for name in parts}
    look = EmbeddedStyle("ministry", {}, "numeric", None)
    files = subset_pack(found.pack, found.document, found.packed_topics, look, tool="briefing")
    return html, {each.name: each.data for each in files}


@settings(max_examples=8, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_so_do_any_topics_with_sources_in_common(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    pictures = {name: (TOPICS / name).read_bytes() for name in PICTURES}
    entries = []
    for name in "123":
        topic = data.draw(topics())
        for source in topic.get("sources", ()):
            source.update(data.draw(st.sampled_from(ALIKE)))
        text = yaml.safe_dump(topic, allow_unicode=True)
        write(folder / name, {**pictures, "topic.yaml": text})
        entries.append({"topic": name, "priority": data.draw(st.sampled_from((1, 2, 3)))})
    said = {**yaml.safe_load(PACK), "topics": entries, "options": {}}
    del said["theme"], said["citation_style"]
    write(folder, {"pack.yaml": yaml.safe_dump(said)})
    try:
        html, files = made(folder / "pack.yaml")
    except BriefingError:
        return
    again = write(folder / "cut", files) / "pack.yaml"
    assert made(again) == (html, files)
