"""What was found in topics, written for a terminal, for a program (JSON) or for editors and CI.

Enters: checked topics. Leaves: text, in one of `FORMATS`. Paths are relative to the current
folder. SARIF: Static Analysis Results Interchange Format 2.1.0 (OASIS, 2020).
"""

import codecs
import os
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from briefing.checks.run import Checked
from briefing.errors import Diagnostic, as_json, one_line, plural
from briefing.validation.rules import Rule, rules

__all__ = ["FORMATS", "count", "describe"]

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# of a source line, this much is shown, and so much of it before the place
_WIDTH, _BEFORE = 100, 60
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def count(checked: Sequence[Checked], severity: str) -> int:
    """Count the findings of one severity in all topics."""
    return sum(each.severity == severity for topic in checked for each in topic.diagnostics)


def describe(rule: Rule) -> str:
    """Explain a rule and show its example."""
    parts = [f"{rule.code} ({rule.severity}): {rule.title}", textwrap.fill(rule.why, 80)]
    if rule.example:
        parts += ["Example, a part of topic.yaml:", _indent(rule.example)]
    for name, text in rule.files.items():
        parts += [f"Example, {name}:", _indent(text) or "    (nothing)"]
    if rule.can_be_silenced:
        silence = f"silence:\n  {rule.code}: the reason why"
        parts += ["To silence it in a topic:", _indent(silence)]
    return "\n\n".join(parts)


def _text(checked: Sequence[Checked]) -> str:
    lines = [
        line for topic in checked for each in topic.diagnostics for line in _lines(topic, each)
    ]
    counts = (plural(count(checked, severity), severity) for severity in ("error", "warning"))
    return "\n".join([*lines, f"{plural(len(checked), 'topic')}: {', '.join(counts)}"])


def _lines(topic: Checked, found: Diagnostic) -> Iterator[str]:
    at = found.span
    place = f"{one_line(_path(topic, found))}:{at.line}:{at.column}: " if at else ""
    rule = f"[{found.rule}]" if found.rule else ""
    yield f"{place}{found.severity}{rule}: {found.text}"
    yield from _excerpt(topic, found)
    if found.hint:
        yield f"  hint: {found.hint}"


def _excerpt(topic: Checked, found: Diagnostic) -> Iterator[str]:
    """Show the source line with a caret below the column; nothing of a workbook."""
    span = found.span
    if span is None or span.cell:
        return
    lines = _split(topic.files.get(span.file, b""))
    if span.line > len(lines) or not lines[span.line - 1]:
        return
    line = lines[span.line - 1]
    start = max(0, span.column - 1 - _BEFORE) if len(line) > _WIDTH else 0
    signs = line[start : start + _WIDTH]
    # each character stays one, so that the caret keeps its place
    shown = "".join(sign if sign.isprintable() else " " for sign in signs).rstrip()
    number = str(span.line)
    yield f"  {number} | {shown}"
    yield f"  {' ' * len(number)} | {' ' * (span.column - 1 - start)}^"


# findings come by place, so each file is split once
@lru_cache(maxsize=1)
def _split(data: bytes) -> list[str]:
    return _BREAK.split(data.removeprefix(codecs.BOM_UTF8).decode(errors="replace"))


def _json(checked: Sequence[Checked]) -> str:
    findings = [
        {
            "topic": str(topic.topic),
            "file": _path(topic, each) if each.span else None,
            "line": each.span.line if each.span else None,
            "column": each.span.column if each.span else None,
            "severity": each.severity,
            "rule": each.rule,
            "message": each.text,
            "hint": each.hint,
        }
        for topic in checked
        for each in topic.diagnostics
    ]
    counts = {f"{name}s": count(checked, name) for name in ("error", "warning")}
    return as_json({"findings": findings, **counts})


def _sarif(checked: Sequence[Checked]) -> str:
    found = [(topic, each) for topic in checked for each in topic.diagnostics]
    used = {each.rule for _, each in found}
    cited = [rule for rule in rules().values() if rule.code in used]
    places = {rule.code: index for index, rule in enumerate(cited)}
    driver: dict[str, Any] = {
        "name": "briefing",
        "rules": [
            {
                "id": rule.code,
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.why},
                "defaultConfiguration": {"level": rule.severity},
            }
            for rule in cited
        ],
    }
    with suppress(PackageNotFoundError):  # a checkout that is not installed
        driver["version"] = version("briefing")
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(topic, each, places) for topic, each in found],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return as_json(log)


def _result(topic: Checked, found: Diagnostic, places: Mapping[str, int]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(topic, found)}}
    if found.span:
        place["region"] = {"startLine": found.span.line, "startColumn": found.span.column}
    hint = f"\nHint: {found.hint}" if found.hint else ""
    result: dict[str, Any] = {
        "level": found.severity,
        "message": {"text": found.text + hint},
        "locations": [{"physicalLocation": place}],
    }
    if found.rule and found.rule in places:
        result |= {"ruleId": found.rule, "ruleIndex": places[found.rule]}
    return result


def _path(topic: Checked, found: Diagnostic) -> str:
    file = topic.folder / found.span.file if found.span else topic.topic
    return os.path.relpath(file)


def _uri(topic: Checked, found: Diagnostic) -> str:
    path = Path(_path(topic, found))
    return path.resolve().as_uri() if ".." in path.parts else quote(path.as_posix())


def _indent(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


FORMATS: Mapping[str, Callable[[Sequence[Checked]], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
}
