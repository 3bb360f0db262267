"""The entries of sections, in the terms of the field; scales are named where they are used."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, model_validator

from briefing.dates import Edtf
from briefing.model.base import Id, Item, Model, Period, Text

__all__ = [
    "Agreement",
    "Body",
    "Case",
    "Chart",
    "ComparisonTable",
    "Era",
    "Event",
    "Firm",
    "Good",
    "Image",
    "Indicator",
    "Judgement",
    "Membership",
    "Mission",
    "Myth",
    "Observation",
    "Opportunity",
    "PollOption",
    "PollQuestion",
    "Question",
    "Recommendation",
    "Risk",
    "Row",
    "Scenario",
    "View",
    "Visit",
]

Likelihood = Literal[
    "remote chance", "almost no chance", "very unlikely", "highly unlikely", "unlikely",
    "roughly even chance", "realistic possibility", "likely", "probable", "very likely",
    "highly likely", "almost certain",
]  # fmt: skip
Score = Annotated[int, Field(ge=1, le=5, strict=True)]


class Judgement(Item):
    """A key judgement; likelihood (of the event) and confidence (in the evidence) stay apart."""

    statement: Text
    likelihood: Likelihood = Field(description="A term of the brief's yardstick.")
    confidence: Literal["high", "moderate", "low"] = Field(description="Of the analysis, ICD 203.")
    assumptions: tuple[Text, ...] = ()
    would_change: Text | None = Field(None, description="What would change the judgement.")
    claim: Literal["information", "assumption", "judgement"] = "judgement"


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
    value: FiniteFloat
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


class Opportunity(Item):
    """What could be gained, and what it needs."""

    name: Text
    gain: Text
    needs: Text | None = None


class Question(Item):
    """A question that may be asked, and the answer."""

    question: Text
    answer: Text
    expected: Literal["certain", "possible", "defensive only"] | None = Field(
        None, description="How sure it is that the question comes up."
    )


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


class Myth(Item):
    """A claim as it is heard, how it rates, and what holds."""

    heard: Text
    rating: Literal["false", "misleading", "unproven", "partly true", "true"]
    reality: Text


class Case(Item):
    """A case study."""

    title: Text
    context: Text
    outcome: Text
    lesson: Text | None = None


class View(Item):
    """What somebody said, in their own words or not."""

    speaker: Text
    role: Text | None = None
    words: Text
    verbatim: bool = False
    date: Period = "not stated"


class Scenario(Item):
    """A possible future, with the signs by which it would be known."""

    name: Text
    likelihood: Likelihood
    summary: Text
    drivers: tuple[Text, ...] = ()
    signposts: tuple[Text, ...] = ()
    implications: Text | None = None
    claim: Literal["information", "assumption", "judgement"] = "judgement"


class Recommendation(Item):
    """What to do, by whom and when, and why."""

    action: Text
    rationale: Text | None = None
    owner: Text | None = None
    deadline: Edtf | None = None


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


class Image(Item):
    """A picture beside the topic; the alternative text says what it shows."""

    file: str
    alt: Text
    caption: Text
    credit: Text | None = None
