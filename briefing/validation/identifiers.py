"""What names in a topic point to: ids are unique, and everything that is referred to is there.

Enters: the tree as it was loaded. Leaves: diagnostics. Works by the names of fields and never by
the models, so that it runs even where a model does not hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from briefing.errors import Diagnostic, Span, Suggester, nearest
from briefing.formats.yaml_tree import Map, Node, Seq
from briefing.model.base import Loc
from briefing.model.sections.registry import item_types, lists_of
from briefing.model.yardstick import YARDSTICKS
from briefing.text import formula
from briefing.text.citation_scan import cites_only
from briefing.text.rich_text import parse_rich_text, plain_text
from briefing.validation.rules import rules

__all__ = ["check_names"]

# Fields that name something, and what they name.
_NAMES = {
    **{("sections", field): "party" for item in item_types() for field in item.party_fields},
    **{("sections", field): "event" for item in item_types() for field in item.event_fields},
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
    ("source_notes", "derived_from"): "source",
    ("source_notes", "independent_of"): "source",
}
_HOMES = {
    "source": "sources",
    "party": "parties",
    "dispute": "disputes",
    "section": "sections",
    "item": "sections",
    "event": "sections",
    "observation": "sections",
    "audience": "sections",
}
# Items that something but a link may name, by the lists that hold them.
_SORTS = {
    **dict.fromkeys(lists_of(lambda item: item.dated_by), "event"),
    **dict.fromkeys(lists_of(lambda item: item.in_formulas), "observation"),
}
# Sections, items and disputes are all targets of links, so their ids share one space.
_TARGETS = ("section", "item", "dispute")
# Of a source, only these are light Markdown; the others may hold any brackets.
_MARKED = ("descriptor", "reliability_basis")
# In these parts of a topic no other text is light Markdown.
_UNMARKED = ("sources", "source_notes", "profiles", "silence", "left_out")
# Entries whose likelihood is a word of the yardstick; a risk's is a score.
_JUDGED = lists_of(lambda item: item.on_yardstick)
# Fields that give a name to something.
_NAMING = ("id", "kind", "audience")
# All fields whose whole text is a name, or made of names.
_TELLING = frozenset(
    (
        *(*_NAMING, "formula", "likelihood", "measure", "measures"),
        *(field for _, field in (*_NAMES, *_LISTS)),
    )
)


class _Leaf(NamedTuple):
    """A text: the path to it, the mapping or list that holds it, its field.

    The field of an entry is that of its list.
    """

    loc: Loc
    holder: Map | Seq
    value: str
    field: str

    @property
    def span(self) -> Span:
        return self.holder.span(self.loc[-1])  # type: ignore[arg-type]


class _Leaves:
    """What is to be looked up in a tree: names, and texts with markup; some are both.

    Texts which only cite `sources` need no second look: they are left out.
    """

    def __init__(self, tree: Map | Seq, sources: set[str]) -> None:
        self._sources = sources
        self.names: list[_Leaf] = []
        self.texts: list[_Leaf] = []
        self._add(tree, (), "")

    def _add(self, node: Map | Seq, loc: Loc, field: str) -> None:
        entries: Iterable[tuple[str | int, Node]]
        entries = node.items() if isinstance(node, Map) else enumerate(node)
        for part, value in entries:
            name = part if isinstance(part, str) else field
            if isinstance(value, str):
                if name in _TELLING:
                    self.names.append(_Leaf((*loc, part), node, value, name))
                if not cites_only(value, self._sources, alone=name == "citations"):
                    self.texts.append(_Leaf((*loc, part), node, value, name))
            elif isinstance(value, Map | Seq):
                self._add(value, (*loc, part), name)


class _Registers(dict[str, set[str]]):
    """What is named, by what it is."""

    def __init__(self, named: Mapping[str, set[str]]) -> None:
        super().__init__(named)
        self._suggester = Suggester()

    def near(self, name: str, *groups: str) -> str | None:
        """Propose what may be meant instead."""
        return self._suggester.nearest(name, (key for each in groups for key in self[each]))


def check_names(tree: Map) -> list[Diagnostic]:
    """Report what is named twice, and every reference that leads nowhere."""
    leaves = _Leaves(tree, _ids(tree.get("sources")))
    registers, found = _register(tree, leaves.names)
    for leaf in leaves.names:
        part, field = str(leaf.loc[0]), leaf.field
        group = (_LISTS if isinstance(leaf.holder, Seq) else _NAMES).get((part, field))
        if group:
            found += _check(leaf.value, leaf, (group,), registers)
        if field == "likelihood" and leaf.loc[-3:-2] and leaf.loc[-3] in _JUDGED:
            found += _check_term(leaf, tree.get("yardstick", "phia"))
        if field == "formula":
            found += _check_formula(leaf, registers)
    for leaf in leaves.texts:
        if leaf.loc[0] not in _UNMARKED or leaf.field in _MARKED:
            found += _check_text(leaf, registers)
    found += _check_charts(leaves.names)
    return [*found, *_check_notes(tree, registers), *_check_profile(tree), *_check_silence(tree)]


def _ids(entries: Node) -> set[str]:
    listed = entries if isinstance(entries, Seq) else ()
    ids = [each.get("id") for each in listed if isinstance(each, Map)]
    return {each for each in ids if isinstance(each, str)}


def _register(tree: Map, names: list[_Leaf]) -> tuple[_Registers, list[Diagnostic]]:
    """List everything that has a name, and report what is named twice."""
    # Where a list is none, the model says so, and what it should hold is not missed.
    registers = _Registers(
        {
            group: set()
            for group, home in _HOMES.items()
            if home not in tree or isinstance(tree[home], Seq)
        }
    )
    given: dict[tuple[object, str], _Leaf] = {}
    found = []
    for leaf in names:
        if leaf.field not in _NAMING:
            continue
        group, space, hint = _role(leaf)
        if group:
            registers[group].add(leaf.value)
        if group == "item" and (sort := _SORTS.get(str(leaf.loc[-3]))):
            registers[sort].add(leaf.value)
        if space is None:
            continue
        first = given.setdefault((space, leaf.value), leaf)
        if first is not leaf:
            span = leaf.span
            if span == first.span:  # a section that stands in a file of its own is listed twice
                span = _entry_span(tree, leaf.loc)
            message = f"`{leaf.value}` is given a second time, first at {first.span}"
            found.append(Diagnostic(message, span, hint, rule="duplicate-id"))
    return registers, found


def _role(leaf: _Leaf) -> tuple[str, object, str]:
    """Return what a text names, the space in which it may do so once, and what to do otherwise."""
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
    if all(group in registers and name not in registers[group] for group in groups):
        link = groups == _TARGETS
        what = "section, dispute or item" if link else groups[0]
        message, rule = f"there is no {what} `{name}`", "target" if link else groups[0]
        yield Diagnostic(message, leaf.span, registers.near(name, *groups), rule=f"unknown-{rule}")


def _check_text(leaf: _Leaf, registers: _Registers) -> Iterator[Diagnostic]:
    rich = parse_rich_text(leaf.value, block=True, language="en")
    for name in dict.fromkeys(item.key for cluster in rich.citations for item in cluster):
        yield from _check(name, leaf, ("source",), registers)
    for name in dict.fromkeys(rich.references):
        yield from _check(name, leaf, _TARGETS, registers)
    for fault in dict.fromkeys(rich.faults):
        yield Diagnostic(fault, leaf.span, rule="bad-markup")
    if leaf.field == "citations" and not rich.faults and leaf.value.strip():
        if not rich.citations:
            message = f"`citations` names no source: `{leaf.value}`"
            hint = "write `[@key]` or `[@key, para. 3]`"
            yield Diagnostic(message, leaf.span, hint, rule="bad-citations")
        elif words := plain_text(rich):
            message = f"`citations` holds other words too: `{words}`"
            hint = "put them into the bracket: `[see @key, p. 3]`"
            yield Diagnostic(message, leaf.span, hint, rule="bad-citations")


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
        yield Diagnostic(message, leaf.span, hint, rule="unknown-term")


def _check_formula(leaf: _Leaf, registers: _Registers) -> Iterator[Diagnostic]:
    try:
        names = formula.parse_formula(leaf.value).names
    except ValueError:  # which the model tells
        return
    for name in names:
        yield from _check(name, leaf, ("observation",), registers)


def _check_notes(tree: Map, registers: _Registers) -> Iterator[Diagnostic]:
    """Report notes on sources that are not there."""
    notes = tree.get("source_notes")
    if not isinstance(notes, Map) or "source" not in registers:
        return
    for key in notes:
        if key not in registers["source"]:
            span, hint = notes.key_span(key), registers.near(key, "source")
            yield Diagnostic(f"there is no source `{key}`", span, hint, rule="unknown-source")


def _check_profile(tree: Map) -> Iterator[Diagnostic]:
    """Report a profile that is used and not there."""
    name, profiles = tree.get("profile"), tree.get("profiles", Map("", 0))
    if isinstance(name, str) and isinstance(profiles, Map) and name not in profiles:
        message, span = f"there is no profile `{name}`", tree.span("profile")
        yield Diagnostic(message, span, nearest(name, profiles), rule="unknown-profile")


def _check_silence(tree: Map) -> Iterator[Diagnostic]:
    silence = tree.get("silence")
    if not isinstance(silence, Map):
        return
    known = {rule.code for rule in rules().values() if rule.can_be_silenced}
    for code in silence:
        if code not in known:
            what, hint = "is unknown", nearest(code, known)
            if code in rules():
                what, hint = "cannot be silenced", "mend what it finds"
            span = silence.key_span(code)
            yield Diagnostic(f"the rule `{code}` {what}", span, hint, rule="unknown-rule")


def _check_charts(names: list[_Leaf]) -> Iterator[Diagnostic]:
    """Report measures of a chart that no observation of its section has."""
    known: defaultdict[int, set[str]] = defaultdict(set)
    wanted: list[tuple[int, _Leaf]] = []
    for leaf in names:
        if leaf.field in ("measure", "measures"):
            match (*leaf.loc[:3], leaf.field):
                case "sections", int(section), "observations", "measure":
                    known[section].add(leaf.value.strip())
                case "sections", int(section), "charts", "measures":
                    wanted.append((section, leaf))
    registers = {section: _Registers({"measure": known[section]}) for section, _ in wanted}
    for section, leaf in wanted:
        yield from _check(leaf.value.strip(), leaf, ("measure",), registers[section])
