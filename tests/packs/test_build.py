"""A pack is read as it lies on the table: its cover, its tabs, its pages, its one appendix."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf
from typer.testing import CliRunner

from briefing.cli.app import app
from briefing.errors import InputError, UsageError
from briefing.layout.engine import LayoutEngine, Limits
from briefing.locales.catalogue import labels
from briefing.model.options import Options
from briefing.packs.build import pack
from tests.pagination.test_page_numbers import cited_pages
from tests.support import pdf as of
from tests.support.built_briefs import Order, Printed, Recorder
from tests.support.places import TOPICS
from tests.support.read_text import opened, split

PACK = TOPICS / "pack.yaml"
TABS = {"A": "The river", "B": "The second session", "M": "The Alder"}
MM = 72 / 25.4
HEAD = """
title: The autumn session
type: Meeting pack
originator: River desk
status: final
issued: 2024-05-10
"""
TOPIC = """
title: {title}
type: Note
originator: River desk
status: final
issued: 2024-05-01
cutoff: 2024-04-30
sources:
  - {{id: gauge, type: report, reliability: {grade}, title: "{source}", descriptor: "{said}"}}
  - {{id: own, type: webpage, title: "A page on {title}"}}
sections:
  - {{kind: text, id: levels, text: "It rose in {title}.[@gauge, p. 2] See [above](#levels)."}}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Recorder]:
    with Recorder() as engine:
        yield engine


