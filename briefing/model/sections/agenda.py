"""Section kind `agenda`: a meeting: when, where, why, with whom, and what comes up."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Period, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Agenda", "AgendaItem", "Attendee"]


class Attendee(Item):
    """Somebody who takes part in a meeting."""

    headline: ClassVar[str] = "{role}: {pen_picture}"
    printed: ClassVar[str] = "side role name pen_picture citations"

    role: Text = Field(description="Office or function, such as `Head of delegation`.")
    name: Text | None = Field(None, description="Who holds it.")
    side: Text | None = Field(
        None, description="State, delegation or organisation; those of one side stand together."
    )
    pen_picture: Text | None = Field(None, description="What to know of them, in a sentence.")


class AgendaItem(Item):
    """A point of the agenda."""

    printed: ClassVar[str] = "time title text aim citations lead"

    time: Text | None = Field(None, description="When it comes up, such as `10:00–10:20`.")
    title: Text = Field(description="What it is about.")
    text: Text | None = Field(None, description="What there is to know of it.")
    aim: Text | None = Field(None, description="What to come away with.")
    lead: Text | None = Field(None, description="Who leads on it, or speaks first.")


class Agenda(SectionBase):
    """A meeting: when, where, why and with whom, then what comes up."""

    stands_alone: ClassVar[bool] = True

    kind: Literal["agenda"]
    date: Period = Field(description="Day of the meeting.")
    time: Text | None = Field(None, description="From when to when, such as `10:00–11:30`.")
    place: Text = Field(description="Where it is held.")
    objectives: tuple[Text, ...] = Field((), description="What the meeting is to achieve.")
    attendees: tuple[Attendee, ...] = Field((), description="Who takes part, side by side.")
    items: tuple[AgendaItem, ...] = Field((), description="What comes up, in its order.")
