"""Section kind `talking_points`: what to say, large enough to be read at the table."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase

__all__ = ["TalkingPoint", "TalkingPoints"]


class TalkingPoint(Item):
    """What to say on one topic; lines to take can be read out."""

    headline: ClassVar[str] = "{line_to_take}"

    topic: Text = Field(description="What it is about, in two or three words.")
    line_to_take: Text = Field(description="What to say, in a sentence or two.")
    if_pressed: Text | None = Field(None, description="What to say when they insist.")
    background: Text | None = Field(None, description="What to know and not to say.")
    defensive_only: bool = Field(
        False, description="Whether it is said only when the other side raises the topic."
    )


class TalkingPoints(SectionBase):
    """What to say, large enough to be read at the table; what is defensive only stands apart."""

    kind: Literal["talking_points"]
    points: tuple[TalkingPoint, ...] = Field((), description="The most important first, 4 to 6.")
