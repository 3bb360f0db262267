"""Section kind `views`: what somebody said, in their own words or not."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Period, Text
from briefing.model.sections.base import SectionBase

__all__ = ["View", "Views"]


class View(Item):
    """What somebody said, in their own words or not."""

    headline: ClassVar[str] = "{speaker}: {words}"

    speaker: Text = Field(description="Who said it.")
    role: Text | None = Field(None, description="In which office or function.")
    words: Text = Field(description="What was said.")
    verbatim: bool = Field(False, description="Whether these are the speaker's own words.")
    date: Period = Field("not stated", description="When it was said.")


class Views(SectionBase):
    """Opinions of named people."""

    kind: Literal["views"]
    views: tuple[View, ...] = Field((), description="What was said, by whom.")
