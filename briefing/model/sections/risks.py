"""Section kind `risks`: a register of risks and the matrix drawn from it."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Risk", "Risks", "Score"]


Score = Annotated[int, Field(ge=1, le=5, strict=True)]


class Risk(Item):
    """A risk (ISO 31000); scores from 1 to 5 are not the yardstick of the judgements."""

    printed: ClassVar[str] = "event cause citations consequence treatment owner"

    event: Text = Field(description="What may happen.")
    cause: Text | None = Field(None, description="What would bring it about.")
    consequence: Text | None = Field(None, description="What would follow from it.")
    likelihood: Score = Field(description="From 1, rare, to 5, almost certain.")
    impact: Score = Field(description="From 1, slight, to 5, severe.")
    treatment: Text | None = Field(None, description="What is done about it, or could be.")
    owner: Text | None = Field(None, description="Who watches it.")
    claim: Literal["information", "assumption", "judgement"] = Field(
        "judgement", description="Kind of statement; the brief's judgement unless said otherwise."
    )


class Risks(SectionBase):
    """A register of risks and the 5 x 5 matrix drawn from it."""

    kind: Literal["risks"]
    risks: tuple[Risk, ...] = Field((), description="The register; the matrix is drawn from it.")
