"""The section kinds, joined in one explicit union, and what their classes say of their lists.

Whoever works by the names of fields, before there is a model, asks here which fields are meant.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, get_args, get_origin

from pydantic import Field

from briefing.model.base import Item, Model
from briefing.model.sections.agenda import Agenda
from briefing.model.sections.base import SectionBase
from briefing.model.sections.bilateral import Bilateral
from briefing.model.sections.biographies import Biographies
from briefing.model.sections.cases import Cases
from briefing.model.sections.comparison import Comparison
from briefing.model.sections.economics import Economics
from briefing.model.sections.evidence import Evidence
from briefing.model.sections.faq import Faq
from briefing.model.sections.glossary import Glossary
from briefing.model.sections.history import History
from briefing.model.sections.multilateral import Multilateral
from briefing.model.sections.myths import Myths
from briefing.model.sections.notes import Notes
from briefing.model.sections.opportunities import Opportunities
from briefing.model.sections.outlook import Outlook
from briefing.model.sections.poll import Poll
from briefing.model.sections.recommendations import Recommendations
from briefing.model.sections.risks import Risks
from briefing.model.sections.summary import Summary
from briefing.model.sections.talking_points import TalkingPoints
from briefing.model.sections.text import TextSection
from briefing.model.sections.views import Views

__all__ = ["KINDS", "MODELS", "Section", "item_types", "lists_of", "record_types"]

Section = Annotated[
    Summary | History | Bilateral | Economics | Multilateral | Risks | Opportunities | Faq
    | Comparison | Myths | Cases | Views | Outlook | Recommendations | Poll | TextSection
    | Agenda | TalkingPoints | Biographies | Glossary | Notes | Evidence,
    Field(discriminator="kind"),
]  # fmt: skip

MODELS: dict[str, type[SectionBase]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model
    for model in get_args(get_args(Section)[0])
}
KINDS: tuple[str, ...] = tuple(MODELS)


def lists_of(holds: Callable[[type[Item]], object]) -> frozenset[str]:
    """Name the lists of sections, at any depth, of whose items something holds."""
    return frozenset(name for name, entry in _lists() if issubclass(entry, Item) and holds(entry))


def item_types() -> Iterator[type[Item]]:
    """Yield the types of all items."""
    return (entry for entry in record_types() if issubclass(entry, Item))


@cache
def record_types() -> tuple[type[Model], ...]:
    """Return the types of sections and of all that they list."""
    return tuple(dict.fromkeys((*MODELS.values(), *(entry for _, entry in _lists()))))


@cache
def _lists() -> tuple[tuple[str, type[Model]], ...]:
    return tuple(dict.fromkeys(each for model in MODELS.values() for each in _lists_in(model)))


def _lists_in(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    for name, field in model.model_fields.items():
        entry = get_args(field.annotation)[0] if get_origin(field.annotation) is tuple else None
        if isinstance(entry, type) and issubclass(entry, Model):
            yield name, entry
            yield from _lists_in(entry)
