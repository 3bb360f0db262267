import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from briefing import check
from tests.support.places import ROOT, TESTS

BENCH = ROOT / "bench"


@pytest.fixture(autouse=True)
def _bench_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))


def _module(name: str) -> Any:
    return import_module(name)


def _run(script: str, *arguments: str | Path) -> str:
    command: list[str | Path] = [sys.executable, BENCH / script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _words(markup: str) -> list[str]:
    return re.findall(r"[a-z]{3,}", re.sub(r"<[^>]*>", " ", markup))


def test_a_made_up_brief_is_the_same_whenever_it_is_made_and_another_for_another_seed() -> None:
    generate = _module("generate")
    assert generate.brief(6) == generate.brief(6)
    assert generate.brief(6).sections != generate.brief(6, seed=1).sections
    lengths = [len(str(generate.brief(pages))) for pages in generate.SIZES]
    assert lengths == sorted(lengths)


def test_each_place_of_a_made_up_brief_cites_a_source_which_knows_the_place() -> None:
    brief = _module("generate").brief(13)
    cited = {place: source.number for source in brief.sources for place in source.places}
    assert sorted(cited) == list(range(1, len(cited) + 1))
    found = re.findall(r"Citation\(place=(\d+), source=(\d+)\)", repr(brief.sections))
    assert {int(place): int(source) for place, source in found} == cited
    assert [source.number for source in brief.sources] == list(range(1, len(brief.sources) + 1))


def test_a_made_up_brief_says_of_its_title_sections_and_sources_that_they_are_made_up() -> None:
    brief = _module("generate").brief(6)
    for each in (brief.title, *(section.title for section in brief.sections)):
        assert "made-up" in each.lower()
    for source in brief.sources:
        assert source.author.startswith("Made-up")
        assert source.title.startswith("Made-up")
        assert source.address.startswith("https://example.org/")


def test_every_form_of_a_made_up_brief_has_all_words_and_citations(tmp_path: Path) -> None:
    generate, forms = _module("generate"), _module("forms")
    brief = generate.brief(6)
    forms.write_topic(brief, tmp_path / "topic")
    checked = check(tmp_path / "topic")
    assert len(checked.sections) == len(brief.sections)
    assert len(checked.sources) == len(brief.sources)
    places = sum(len(source.places) for source in brief.sources)
    text = "\n".join(path.read_text("utf-8") for path in tmp_path.glob("topic/sections/*"))
    typst, markdown, html = (
        write(brief) for write in (forms.to_typst, forms.to_markdown, forms.to_html)
    )
    assert len(re.findall(r"@s\d+", text)) == places
    assert len(set(re.findall(r"<c\d+>", typst))) == places
    assert len(set(re.findall(r"\{#c\d+\}", markdown))) == places
    assert len(set(re.findall(r'id="c\d+"', html))) == places
    prose = brief.sections[0].paragraphs[1]
    for sentence in prose:
        for form in (typst, markdown, html, " ".join(text.split())):
            assert sentence.text in form
    tables = [row for each in brief.sections if type(each).__name__ == "Comparison"
              for row in each.rows]  # fmt: skip
    for form in (typst, markdown, html, " ".join(text.split())):
        assert all(cell.text in form for _, row in tables for cell in row)
    text = " ".join((tmp_path / "topic" / "sources.yaml").read_text("utf-8").split())
    for form in (typst, markdown, html, text):
        assert all(each.title in form and each.author in form for each in brief.sources)


def _rows(tool: str, work: str, pages: int, walls: list[float]) -> list[dict[str, Any]]:
    first = {"round": 0, "wall": 99.0, "cpu": 99.0, "memory": 10.0 * pages, "pages": pages}
    timed = [{"round": turn, "wall": wall, "cpu": wall, "memory": 1.0}
             for turn, wall in enumerate(walls, start=1)]  # fmt: skip
    return [{"work": work, "tool": tool, **each} for each in (first, *timed)]


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    return [
        row
        for pages in (6, 13, 44, 226)
        for tool, power in (("briefing", 1.5), ("chromium", 0.5))
        for row in _rows(tool, str(pages), pages, [pages**power] * 3)
    ]


def test_ratios_are_taken_in_pairs_and_the_first_round_is_not_timed() -> None:
    report = _module("report")
    rows = _rows("briefing", "6", 6, [1, 2, 4]) + _rows("chromium", "6", 6, [2, 8, 8])
    table = report.targets(rows)
    row = "| cold build, 6 pages, by Chromium | 2.00 s | 8.00 s | 0.50 (0.25-0.50) | 0.8 | yes |"
    assert table.splitlines()[2:] == [row]


def test_growth_is_fitted_and_what_was_not_there_is_a_dash(rows: list[dict[str, Any]]) -> None:
    report = _module("report")
    assert report.exponent(rows, "briefing") == pytest.approx(1.5)
    assert report.exponent(rows, "typst") is None
    sizes = report.sizes(rows).splitlines()
    assert sizes[2].endswith("226 p. | 1.50 |")
    assert sizes[5] == "| Typst | – | – | – | – | – | – |"
    assert "| a page of 226, by a page of 13 |" in report.targets(rows)
    assert "2260 MiB" in report.memory(rows)


def test_the_plot_is_svg_and_names_each_curve_once_in_each_panel(
    rows: list[dict[str, Any]],
) -> None:
    root = ET.fromstring(_module("report").svg(rows))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("briefing, exponent 1.50") == 1
    assert texts.count("Chromium, exponent 0.50") == 1
    assert texts.count("Chromium") == 1
    assert not any("Typst" in (text or "") for text in texts)


def test_the_report_fills_in_every_table_of_the_document(rows: list[dict[str, Any]]) -> None:
    report = _module("report")
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    data = {"machine": {"system": "a machine"}, "runs": rows}
    filled = report.document(text, data)
    assert "a machine" in filled
    for table in (report.targets(rows), report.sizes(rows), report.memory(rows)):
        assert table in filled
    assert report.document(filled, data) == filled


def test_the_bench_writes_every_run_and_prints_how_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    printed = _run("speed.py", "--only", "2", "--rounds", "1", "-o", path)
    assert re.search(
        r"^2 +briefing +\d+\.\d\d s .*, \d+\.\d\d s of CPU, \d+ MiB$", printed, re.MULTILINE
    )
    assert "| work | ours | peer | ratio | at most | met |" in printed
    runs = json.loads(path.read_text("utf-8"))["runs"]
    first, second = [each for each in runs if each["tool"] == "briefing"]
    assert (first["round"], second["round"], first["pages"]) == (0, 1, 2)
    assert 0 < second["wall"] < 60
    assert first["memory"] > second["memory"] > 10 or sys.platform != "linux"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody adopts orphans")
def test_what_a_command_leaves_behind_counts_too() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    leave = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {burn!r}])"
    code = f"from measure import run; import sys; print(run([sys.executable, '-c', {leave!r}]).cpu)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BENCH, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) >= 0.3


