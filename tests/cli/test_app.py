"""The command line as a user meets it: what it prints where, and how it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Pdf, parse_content_stream
from typer.testing import CliRunner, Result

from briefing.cli.app import app
from tests.support import pdf as of
from tests.support.built_briefs import BriefMaker, order
from tests.support.places import EVERY_KIND, ROOT, SAMPLE, TOPICS
from tests.support.read_text import flat

MINIMAL = TOPICS / "minimal.yaml"
WRONG = ROOT / "tests" / "cases" / "unknown-source.yaml"
BEFORE = b"what stood here before"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to work in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


# What is said


def test_a_build_prints_one_line_of_counts_and_one_of_the_print_job(folder: Path) -> None:
    result = run("build", EVERY_KIND, "--sections", " history, risks,", "-o", "brief.pdf")
    assert (result.exit_code, result.stderr) == (0, "")
    pages = len(of.page_texts((folder / "brief.pdf").read_bytes()))
    assert result.stdout == (
        f"brief.pdf: {pages} pages, 2 sections, 1 dispute, 0 warnings\n"
        f"print: {pages} sheets of A4, one side\n"
    )


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        (MINIMAL, "minimal.pdf"),
        ("topic.v2", "topic.v2.pdf"),
        ("topic.v2/topic.yaml", "topic.v2.pdf"),
    ],
)
def test_a_brief_is_named_after_its_topic(topic: str | Path, name: str, folder: Path) -> None:
    (folder / "topic.v2").mkdir()
    shutil.copy(MINIMAL, folder / "topic.v2" / "topic.yaml")
    result = run("build", topic)
    assert result.stdout.startswith(f"{name}: 1 page, 2 sections, 0 disputes, 0 warnings\n")
    assert (folder / name).read_bytes().startswith(b"%PDF-")


def test_html_is_written_on_request(folder: Path) -> None:
    assert run("build", MINIMAL, "--format", "html").exit_code == 0
    assert (folder / "minimal.html").read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("command", ["build", "sections"])
def test_faults_of_a_topic_go_to_the_error_stream_with_their_place(
    command: str, folder: Path
) -> None:
    result = run(command, WRONG)
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert len(lines) >= 2
    assert re.match(
        r"unknown-source\.yaml:\d+:\d+: error: there is no source `guage-2022`", lines[0]
    )
    assert lines[1] == "  hint: did you mean `gauge-2023`?"
    assert list(folder.iterdir()) == []


def test_sections_are_listed_with_their_titles_and_numbers_of_items() -> None:
    result = run("sections", SAMPLE)
    assert (result.exit_code, result.stderr) == (0, "")
    head, *rows = [re.split(r"  +", line) for line in result.stdout.splitlines()]
    assert head == ["id", "kind", "title", "items"]
    assert [row[0] for row in rows][:3] == ["summary", "history", "bilateral"]
    assert len(rows) == 16
    assert rows[1] == ["history", "history", "History: old and interrupted", "67"]
    assert rows[-1][:3] == ["about-sources", "text", "How far the sources carry"]


def test_the_pages_of_sections_are_those_of_the_full_brief(maker: BriefMaker) -> None:
    result = run("sections", EVERY_KIND, "--pages")
    assert (result.exit_code, result.stderr) == (0, "")
    head, *rows = [re.split(r"  +", line) for line in result.stdout.splitlines()]
    assert head[-2:] == ["pages", "cost"]
    printed = maker[order(EVERY_KIND, theme="ministry")]
    starts = [page for _, _, page in printed.numbered] + [printed.places["sources"].page]
    spans = [tuple(map(int, row[-2].split("-"))) for row in rows]
    assert 0 < len(printed.texts) - sum(float(row[-1]) for row in rows) < 3  # front and sources
    assert spans[0][0] == 1
    for span, start, after in zip(spans[1:], starts, starts[1:], strict=False):
        assert span[0] == start
        # the next one begins on the same page or on the page after
        assert span[-1] in (after, after - 1)


def test_themes_are_listed_with_a_line_about_each() -> None:
    result = run("themes")
    assert (result.exit_code, result.stderr) == (0, "")
    names = [line.split("  ")[0] for line in result.stdout.splitlines()]
    assert names == ["institute", "ministry"]
    for line in result.stdout.splitlines():
        assert re.fullmatch(r"\w+ +[A-Z].+\.", line)


def test_the_version_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", {"briefing": "1.2.3"}.__getitem__)
    result = run("--version")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "briefing 1.2.3\n", "")


def test_a_checkout_that_is_not_installed_has_no_version_and_no_traceback() -> None:
    script = (
        "import sys; sys.argv = ['briefing', '--version']\n"
        "from briefing.cli.entry_point import main; main()"
    )
    # neither site-packages' metadata nor the folder's are looked at
    hide = "import importlib.metadata as m; m.Distribution.discover = lambda **_: iter(())\n"
    result = subprocess.run(
        [sys.executable, "-c", hide + script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("briefing ")


def test_help_names_every_command_and_option() -> None:
    from briefing.model.options import Options

    result = run("--help")
    assert (result.exit_code, result.stderr) == (0, "")
    for word in ("build", "batch", "extract", "check", "rules", "sections", "themes", "--version"):
        assert re.search(rf"^  {word}  ", result.stdout, re.MULTILINE)
    text = run("build", "--help").stdout
    for name in {*Options.model_fields} - {"typesetting"}:  # which stands in profiles alone
        assert f"--{name.replace('_', '-')} " in text
    assert "--output" in text
    assert "--pages" in run("sections", "--help").stdout


# How it ends


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sections", "histroy"], "there is no section `histroy` hint: did you mean `history`?"),
        (["--without", "risk"], "there is no section `risk` hint: did you mean `risks`?"),
        (["--profile", "pres"], "there is no profile `pres` hint: did you mean `press`?"),
        (
            ["--audience", "enginers"],
            "there is no audience `enginers` hint: did you mean `engineers`?",
        ),
        (
            ["--theme", "ministery"],
            "there is no theme `ministery` hint: did you mean `ministry`, or",
        ),
        (["--theme", "./nowhere"], "there is no theme `./nowhere`"),
        (["--language", "xx"], "there are no words for the language `xx` hint: known: `en`"),
        (["--paper", "a3"], "'a3' is not one of 'a4', 'a5', 'letter', 'legal'"),
        (["--n-up", "3"], "'3' is not one of '2', '4'"),
        (["--bleed", "11"], "--bleed"),
        (["--booklet", "--n-up", "2"], "leave out --booklet or --n-up"),
        (["--booklet", "--format", "html"], "leave them out, or --format html"),
        (["--sheet", "--paper", "a5"], "`a5` is no paper for a single sheet in the theme"),
        (["--format", "docx"], "'docx' is not one of 'pdf', 'html'"),
        (["--priority", "4"], "--priority"),
        (["--papper", "a4"], "--paper"),
        (["--sections", "faq", "--without", "faq"], "leaves no section"),
    ],
)
def test_a_wrong_call_is_explained_and_ends_with_2(
    words: Sequence[str], message: str, folder: Path
) -> None:
    result = run("build", EVERY_KIND, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in flat(result.stderr)
    assert "?," not in result.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["biuld", "x"], "Did you mean 'build'?"),
        (["build"], "Missing argument"),
        (["check"], "Missing argument"),
        (["themes", "all"], "unexpected extra argument"),
    ],
)
def test_an_impossible_command_ends_with_2(words: Sequence[str], message: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_stray_commas_name_no_section(folder: Path) -> None:
    result = run("build", EVERY_KIND, "--sections", "faq, ,views,", "-o", "brief.pdf")
    assert result.exit_code == 0, result.stderr
    assert ", 2 sections, " in result.stdout
    assert [each.name for each in folder.iterdir()] == ["brief.pdf"]


@pytest.mark.parametrize(
    ("topic", "output", "message"),
    [
        ("nowhere", "brief.pdf", "`nowhere` does not exist"),
        (MINIMAL, "nowhere/brief.pdf", "there is no folder `nowhere`\n  hint: create it first"),
        (MINIMAL, "folder.pdf", "it is a folder"),
    ],
)
def test_what_cannot_be_read_or_written_ends_with_1(
    topic: str | Path, output: str, message: str, folder: Path
) -> None:
    (folder / "folder.pdf").mkdir()
    result = run("build", topic, "-o", output)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert "error: " in result.stderr
    assert list(folder.rglob("*")) == [folder / "folder.pdf"]


# a shell that runs the tests in the background has made all its children deaf to interrupts
COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from briefing.cli.entry_point import main
main()
"""


