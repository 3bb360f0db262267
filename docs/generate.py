"""The reference, written from the models, the rules and the command line themselves.

Enters: models, the table of options, rules, command line, the examples, and the pages in
`docs/reference/`. Leaves: the pages, with what stands between `<!-- NAME -->` and `<!-- end -->`
written anew, and a page for each kind of section. Invariant: nothing is described here; a page says
what its model says.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer.main

from briefing.cli.app import app
from briefing.model.base import Item
from briefing.model.option import Option, Scope
from briefing.model.option_table import OPTIONS
from briefing.model.options import PrintOptions, Profile, SelectionOptions
from briefing.model.sections.base import SectionBase
from briefing.validation.rules import rules
from docs.field_tables import (
    KINDS,
    PACK,
    RECORDS,
    TOPIC,
    anchor,
    describe_fields,
    describe_parts,
    first_line,
)

__all__ = ["EXAMPLES", "OPTIONS_PAGE", "SECTIONS", "options_table", "pages"]

REFERENCE = Path(__file__).parent / "reference"
SECTIONS = REFERENCE / "sections"
EXAMPLES = REFERENCE / "examples"
OPTIONS_PAGE = REFERENCE / "options.md"

_MARKED = re.compile(r"<!-- ([a-z ]+) -->\n.*?<!-- end -->", re.DOTALL)
_IN_WORDS = {bool: "on or off", int: "whole number", float: "number", str: "text"}
# Where options may stand besides the command line.
_FILES: Mapping[str, Any] = {
    "a profile": Profile,
    "the `options` of a pack": PrintOptions,
    "a topic of a pack": SelectionOptions,
}


def pages() -> dict[Path, str]:
    """Return each page of the reference as it should be, by its path."""
    paths = sorted(REFERENCE.glob("*.md"))
    marked = {path: _MARKED.sub(_fill, path.read_text("utf-8")) for path in paths}
    homes = {each: path.name for path, text in marked.items() for each in _anchors(text)}
    written = {**marked, **{SECTIONS / f"{kind}.md": _kind_page(kind) for kind in KINDS}}
    return {path: _lead_links(path, text, homes) for path, text in written.items()}


def _fill(mark: re.Match[str]) -> str:
    text = "\n".join(_BLOCKS[mark[1]]())
    return f"<!-- {mark[1]} -->\n{text.strip()}\n<!-- end -->"


def _anchors(text: str) -> set[str]:
    return {anchor(title) for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def _lead_links(path: Path, text: str, homes: Mapping[str, str]) -> str:
    """Lead links to records that another page describes to that page."""
    here = _anchors(text)
    up = "../" if path.parent == SECTIONS else ""

    def lead(link: re.Match[str]) -> str:
        is_elsewhere = link[1] not in here and link[1] in homes
        return f"]({up}{homes[link[1]]}#{link[1]})" if is_elsewhere else link[0]

    return re.sub(r"\]\(#([a-z-]+)\)", lead, text)


def _kind_page(kind: str) -> str:
    section = RECORDS[KINDS[kind]]
    example = (EXAMPLES / f"{kind}.yaml").read_text("utf-8")
    lines = [
        *("<!-- written by docs/generate.py -->", "", f"# {kind}", "", section["description"], ""),
        *("```yaml", example.strip(), "```", "", "## The section", "", *describe_fields(section)),
        *("", "Besides, it may have what [every section](../common.md#every-section) has.", ""),
        *describe_parts(section),
    ]
    return "\n".join(lines).strip() + "\n"


def _kinds() -> Iterator[str]:
    yield from ("| kind | prints |", "|---|---|")
    for kind, name in KINDS.items():
        yield f"| [`{kind}`](sections/{kind}.md) | {first_line(RECORDS[name])} |"


def options_table() -> str:
    """Return all options in Markdown, under a heading for each scope."""
    return "\n".join(line for scope in Scope for line in _options_of(scope))


def _options_of(scope: Scope) -> Iterator[str]:
    options = [each for each in OPTIONS.values() if each.scope is scope]
    takers = (
        name for name, command in _command_line().items() if options[0] in _of_a_brief(command)
    )
    places = [
        *(f"[`briefing {name}`](commands.md#{name})" for name in takers),
        *(place for place, model in _FILES.items() if options[0].name in model.model_fields),
    ]
    yield from (f"## {scope.value}", "", f"For {', '.join(places)}.", "")
    yield from ("| option | values | usual | |", "|---|---|---|---|")
    for option in options:
        name = option.name if option.on_command_line == "never" else option.flag
        yield f"| `{name}` | {_values(option)} | {_usual(option.default)} | {option.words} |"
    yield ""


def _values(option: Option) -> str:
    kind = option.value_type
    if option.on_command_line == "table":
        return "file with a table; in files a list of [recipient](#recipient), too"
    if option.on_command_line == "never":
        return f"[{option.name}](#{option.name})"
    if get_origin(kind) is tuple:
        return "names, with commas between them"
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(kind))
    bounds = ((option.least, "at least"), (option.most, "at most"))
    return ", ".join(
        (_IN_WORDS[kind], *(f"{words} {each}" for each, words in bounds if each is not None))
    )


def _usual(default: object) -> str:
    match default:
        case None | ():
            return ""
        case bool():
            return "on" if default else "off"
    return f"`{default}`"


def _command_line() -> Mapping[str, Any]:
    group: Any = typer.main.get_command(app)
    commands: Mapping[str, Any] = group.commands
    return commands


def _of_a_brief(command: Any) -> list[Option]:
    """Return the options of briefs that a command takes, without others of the same name."""
    return [
        option
        for each in command.params
        if (option := OPTIONS.get(each.name)) and (each.help or "").startswith(option.words[:-1])
    ]


def _commands() -> Iterator[str]:
    for name, command in _command_line().items():
        given = [each for each in command.params if each.param_type_name == "argument"]
        shared = _of_a_brief(command)
        names = {each.name for each in shared}
        flags = [
            each
            for each in command.params
            if each.param_type_name == "option" and each.name not in names
        ]
        words = {each.metavar or each.name.upper(): each.help for each in given}
        yield from (f"## {name}", "", f"`{' '.join(['briefing', name, *words])}`", "", command.help)
        yield from ("", "| word | |", "|---|---|") if command.params else ()
        yield from (f"| `{word}` | {says} |" for word, says in words.items())
        for flag in flags:
            spelt = ", ".join(f"`{each}`" for each in (*flag.opts, *flag.secondary_opts))
            yield f"| {spelt} | {flag.help} |"
        for scope, options in groupby(shared, key=lambda option: option.scope):
            listed = ", ".join(f"`{each.flag}`" for each in options)
            yield f"| {listed} | [{scope.value}](options.md#{anchor(scope.value)}) |"
        yield ""


def _rules() -> Iterator[str]:
    for group, found in groupby(rules().values(), key=lambda rule: rule.group):
        yield from (f"## {group.capitalize()}", "")
        for rule in found:
            how = f"*{rule.severity}{'; can be silenced' if rule.can_be_silenced else ''}*"
            yield from (f"### {rule.code}", "", f"{how}: {rule.title}. {rule.why}", "")
            yield from ("```yaml", rule.example.strip(), "```", "") if rule.example else ()


_BLOCKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "kinds": _kinds,
    "every section": lambda: describe_fields(SectionBase.model_json_schema(), shared=True),
    "every entry": lambda: describe_fields(Item.model_json_schema(), shared=True),
    "topic": lambda: describe_fields(TOPIC, shared=True),
    "parts of a topic": lambda: _parts(
        "parties", "disputes", "clearance", "designation", "left_out"
    ),
    "table": lambda: describe_fields(RECORDS["Table"]),
    "sources": lambda: _parts("sources", "source_notes"),
    "options": lambda: iter(options_table().splitlines()),
    "parts of options": lambda: describe_parts(RECORDS["Profile"]),
    "pack": lambda: describe_fields(PACK, shared=True),
    "parts of a pack": lambda: describe_parts(PACK["properties"]["topics"]),
    "commands": _commands,
    "rules": _rules,
}


def _parts(*fields: str) -> Iterator[str]:
    return describe_parts({name: TOPIC["properties"][name] for name in fields})


def main() -> None:
    """Write the pages that are not as they should be."""
    SECTIONS.mkdir(exist_ok=True)
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
