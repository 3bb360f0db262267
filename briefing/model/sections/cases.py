"""Section kind `cases`: case studies."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Case", "Cases"]


class Case(Item):
    """A case study."""

    headline: ClassVar[str] = "{title}: {outcome}"
    printed: ClassVar[str] = "title context outcome citations lesson"

    title: Text = Field(description="Name of the case.")
    context: Text = Field(description="How it came about.")
    outcome: Text = Field(description="How it ended.")
    lesson: Text | None = Field(None, description="What it teaches.")


class Cases(SectionBase):
    """Case studies."""

    kind: Literal["cases"]
    cases: tuple[Case, ...] = Field((), description="Case studies, in print order.")