def test_habits_differ_in_markup_and_not_in_words() -> None:
    for name, (plain, habit) in _module("habits").HABITS.items():
        bodies = [re.sub(r"<style>.*?</style>", "", each) for each in (plain, habit)]
        assert plain != habit, name
        assert _words(bodies[0]) == _words(bodies[1]), name


def test_the_stages_of_a_build_add_up_and_the_engine_is_among_them() -> None:
    printed = _run("stages.py", "--builds", "1", TESTS / "topics" / "minimal.yaml").splitlines()
    assert printed[-1].endswith("all of a build, without the start of Python")
    assert any("Engine.lay_out" in line for line in printed)
    shares = [int(line.split()[2].rstrip("%")) for line in printed[:-1] if "(" not in line]
    assert 90 <= sum(shares) <= 110


def test_the_bench_of_positions_times_both_sides_and_tells_memory() -> None:
    size, ours, theirs, ratio = _run("positions.py", "--pairs", "1", "--events", "40").splitlines()
    assert re.fullmatch(r"0\.0 MiB, 373 lines", size)
    for line in (ours, theirs):
        assert re.search(r" \d\.\d\d s \(.*\), \d+ MiB$", line), line
    assert re.search(r"^ratio in each pair: \d+\.\d\d .* x the file; pairs: 1$", ratio), ratio


def test_the_bench_of_copies_times_both_sides_and_prints_what_one_costs() -> None:
    asked = ("--pairs", "1", "--copies", "2", "--options=--sheet")
    one, many, ratio = _run("copies.py", *asked, TESTS / "topics" / "minimal.yaml").splitlines()
    for line in (one, many):
        assert re.search(r"\d\.\d\d s .*, \d+ MiB$", line), line
    assert re.search(r": -?\d+\.\d\d% \(.*\); pairs: 1$", ratio), ratio
