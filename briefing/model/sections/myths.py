"""Section kind `myths`: what is heard, how it rates, and what holds."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Myth", "Myths"]


class Myth(Item):
    """A claim as it is heard, how it rates, and what holds."""

    headline: ClassVar[str] = "{reality}"

    heard: Text = Field(description="The claim, as it is heard.")
    rating: Literal["false", "misleading", "unproven", "partly true", "true"] = Field(
        description="How far it holds."
    )
    reality: Text = Field(description="What holds.")


class Myths(SectionBase):
    """Myths and realities."""

    kind: Literal["myths"]
    myths: tuple[Myth, ...] = Field((), description="Claims as they are heard, and what holds.")
