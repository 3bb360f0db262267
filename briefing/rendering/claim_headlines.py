"""A claim in few words: the pattern of its item, filled with fields as they are printed.

Invariant: nothing is typed twice; the words are the item's own, or the catalogue's for our terms.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from operator import getitem
from typing import Any

from briefing.document.claims import Claim
from briefing.model.base import Item, Text
from briefing.model.brief import Brief
from briefing.text.dates import Edtf

__all__ = ["Headlines"]

_FIELD = re.compile(r"\{(\w+)\}")


class Headlines:
    """Says claims in few words, as plain text in the language of one document."""

    def __init__(
        self,
        brief: Brief,
        words: Mapping[str, Any],
        *,
        plain: Callable[[Text], str],
        date: Callable[[Edtf], str],
        number: Callable[[float], str],
    ) -> None:
        self._plain, self._date, self._number = plain, date, number
        self._parties = {party.id: plain(party.name) for party in brief.parties}
        self._words = words

    def __call__(self, claim: Claim) -> str:
        """Return what a claim states, after the name of what holds it.

        Raises TypeError for anything else: a theme could give an object with a pattern of its own.
        """
        if not isinstance(claim, Claim):
            raise TypeError("expected a claim of the brief")
        words = [next(self._fields(claim.within))[1]] if claim.within else []
        said = dict(self._fields(claim.item))
        filled = _FIELD.sub(lambda field: said[field[1]], claim.item.headline)
        # what is left out leaves no gap
        return ": ".join([*words, re.sub(" {2,}", " ", filled).strip(" ,:")])

    def _fields(self, item: Item) -> Iterator[tuple[str, str]]:
        for name in _FIELD.findall(item.headline):
            said = self._say(item, name, getattr(item, name))
            if name == "value" and (qualifier := getattr(item, "qualifier", None)):
                qualified = self._words["economics"]["qualified"]
                said = qualified[qualifier].format(value=said)
            yield name, said

    def _say(self, item: Item, field: str, value: Any) -> str:
        match value:
            case None:
                return ""
            case Text():
                return self._plain(value)
            case Edtf():
                return self._date(value)
            case float():
                return self._number(value)
            case tuple():
                return "; ".join(self._say(item, field, each) for each in value)
            case str() if field in item.party_fields:
                return self._parties[value]
            case str() if field in item.terms:
                return str(reduce(getitem, (*item.terms[field], value), self._words))
        return ""  # a date that is not stated
