"""The documentation says what the program does: its reference comes from it, its links lead."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.checks.run import diagnose
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model.sections.registry import KINDS
from briefing.validation.rules import rules
from docs.generate import EXAMPLES, SECTIONS, pages
from tests.support.places import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *PAGES]
LINK = re.compile(r"\]\(([^)\s#]+)(#[^)\s]+)?\)")
# files and folders of the project, as they are named in a text
PATH = re.compile(r"`((?:briefing|bench|data|docs|styles|templates|tests)/[\w./-]*[\w/])`")
PLACE = re.compile("NAME|FILE|MODE|VERSION")  # for which a reader puts a name in


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


def test_each_rule_stands_in_the_reference() -> None:
    register = (DOCS / "reference" / "rules.md").read_text("utf-8")
    assert re.findall(r"^### (.+)$", register, re.MULTILINE) == [*rules()]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_that_a_page_names_are_there(path: Path) -> None:
    text = path.read_text("utf-8")
    linked = [path.parent / link for link, _ in LINK.findall(text) if ":" not in link]
    named = [ROOT / name for name in PATH.findall(text) if not PLACE.search(name)]
    assert [str(each) for each in (*linked, *named) if not each.exists()] == []


def test_each_page_for_developers_is_listed() -> None:
    index = (DOCS / "dev" / "index.md").read_text("utf-8")
    for path in (DOCS / "dev").rglob("*.md"):
        assert path.name == "index.md" or f"({path.relative_to(DOCS / 'dev').as_posix()})" in index


def test_the_site_is_built_without_a_warning_and_needs_no_network(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", tmp_path]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # type: ignore[arg-type]
    assert (run.returncode, run.stderr) == (0, "")
    made = [*tmp_path.rglob("*.html")]
    assert len(made) > len(PAGES) - 1
    loaded = re.compile(r'<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?//')
    assert [page.name for page in made if loaded.search(page.read_text("utf-8"))] == []
