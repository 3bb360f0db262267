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

# Fields that name something, and what they name.
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
_HOMES = {
    "source": "sources",
    "party": "parties",
    "dispute": "disputes",
    "section": "sections",
    "item": "sections",
    "audience": "sections",
}
# Sections, items and disputes are all targets of links, so their ids share one space.
_TARGETS = ("section", "item", "dispute")
# Of a source, only these are light Markdown; the others may hold any brackets.
_MARKED = ("descriptor", "reliability_basis")
# Entries whose likelihood is a word of the yardstick; a risk's is a score.
_JUDGED = ("judgements", "scenarios")


class _Leaf(NamedTuple):
    """A text in the tree: the path to it, and the mapping or list that holds it."""

    loc: Loc
    holder: Map | Seq
    value: str

    @property
    def span(self) -> Span:
        return self.holder.span(self.loc[-1])  # type: ignore[arg-type]

    @property
    def field(self) -> tuple[str, str]:
        """Name the part of the topic and the field; an entry's field is that of its list."""
        return str(self.loc[0]), next(part for part in reversed(self.loc) if isinstance(part, str))


_Registers = dict[str, set[str]]


def check_names(tree: Map) -> list[Diagnostic]:
    """Report what is named twice, and every reference that leads nowhere."""
    leaves = list(_walk(tree))
    registers, found = _register(tree, leaves)
    for leaf in leaves:
        part, field = leaf.field
        group = (_LISTS if isinstance(leaf.holder, Seq) else _NAMES).get((part, field))
        if group:
            found += _check(leaf.value, leaf, (group,), registers)
        if field == "likelihood" and leaf.loc[-3:-2] and leaf.loc[-3] in _JUDGED:
            found += _check_term(leaf, tree.get("yardstick", "phia"))
        if part not in ("sources", "profiles") or field in _MARKED:
            found += _check_text(leaf, registers)
    return [*found, *_check_charts(tree)]


def _walk(node: Map | Seq, loc: Loc = ()) -> Iterator[_Leaf]:
    entries: Iterator[tuple[str | int, Node]]
    entries = iter(node.items()) if isinstance(node, Map) else enumerate(node)
    for part, value in entries:
        if isinstance(value, str):
            yield _Leaf((*loc, part), node, value)
        elif isinstance(value, Map | Seq):
            yield from _walk(value, (*loc, part))


def _register(tree: Map, leaves: list[_Leaf]) -> tuple[_Registers, list[Diagnostic]]:
    """List everything that has a name, and report what is named twice."""
    # Where a list is none, the model says so, and what it should hold is not missed.
    registers: _Registers = {
        group: set()
        for group, home in _HOMES.items()
        if home not in tree or isinstance(tree[home], Seq)
    }
    given: dict[tuple[object, str], Span] = {}
    found = []
    for leaf in leaves:
        group, space, hint = _role(leaf)
        if group:
            registers[group].add(leaf.value)
        if space is None:
            continue
        span = leaf.span
        first = given.setdefault((space, leaf.value), span)
        if first is not span:
            if first == span:  # a section that stands in a file of its own is listed twice
                span = _entry_span(tree, leaf.loc)
            message = f"`{leaf.value}` is given a second time, first at {first}"
            found.append(Diagnostic(message, span, hint))
    return registers, found


def _role(leaf: _Leaf) -> tuple[str, object, str]:
    """Tell what a text names, the space in which it may do so once, and what to do otherwise."""
    match leaf.loc:
        case ("sources" | "parties" as home, int(), "id"):
            group = "source" if home == "sources" else "party"
            return group, group, "choose another id"
        case ("disputes", int(), "id"):
            return "dispute", _TARGETS, "choose another id"
        case ("sections", int(), "id"):
            return "section", _TARGETS, "choose another id"
        case ("sections", int(), "kind") if (
            isinstance(leaf.holder, Map) and "id" not in leaf.holder
        ):
            return "section", _TARGETS, "give one of the sections an `id` of its own"
        case ("sections", int(), *_, "id"):
            return "item", _TARGETS, "choose another id"
        case ("sections", int(), *_, "memberships", int(), "party"):
            return "", leaf.loc[:-2], "give each party one entry"
        case ("sections", int(), *_, "audience", int()):
            return "audience", None, ""
    return "", None, ""


def _entry_span(tree: Map, loc: Loc) -> Span:
    entries = tree[str(loc[0])]
    assert isinstance(entries, Seq) and isinstance(loc[1], int)  # noqa: PT018
    return entries.span(loc[1])


def _check(
    name: str, leaf: _Leaf, groups: tuple[str, ...], registers: _Registers
) -> Iterator[Diagnostic]:
    """Look a name up in registers, unless one of them is missing."""
    if all(group in registers for group in groups):
        known = set().union(*(registers[group] for group in groups))
        if name not in known:
            what = "no section, dispute or item" if groups == _TARGETS else f"no {groups[0]}"
            yield Diagnostic(f"there is {what} `{name}`", leaf.span, nearest(name, known))


def _check_text(leaf: _Leaf, registers: _Registers) -> Iterator[Diagnostic]:
    rich = parse(leaf.value, block=True, language="en")
    for name in dict.fromkeys(item.key for cluster in rich.citations for item in cluster):
        yield from _check(name, leaf, ("source",), registers)
    for name in dict.fromkeys(rich.references):
        yield from _check(name, leaf, _TARGETS, registers)
    for fault in dict.fromkeys(rich.faults):
        yield Diagnostic(fault, leaf.span)
    if leaf.field[1] == "citations" and not rich.faults and leaf.value.strip():
        if not rich.citations:
            message = f"`citations` names no source: `{leaf.value}`"
            yield Diagnostic(message, leaf.span, "write `[@key]` or `[@key, para. 3]`")
        elif words := plain(rich):
            message = f"`citations` holds other words too: `{words}`"
            yield Diagnostic(message, leaf.span, "put them into the bracket: `[see @key, p. 3]`")


def _check_term(leaf: _Leaf, yardstick: Node) -> Iterator[Diagnostic]:
    if not isinstance(yardstick, str) or yardstick not in YARDSTICKS:
        return
    if leaf.value not in (terms := YARDSTICKS[yardstick]):
        hint = "expected " + ", ".join(f"`{term}`" for term in terms)
        hint += "".join(
            f"; or set `yardstick: {name}`"
            for name, other in YARDSTICKS.items()
            if leaf.value in other
        )
        message = f"`{leaf.value}` is not a term of the yardstick `{yardstick}`"
        yield Diagnostic(message, leaf.span, hint)


def _check_charts(tree: Map) -> Iterator[Diagnostic]:
    """Report measures of a chart that no observation of its section has."""
    sections = tree.get("sections")
    for section in sections if isinstance(sections, Seq) else ():
        leaves = list(_walk(section)) if isinstance(section, Map) and "charts" in section else []
        known = {each.value.strip() for each in leaves if each.field == ("observations", "measure")}
        for each in leaves:
            if each.field == ("charts", "measures"):
                yield from _check(each.value.strip(), each, ("measure",), {"measure": known})
