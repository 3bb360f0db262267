"""Section kind `history`: dated events, grouped into eras."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Id, Item, Model, Text
from briefing.model.sections.base import SectionBase
from briefing.text.dates import Edtf

__all__ = ["Era", "Event", "History"]


class Event(Item):
    """A dated event; the date is EDTF (ISO 8601-2)."""

    headline: ClassVar[str] = "{date}: {title}"
    tabular: ClassVar[bool] = True
    dated_by: ClassVar[str] = "date"
    ages: ClassVar[bool] = False
    event_fields: ClassVar[tuple[str, ...]] = ("same_as",)
    silent: ClassVar[frozenset[str]] = Item.silent | {"same_as"}

    date: Edtf = Field(description="When it happened.")
    title: Text = Field(description="What happened, in one sentence.")
    text: Text | None = Field(None, description="What else is known of it.")
    turning_point: bool = Field(
        False, description="Whether the timeline marks it as a turning point."
    )
    same_as: Id | None = Field(
        None, description="Id of an event, visit or agreement that is this one; dates must agree."
    )


class Era(Model):
    """A stretch of time with a name; events stand in the order of their dates."""

    title: Text = Field(description="Name of the era.")
    period: Edtf | None = Field(None, description="From when to when, such as 1936/1940.")
    events: tuple[Event, ...] = Field((), description="What happened in it.")


class History(SectionBase):
    """Dated events, grouped into eras."""

    kind: Literal["history"]
    eras: tuple[Era, ...] = Field((), description="Stretches of time, in their order.")
