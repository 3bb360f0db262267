"""Section kind `glossary`: words and short forms."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Glossary", "Term"]


class Term(Item):
    """A word or a short form, and what it means."""

    headline: ClassVar[str] = "{term}: {meaning}"

    term: Text = Field(description="The word or short form; `[plazo]{lang=es}` if it is foreign.")
    full_form: Text | None = Field(None, description="What a short form stands for.")
    meaning: Text = Field(description="What it means in this brief.")


class Glossary(SectionBase):
    """Words and short forms; printed in alphabetical order."""

    kind: Literal["glossary"]
    terms: tuple[Term, ...] = Field((), description="Words and short forms, in any order.")
