"""What the page shows of a section beyond its own fields: numbers, pairs, groups, drawings.

One function a kind that needs it, in `VIEWS`; each takes the section, its entries in the order of
print, and its brief, and returns plain values for the partial of the same name. All decisions are
here, so that templates hold markup alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from briefing.document.charts import DRAWINGS, LEVELS, matrix, yardstick
from briefing.document.economics_tables import firm_rows, sellers, strip_width, strips
from briefing.model.base import Text
from briefing.model.brief import Brief
from briefing.model.sections.agenda import Agenda
from briefing.model.sections.bilateral import Bilateral
from briefing.model.sections.economics import Economics, Good
from briefing.model.sections.glossary import Glossary
from briefing.model.sections.multilateral import Body, Membership, Multilateral
from briefing.model.sections.outlook import Outlook
from briefing.model.sections.poll import Poll
from briefing.model.sections.recommendations import Recommendations
from briefing.model.sections.risks import Risks
from briefing.model.sections.summary import Summary
from briefing.model.sections.talking_points import TalkingPoints
from briefing.model.yardstick import YARDSTICKS
from briefing.text.dates import Edtf

__all__ = ["VIEWS", "BodyRow"]


def _summary(section: Summary, brief: Brief) -> dict[str, Any]:
    numbered = list(enumerate(section.judgements, start=1))
    marks = {number: each.likelihood for number, each in numbered}
    return {
        "bands": yardstick(brief.yardstick, marks),
        "judgements": numbered,
        "behind": [
            (number, each) for number, each in numbered if each.assumptions or each.would_change
        ],
    }


def _bilateral(section: Bilateral, brief: Brief) -> dict[str, Any]:
    return {
        "visits": section.visits,  # for partials of themes that ask here
        "senders": {party.id: party.name for party in brief.parties},
    }


def _economics(section: Economics, brief: Brief) -> dict[str, Any]:
    names = {party.id: party.name for party in brief.parties}
    columns = sellers(section, brief.parties)
    groups = dict.fromkeys(good.group for good in section.goods)
    return {
        "charts": [
            (
                chart,
                partial(DRAWINGS[chart.type], chart, shown),
                ", ".join(dict.fromkeys(o.unit for o in shown)),
            )
            for chart in section.charts
            if (shown := [o for o in section.observations if o.measure in chart.measures])
        ],
        "firms": [(row[0], row) for row in firm_rows(section.firms)],
        "names": names,
        "sellers": columns,
        "pairs": [
            (group, *(_sold(section.goods, group, seller) for seller in columns))
            for group in groups
        ],
        "across": strip_width(section.indicators),
        "strips": strips(section.indicators),
    }


def _sold(goods: Iterable[Good], group: Text, seller: str) -> list[Good]:
    return [good for good in goods if good.group == group and good.seller == seller]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body with a cell for each party; it holds several statuses where sources differ, or none.

    Why: two statuses at one time stand in a dispute, and neither is picked in silence.
    """

    body: Body
    cells: tuple[tuple[Membership, ...], ...]

    @property
    def dates(self) -> tuple[Edtf, ...]:
        """Return the as-of dates of its statuses, each once."""
        statuses = chain.from_iterable(self.cells)
        return tuple(dict.fromkeys(status.as_of for status in statuses if status.as_of))

    @property
    def citations(self) -> tuple[Text, ...]:
        """Return what its statuses cite."""
        items = (self.body, *chain.from_iterable(self.cells))
        return tuple(item.citations for item in items if item.citations)


def _multilateral(section: Multilateral, brief: Brief) -> dict[str, Any]:
    parties = [party.id for party in brief.parties]
    rows = []
    for body in section.bodies:
        held = [[each for each in body.memberships if each.party == party] for party in parties]
        rows.append(BodyRow(body, tuple(map(tuple, held))))
    return {"rows": rows, "parties": brief.parties}


def _risks(section: Risks, _: Brief) -> dict[str, Any]:
    register = [(f"R{number}", risk) for number, risk in enumerate(section.risks, start=1)]
    return {
        "register": register,
        "owned": any(risk.owner for risk in section.risks),
        "matrix": matrix(register),
        "levels": [name for _, name in reversed(LEVELS)],
    }


def _outlook(section: Outlook, brief: Brief) -> dict[str, Any]:
    return {"bands": [YARDSTICKS[brief.yardstick][each.likelihood] for each in section.scenarios]}


def _recommendations(section: Recommendations, _: Brief) -> dict[str, Any]:
    return {
        "numbered": list(enumerate(section.recommendations, start=1)),
        "owned": any(each.owner for each in section.recommendations),
        "dated": any(each.deadline for each in section.recommendations),
    }


def _poll(section: Poll, _: Brief) -> dict[str, Any]:
    """Scale bars so that the longest share takes 80 of 100 parts of its column."""
    scaled = []
    for poll in section.polls:
        top = max(option.share for option in poll.options) or 1
        scaled.append((poll, [(option, option.share / top * 100) for option in poll.options]))
    return {"polls": scaled}


def _agenda(section: Agenda, _: Brief) -> dict[str, Any]:
    people = section.attendees
    sides = dict.fromkeys(each.side for each in people)
    return {
        "sides": [(side, [each for each in people if each.side == side]) for side in sides],
        "timed": any(item.time for item in section.items),
        "led": any(item.lead for item in section.items),
    }


def _talking_points(section: TalkingPoints, _: Brief) -> dict[str, Any]:
    """Give the points their numbers, and set those apart that are defensive only."""
    numbered = list(enumerate(section.points, start=1))
    return {
        "points": [(number, each) for number, each in numbered if not each.defensive_only],
        "defensive": [(number, each) for number, each in numbered if each.defensive_only],
    }


def _glossary(section: Glossary, _: Brief) -> dict[str, Any]:
    return {"terms": section.terms}  # for partials of themes that ask here


VIEWS: dict[str, Callable[[Any, Brief], dict[str, Any]]] = {
    "summary": _summary,
    "bilateral": _bilateral,
    "economics": _economics,
    "multilateral": _multilateral,
    "risks": _risks,
    "outlook": _outlook,
    "poll": _poll,
    "recommendations": _recommendations,
    "agenda": _agenda,
    "talking_points": _talking_points,
    "glossary": _glossary,
}
