"""Section kind `outlook`: scenarios side by side."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Text
from briefing.model.sections.base import SectionBase
from briefing.model.yardstick import Likelihood

__all__ = ["Outlook", "Scenario"]


class Scenario(Item):
    """A possible future, with the signs by which it would be known."""

    headline: ClassVar[str] = "{name}: {summary}"
    on_yardstick: ClassVar[bool] = True
    side_by_side: ClassVar[str] = "scen"
    printed: ClassVar[str] = "name | summary citations | drivers | signposts | implications"

    name: Text = Field(description="A short name.")
    likelihood: Likelihood = Field(description="A term of the brief's yardstick.")
    summary: Text = Field(description="What happens in it.")
    drivers: tuple[Text, ...] = Field((), description="What would bring it about.")
    signposts: tuple[Text, ...] = Field((), description="Signs by which it would be known.")
    implications: Text | None = Field(None, description="What would follow for the reader.")
    claim: Literal["information", "assumption", "judgement"] = Field(
        "judgement", description="Kind of statement; the brief's judgement unless said otherwise."
    )


class Outlook(SectionBase):
    """Scenarios side by side."""

    on_yardstick: ClassVar[bool] = True

    kind: Literal["outlook"]
    horizon: Text | None = Field(None, description="Up to when the scenarios look.")
    scenarios: tuple[Scenario, ...] = Field((), description="Possible futures, side by side.")
