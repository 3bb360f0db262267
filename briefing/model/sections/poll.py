"""Section kind `poll`: polls as bars, with n, dates and method."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Model, Period, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Poll", "PollOption", "PollQuestion"]


class PollOption(Model):
    """An answer, its share in per cent and, where known, its number of votes."""

    answer: Text = Field(description="The answer as it was put.")
    share: float = Field(ge=0, le=100, description="Per cent of those who answered.")
    votes: int | None = Field(None, ge=0, description="How many gave this answer.")


class PollQuestion(Item):
    """A question put to a sample."""

    ages: ClassVar[bool] = False

    question: Text = Field(description="The question as it was put.")
    options: tuple[PollOption, ...] = Field(
        min_length=1, description="The answers and their shares."
    )
    n: int = Field(gt=0, description="Number of people who answered.")
    fieldwork: Period = Field("not stated", description="When people were asked.")
    method: Text = Field(description="How they were chosen and asked.")
    citations: Text = Field(description="Who reports it, such as `[@survey, table 1]`.")


class Poll(SectionBase):
    """Polls as bars, with n, dates and method."""

    kind: Literal["poll"]
    polls: tuple[PollQuestion, ...] = Field((), description="Questions that were put to a sample.")
