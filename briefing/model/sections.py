"""The section kinds: one model a kind, joined in one explicit union.

A new kind is a class here, its place in `Section`, and `templates/sections/<kind>.html`.
"""

from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from briefing.model.base import Model, Period, Prose, SectionId, Text
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
    Relation,
    Risk,
    Scenario,
    View,
    Visit,
)
from briefing.model.meeting import AgendaItem, Attendee, Biography, TalkingPoint, Term
from briefing.text import formula

__all__ = ["KINDS", "Section", "SectionBase"]


class SectionBase(Model):
    """What all sections share; the id is the kind's name unless another is given."""

    # Whether it says something when a selection leaves none of its entries.
    stands_alone: ClassVar[bool] = False
    # Whether it belongs to the annex: after the list of sources, without a number.
    annexed: ClassVar[bool] = False
    # Whether it sets the parties side by side, or names them.
    names_parties: ClassVar[bool] = False

    id: SectionId = Field("", description="Name for choosing the section; its kind if left out.")
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

    def mended(self) -> Self:
        """Let nothing in it refer to entries of it that a selection left out."""
        return self


class Summary(SectionBase):
    """Bottom line up front, then the key judgements."""

    stands_alone: ClassVar[bool] = True
    kind: Literal["summary"]
    bottom_line: Text = Field(description="What the reader has to know if nothing else is read.")
    horizon: Text | None = Field(None, description="Up to when the judgements look.")
    judgements: tuple[Judgement, ...] = Field(
        (), description="Key judgements, the most important first."
    )


class History(SectionBase):
    """Dated events, grouped into eras."""

    kind: Literal["history"]
    eras: tuple[Era, ...] = Field((), description="Stretches of time, in their order.")


class Bilateral(SectionBase):
    """Visits, agreements and missions between two parties."""

    names_parties: ClassVar[bool] = True
    kind: Literal["bilateral"]
    visits: tuple[Visit, ...] = Field((), description="Visits and meetings.")
    agreements: tuple[Agreement, ...] = Field((), description="Treaties, memoranda, contracts.")
    missions: tuple[Mission, ...] = Field((), description="Embassies and consulates.")


class Economics(SectionBase):
    """Indicators, observations as chart and table, goods both ways, firms."""

    names_parties: ClassVar[bool] = True
    kind: Literal["economics"]
    indicators: tuple[Indicator, ...] = Field((), description="Headline figures.")
    observations: tuple[Observation, ...] = Field(
        (), description="Figures by measure and period, for table and charts."
    )
    relations: tuple[Relation, ...] = Field(
        (), description="Sums that the observations should obey."
    )
    charts: tuple[Chart, ...] = Field((), description="Drawings of the observations.")
    goods: tuple[Good, ...] = Field((), description="What the parties sell to each other.")
    firms: tuple[Firm, ...] = Field((), description="Firms of one party that work in the other.")

    def mended(self) -> Self:
        """Leave out charts of what is not there, and sums of it."""
        measures = {each.measure for each in self.observations}
        ids = {each.id for each in self.observations}
        charts = (
            each.model_copy(update={"measures": drawn})
            for each in self.charts
            if (drawn := tuple(name for name in each.measures if name in measures))
        )
        relations = (
            each
            for each in self.relations
            if ids.issuperset(formula.parse_formula(each.formula).names)
        )
        return self.model_copy(update={"charts": (*charts,), "relations": (*relations,)})


class Multilateral(SectionBase):
    """Bodies by parties; a status that no source gives is printed as a finding."""

    names_parties: ClassVar[bool] = True
    kind: Literal["multilateral"]
    bodies: tuple[Body, ...] = Field((), description="Organisations and forums.")


class Risks(SectionBase):
    """A register of risks and the 5 x 5 matrix drawn from it."""

    kind: Literal["risks"]
    risks: tuple[Risk, ...] = Field((), description="The register; the matrix is drawn from it.")


class Opportunities(SectionBase):
    """Opportunities, each with its condition."""

    kind: Literal["opportunities"]
    opportunities: tuple[Opportunity, ...] = Field((), description="What could be gained.")


class Faq(SectionBase):
    """Questions and answers."""

    kind: Literal["faq"]
    questions: tuple[Question, ...] = Field(
        (), description="Questions and answers, in print order."
    )


class Comparison(SectionBase):
    """Tables that set the parties, or two notions, side by side."""

    kind: Literal["comparison"]
    tables: tuple[ComparisonTable, ...] = Field((), description="Tables, in print order.")


class Myths(SectionBase):
    """Myths and realities."""

    kind: Literal["myths"]
    myths: tuple[Myth, ...] = Field((), description="Claims as they are heard, and what holds.")


class Cases(SectionBase):
    """Case studies."""

    kind: Literal["cases"]
    cases: tuple[Case, ...] = Field((), description="Case studies, in print order.")


class Views(SectionBase):
    """Opinions of named people."""

    kind: Literal["views"]
    views: tuple[View, ...] = Field((), description="What was said, by whom.")


class Outlook(SectionBase):
    """Scenarios side by side."""

    kind: Literal["outlook"]
    horizon: Text | None = Field(None, description="Up to when the scenarios look.")
    scenarios: tuple[Scenario, ...] = Field((), description="Possible futures, side by side.")


class Recommendations(SectionBase):
    """Numbered recommendations."""

    kind: Literal["recommendations"]
    recommendations: tuple[Recommendation, ...] = Field(
        (), description="What to do, in print order."
    )


class Poll(SectionBase):
    """Polls as bars, with n, dates and method."""

    kind: Literal["poll"]
    polls: tuple[PollQuestion, ...] = Field((), description="Questions that were put to a sample.")


class TextSection(SectionBase):
    """Free prose with images."""

    stands_alone: ClassVar[bool] = True
    kind: Literal["text"]
    text: Prose = Field(description="Paragraphs and lists.")
    images: tuple[Image, ...] = Field((), description="Pictures below the text.")


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


class TalkingPoints(SectionBase):
    """What to say, large enough to be read at the table; what is defensive only stands apart."""

    kind: Literal["talking_points"]
    points: tuple[TalkingPoint, ...] = Field((), description="The most important first, 4 to 6.")


class Biographies(SectionBase):
    """Who the reader will meet."""

    kind: Literal["biographies"]
    biographies: tuple[Biography, ...] = Field((), description="Biographies, in print order.")


class Glossary(SectionBase):
    """Words and short forms; printed in alphabetical order."""

    kind: Literal["glossary"]
    terms: tuple[Term, ...] = Field((), description="Words and short forms, in any order.")


class Notes(SectionBase):
    """Ruled space for handwriting."""

    kind: Literal["notes"]
    pages: int | None = Field(
        None,
        ge=1,
        le=20,
        description="Number of full pages; if left out, the rest of the page where it stands.",
    )


class Evidence(SectionBase):
    """A table of what each claim of the other sections rests on, for the desk; it has no entries.

    Printed last, so that it can be taken off before the brief is handed on.
    """

    annexed: ClassVar[bool] = True
    kind: Literal["evidence"]


Section = Annotated[
    Summary | History | Bilateral | Economics | Multilateral | Risks | Opportunities | Faq
    | Comparison | Myths | Cases | Views | Outlook | Recommendations | Poll | TextSection
    | Agenda | TalkingPoints | Biographies | Glossary | Notes | Evidence,
    Field(discriminator="kind"),
]  # fmt: skip

KINDS: tuple[str, ...] = tuple(
    get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Section)[0])
)
