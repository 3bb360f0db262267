"""An option is stated once: it is everywhere by standing in the table, and nowhere again."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

from briefing.cli.app import app
from briefing.model.option_table import OPTIONS
from docs.generate import OPTIONS_PAGE, options_table
from tests.support.option_statements import named_in_prose, statements
from tests.support.places import ROOT
from tests.support.read_text import flat

WORDS = {name: option.words for name, option in OPTIONS.items()}
TABLE = "model/option_table.py"

# Fields and words of commands that have the name of an option and are something else.
HOMONYMS = {
    "cli/check_commands.py": {"format", "strict"},  # of a report
    "cli/topic_commands.py": {"format"},  # of what was found
    "document/select.py": {"appendix", "disputes"},  # what a page limit trims
    "loading/tables.py": {"sheet"},  # of a workbook
    "model/base.py": {"audience", "disputes", "priority"},  # of an entry
    "model/brief.py": {  # of a topic
        *("citation_style", "disputes", "language", "marking", "profile", "sections", "theme"),
    },
    "model/pack.py": {"profile"},  # by which a topic of a pack is chosen
    "model/sections/base.py": {"audience"},  # of a section
    "model/source.py": {"language"},  # in which a source is written
    "pdf/imposition.py": {"copies"},  # how many lie in a pile
}
# Messages and hints may name a flag, so that a user can type it.
PROSE = {
    "archive/topic_subset.py",
    "document/select.py",
    "model/options.py",
    "pagination/trial_layout.py",
    "pdf/encryption.py",
    "preflight/page_rules.py",
}

SCRATCH = """
    scratch_look: Annotated[
        Literal["near", "far"], Option("Words that stand nowhere else.", PRINT)
    ] = "near"
    scratch_limit: Annotated[int | None, Option("Another sentence.", BRIEF, least=3)] = None
"""
ASK = """
import json
from typer.testing import CliRunner
from briefing.cli.app import app
from docs.generate import options_table

def said(*words):
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return result.stdout

helps = {name: said(name, "--help") for name in ("build", "pack", "batch")}
print(json.dumps({"help": helps, "schema": json.loads(said("schema")), "page": options_table()}))
"""


class Everywhere(NamedTuple):
    """What a program says of its options."""

    help: Mapping[str, str]
    schema: Mapping[str, Any]
    page: str


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Everywhere:
    """Add two options to the table of a copy, and nothing else."""
    folder = tmp_path_factory.mktemp("scratch")
    for name in ("briefing", "templates", "styles", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    table = folder / "briefing" / TABLE
    before, fields, after = table.read_text("utf-8").partition("\n\n\ndef _stated()")
    assert fields
    table.write_text(f"{before}\n{SCRATCH}{fields}{after}", "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return Everywhere(**json.loads(run.stdout))


@pytest.mark.parametrize("command", ["build", "pack", "batch"])
def test_an_option_that_is_added_to_the_table_is_taken_by_the_commands_of_its_scope(
    scratch: Everywhere, command: str
) -> None:
    text = flat(scratch.help[command])
    assert "--scratch-look <near|far> Words that stand nowhere else [near]." in text
    assert ("--scratch-limit <int range> Another sentence. [x>=3]" in text) == (command != "pack")


def test_an_option_that_is_added_to_the_table_is_in_the_schema_of_a_profile(
    scratch: Everywhere,
) -> None:
    fields = scratch.schema["$defs"]["Profile"]["properties"]
    assert fields["scratch_look"]["description"] == "Words that stand nowhere else."
    assert "near" in json.dumps(fields["scratch_look"])
    assert fields["scratch_limit"]["minimum"] == 3


def test_an_option_that_is_added_to_the_table_is_on_the_page_of_options(
    scratch: Everywhere,
) -> None:
    row = "| `--scratch-look` | `near`, `far` | `near` | Words that stand nowhere else. |"
    assert row in scratch.page.splitlines()
    assert scratch.page.index("## How it is printed") < scratch.page.index(row)


def test_the_page_of_options_is_the_one_that_would_be_written() -> None:
    assert options_table().strip() in OPTIONS_PAGE.read_text("utf-8"), "`make docs` writes it anew"
    for name, option in OPTIONS.items():
        assert f"`{name if option.on_command_line == 'never' else option.flag}`" in options_table()


def test_the_readme_leads_to_the_page_of_options() -> None:
    path = OPTIONS_PAGE.relative_to(ROOT).as_posix()
    assert f"({path})" in (ROOT / "README.md").read_text("utf-8")


def test_no_other_page_says_again_what_the_page_of_options_says() -> None:
    told = {
        path.relative_to(ROOT).as_posix(): name
        for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
        for name, words in WORDS.items()
        if path != OPTIONS_PAGE and f"| {words.removesuffix('.')}" in path.read_text("utf-8")
    }
    assert told == {}


def test_nothing_but_the_table_states_a_name_a_flag_or_the_words_of_an_option() -> None:
    found: dict[str, set[str]] = {}
    told = list(statements(ROOT / "briefing", WORDS))
    for each in told:
        found.setdefault(each.module, set()).add(each.name)
    assert found.pop(TABLE) == OPTIONS.keys()
    again = [
        each
        for each in told
        if each.name in found.get(each.module, set()) - HOMONYMS.get(each.module, set())
    ]
    assert again == [], "make it of the table; if it is no option, add it to HOMONYMS"
    assert {module: found.get(module) for module in HOMONYMS} == HOMONYMS


def test_a_second_statement_is_found(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "again.py").write_text(
        "class Again:\n    paper: str = 'a4'\n"
        "KEPT = ('mono', 'large-print', 'booklet', 'qr')\n"
        f"TOLD = 'So: {WORDS['bleed']}'\n"
        "def use(options): return options.paper, {'theme': options.theme}\n"
    )
    (tmp_path / "cli" / "again.py").write_text(
        "def build(paper: str | None = None, *, fill=Option('--fill/--no-fill')): ...\n"
    )
    found = [(each.name, each.form) for each in statements(tmp_path, WORDS)]
    assert sorted(found) == [
        ("bleed", "words"),
        *(("booklet", "list"), ("fill", "flag"), ("fill", "parameter"), ("large_print", "list")),
        *(("mono", "list"), ("paper", "field"), ("paper", "parameter"), ("qr", "list")),
    ]


def test_prose_names_flags_that_there_are() -> None:
    commands: Mapping[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    flags = {each[2:] for one in commands.values() for each in _flags(one)}
    prose = named_in_prose(ROOT / "briefing")
    options = {option.dashed for option in OPTIONS.values()}
    assert {module for module, named in prose.items() if named & options} == PROSE
    assert {module for module, named in prose.items() if not named <= flags} == {
        "citations/csl.py",  # of pandoc
        "cli/option_declarations.py",  # made of a name
    }


@pytest.mark.parametrize(
    "path", ["README.md", *(f"docs/{each.name}" for each in sorted((ROOT / "docs").glob("*.md")))]
)
def test_tables_of_documents_have_rows_for_flags_that_there_are(path: str) -> None:
    commands: Mapping[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    flags = {"--help", *(each for one in commands.values() for each in _flags(one))}
    rows = re.findall(r"^\| `(--[a-z-]+)", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    assert set(rows) <= flags


def _flags(command: Any) -> list[str]:
    return [
        "--help",
        *(flag for each in command.params for flag in (*each.opts, *each.secondary_opts)),
    ]