@pytest.fixture(
    scope="module", params=[{}, {"theme": "institute", "duplex": True}], ids=["one side", "duplex"]
)
def printed(
    request: pytest.FixtureRequest, engine: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> Printed:
    path = tmp_path_factory.mktemp("pack") / "pack.pdf"
    order = Order(Options(**request.param), PACK)
    engine.html = {}
    result = pack(PACK, path, order.options, engine=engine)
    data = path.read_bytes()
    return Printed(order, result, data, data, "", engine.html)


def tab_of(page: int, printed: Printed) -> str:
    """Tell behind which tab a page is; none for the cover and the appendix."""
    starts = {letter: printed.places[f"tab-{letter.lower()}"].page for letter in TABS}
    before = [letter for letter, start in starts.items() if start <= page]
    return before[-1] if before and page < printed.places["sources"].page else ""


def write(folder: Path, topics: str = "", **files: str) -> Path:
    """Write a pack file and the topics beside it."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    named = topics or "\n".join(f"  - {{topic: {name}.yaml}}" for name in files)
    path = folder / "meeting.yaml"
    path.write_text(f"{HEAD}topics:\n{named}\n", "utf-8")
    return path


def topic(title: str, *, source: str = "Levels", grade: str = "B", said: str = "Good.") -> str:
    return TOPIC.format(title=title, source=source, grade=grade, said=said)


def test_it_keeps_both_standards_and_is_spoken_in_its_order(printed: Printed) -> None:
    assert of.faults(printed.pdf) == []
    assert printed.unspoken == []


def test_each_topic_is_a_bookmark_of_the_first_level_as_are_cover_and_appendix(
    printed: Printed,
) -> None:
    firsts = [title for level, title, _ in printed.outline if level == 1]
    assert firsts == ["The autumn session", *TABS.values(), "Joint appendix"]


def test_the_contents_name_the_page_of_every_tab_and_every_section(printed: Printed) -> None:
    entry = r'href="#([^"]+)">([^<]+)</a> <span class="pg" data-page-of="[^"]+">(\d+)</span>'
    entries = re.findall(entry, printed.html["cover"])
    for anchor, heading, number in entries:
        place = printed.places[anchor]
        assert place.page == int(number), anchor
        assert heading in printed.texts[place.page - 1]
        assert re.search(rf"{re.escape(heading)} {number}\b", printed.texts[0])
    names = [anchor for anchor, _, _ in entries if "-s-" in anchor]
    assert len(names) == len(printed.numbered) > 20
    assert len(entries) - len(names) == len(TABS) + 1


def test_the_cover_says_when_and_where_the_meeting_is(printed: Printed) -> None:
    assert (
        "14 May 2024, 10:00–11:30 House of the commission, room 2, Port Alder" in printed.texts[0]
    )
    assert "Meeting brief. Information to 8 May 2024." in printed.texts[0]


def test_pages_are_numbered_through(printed: Printed) -> None:
    total = len(printed.texts)
    assert printed.result.pages.total == total > 20
    for number, frame in enumerate(printed.frames, start=1):
        assert f"Page {number} of {total}" in frame


def test_the_pages_that_cite_a_source_are_told_over_all_topics(printed: Printed) -> None:
    linking: dict[str, set[int]] = {anchor: set() for anchor in printed.entries}
    for link in printed.links:
        if link.target.startswith("src-"):
            linking[link.target].add(link.page)
    assert cited_pages(printed) == linking


def test_a_source_of_two_topics_is_listed_once_with_what_the_first_says(printed: Printed) -> None:
    assert printed.appendix.count("Yearbook of the Alder River Commission") == 1
    entry = printed.entries["src-yearbook"]
    assert "earlier editions were corrected once" in entry
    tabs = {tab_of(page, printed) for page in cited_pages(printed)["src-yearbook"]}
    assert {"A", "B"} <= tabs
    assert len(printed.entries) == 6


def test_running_heads_name_tab_and_topic(printed: Printed) -> None:
    openings = {printed.places[f"tab-{letter.lower()}"].page for letter in TABS}
    for number, frame in enumerate(printed.frames, start=1):
        tab = tab_of(number, printed)
        blank = not printed.bodies[number - 1].strip()
        named = [letter for letter, title in TABS.items() if f"{letter} {title}" in frame]
        if tab and number not in openings and not blank:
            assert named == [tab]
        elif tab:
            assert named == []


def test_a_thumb_mark_stands_at_the_outer_edge_lower_for_each_tab(printed: Printed) -> None:
    heights: dict[str, set[int]] = {letter: set() for letter in TABS}
    frames = split(printed.pdf, frame=True)
    with opened(frames) as text, Pdf.open(printed.result.path) as document:
        for number, page in enumerate(document.pages, start=1):
            width, height = float(page.mediabox[2]), float(page.mediabox[3])
            left = printed.order.options.duplex and number % 2 == 0
            strip = (5 * MM, 12 * MM) if left else (width - 12 * MM, width - 5 * MM)
            found = text(number, (strip[0], 0, strip[1], height)).strip()
            tab = tab_of(number, printed)
            assert found == (tab if printed.bodies[number - 1].strip() else ""), number
            for top in range(0, int(height), 6):
                if text(number, (strip[0], height - top - 9, strip[1], height - top)).strip():
                    heights[tab].add(top)
    assert all(heights.values())
    assert max(heights["A"]) < min(heights["B"]) <= max(heights["B"]) < min(heights["M"])


def test_a_link_within_a_topic_lands_in_it(printed: Printed) -> None:
    inner = [each for each in printed.links if each.target.startswith("tab-")]
    assert len(inner) > 50
    for link in inner:
        tab, target = tab_of(link.page, printed), link.target.split("-")[1].upper()
        assert not tab or tab == target, link
        assert tab_of(printed.places[link.target].page, printed) in (target, "")
    assert not [name for name in printed.places if re.match("[dins]-", name)]


def test_pictures_of_each_topic_are_there(printed: Printed) -> None:
    assert not [each for each in printed.result.warnings if each.rule is None]
    with Pdf.open(printed.result.path) as document:
        assert len(of.elements(document, "Figure")) > 5


def test_topics_begin_on_right_hand_pages_where_both_sides_are_printed(printed: Printed) -> None:
    starts = [printed.places[f"tab-{letter.lower()}"].page for letter in TABS]
    starts.append(printed.places["sources"].page)
    if printed.order.options.duplex:
        assert [page % 2 for page in starts] == [1, 1, 1, 1]
    else:
        assert not [text for text in printed.bodies if not text.strip()]


def test_each_topic_says_what_was_left_out_of_it(printed: Printed) -> None:
    left_out = labels("en")["appendix"]["left_out_sections"].format(titles="Paper")
    assert printed.appendix.count(left_out) == 1


def test_a_pack_is_a_draft_while_one_of_its_topics_is(printed: Printed) -> None:
    assert all("DRAFT" in text for text in printed.texts)


def test_sources_of_one_key_and_texts_about_them_are_told_apart(
    engine: Recorder, tmp_path: Path
) -> None:
    said = "Leans on a page.[@own, p. 1] See [levels](#levels)."
    path = write(
        tmp_path,
        one=topic("Upland", source="Upper levels", said=said),
        two=topic("Lowland", source="Lower levels", said=said),
    )
    result = pack(path, tmp_path / "pack.pdf", engine=engine)
    data = result.path.read_bytes()
    printed = Printed(Order(), result, data, data, "", {})
    names = ["Upper levels", "A page on Upland", "Lower levels", "A page on Lowland"]
    assert [name in text for name, text in zip(names, printed.entries.values(), strict=True)] == (
        [True] * 4
    )
    targets = [link.target for link in printed.links if link.page == printed.places["sources"].page]
    assert [each for each in targets if each.endswith("levels")] == [
        "tab-a-s-levels",
        "tab-b-s-levels",
    ]
    assert [each for each in targets if each.startswith("src-")][:2] == ["src-own", "src-own-2"]
    assert not any("DRAFT" in text for text in printed.texts)


def test_grades_and_markings_that_differ_are_told(engine: Recorder, tmp_path: Path) -> None:
    marked = topic("Lowland", grade="D") + "marking: SECRET\n"
    path = write(tmp_path, one=topic("Upland"), two=marked)
    result = pack(path, tmp_path / "pack.pdf", Options(marking="OFFICIAL"), engine=engine)
    assert result.warnings[0].message.startswith("tab B: the topic bears `SECRET`, its pages bear")
    assert "tab B gives the source `gauge` D" in result.warnings[1].message
    assert "Reliability B" in " ".join(of.page_texts(result.path.read_bytes()))


def test_what_a_build_does_with_pages_a_pack_does_too(engine: Recorder, tmp_path: Path) -> None:
    path = write(tmp_path, one=topic("Upland"), two=topic("Lowland"))
    folder = tmp_path / "copies"
    people: Any = ({"name": "A. Reed"}, {"name": "B. Marsh"})
    pack(path, folder, Options(copies=people, marking="TLP:AMBER", bleed=3), engine=engine)
    files = sorted(each.name for each in folder.iterdir())
    assert files == ["01 A. Reed_TLP-AMBER.pdf", "02 B. Marsh_TLP-AMBER.pdf", "register.csv"]
    pages = of.page_texts((folder / files[0]).read_bytes())
    assert all("TLP:AMBER" in page and "Copy 1 of 2" in page for page in pages)
    assert "B. Marsh" in pages[-1]
    result = pack(path, tmp_path / "b.pdf", Options(booklet=True, paper="a5"), engine=engine)
    assert result.job
    assert len(of.page_texts(result.path.read_bytes())) == 2 * -(-result.pages.total // 4)


def faults(path: Path, **options: Any) -> list[str]:
    """Give the faults of a pack that is refused, by place."""
    output = path.with_name("pack.pdf")
    output.write_bytes(b"as it was")
    with pytest.raises(InputError) as caught:
        pack(path, output, Options(**options), engine=Idle())
    assert output.read_bytes() == b"as it was"
    return [f"{each.span}: {each.message}" for each in caught.value.diagnostics]


class Idle(LayoutEngine):
    """An engine that is not asked for anything."""

    def __init__(self) -> None:
        self._limits = Limits()


def test_the_faults_of_all_topics_are_told_at_once_with_their_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    wrong = topic("Lowland").replace("@gauge", "@guage")
    (tmp_path / "deep" / "topic.yaml").write_text(wrong, "utf-8")
    path = write(
        tmp_path,
        "  - {topic: one.yaml}\n  - {topic: deep}\n  - {topic: two.yaml, profile: none}\n"
        "  - {topic: nowhere}\n",
        one=topic("Upland").replace("issued", "issud"),
        two=topic("Midland"),
    )
    assert faults(path) == [
        "one.yaml:6:1: unknown field `issud`",
        "deep/topic.yaml:12:36: there is no source `guage`",
        "meeting.yaml:10:13: there is no profile `none`",
        f"meeting.yaml:11:13: `{tmp_path / 'nowhere'}` does not exist",
    ]


@pytest.mark.parametrize("name", ["../one.yaml", "/one.yaml", "link.yaml"])
def test_a_topic_outside_the_folder_of_the_pack_is_not_opened(name: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(topic("Upland"), "utf-8")
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(tmp_path / "one.yaml")
    path = write(folder, f"  - {{topic: {name}}}")
    assert faults(path) == [
        f"meeting.yaml:8:13: `{name}` does not lie below the folder of the pack"
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{topic: one.yaml, tab: B}\n  - {topic: one.yaml, tab: B}", "two topics have the tab `B`"),
        ("{topic: one.yaml, tab: b}", "`b` is no tab: expected one letter from A to Z"),
        ("{tab: B}", "`topic` is missing"),
        ("{topic: one.yaml}\ntim: 10:00", "unknown field `tim`"),
        ("{topic: one.yaml}\nplace: Room[@one]", "`Room[@one]` cites or links, which only"),
        ("{topic: one.yaml}\noptions: {sections: [a]}", "unknown field `sections`"),
    ],
)
def test_a_pack_that_is_written_wrongly_is_refused(line: str, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, f"  - {line}", one=topic("Upland"))
    (found,) = faults(path)
    assert message in found


def test_no_topic_loses_its_marking(tmp_path: Path) -> None:
    path = write(tmp_path, one=topic("Upland") + "marking: OFFICIAL\n")
    assert "the topic bears `OFFICIAL`, and the pack has no `marking`" in faults(path)[0]


@pytest.mark.parametrize(
    "option",
    [{"format": "html"}, {"sections": ("a",)}, {"max_pages": 2}, {"embed_all": True}],
)
def test_what_a_pack_cannot_do_is_an_error_of_the_call(
    option: dict[str, Any], tmp_path: Path
) -> None:
    path = write(tmp_path, one=topic("Upland"))
    with pytest.raises(UsageError, match=f"`{next(iter(option))}`"):
        pack(path, tmp_path / "pack.pdf", Options(**option), engine=Idle())


def test_the_command_names_the_file_after_the_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, one=topic("Upland"), two=topic("Lowland"))
    result = CliRunner().invoke(app, ["pack", "meeting.yaml", "--theme", "institute"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("meeting.pdf: ")
    assert "2 sections" in result.stdout
    assert (tmp_path / "meeting.pdf").read_bytes().startswith(b"%PDF-")


def test_the_command_takes_all_that_says_how_a_pack_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, one=topic("Upland"), two=topic("Lowland"))
    words = ("--new-page", "--bleed", "3", "--appendix", "short", "--citation-style", "author-date")
    result = CliRunner().invoke(app, ["pack", "meeting.yaml", *words])
    assert result.exit_code == 0, result.stderr
    with Pdf.open(tmp_path / "meeting.pdf") as document:
        assert "/BleedBox" in document.pages[0]
