"""Section kind `faq`: questions and answers."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Faq", "Question"]


class Question(Item):
    """A question that may be asked, and the answer."""

    headline: ClassVar[str] = "{question} {answer}"

    question: Text = Field(description="The question as it will be asked.")
    answer: Text = Field(description="The answer, which can be read out.")
    expected: Literal["certain", "possible", "defensive only"] | None = Field(
        None, description="How sure it is that the question comes up."
    )


class Faq(SectionBase):
    """Questions and answers."""

    kind: Literal["faq"]
    questions: tuple[Question, ...] = Field(
        (), description="Questions and answers, in print order."
    )
