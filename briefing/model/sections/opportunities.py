"""Section kind `opportunities`: what could be gained, and what it needs."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Opportunities", "Opportunity"]


class Opportunity(Item):
    """What could be gained, and what it needs."""

    headline: ClassVar[str] = "{name}: {gain}"
    printed: ClassVar[str] = "name gain citations needs"

    name: Text = Field(description="What could be done.")
    gain: Text = Field(description="What would be gained.")
    needs: Text | None = Field(None, description="What it needs first.")


class Opportunities(SectionBase):
    """Opportunities, each with its condition."""

    kind: Literal["opportunities"]
    opportunities: tuple[Opportunity, ...] = Field((), description="What could be gained.")