@pytest.mark.parametrize("to", ["the process", "the terminal"])
@pytest.mark.parametrize("delay", [0.1, 0.8], ids=["early", "late"])
def test_an_interrupted_build_leaves_nothing_behind(delay: float, to: str, tmp_path: Path) -> None:
    output, folder = tmp_path / "brief.pdf", tmp_path / "temporary"
    output.write_bytes(BEFORE)
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "build", SAMPLE, "-o", output, "--no-cache"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    # the engine's folder stands there as soon as the build has begun
    wait_until(lambda: any(folder.iterdir()))
    time.sleep(delay)
    (os.killpg if to == "the terminal" else os.kill)(process.pid, signal.SIGINT)
    said = process.communicate(timeout=20)
    assert (process.returncode, *said) == (130, "", "")
    wait_until(lambda: not has_members(process.pid))
    wait_until(lambda: not any(folder.iterdir()))
    assert output.read_bytes() == BEFORE
    assert {*tmp_path.iterdir()} == {output, folder}


def has_members(group: int) -> bool:
    """Tell whether a process of a group is still there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


# A theme of one's own


@pytest.fixture
def ours(folder: Path) -> Path:
    """Copy a theme, as a user would who wants another."""
    shutil.copytree(ROOT / "styles" / "ministry", folder / "ours")
    (folder / "ours" / "templates" / "front").mkdir(parents=True)
    return folder / "ours"


def with_ours() -> Result:
    return run("build", MINIMAL, "--theme", "./ours", "-o", "brief.pdf")


def test_a_theme_of_ones_own_changes_colours_and_words(ours: Path, folder: Path) -> None:
    css = ours / "theme.css"
    text = css.read_text("utf-8")
    assert "--accent: #7a1f2e" in text
    css.write_text(text.replace("--accent: #7a1f2e", "--accent: #006633"), "utf-8")
    (ours / "templates" / "front" / "signs.html").write_text(
        "<p>Ask the river desk.</p>\n", "utf-8"
    )
    result = with_ours()
    assert (result.exit_code, result.stderr) == (0, "")
    pdf = (folder / "brief.pdf").read_bytes()
    assert "Ask the river desk." in flat(of.page_texts(pdf)[0])
    assert "How to read it" not in flat(of.page_texts(pdf)[0])
    assert (0, 0.4, 0.2) in colours(pdf)
    assert of.validate(pdf) == []


def colours(pdf: bytes) -> set[tuple[float, ...]]:
    with Pdf.open(BytesIO(pdf)) as document:
        return {
            tuple(round(float(each), 3) for each in instruction.operands)
            for page in document.pages
            for instruction in parse_content_stream(page)
            if str(instruction.operator) in ("rg", "RG", "sc", "SC", "scn", "SCN")
        }


@pytest.mark.parametrize("name", ["Garamond-Kursiv.ttf", f"{'Garamond' * 99}.ttf"])
def test_a_theme_that_lacks_a_font_is_not_used(name: str, ours: Path, folder: Path) -> None:
    settings = ours / "theme.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("EBGaramond-Italic.ttf", name), "utf-8")
    result = with_ours()
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"the font `EB Garamond/{name}` of the theme `ours` is not there" in result.stderr
    assert {*folder.iterdir()} == {ours}


@pytest.mark.parametrize(
    ("partial", "message"),
    [
        ("<p>{{ ''.__class__.__mro__ }}</p>", "unsafe"),
        ("<p>{{ pages.total.__class__ }}</p>", "unsafe"),
        ("<p>{% for x in range(9999999) %}x{% endfor %}</p>", "range"),
        ("<p>{{ nobody.knows }}</p>", "'nobody' is undefined"),
        ("<p>{% if %}</p>", "signs.html:1"),
        ("<p>{# ", "missing end of comment tag"),
        ("<p>{{ brief.title | sing }}</p>", "sing"),
        ("<p>{{ 1 / 0 }}</p>", "division by zero"),
        ("{% include 'front/signs.html' %}", "signs.html"),
        ("{% include '../../../etc/passwd' %}", "passwd"),
    ],
)
def test_a_partial_of_a_theme_that_fails_is_named_without_a_traceback(
    partial: str, message: str, ours: Path, folder: Path
) -> None:
    (ours / "templates" / "front" / "signs.html").write_text(partial, "utf-8")
    result = with_ours()
    assert (result.exit_code, result.stdout) == (1, ""), result.exception
    assert "signs.html" in result.stderr
    assert "error: " in result.stderr
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert {*folder.iterdir()} == {ours}
