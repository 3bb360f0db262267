import pytest
import yaml

from briefing.errors import Diagnostic
from briefing.formats.yaml_tree import read_yaml

QUOTES = "put it in quotes"
APOSTROPHE = "between single quotes an apostrophe is written twice"

CASES = [
    ("a: @b", "1:4", "a value cannot begin with `@`", QUOTES),
    ("a: `b`", "1:4", "a value cannot begin with ```", QUOTES),
    ("- %b", "1:3", "a value cannot begin with `%`", QUOTES),
    ("a: *b* c", "1:4", "a value cannot begin with `*`", QUOTES),
    ("a: & c", "1:4", "a value cannot begin with `&`", QUOTES),
    ("a: !<b", "1:4", "a value cannot begin with `!`", QUOTES),
    ("a: !x!b c", "1:4", "a value cannot begin with `!`", QUOTES),
    ("a: ] b", "1:4", "a value cannot begin with `]`", QUOTES),
    ("a: ? b", "1:4", "a value cannot begin with `?`", QUOTES),
    ("a:\n\tb: c", "2:1", "a tab stands where spaces", "indent with spaces"),
    ("a:\n  b: c\n\td: e", "3:1", "a tab stands where spaces", "indent with spaces"),
    ("a: Minsk: a city", "1:9", "`: ` in a value", "put the value in quotes"),
    ("a: b\n c: d", "2:3", "a key is not expected here", "mend its indentation"),
    ("a:b\nc: d", "2:2", "a key is not expected here", "a space after the `:`"),
    ("a: 'b\nc: d", "1:4", "a quote opens here and is not closed", APOSTROPHE),
    ('a: "b\n---\n', "1:4", "a quote opens here and is not closed", "close it"),
    ("a: 'it's'", "1:8", "text after a closing quote", APOSTROPHE),
    ("a: [b] c", "1:8", "text after a closing quote or bracket", "in quotes"),
    ('a: "C:\\temp\\q"', "1:12", "unknown escape between double quotes", "`\\\\`"),
    ("a: [b\nc: d", "1:4", "`[` opens here; a comma or its end is missing at line 2", "close it"),
    ("a: {b: c\n", "1:4", "`{` opens here; a comma or its end is missing at line 2", "close it"),
    ("a: | b", "1:4", "the line goes on after `|`", "on the next line"),
    ("a: - b", "1:4", "a list cannot begin on the line of its key", "on the next line"),
    ("a: b\nc\nd: e", "2:1", "a line that has no key", "write `key: value`"),
    ("- a\nb: c", "2:1", "a line among the items of a list", "indent it"),
    ("a:\n   b: 1\n  c: 2", "3:3", "a line that is indented like none", "indent it like"),
    ("a: b\n...\n\n%YAML 1.2\nc", "5:1", "text after the end of the document", "`...`"),
    ("a: b\0", "1:5", "control character U+0000", "remove it"),
    ("a: b\r\nc: \x7f", "2:4", "control character U+007F", "remove it"),
    ("%YAML 9.0\n---\na: b", "1:1", "not valid YAML, found incompatible", ""),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), CASES)
@pytest.mark.parametrize("libyaml", [True, False])
def test_usual_faults_of_syntax_are_explained(
    text: str, place: str, message: str, hint: str, libyaml: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if libyaml and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", libyaml)
    tree, (found,) = read_yaml(text.encode(), "t.yaml")
    assert tree is None
    assert isinstance(found, Diagnostic)
    line, column = place.split(":")
    # the parsers differ by one column here and there
    assert found.span is not None
    assert str(found.span.line) == line
    assert abs(found.span.column - int(column)) <= (0 if libyaml else 1)
    assert found.message.startswith(message)
    assert hint in (found.hint or "")


def test_what_was_wrong_before_broken_syntax_is_told_too() -> None:
    _, found = read_yaml(b"a: 1\na: 2\nb: @\n", "t.yaml")
    assert [each.span and each.span.line for each in found] == [2, 3]
