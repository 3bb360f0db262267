"""The register of rules: each diagnostic that a topic or its finished pages can give, explained.

Enters: the register beside this module. Leaves: rules by their code, in the register's order.
Invariant: every `Diagnostic` that a topic can give names one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from briefing.errors import UsageError, nearest
from briefing.formats.yaml_tree import Map, read_yaml
from briefing.model.renames import find_rename
from briefing.model.sections.registry import lists_of

__all__ = ["Rule", "find_rule", "of_shape", "rules"]

# The rule of each type of pydantic's errors; of all others it is that of a wrong type.
_OF_SHAPE = {
    "control_character": "control-character",
    "extra_forbidden": "unknown-field",
    "greater_than": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "less_than_equal": "out-of-range",
    "literal_error": "wrong-value",
    "missing": "missing-field",
    "string_pattern_mismatch": "wrong-value",
    "string_too_short": "empty-value",
    "too_long": "wrong-length",
    "too_short": "wrong-length",
    "union_tag_invalid": "unknown-kind",
    "union_tag_not_found": "missing-field",
    "unknown_marking": "unknown-marking",
    "value_error": "wrong-value",
}
# Lists of figures, and what makes a number one.
_FIGURES = lists_of(lambda item: item.is_figure)
_OF_FIGURE = {
    "period": "figure-without-period",
    "unit": "figure-without-unit",
    "citations": "figure-without-source",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for, why it matters, and an example in which it is found.

    `example` is a part of a topic.yaml, `files` stand beside it, in `encoding`.
    """

    code: str
    group: str
    title: str
    why: str
    severity: Literal["error", "warning"] = "error"
    example: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def can_be_silenced(self) -> bool:
        """Return whether a topic may silence it: what makes a topic unreadable it may not."""
        return self.severity == "warning" or self.group == "facts"


@cache
def rules() -> Mapping[str, Rule]:
    """Read the register."""
    path = Path(__file__).with_suffix(".yaml")
    register, faults = read_yaml(path.read_bytes(), path.name)
    assert not faults, faults
    assert isinstance(register, Map)
    found = {}
    for group, entries in register.items():
        assert isinstance(entries, Map)
        for code, entry in entries.items():
            assert isinstance(entry, Map)
            found[code] = Rule(code=code, group=group, **entry)  # type: ignore[arg-type]
    return found


def of_shape(kind: str, path: tuple[str | int, ...], value: object, *, dated: bool) -> str:
    """Name the rule of an error of a model, by its type; `dated` tells that a date is expected."""
    missing = kind == "missing" or (value in (None, "") and kind != "extra_forbidden")
    if missing and path[-1] in _OF_FIGURE and len(path) > 2 and path[-3] in _FIGURES:
        return _OF_FIGURE[str(path[-1])]
    match kind:
        case "missing":
            return "missing-field"
        case "union_tag_invalid" if isinstance(value, Mapping) and value["kind"] is None:
            return "missing-field"
        case _ if missing:
            return "empty-value"
        case "value_error" if dated:
            return "bad-date"
    return _OF_SHAPE.get(kind, "wrong-type")


def find_rule(code: str) -> Rule:
    """Return a rule, also by an old code; raise UsageError where there is none of it."""
    if rename := find_rename("rule", code):
        code = rename.new
    if code not in rules():
        raise UsageError(f"there is no rule `{code}`", nearest(code, rules()))
    return rules()[code]
