"""What the page shows of a section beyond its own fields: orders, pairs, groups, drawings.

One function a kind that needs it, in `VIEWS`; each takes the section and its brief and returns
plain values for the partial of the same name. All decisions are here, so that templates hold
markup alone.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from briefing.document.charts import LEVELS, bar_chart, line_chart, matrix, yardstick
from briefing.model.base import Text
from briefing.model.brief import Brief
from briefing.model.sections.agenda import Agenda
from briefing.model.sections.bilateral import Bilateral
from briefing.model.sections.economics import Economics, Firm, Good
from briefing.model.sections.glossary import Glossary
from briefing.model.sections.multilateral import Body, Membership, Multilateral
from briefing.model.sections.outlook import Outlook
from briefing.model.sections.poll import Poll
from briefing.model.sections.recommendations import Recommendations
from briefing.model.sections.risks import Risk, Risks
from briefing.model.sections.summary import Summary
from briefing.model.sections.talking_points import TalkingPoints
from briefing.model.yardstick import YARDSTICKS
from briefing.text.dates import Edtf
from briefing.text.rich_text import parse_rich_text, plain_text

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
        "visits": sorted(section.visits, key=lambda visit: visit.date),
        "senders": {party.id: party.name for party in brief.parties},
    }


def _economics(section: Economics, brief: Brief) -> dict[str, Any]:
    names = {party.id: party.name for party in brief.parties}
    selling = {good.seller for good in section.goods}
    sellers = [name for name in names if name in selling or len(names) <= 2]
    groups = dict.fromkeys(good.group for good in section.goods)
    draw = {"bars": bar_chart, "lines": line_chart}
    lines = max(1, -(-len(section.indicators) // 4))
    across = max(3, -(-len(section.indicators) // lines))
    return {
        "charts": [
            (
                chart,
                partial(draw[chart.type], chart, shown),
                ", ".join(dict.fromkeys(o.unit for o in shown)),
            )
            for chart in section.charts
            if (shown := [o for o in section.observations if o.measure in chart.measures])
        ],
        "firms": _firms(section.firms),
        "names": names,
        "sellers": sellers,
        "pairs": [
            (group, *(_sold(section.goods, group, seller) for seller in sellers))
            for group in groups
        ],
        "across": across,
        "strips": [
            section.indicators[start : start + across]
            for start in range(0, len(section.indicators), across)
        ],
    }


def _sold(goods: Iterable[Good], group: Text, seller: str) -> list[Good]:
    return [good for good in goods if good.group == group and good.seller == seller]


def _firms(firms: Iterable[Firm]) -> list[tuple[Firm, list[Firm]]]:
    """Put firms of which only the name is known into one row for each home and source."""
    rows: dict[object, list[Firm]] = {}
    for firm in firms:
        bare = not (firm.id or firm.sector or firm.text or firm.disputes)
        rows.setdefault((firm.home, firm.citations) if bare else firm, []).append(firm)
    return [(row[0], row) for row in rows.values()]


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
    ordered: list[Risk] = sorted(section.risks, key=lambda r: (-r.likelihood * r.impact, -r.impact))
    register = [(f"R{number}", risk) for number, risk in enumerate(ordered, start=1)]
    return {
        "register": register,
        "owned": any(risk.owner for risk in ordered),
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
    """Return the points their numbers, those that are defensive only after all others."""
    ordered = sorted(section.points, key=lambda point: point.defensive_only)
    numbered = list(enumerate(ordered, start=1))
    return {
        "points": [(number, each) for number, each in numbered if not each.defensive_only],
        "defensive": [(number, each) for number, each in numbered if each.defensive_only],
    }


def _glossary(section: Glossary, brief: Brief) -> dict[str, Any]:
    def place(text: Text) -> tuple[str, str]:
        words = plain_text(parse_rich_text(text, block=False, language="en")).casefold()
        if brief.language.startswith("es"):
            words = words.replace("ñ", "n~")  # a letter of its own, after n
        letters = unicodedata.normalize("NFKD", words)
        return "".join(each for each in letters if not unicodedata.combining(each)), words

    return {"terms": sorted(section.terms, key=lambda each: place(each.term))}


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
