"""`briefing where` as an officer meets it, with the telephone in the other hand."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from briefing.cli.app import app
from briefing.errors import Sheet, Span
from briefing.search.answer import answer
from briefing.search.report import FORMATS
from tests.support.built_briefs import BriefMaker, order
from tests.support.places import EVERY_KIND, ROOT, SAMPLE, TOPICS

KINDS = order(EVERY_KIND, theme="ministry")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["where", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder to work in, with a copy of a topic."""
    shutil.copytree(TOPICS, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def built(folder: Path, maker: BriefMaker) -> Callable[[str], Path]:
    """Give what puts the finished brief somewhere."""

    def put(name: str) -> Path:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(maker[KINDS].data)
        return path

    return put


def test_a_place_tells_file_section_page_and_sources(
    built: Callable[[str], Path], maker: BriefMaker
) -> None:
    built("every-kind.pdf")
    result = run("dredging", "every-kind.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    (page,) = {
        number
        for number in maker[KINDS].page_of("Dredging")
        if number in maker[KINDS].result.pages.holding("s-history")
    }
    lines = (TOPICS / "every-kind.yaml").read_text("utf-8").splitlines()
    (line,) = [number for number, text in enumerate(lines, start=1) if "title: Dredging" in text]
    column = lines[line - 1].index("Dredging") + 1
    assert result.stdout.splitlines() == [
        f"every-kind.yaml:{line}:{column}  History, Since the war  p. {page}  [almanac, p. 41]",
        "    1947 – 1951 · Dredging · From the border to the sea.",
        "1 place, pages as in every-kind.pdf",
    ]


def test_programs_get_the_same(built: Callable[[str], Path]) -> None:
    built("every-kind.pdf")
    result = run("dredging", "every-kind.yaml", "--format", "json")
    document = json.loads(result.stdout)
    (place,) = document.pop("places")
    assert document == {"text": "dredging", "pdf": "every-kind.pdf"}
    assert place["file"] == "every-kind.yaml"
    assert (place["section"], place["found"]) == ("history", "Dredging")
    assert place["sources"] == ["almanac, p. 41"]
    assert (len(place["pages"]), place["exact"]) == (1, True)


@pytest.mark.parametrize("name", ["every-kind.pdf", "build/every-kind.pdf"])
def test_the_last_build_is_found_where_build_and_make_put_it(
    name: str, built: Callable[[str], Path]
) -> None:
    path = built(name)
    assert f"pages as in {name}\n" in run("dredging", "every-kind.yaml").stdout
    other = built("build/every-kind.pdf" if name == "every-kind.pdf" else "every-kind.pdf")
    os.utime(other, (0, 0))
    assert f"pages as in {name}\n" in run("dredging", "every-kind.yaml").stdout
    path.rename("elsewhere.pdf")
    result = run("dredging", "every-kind.yaml", "--pdf", "elsewhere.pdf")
    assert "pages as in elsewhere.pdf\n" in result.stdout


@pytest.mark.usefixtures("folder")
def test_without_a_build_there_is_no_page_and_it_is_said_how_to_get_one() -> None:
    result = run("dredging", "every-kind.yaml")
    assert result.exit_code == 0
    assert "  History, Since the war  [almanac, p. 41]\n" in result.stdout
    assert result.stdout.endswith("\n1 place\n")
    assert result.stderr == (
        "note: no pages: neither `every-kind.pdf` nor `build/every-kind.pdf` is there; "
        "build it, or say `--pdf FILE`\n"
    )


def test_pages_of_a_build_that_is_older_than_a_file_of_the_topic_are_called_so(
    built: Callable[[str], Path], folder: Path
) -> None:
    path = built("every-kind.pdf")
    assert run("dredging", "every-kind.yaml").stderr == ""
    os.utime(folder / "freight.csv", (path.stat().st_mtime + 1,) * 2)
    result = run("dredging", "every-kind.yaml")
    assert "  p. " in result.stdout
    assert "note: `every-kind.pdf` is older than `freight.csv`; build again" in result.stderr


def test_a_file_that_is_no_build_of_the_topic_gives_no_pages(built: Callable[[str], Path]) -> None:
    other = built("every-kind.pdf")
    result = run("brics", SAMPLE, "--pdf", other)
    assert "note: no pages: " in result.stderr
    assert "is the brief `The Alder River Commission`; build this one" in result.stderr
    other.write_bytes(b"%PDF-1.7")
    result = run("dredging", "every-kind.yaml")
    assert "note: no pages: `every-kind.pdf` is no brief as it was built" in result.stderr
    assert "  p. " not in result.stdout
    missing = run("dredging", "every-kind.yaml", "--pdf", "missing.pdf")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert missing.stderr == "error: there is no file `missing.pdf`\n"


def test_what_is_left_out_of_the_build_is_called_not_printed(
    folder: Path, maker: BriefMaker
) -> None:
    (folder / "brief.pdf").write_bytes(maker[order(EVERY_KIND, sections=("faq",))].data)
    result = run("dredging", "every-kind.yaml", "--pdf", "brief.pdf")
    assert "  History, Since the war  not printed  [" in result.stdout


@pytest.mark.usefixtures("folder")
def test_what_is_not_found_ends_with_1_and_names_what_comes_near() -> None:
    result = run("dregding", "every-kind.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "error: `dregding` stands nowhere in `every-kind.yaml`\n  hint: did you mean `dredging`"
    )
    result = run("dregding", "every-kind.yaml", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["places"]) == (1, [])
    assert run(" ", "every-kind.yaml").exit_code == 2


def test_the_cell_of_a_table_is_named(folder: Path) -> None:
    found = answer(folder / "every-kind.yaml", "dredging")
    ((place, pages),) = found.places
    cell = replace(place, span=Span(Sheet("trade.xlsx", "Trade"), 7, 3))
    text = FORMATS["text"](replace(found, places=((cell, pages),)))
    assert text.startswith("trade.xlsx:Trade!C7  History")


def test_nothing_is_laid_out_to_find_it() -> None:
    program = f"""
import sys
from pathlib import Path
from briefing.search.answer import answer
assert answer(Path({str(EVERY_KIND)!r}), "dredging").places
heavy = {{"briefing.layout.engine", "briefing.rendering.renderer", "jinja2", "weasyprint"}}
assert not heavy & sys.modules.keys()
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


def test_a_long_entry_is_cut_around_the_words() -> None:
    found = answer(SAMPLE, "carry")
    for line in FORMATS["text"](found).splitlines()[1:-1:2]:
        assert "carry" in line.lower()
        assert len(line) <= 105
