"""What enters: a phrase of the catalogue, or its forms by number, and a number. Leaves: one form.

A phrase that names how many has one form for each of the cases of its language (`one`, `few`,
`many`, `other`); one that does not differ is a text alone. Standard: Unicode CLDR (UTS 35, part 3),
plural rules, and of a rank (`22nd`) its ordinal rules.
"""

from collections.abc import Mapping
from typing import TypeAlias

from babel import Locale

__all__ = ["Phrase", "form_of"]

Phrase: TypeAlias = str | Mapping[str, str]
"""A text with named places, or its forms by the cases of a language."""


def form_of(phrase: Phrase, number: int, language: Locale, *, ordinal: bool = False) -> str:
    """Choose the form that a number needs, as a count or as a rank."""
    if isinstance(phrase, str):
        return phrase
    case = language.ordinal_form(number) if ordinal else language.plural_form(number)
    return phrase.get(case, phrase["other"])
