"""The section kinds: one model a kind, joined in one explicit union.

A new kind is a class here, its place in `Section`, and `templates/sections/<kind>.html`.
Terms follow the conventions of the field; scales are named where they are used.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from briefing.dates import Edtf
from briefing.model.base import Id, Item, Model, Period, Prose, Text

__all__ = ["KINDS", "Section", "SectionBase"]

Likelihood = Literal[
    "remote chance", "almost no chance", "very unlikely", "highly unlikely", "unlikely",
    "roughly even chance", "realistic possibility", "likely", "probable", "very likely",
    "highly likely", "almost certain",
]  # fmt: skip
Score = Annotated[int, Field(ge=1, le=5)]


class SectionBase(Model):
    """What all sections share; the id is the kind's name unless another is given."""

    id: Id = Field(description="Name for choosing the section and for links to it.")
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


class Judgement(Item):
    """A key judgement; likelihood (of the event) and confidence (in the evidence) stay apart."""

    statement: Text
    likelihood: Likelihood = Field(description="A term of the brief's yardstick.")
    confidence: Literal["high", "moderate", "low"] = Field(description="Of the analysis, ICD 203.")
    assumptions: tuple[Text, ...] = ()
    would_change: Text | None = Field(None, description="What would change the judgement.")
    claim: Literal["information", "assumption", "judgement"] = "judgement"


class Summary(SectionBase):
    """Bottom line up front, then the key judgements."""

    kind: Literal["summary"]
    bottom_line: Text
    horizon: Text | None = Field(None, description="Up to when the judgements look.")
    judgements: tuple[Judgement, ...] = ()


class Event(Item):
    """A dated event; the date is EDTF (ISO 8601-2)."""

    date: Edtf
    title: Text
    text: Text | None = None
    turning_point: bool = False


class Era(Model):
    """A stretch of time with a name; events stand in the order of their dates."""

    title: Text
    period: Edtf | None = None
    events: tuple[Event, ...] = ()


class History(SectionBase):
    """Dated events, grouped into eras."""

    kind: Literal["history"]
    eras: tuple[Era, ...] = ()


class Visit(Item):
    """A visit of an office-holder, or a meeting in a third place."""

    visitor: Text
    office: Text | None = None
    host: Text | None = Field(None, description="Who received the visitor.")
    place: Text
    date: Edtf
    outcome: Text | None = None


class Agreement(Item):
    """A treaty, memorandum or contract between the parties."""

    title: Text
    parties: Text | None = None
    type: Text | None = Field(None, description="Agreement, memorandum, contract ...")
    signed: Period
    in_force: Period = Field("not stated", description="When it entered into force.")
    status: Text | None = None


class Mission(Item):
    """An embassy or consulate."""

    sender: Id = Field(description="Party that sends the mission.")
    host: Text = Field(description="City where it stands.")
    type: Text
    opened: Period = "not stated"
    text: Text | None = None


