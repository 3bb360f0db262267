"""Section kind `recommendations`: what to do, by whom and when, and why."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase
from briefing.text.dates import Edtf

__all__ = ["Recommendation", "Recommendations"]


class Recommendation(Item):
    """What to do, by whom and when, and why."""

    printed: ClassVar[str] = "action citations rationale owner"

    action: Text = Field(description="What to do, as an order.")
    rationale: Text | None = Field(None, description="Why.")
    owner: Text | None = Field(None, description="Who is to do it.")
    deadline: Edtf | None = Field(None, description="By when.")


class Recommendations(SectionBase):
    """Numbered recommendations."""

    kind: Literal["recommendations"]
    recommendations: tuple[Recommendation, ...] = Field(
        (), description="What to do, in print order."
    )
