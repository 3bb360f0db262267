"""What a YAML parser says about broken syntax, put into words for the person who wrote the file.

Enters: an exception of PyYAML's, from libyaml or from its Python parser, and the text it was
given. Leaves: one diagnostic. A fault is recognised by a phrase that both parsers use; where
none fits, the parser's own words are passed on.
"""

import re
from typing import NamedTuple

import yaml

from briefing.errors import Diagnostic, Span

__all__ = ["explain_yaml_error"]


class _Fault(NamedTuple):
    message: str
    hint: str | None
    opening: bool = False  # tell the place where the broken thing began, not where it broke


_START = ("a value cannot begin with `{char}`", "put it in quotes")
_TAB = _Fault("a tab stands where spaces are expected", "indent with spaces")
_COLON = _Fault("`: ` in a value without quotes", "put the value in quotes")
_NO_KEY = _Fault(
    "a key is not expected here",
    "mend its indentation, or put a space after the `:` of the line above",
)
_INDENT = _Fault(
    "a line that is indented like none of the keys above",
    "indent it like the keys it belongs to",
)
_AFTER = _Fault(
    "text after a closing quote or bracket",
    "put the whole value in quotes; between single quotes an apostrophe is written twice",
)
_PHRASES = {
    "tab character": _TAB,
    "cannot start any token": _Fault(*_START),
    "node content": _Fault(*_START),
    "mapping keys are not allowed": _Fault(*_START),
    "scanning an alias": _Fault(*_START, opening=True),
    "scanning an anchor": _Fault(*_START, opening=True),
    " a tag": _Fault(*_START, opening=True),
    "tag handle": _Fault(*_START, opening=True),
    "found unexpected": _Fault(
        "a quote opens here and is not closed",
        "close it; between single quotes an apostrophe is written twice",
        opening=True,
    ),
    "quoted scalar": _Fault(
        "unknown escape between double quotes",
        "write the character itself, and `\\\\` for a backslash",
    ),
    "flow ": _Fault(
        "`{char}` opens here; a comma or its end is missing at {stop}",
        "close it, or put the value in quotes if it is text",
        opening=True,
    ),
    "block scalar": _Fault(
        "the line goes on after `{char}`",
        "begin the text on the next line, or put it in quotes",
        opening=True,
    ),
    "sequence entries are not allowed": _Fault(
        "a list cannot begin on the line of its key", "begin it on the next line"
    ),
    "could not find expected ':'": _Fault(
        "a line that has no key and does not continue the value above",
        "write `key: value`, or indent it more than the key it belongs to",
        opening=True,
    ),
    "block collection": _Fault(
        "a line among the items of a list that does not begin with `- `",
        "indent it like the item it belongs to",
    ),
    "document start": _Fault("text after the end of the document", "remove the line `...`"),
}
# all that is not printable for YAML (section 5.1)
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def explain_yaml_error(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    """Translate a parser's error into one sentence with a hint."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _unmarked(error, text, file)
    stop = error.problem_mark
    words = ", ".join(part for part in (error.context, error.problem) if part)
    lines = [*_BREAK.split(text), ""]
    before, after = lines[stop.line][: stop.column], lines[stop.line][stop.column :]
    if after.startswith("\t") or (before.isspace() and "\t" in before):
        fault = _TAB
    elif "mapping values are not allowed" in words:
        fault = _COLON if ": " in before else _NO_KEY
    elif "block mapping" in words:
        fault = _AFTER if before.strip() else _INDENT
    else:
        unknown = _Fault(f"not valid YAML, {words}", None)
        fault = next((fault for phrase, fault in _PHRASES.items() if phrase in words), unknown)
    at = (error.context_mark or stop) if fault.opening else stop
    message = fault.message.format(
        char=lines[at.line][at.column : at.column + 1],
        stop=f"line {stop.line + 1}, column {stop.column + 1}",
    )
    span = Span(file, at.line + 1, at.column + 1)
    return Diagnostic(message, span, fault.hint, rule="yaml-syntax")


def _unmarked(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    """Find the control character that the parser refuses without a line and a column."""
    if (match := _CONTROL.search(text)) is None:
        return Diagnostic(f"not valid YAML, {error}", Span(file, 1, 1), rule="yaml-syntax")
    lines = _BREAK.split(text[: match.start()])
    message = f"control character U+{ord(match[0]):04X}"
    span = Span(file, len(lines), len(lines[-1]) + 1)
    return Diagnostic(message, span, "remove it", rule="control-character")
