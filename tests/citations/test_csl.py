"""Styles written in CSL, by name and from a file, worked by pandoc as the extra `csl` brings it."""

import os
import re
from html import unescape
from importlib import util
from pathlib import Path

import pytest

from briefing.citations import CitationFormatter, find_style, open_formatter
from briefing.errors import UsageError
from briefing.locales.catalogue import labels
from briefing.model.options import Options
from briefing.pipeline.build import build
from tests.citations.test_own_styles import SOURCES, bare, clusters
from tests.support.pdf import page_texts
from tests.support.places import TOPICS

TOPIC = TOPICS / "every-kind.yaml"


def formatter(style: str, *texts: str, language: str = "en") -> CitationFormatter:
    return open_formatter(
        find_style(style, {}),
        SOURCES,
        [clusters(text) for text in texts],
        labels(language),
        locale=language,
        numeric="bracket",
    )


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        ("apa", "[see @levels, p. 3; @canals]", "(see Lee & Kim, 2024b, p. 3; Lee et al., 2020)"),
        ("ieee", "[@levels, para. 3]", "[1, Para. 3]"),
        ("chicago-author-date", "[-@levels, table 2]", "(2024b, table 2)"),
        ("nature", "[@levels]", "1"),
    ],
)  # fmt: skip
def test_a_style_writes_the_citations(style: str, text: str, expected: str) -> None:
    assert bare(formatter(style, text).inline(clusters(text))) == expected


def test_places_are_named_in_the_language_of_the_brief() -> None:
    text = "[@levels, para. 3; @canals, p. 7]"
    written = bare(formatter("apa", text, language="es").inline(clusters(text)))
    assert "párr. 3" in written
    assert "p. 7" in written


def test_a_style_of_notes_gives_notes() -> None:
    own = formatter("oscola", "[@levels, p. 3]", "[@canals]")
    assert bare(own.inline(clusters("[@canals]"))) == "2"
    assert bare(own.notes[0].html).startswith("Ann Lee and Bo Kim, ‘River Levels: A Survey’")
    assert own.anchors("canals") == ("note-2",)


def test_a_numbered_style_numbers_its_list() -> None:
    references = formatter("ieee", "[@levels]").references
    assert [each.mark for each in references] == [str(n + 1) for n in range(len(SOURCES))]
    assert bare(references[0].html).startswith("A. Lee and B. Kim, ‘River levels: a survey’,")


def test_raised_figures_follow_their_word_without_a_gap() -> None:
    assert formatter("nature", "[@levels]").gap == ""
    assert formatter("apa", "[@levels]").gap == " "


def test_a_style_that_follows_another_is_that_other() -> None:
    assert find_style("jaapa", {}) == find_style("american-medical-association", {})


def test_a_style_may_lie_beside_the_topic_and_is_used_in_the_brief(tmp_path: Path) -> None:
    style = find_style("chicago-author-date", {})
    assert isinstance(style, bytes)
    (tmp_path / "house.csl").write_bytes(style)
    topic = "citation_style: house.csl\n" + TOPIC.read_text("utf-8")
    (tmp_path / "topic.yaml").write_text(topic, "utf-8")
    for beside in TOPIC.parent.glob("*.[sc][vs]*"):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    build(tmp_path, tmp_path / "brief.pdf", Options(sections=("faq", "poll")))
    printed = " ".join("\n".join(page_texts((tmp_path / "brief.pdf").read_bytes())).split())
    assert "Alder River Commission 2023" in printed
    assert "Chicago Manual of Style" in printed


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("apaa", None, "there is no citation style `apaa`\n  hint: did you mean `apa`"),
        ("gone.csl", None, "`gone.csl` cannot be read"),
        ("wrong.csl", b"<html>", "`wrong.csl` is no CSL style"),
        ("wrong.csl", b"\xff\xfe", "`wrong.csl` is no CSL style"),
        ("cut.csl", b'<style xmlns="http://purl.org/net/xbiblio/csl">', "cannot be used"),
    ],
)
def test_what_is_no_style_is_refused(name: str, content: bytes | None, message: str) -> None:
    files = {} if content is None else {name: content}
    with pytest.raises(UsageError, match=re.escape(message)):
        open_formatter(
            find_style(name, files), SOURCES, (), labels("en"), locale="en", numeric="bracket"
        )


def test_without_the_extra_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=re.escape('pip install "briefing[csl]"')):
        find_style("apa", {})
    assert find_style("notes", {}) == "notes"


def test_no_text_of_a_source_is_markup_in_a_style() -> None:
    html = "".join(each.html for each in formatter("apa", "[<u> @levels]").references)
    assert unescape(html)
    assert "<u>" not in formatter("apa", "[<u> @levels]").inline(clusters("[<u> @levels]"))


def test_a_style_that_calls_itself_does_not_take_all_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.citations.csl._MEMORY", "256M")
    style = tmp_path / "loop.csl"
    style.write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">'
        "<info><title>x</title><id>x</id><updated>2024-01-01T00:00:00Z</updated></info>"
        '<macro name="x"><text macro="x"/></macro>'
        '<citation><layout><text macro="x"/></layout></citation>'
        '<bibliography><layout><text variable="title"/></layout></bibliography></style>'
    )
    with pytest.raises(UsageError, match="took too much memory"):
        formatter(str(style), "[@levels]")


def test_a_style_that_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "own.csl")
    with pytest.raises(UsageError, match="it is not a regular file"):
        find_style(str(tmp_path / "own.csl"), {})