class Bilateral(SectionBase):
    """Visits, agreements and missions between two parties."""

    kind: Literal["bilateral"]
    visits: tuple[Visit, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    missions: tuple[Mission, ...] = ()


class Indicator(Item):
    """A headline figure, with its period and unit; without a source it is not a fact."""

    label: Text
    value: Text = Field(description="The figure as it is to be read, such as `2.5 or 4.5`.")
    unit: Text
    period: Period
    text: Text | None = None
    citations: Text


class Observation(Item):
    """One value of a measure, as its source reports it (SDMX: observation)."""

    measure: Text
    value: float
    unit: Text
    period: Period
    qualifier: Literal["about", "over", "under"] | None = None
    reporter: Text | None = Field(None, description="Who counted; not always who is cited.")
    counterpart: Text | None = None
    flow: Literal["exports", "imports", "total"] | None = None
    conditional: bool = Field(False, description="An expectation that hangs on a condition.")
    text: Text | None = None
    citations: Text


class Chart(Item):
    """A drawing of observations: bars for single values, lines for series of one source."""

    title: Text
    type: Literal["bars", "lines"] = "bars"
    measures: tuple[Text, ...] = Field(min_length=1, description="Measures whose values it shows.")
    text: Text | None = Field(None, description="What the reader should see or beware of.")


class Good(Item):
    """A traded good, sold by one party to the other."""

    group: Text
    product: Text
    seller: Id


class Firm(Item):
    """A firm of one party that works in the other."""

    name: Text
    home: Id
    sector: Text | None = None
    text: Text | None = None


class Economics(SectionBase):
    """Indicators, observations as chart and table, goods both ways, firms."""

    kind: Literal["economics"]
    indicators: tuple[Indicator, ...] = ()
    observations: tuple[Observation, ...] = ()
    charts: tuple[Chart, ...] = ()
    goods: tuple[Good, ...] = ()
    firms: tuple[Firm, ...] = ()


Status = Literal[
    "member", "observer", "dialogue partner", "guest", "applicant", "interested", "none",
    "not stated",
]  # fmt: skip


class Membership(Item):
    """The status of one party in one body, at a date."""

    party: Id
    status: Status
    text: Text | None = Field(None, description="A word that qualifies the status.")
    since: Edtf | None = None
    until: Edtf | None = None


class Body(Item):
    """An international organisation or forum."""

    name: Text
    abbreviation: Text | None = None
    memberships: tuple[Membership, ...] = ()


class Multilateral(SectionBase):
    """Bodies by parties; a status that no source gives is printed as a finding."""

    kind: Literal["multilateral"]
    bodies: tuple[Body, ...] = ()


class Risk(Item):
    """A risk (ISO 31000); scores from 1 to 5 are not the yardstick of the judgements."""

    event: Text
    cause: Text | None = None
    consequence: Text | None = None
    likelihood: Score
    impact: Score
    treatment: Text | None = None
    owner: Text | None = None
    claim: Literal["information", "assumption", "judgement"] = "judgement"


class Risks(SectionBase):
    """A register of risks and the 5 x 5 matrix drawn from it."""

    kind: Literal["risks"]
    risks: tuple[Risk, ...] = ()


class Opportunity(Item):
    """What could be gained, and what it needs."""

    name: Text
    gain: Text
    needs: Text | None = None


class Opportunities(SectionBase):
    """Opportunities, each with its condition."""

    kind: Literal["opportunities"]
    opportunities: tuple[Opportunity, ...] = ()


class Question(Item):
    """A question that may be asked, and the answer."""

    question: Text
    answer: Text
    expected: Literal["certain", "possible", "defensive only"] | None = Field(
        None, description="How sure it is that the question comes up."
    )


class Faq(SectionBase):
    """Questions and answers."""

    kind: Literal["faq"]
    questions: tuple[Question, ...] = ()


class Row(Item):
    """A row of a comparison; one cell a column."""

    label: Text
    cells: tuple[Text, ...]


class ComparisonTable(Model):
    """Rows by columns, with citations in the cells."""

    title: Text
    columns: tuple[Text, ...] = Field(min_length=1)
    rows: tuple[Row, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _cells_fill_the_columns(self) -> "ComparisonTable":
        for number, row in enumerate(self.rows, start=1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"row {number} has {len(row.cells)} cells where the table has "
                    f"{len(self.columns)} columns"
                )
        return self


class Comparison(SectionBase):
    """Tables that set the parties, or two notions, side by side."""

    kind: Literal["comparison"]
    tables: tuple[ComparisonTable, ...] = ()


class Myth(Item):
    """A claim as it is heard, how it rates, and what holds."""

    heard: Text
    rating: Literal["false", "misleading", "unproven", "partly true", "true"]
    reality: Text


class Myths(SectionBase):
    """Myths and realities."""

    kind: Literal["myths"]
    myths: tuple[Myth, ...] = ()


class Case(Item):
    """A case study."""

    title: Text
    context: Text
    outcome: Text
    lesson: Text | None = None


class Cases(SectionBase):
    """Case studies."""

    kind: Literal["cases"]
    cases: tuple[Case, ...] = ()


class View(Item):
    """What somebody said, in their own words or not."""

    speaker: Text
    role: Text | None = None
    words: Text
    verbatim: bool = False
    date: Period = "not stated"


class Views(SectionBase):
    """Opinions of named people."""

    kind: Literal["views"]
    views: tuple[View, ...] = ()


class Scenario(Item):
    """A possible future, with the signs by which it would be known."""

    name: Text
    likelihood: Likelihood
    summary: Text
    drivers: tuple[Text, ...] = ()
    signposts: tuple[Text, ...] = ()
    implications: Text | None = None
    claim: Literal["information", "assumption", "judgement"] = "judgement"


class Outlook(SectionBase):
    """Scenarios side by side."""

    kind: Literal["outlook"]
    horizon: Text | None = None
    scenarios: tuple[Scenario, ...] = ()


class Recommendation(Item):
    """What to do, by whom and when, and why."""

    action: Text
    rationale: Text | None = None
    owner: Text | None = None
    deadline: Edtf | None = None


class Recommendations(SectionBase):
    """Numbered recommendations."""

    kind: Literal["recommendations"]
    recommendations: tuple[Recommendation, ...] = ()


class PollOption(Model):
    """An answer, its share in per cent and, where known, its number of votes."""

    answer: Text
    share: float = Field(ge=0, le=100)
    votes: int | None = Field(None, ge=0)


class PollQuestion(Item):
    """A question put to a sample."""

    question: Text
    options: tuple[PollOption, ...] = Field(min_length=1)
    n: int = Field(gt=0, description="Number of people who answered.")
    fieldwork: Period = "not stated"
    method: Text
    citations: Text


class Poll(SectionBase):
    """Polls as bars, with n, dates and method."""

    kind: Literal["poll"]
    polls: tuple[PollQuestion, ...] = ()


class Image(Item):
    """A picture beside the topic; the alternative text says what it shows."""

    file: str
    alt: Text
    caption: Text
    credit: Text | None = None


class TextSection(SectionBase):
    """Free prose with images."""

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
