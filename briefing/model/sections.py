"""The section kinds: one model a kind, joined in one explicit union.

A new kind is a class here, its place in `Section`, and `templates/sections/<kind>.html`.
"""

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field, model_validator

from briefing.model.base import Id, Model, Prose, Text
from briefing.model.items import (
    Agreement,
    Body,
    Case,
    Chart,
    ComparisonTable,
    Era,
    Firm,
    Good,
    Image,
    Indicator,
    Judgement,
    Mission,
    Myth,
    Observation,
    Opportunity,
    PollQuestion,
    Question,
    Recommendation,
    Risk,
    Scenario,
    View,
    Visit,
)

__all__ = ["KINDS", "Section", "SectionBase"]


class SectionBase(Model):
    """What all sections share; the id is the kind's name unless another is given."""

    # Whether it says something when a selection leaves none of its entries.
    stands_alone: ClassVar[bool] = False

    id: Id = Field("", description="Name for choosing the section; its kind if left out.")
    title: Text | None = Field(None, description="Heading; the kind's usual one if left out.")
    gist: Text | None = Field(None, description="The section in one short sentence.")
    lead: Prose | None = Field(None, description="Opening paragraphs.")
    note: Prose | None = Field(None, description="Closing paragraphs.")
    audience: tuple[str, ...] = Field((), description="As for items; none means everybody.")

    @model_validator(mode="before")
    @classmethod
    def _name_by_kind(cls, data: Any) -> Any:
        if isinstance(data, dict) and "id" not in data and "kind" in data:
            return {**data, "id": data["kind"]}
        return data


class Summary(SectionBase):
    """Bottom line up front, then the key judgements."""

    stands_alone: ClassVar[bool] = True
    kind: Literal["summary"]
    bottom_line: Text
    horizon: Text | None = Field(None, description="Up to when the judgements look.")
    judgements: tuple[Judgement, ...] = ()


class History(SectionBase):
    """Dated events, grouped into eras."""

    kind: Literal["history"]
    eras: tuple[Era, ...] = ()


class Bilateral(SectionBase):
    """Visits, agreements and missions between two parties."""

    kind: Literal["bilateral"]
    visits: tuple[Visit, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    missions: tuple[Mission, ...] = ()


class Economics(SectionBase):
    """Indicators, observations as chart and table, goods both ways, firms."""

    kind: Literal["economics"]
    indicators: tuple[Indicator, ...] = ()
    observations: tuple[Observation, ...] = ()
    charts: tuple[Chart, ...] = ()
    goods: tuple[Good, ...] = ()
    firms: tuple[Firm, ...] = ()


class Multilateral(SectionBase):
    """Bodies by parties; a status that no source gives is printed as a finding."""

    kind: Literal["multilateral"]
    bodies: tuple[Body, ...] = ()


class Risks(SectionBase):
    """A register of risks and the 5 x 5 matrix drawn from it."""

    kind: Literal["risks"]
    risks: tuple[Risk, ...] = ()


class Opportunities(SectionBase):
    """Opportunities, each with its condition."""

    kind: Literal["opportunities"]
    opportunities: tuple[Opportunity, ...] = ()


class Faq(SectionBase):
    """Questions and answers."""

    kind: Literal["faq"]
    questions: tuple[Question, ...] = ()


class Comparison(SectionBase):
    """Tables that set the parties, or two notions, side by side."""

    kind: Literal["comparison"]
    tables: tuple[ComparisonTable, ...] = ()


class Myths(SectionBase):
    """Myths and realities."""

    kind: Literal["myths"]
    myths: tuple[Myth, ...] = ()


class Cases(SectionBase):
    """Case studies."""

    kind: Literal["cases"]
    cases: tuple[Case, ...] = ()


class Views(SectionBase):
    """Opinions of named people."""

    kind: Literal["views"]
    views: tuple[View, ...] = ()


class Outlook(SectionBase):
    """Scenarios side by side."""

    kind: Literal["outlook"]
    horizon: Text | None = None
    scenarios: tuple[Scenario, ...] = ()


class Recommendations(SectionBase):
    """Numbered recommendations."""

    kind: Literal["recommendations"]
    recommendations: tuple[Recommendation, ...] = ()


class Poll(SectionBase):
    """Polls as bars, with n, dates and method."""

    kind: Literal["poll"]
    polls: tuple[PollQuestion, ...] = ()


class TextSection(SectionBase):
    """Free prose with images."""

    stands_alone: ClassVar[bool] = True
    kind: Literal["text"]
    text: Prose
    images: tuple[Image, ...] = ()


Section = Annotated[
    Summary | History | Bilateral | Economics | Multilateral | Risks | Opportunities | Faq
    | Comparison | Myths | Cases | Views | Outlook | Recommendations | Poll | TextSection,
    Field(discriminator="kind"),
]  # fmt: skip

KINDS: tuple[str, ...] = tuple(
    get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Section)[0])
)
