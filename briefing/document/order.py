"""The order of entries in print, decided here once: a section as written -> as it is printed.

Sections are put in order before anything is numbered, so that numbers of sources, too, follow the
page; views, drawings and partials take entries as they come. One function a kind whose entries are
not printed in the order of the topic, in `ORDERS`; each returns the lists that it puts in order. To
order what is in order changes nothing: a cut topic is printed as the one that it was cut from.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, TypeVar

from briefing.document.economics_tables import firm_rows
from briefing.model.base import Text
from briefing.model.brief import Brief
from briefing.model.sections.agenda import Agenda
from briefing.model.sections.base import SectionBase, kind_of
from briefing.model.sections.bilateral import Bilateral
from briefing.model.sections.economics import Economics
from briefing.model.sections.glossary import Glossary
from briefing.model.sections.multilateral import Multilateral
from briefing.model.sections.risks import Risks
from briefing.model.sections.talking_points import TalkingPoints
from briefing.text.rich_text import parse_rich_text, plain_text

__all__ = ["ORDERS", "in_print_order"]

S = TypeVar("S", bound=SectionBase)
_Lists = Mapping[str, Iterable[Any]]


def in_print_order(section: S, brief: Brief) -> S:
    """Return a section with its entries in the order of print."""
    order = ORDERS.get(kind_of(section))
    if order is None:
        return section
    lists = {name: tuple(entries) for name, entries in order(section, brief).items()}
    return section.model_copy(update=lists)


def _agenda(section: Agenda, _: Brief) -> _Lists:
    """Let attendees of one side stand together."""
    place = _places(each.side for each in section.attendees)
    return {"attendees": sorted(section.attendees, key=lambda each: place[each.side])}


def _bilateral(section: Bilateral, _: Brief) -> _Lists:
    return {"visits": sorted(section.visits, key=lambda visit: visit.date)}


def _economics(section: Economics, brief: Brief) -> _Lists:
    """Let goods stand by group and party, and firms with those that share their row."""
    groups = _places(good.group for good in section.goods)
    parties = _places(party.id for party in brief.parties)
    return {
        "goods": sorted(section.goods, key=lambda each: (groups[each.group], parties[each.seller])),
        "firms": chain.from_iterable(firm_rows(section.firms)),
    }


def _glossary(section: Glossary, brief: Brief) -> _Lists:
    """Sort terms by the alphabet of the brief."""

    def letters(term: Text) -> tuple[str, str]:
        words = plain_text(parse_rich_text(term, block=False, language="en")).casefold()
        if brief.language.startswith("es"):
            words = words.replace("ñ", "n~")  # a letter of its own, after n
        apart = unicodedata.normalize("NFKD", words)
        return "".join(each for each in apart if not unicodedata.combining(each)), words

    return {"terms": sorted(section.terms, key=lambda each: letters(each.term))}


def _multilateral(section: Multilateral, brief: Brief) -> _Lists:
    """Let the statuses in a body stand by party."""
    parties = _places(party.id for party in brief.parties)

    def by_party(memberships: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(sorted(memberships, key=lambda each: parties[each.party]))

    return {
        "bodies": (
            body.model_copy(update={"memberships": by_party(body.memberships)})
            for body in section.bodies
        )
    }


def _risks(section: Risks, _: Brief) -> _Lists:
    """Put the highest first; of those that are as high, the one that would hurt most."""
    return {
        "risks": sorted(section.risks, key=lambda r: (-r.likelihood * r.impact, -r.impact)),
    }


def _talking_points(section: TalkingPoints, _: Brief) -> _Lists:
    """Put what is defensive only last."""
    return {"points": sorted(section.points, key=lambda point: point.defensive_only)}


def _places(names: Iterable[Any]) -> dict[Any, int]:
    """Return the place of each name, in the order in which they come."""
    return {name: place for place, name in enumerate(dict.fromkeys(names))}


ORDERS: dict[str, Callable[[Any, Brief], _Lists]] = {
    "agenda": _agenda,
    "bilateral": _bilateral,
    "economics": _economics,
    "glossary": _glossary,
    "multilateral": _multilateral,
    "risks": _risks,
    "talking_points": _talking_points,
}
