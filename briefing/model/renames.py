"""Names that have changed: what files, command lines and callers may say for a while, and ought to.

Enters: a tree as it was written, or a single name. Leaves: the same under today's names, and a
warning at the place of each old one. Invariant: a change of a name is one entry of `RENAMES`;
models and all later stages know today's names alone. Templates have a table of their own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from warnings import warn

from briefing.errors import Diagnostic, Span

if TYPE_CHECKING:  # the start of the command looks here, too, before anything heavy is imported
    from briefing.formats.yaml_tree import Map, Node

__all__ = [
    "OPTION_PLACES",
    "RENAMES",
    "RULE_PLACES",
    "Rename",
    "find_rename",
    "take_old_names",
    "take_old_options",
]


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that was another one before a version; with a `field`, one of its values.

    A place is a path to what holds the name: `topic.sections[risks].risks[]` are the entries of
    each section of that kind, `pack.options` and `theme.drawing` are fields, `topic.profiles[]`
    is whatever stands in a list or under names. `option`, `flag`, `rule` and `python` are those of
    the program itself.
    """

    old: str
    new: str
    since: str
    places: tuple[str, ...]
    field: str = ""

    def __str__(self) -> str:
        of = f" of `{self.field}`" if self.field else ""
        return f"`{self.old}`{of} is called `{self.new}` since version {self.since}"

    @property
    def cure(self) -> str:
        """Return what to do, and until when."""
        return f"write `{self.new}`; {self.term}"

    @property
    def term(self) -> str:
        """Return how long the old name goes on being read."""
        major, minor, *_ = self.since.split(".")
        return f"from version {major}.{int(minor) + 1} on the old name may be refused"

    def apply(self, holder: "Map") -> Iterator[Span]:
        """Change the name where it stands in what holds it, and yield the places.

        What has both names stays as it is, so that the old one is refused as any unknown name.
        """
        if not self.field:
            if self.old in holder and self.new not in holder:
                yield holder.key_span(self.old)
                holder.rename(self.old, self.new)
            return
        value = holder.get(self.field)
        if value == self.old:
            yield holder.span(self.field)
            holder[self.field] = self.new
        elif isinstance(value, list):
            for index, each in enumerate(value):
                if each == self.old:
                    yield value.span(index)
                    value[index] = self.new


OPTION_PLACES = ("topic.profiles[]", "pack.options", "pack.topics[]", "option", "flag")
"""Where an option may be named."""
RULE_PLACES = ("topic.silence", "rule")
"""Where a rule may be named."""

RENAMES: tuple[Rename, ...] = (Rename("Engine", "LayoutEngine", "0.2.0", ("python",)),)
"""All that go on being read, in the order in which they are applied."""


def take_old_names(tree: "Map", document: str) -> list[Diagnostic]:
    """Put today's names into the tree of a topic, pack or theme; return a warning for each."""
    found = [
        Diagnostic(str(rename), span, rename.cure, "warning", "renamed")
        for rename in RENAMES
        for place in rename.places
        if place.partition(".")[0] == document
        for holder in _holders(tree, place.split(".")[1:])
        for span in rename.apply(holder)
    ]
    return list(dict.fromkeys(found))  # a column of a table has one head for all its rows


def find_rename(place: str, name: str) -> Rename | None:
    """Return how a name of the program itself was changed; None if it was not."""
    changed = (each for each in RENAMES if place in each.places and not each.field)
    return next((each for each in changed if each.old == name), None)


def take_old_options(given: Any) -> Any:
    """Return the options of a call under today's names; each old one is a DeprecationWarning."""
    if not isinstance(given, dict):
        return given
    options = dict(given)
    for rename in RENAMES:
        if "option" not in rename.places:
            continue
        if rename.field and options.get(rename.field) == rename.old:
            options[rename.field] = rename.new
        elif not rename.field and rename.old in options and rename.new not in options:
            options[rename.new] = options.pop(rename.old)
        else:
            continue
        warn(f"{rename}; {rename.cure}", DeprecationWarning, stacklevel=4)  # at the call of Options
    return options


def _holders(node: "Node", steps: Sequence[str]) -> Iterator["Map"]:
    """Yield the mappings to which a path leads."""
    if not isinstance(node, dict):
        return
    if not steps:
        yield node
        return
    name, bracket, kind = steps[0].rstrip("]").partition("[")
    inner = node.get(name)
    if not bracket:
        yield from _holders(inner, steps[1:])
        return
    if isinstance(inner, dict):
        entries: Iterable[Node] = inner.values()
    else:
        entries = inner if isinstance(inner, list) else ()
    for each in entries:
        if not kind or (isinstance(each, dict) and each.get("kind") == kind):
            yield from _holders(each, steps[1:])
