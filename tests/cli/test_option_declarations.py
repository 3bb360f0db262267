"""Options on the command line: what their words say, and what was not asked for."""

from collections.abc import Sequence
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from briefing.cli.option_declarations import options_of, takes_options
from briefing.model.option import Scope
from briefing.model.recipient import Recipient


def given(*words: str) -> dict[str, Any]:
    """Return what a command with all options is given."""
    app, found = typer.Typer(), dict[str, Any]()

    @app.command()
    @takes_options(*Scope)
    def command(topic: str, output: str = "here", *, loud: bool = False, **given: Any) -> None:
        found.update(given, topic=topic, output=output, loud=loud)

    result = CliRunner().invoke(app, ["one", *words])
    assert result.exit_code == 0, result.output
    assert found.pop("topic") == "one"
    return found


def test_what_is_not_asked_for_is_not_given() -> None:
    assert given() == {"output": "here", "loud": False}


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (["--sections", " history, risks,"], "sections", ("history", "risks")),
        (["--without", ""], "without", ()),
        (["--priority", "2"], "priority", 2),
        (["--n-up", "4"], "n_up", 4),
        (["--bleed", "2.5"], "bleed", 2.5),
        (["--max-pages", "8"], "max_pages", 8),
        (["--qr"], "qr", True),
        (["--no-qr"], "qr", False),
        (["--citation-style", "apa"], "citation_style", "apa"),
        (["--copies", "names.csv"], "copies", Path("names.csv")),
    ],
)
def test_a_word_is_given_as_the_table_wants_it(
    words: Sequence[str], name: str, value: object
) -> None:
    found = given(*words)
    assert found.pop(name) == value
    assert found == {"output": "here", "loud": False}


def test_a_table_of_names_is_read_where_options_are_made(tmp_path: Path) -> None:
    table = tmp_path / "names.csv"
    table.write_text("name\nAda\n", "utf-8")
    options = options_of({"copies": table, "mono": True})
    assert (options.copies, options.mono) == ((Recipient(name="Ada"),), True)
    assert options.model_fields_set == {"copies", "mono"}


def test_a_command_takes_the_options_of_its_scopes_alone() -> None:
    @takes_options(Scope.PRINT)
    def command(**given: Any) -> None: ...

    names = signature(command).parameters.keys()
    assert {"paper", "strict"} < names
    assert not {"profile", "sections", "fill", "given"} & names
