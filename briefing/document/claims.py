"""What a brief states, and what each statement rests on.

Enters: a section of a resolved selection. Leaves: its claims, which are the items that cite
something. Invariant: nothing is added; whatever is said of a claim is found in its item.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.document.resolve import Resolved
from briefing.model.base import Item, Text, items_in, texts
from briefing.model.sections.base import SectionBase
from briefing.model.source import are_independent

__all__ = ["Claim", "Group", "claims_of"]


@dataclass(frozen=True, slots=True)
class Claim:
    """An item that cites; `within` is the item that holds it, such as the body of a membership.

    `grades` are Admiralty pairs of reliability and credibility, in the order of citation.
    """

    item: Item
    within: Item | None
    texts: tuple[Text, ...]
    grades: tuple[str, ...]
    corroborated: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The claims of a section."""

    title: Text | str
    claims: tuple[Claim, ...]

    @property
    def uncorroborated(self) -> tuple[Claim, ...]:
        """Choose those that rest on one source, or on sources that derive from each other."""
        return tuple(claim for claim in self.claims if not claim.corroborated)

    @property
    def foremost(self) -> tuple[Claim, ...]:
        """Choose of these what a reader has to know by name and no dispute tells already."""
        return tuple(
            claim
            for claim in self.uncorroborated
            if claim.item.is_key or (claim.item.priority == 1 and not claim.item.disputes)
        )


def claims_of(section: SectionBase, resolved: Resolved) -> Iterator[Claim]:
    """Yield the claims of a section, in the order of its fields."""
    sources = {source.id: source for source in resolved.selection.brief.sources}
    derived_from = {key: source.derived_from for key, source in sources.items()}
    # equal items are not the same one
    holders = {id(each): item for item in items_in(section) for each in items_in(item)}
    for item in items_in(section):
        own = _own_texts(item)
        cited = dict.fromkeys(
            (each.key, each.credibility)
            for text in own
            for cluster in resolved.rich(text).citations
            for each in cluster
        )
        if cited:
            yield Claim(
                item=item,
                within=holders.get(id(item)),
                texts=own,
                grades=tuple(
                    f"{sources[key].reliability or '–'}{credibility or ''}"
                    for key, credibility in cited
                ),
                corroborated=are_independent({key for key, _ in cited}, derived_from),
            )


def _own_texts(item: Item) -> tuple[Text, ...]:
    """Return the texts of an item without those of the items in it."""
    held = {name: () for name, value in item if isinstance(value, tuple) and _holds_items(value)}
    return tuple(text for _, text in texts(item.model_copy(update=held)))


def _holds_items(values: tuple[object, ...]) -> bool:
    return any(isinstance(value, Item) for value in values)
