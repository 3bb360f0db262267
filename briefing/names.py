"""What names in a topic point to: ids are unique, and everything that is referred to is there.

Works on the tree by field names alone, so that it runs even where a model does not hold.
"""

from collections.abc import Iterator
from typing import Any

from briefing.errors import Diagnostic, nearest
from briefing.markup import parse
from briefing.model.yardstick import YARDSTICKS
from briefing.tree import Map, Seq, span_of

__all__ = ["check_names"]

# Fields that name something, and the register in which it must be found.
_NAMES = {
    "party": "party",
    "seller": "party",
    "home": "party",
    "sender": "party",
}
_LISTS = {"disputes": "dispute", "sections": "section", "without": "section"}


def check_names(tree: Map) -> list[Diagnostic]:
    """Report duplicate ids and every reference that leads nowhere."""
    registers, found = _registers(tree)
    anchors = registers["section"] | registers["dispute"] | registers["item"]
    terms = YARDSTICKS.get(str(tree.get("yardstick", "phia")), {})
    for loc, key, value in _walk(tree):
        span = span_of(tree, loc)
        for register, name in _names(loc, key, value):
            if name not in registers[register]:
                hint = nearest(name, registers[register])
                found.append(Diagnostic(f"there is no {register} `{name}`", span, hint))
        if key == "likelihood" and isinstance(value, str) and terms and value not in terms:
            message = f"`{value}` is not a term of the {tree.get('yardstick', 'phia')} yardstick"
            found.append(Diagnostic(message, span, "expected " + ", ".join(terms)))
        if isinstance(value, str) and "[" in value:
            rich = parse(value, block=True, language="en")
            cited = [item.key for cluster in rich.citations for item in cluster]
            for name in dict.fromkeys(cited):
                if name not in registers["source"]:
                    hint = nearest(name, registers["source"])
                    found.append(Diagnostic(f"there is no source `{name}`", span, hint))
            for name in dict.fromkeys(rich.references):
                if name not in anchors:
                    message = f"the link `#{name}` leads to no section, dispute or item"
                    found.append(Diagnostic(message, span, nearest(name, anchors)))
            found += [Diagnostic(fault, span) for fault in rich.faults]
    return found


def _names(loc: tuple[Any, ...], key: object, value: object) -> Iterator[tuple[str, str]]:
    if loc[0] == "sources":
        return
    if isinstance(value, str) and key in _NAMES:
        yield _NAMES[str(key)], value
    # An entry of a list such as `disputes: [nato]`; the topic's own lists hold mappings.
    if isinstance(value, str) and isinstance(key, int) and len(loc) > 2 and loc[-2] in _LISTS:
        yield _LISTS[loc[-2]], value


def _registers(tree: Map) -> tuple[dict[str, set[str]], list[Diagnostic]]:
    places: dict[tuple[str, str], Any] = {}
    found = []
    for loc, key, value in _walk(tree):
        if key != "id" or not isinstance(value, str) or len(loc) < 3:
            continue
        group = {"sources": "source", "parties": "party", "disputes": "dispute"}.get(loc[0])
        group = group or ("section" if len(loc) == 3 else "item")
        # Sections, items and disputes are all targets of links, so they share one register.
        space = group if group in ("source", "party") else "link"
        span = span_of(tree, loc)
        if (space, value) in places:
            first = places[space, value][0]
            message = f"the id `{value}` is taken"
            found.append(Diagnostic(message, span, f"it was given first at {first}"))
        else:
            places[space, value] = (span, group)
    registers: dict[str, set[str]] = {
        name: set() for name in ("source", "party", "dispute", "section", "item")
    }
    for (_, name), (_, group) in places.items():
        registers[group].add(name)
    for section in tree.get("sections") or ():
        if isinstance(section, Map) and "id" not in section:
            registers["section"].add(str(section.get("kind")))
    return registers, found


def _walk(value: object, loc: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], object, object]]:
    """Yield path, last key and value of every scalar below a value."""
    entries: Any = ()
    if isinstance(value, Map):
        entries = value.items()
    elif isinstance(value, Seq):
        entries = enumerate(value)
    elif loc:
        yield loc, loc[-1], value
    for key, each in entries:
        yield from _walk(each, (*loc, key))
