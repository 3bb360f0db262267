"""Section kind `summary`: bottom line up front, then the key judgements."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase
from briefing.model.yardstick import Likelihood

__all__ = ["Judgement", "Summary"]


class Judgement(Item):
    """A key judgement; likelihood (of the event) and confidence (in the evidence) stay apart."""

    on_yardstick: ClassVar[bool] = True
    is_key: ClassVar[bool] = True
    off_sheet: ClassVar[tuple[str, ...]] = ("assumptions", "would_change")
    printed: ClassVar[str] = "statement citations | assumptions would_change"

    statement: Text = Field(description="What is judged, in one sentence.")
    likelihood: Likelihood = Field(description="A term of the brief's yardstick.")
    confidence: Literal["high", "moderate", "low"] = Field(description="Of the analysis, ICD 203.")
    assumptions: tuple[Text, ...] = Field((), description="What it takes for granted.")
    would_change: Text | None = Field(None, description="What would change the judgement.")
    claim: Literal["information", "assumption", "judgement"] = Field(
        "judgement", description="Kind of statement; the brief's judgement unless said otherwise."
    )


class Summary(SectionBase):
    """Bottom line up front, then the key judgements."""

    stands_alone: ClassVar[bool] = True
    is_front: ClassVar[bool] = True
    on_yardstick: ClassVar[bool] = True

    kind: Literal["summary"]
    bottom_line: Text = Field(description="What the reader has to know if nothing else is read.")
    horizon: Text | None = Field(None, description="Up to when the judgements look.")
    judgements: tuple[Judgement, ...] = Field(
        (), description="Key judgements, the most important first."
    )
