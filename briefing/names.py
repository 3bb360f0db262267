"""What names in a topic point to: ids are unique, and everything that is referred to is there.

Enters: the tree as it was loaded. Leaves: diagnostics. Works by the names of fields and never by
the models, so that it runs even where a model does not hold.
"""

from collections.abc import Iterator
from typing import NamedTuple

from briefing.errors import Diagnostic, Span, nearest
from briefing.markup import parse, plain
from briefing.model.base import Loc
from briefing.model.yardstick import YARDSTICKS
from briefing.tree import Map, Node, Seq

__all__ = ["check_names"]

# Fields that name something, by the part of the topic they stand in, and what they name.
_NAMES = {
    ("sections", "party"): "party",
    ("sections", "seller"): "party",
    ("sections", "home"): "party",
    ("sections", "sender"): "party",
}
# Lists of such names.
_LISTS = {
    ("sections", "disputes"): "dispute",
    ("disputes", "sections"): "section",
    ("profiles", "sections"): "section",
    ("profiles", "without"): "section",
    ("profiles", "audience"): "audience",
    ("sources", "derived_from"): "source",
    ("sources", "independent_of"): "source",
}
_GROUPS = {"sources": "source", "parties": "party", "disputes": "dispute"}
# Of a source, only these are light Markdown; the others may hold any brackets.
_MARKED = ("descriptor", "reliability_basis")
# Entries whose likelihood is a word; elsewhere it is a score.
_JUDGED = ("judgements", "scenarios")


class _Leaf(NamedTuple):
    """A text in the tree, with the mapping or list that holds it."""

    loc: Loc
    holder: Map | Seq
    value: str

    @property
    def span(self) -> Span:
        return self.holder.span(self.loc[-1])  # type: ignore[arg-type]

    @property
    def field(self) -> str:
        """Name the field: of an entry in a list, the list's."""
        return next(str(part) for part in reversed(self.loc) if isinstance(part, str))

    @property
    def listed(self) -> bool:
        return isinstance(self.holder, Seq)


_Registers = dict[str, dict[str, Span]]


def check_names(tree: Map) -> list[Diagnostic]:
    """Report ids and parties that stand twice, and every reference that leads nowhere."""
    leaves = list(_walk(tree))
    found: list[Diagnostic] = []
    registers = _register(tree, leaves, found)
    for leaf in leaves:
        part, field = str(leaf.loc[0]), leaf.field
        group = (_LISTS if leaf.listed else _NAMES).get((part, field))
        if group:
            found += _check_name(leaf.value, group, registers, leaf.span)
        if field == "likelihood" and leaf.loc[-3:-2] and leaf.loc[-3] in _JUDGED:
            found += _check_term(leaf, tree.get("yardstick", "phia"))
        if part not in ("sources", "profiles") or field in _MARKED:
            found += _check_text(leaf, registers)
    return found + list(_check_charts(tree))


def _walk(node: Node, loc: Loc = ()) -> Iterator[_Leaf]:
    if isinstance(node, Map | Seq):
        for part, value in node.items() if isinstance(node, Map) else enumerate(node):
            if isinstance(value, str):
                yield _Leaf((*loc, part), node, value)
            else:
                yield from _walk(value, (*loc, part))


def _register(tree: Map, leaves: list[_Leaf], found: list[Diagnostic]) -> _Registers:
    """List what has a name; a list that is no list has no register, so that nothing is amiss."""
    registers: _Registers = {
        group: {}
        for part, group in {**_GROUPS, "sections": "section"}.items()
        if isinstance(tree.get(part, Seq("", 0)), Seq)
    }
    registers |= {"item": {}, "audience": {}}
    given: dict[tuple[object, ...], Span] = {}
    for leaf in leaves:
        loc, field = leaf.loc, leaf.field
        group, space = _group(leaf), (_group(leaf),)
        hint = None
        if field == "audience" and loc[0] == "sections":
            registers["audience"].setdefault(leaf.value, leaf.span)
        if field == "party" and loc[-3:-2] == ("memberships",):
            group, space = "party", loc[:-2]
        elif group in ("section", "item", "dispute"):
            space = ("link",)
            hint = "give one of the sections an `id`" if field == "kind" else None
        if not group:
            continue
        if space + (leaf.value,) not in given:
            given[(*space, leaf.value)] = leaf.span
            if space != loc[:-2] and group in registers:
                registers[group][leaf.value] = leaf.span
            continue
    return registers
