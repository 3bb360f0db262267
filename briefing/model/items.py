"""The entries of sections, in the terms of the field; scales are named where they are used."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from briefing.model.base import Id, Item, Model, Number, Period, Text
from briefing.text import dates, formula
from briefing.text.dates import Edtf

__all__ = [
    "Agreement",
    "Body",
    "Case",
    "Chart",
    "ComparisonRow",
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
    "Relation",
    "Risk",
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

    statement: Text = Field(description="What is judged, in one sentence.")
    likelihood: Likelihood = Field(description="A term of the brief's yardstick.")
    confidence: Literal["high", "moderate", "low"] = Field(description="Of the analysis, ICD 203.")
    assumptions: tuple[Text, ...] = Field((), description="What it takes for granted.")
    would_change: Text | None = Field(None, description="What would change the judgement.")
    claim: Literal["information", "assumption", "judgement"] = Field(
        "judgement", description="Kind of statement; the brief's judgement unless said otherwise."
    )


class Event(Item):
    """A dated event; the date is EDTF (ISO 8601-2)."""

    headline: ClassVar[str] = "{date}: {title}"
    date: Edtf = Field(description="When it happened.")
    title: Text = Field(description="What happened, in one sentence.")
    text: Text | None = Field(None, description="What else is known of it.")
    turning_point: bool = Field(
        False, description="Whether the timeline marks it as a turning point."
    )
    same_as: Id | None = Field(
        None, description="Id of an event, visit or agreement that is this one; dates must agree."
    )


class Era(Model):
    """A stretch of time with a name; events stand in the order of their dates."""

    title: Text = Field(description="Name of the era.")
    period: Edtf | None = Field(None, description="From when to when, such as 1936/1940.")
    events: tuple[Event, ...] = Field((), description="What happened in it.")


class Visit(Item):
    """A visit of an office-holder, or a meeting in a third place."""

    headline: ClassVar[str] = "{visitor}, {place}, {date}"
    visitor: Text = Field(description="Who travelled.")
    office: Text | None = Field(None, description="The visitor's office at that time.")
    host: Text | None = Field(None, description="Who received the visitor.")
    place: Text = Field(description="Where they met.")
    date: Edtf = Field(description="When they met.")
    outcome: Text | None = Field(None, description="What came of it.")


class Agreement(Item):
    """A treaty, memorandum or contract between the parties."""

    headline: ClassVar[str] = "{title}, {signed}"
    title: Text = Field(description="Its official or usual title.")
    parties: Text | None = Field(None, description="Who concluded it, where that is not plain.")
    type: Text | None = Field(None, description="Agreement, memorandum, contract ...")
    signed: Period = Field(description="When it was signed.")
    in_force: Period = Field("not stated", description="When it entered into force.")
    status: Text | None = Field(None, description="What became of it, such as `not ratified`.")


class Mission(Item):
    """An embassy or consulate."""

    headline: ClassVar[str] = "{type}, {host}"
    sender: Id = Field(description="Party that sends the mission.")
    host: Text = Field(description="City where it stands.")
    type: Text = Field(description="Embassy, consulate ...")
    opened: Period = Field("not stated", description="When it was opened.")
    text: Text | None = Field(None, description="What else is known of it.")


class Indicator(Item):
    """A headline figure, with its period and unit; without a source it is not a fact."""

    headline: ClassVar[str] = "{label}: {value} {unit}, {period}"
    label: Text = Field(description="What the figure counts.")
    value: Text = Field(description="The figure as it is to be read, such as `2.5 or 4.5`.")
    unit: Text = Field(description="What it is counted in, such as `billion dollars`.")
    period: Period = Field(description="The time for which it holds.")
    text: Text | None = Field(None, description="A remark beside the figure.")
    citations: Text = Field(description="Who reports it, such as `[@yearbook, table 4]`.")


class Observation(Item):
    """One value of a measure, as its source reports it (SDMX: observation)."""

    headline: ClassVar[str] = "{measure}: {qualifier} {value} {unit}, {period}"
    measure: Text = Field(description="What is measured, in the words of the charts.")
    value: Number = Field(description="The figure, with a decimal point and without separators.")
    unit: Text = Field(description="What it is counted in, such as `billion dollars`.")
    period: Period = Field(description="The time for which it holds.")
    qualifier: Literal["about", "over", "under"] | None = Field(
        None, description="How exact its source is."
    )
    reporter: Text | None = Field(None, description="Who counted; not always who is cited.")
    counterpart: Text | None = Field(None, description="The other side, of trade and the like.")
    flow: Literal["exports", "imports", "total"] | None = Field(
        None, description="Direction of trade, seen from the reporter."
    )
    conditional: bool = Field(False, description="An expectation that hangs on a condition.")
    text: Text | None = Field(None, description="A remark beside the figure.")
    citations: Text = Field(description="Who reports it, such as `[@yearbook, table 4]`.")


def _check_formula(text: str) -> str:
    formula.parse_formula(text)
    return text


class Relation(Model):
    """Arithmetic that observations should obey; it is checked and not printed."""

    formula: Annotated[str, AfterValidator(_check_formula)] = Field(
        description="Ids of observations, numbers, + - * / and parentheses, on both sides of one "
        "`=`. Words such as million in a unit are reckoned with.",
        examples=["gdp / population = gdp-per-head"],
    )
    tolerance: float = Field(
        5, ge=0, le=100, description="How far apart both sides may be, in per cent."
    )


class Chart(Item):
    """A drawing of observations: bars for single values, lines for series of one source."""

    title: Text = Field(description="What the chart shows.")
    type: Literal["bars", "lines"] = Field(
        "bars", description="Bars for single values, lines for series of one source."
    )
    measures: tuple[Text, ...] = Field(min_length=1, description="Measures whose values it shows.")
    text: Text | None = Field(None, description="What the reader should see or beware of.")


class Good(Item):
    """A traded good, sold by one party to the other."""

    headline: ClassVar[str] = "{group}: {product} ({seller})"
    group: Text = Field(description="Group of goods, such as `Food`.")
    product: Text = Field(description="What is sold.")
    seller: Id = Field(description="Id of the party that sells it.")


class Firm(Item):
    """A firm of one party that works in the other."""

    headline: ClassVar[str] = "{name} ({home})"
    name: Text = Field(description="Name of the firm.")
    home: Id = Field(description="Id of the party that it comes from.")
    sector: Text | None = Field(None, description="Branch of business.")
    text: Text | None = Field(None, description="What it does in the other country.")


Status = Literal[
    "member", "observer", "dialogue partner", "guest", "applicant", "interested", "none",
    "not stated",
]  # fmt: skip


class Membership(Item):
    """The status of one party in one body, at a date."""

    headline: ClassVar[str] = "{party}, {status}"
    party: Id = Field(description="Id of the party.")
    status: Status = Field(
        description="Its standing in the body; `not stated` is printed as a finding."
    )
    text: Text | None = Field(None, description="A word that qualifies the status.")
    since: Edtf | None = Field(None, description="When the status began.")
    until: Edtf | None = Field(None, description="When the status ended.")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "Membership":
        _ = self.held
        return self

    @property
    def held(self) -> Edtf | None:
        """Return the time for which the status was held, where that is said."""
        ends = [
            str(end) if end and not end.is_interval else ".." for end in (self.since, self.until)
        ]
        return dates.parse_edtf("/".join(ends)) if set(ends) != {".."} else None


class Body(Item):
    """An international organisation or forum."""

    name: Text = Field(description="Full name.")
    abbreviation: Text | None = Field(None, description="Its usual short form.")
    memberships: tuple[Membership, ...] = Field((), description="The status of each party in it.")


class Risk(Item):
    """A risk (ISO 31000); scores from 1 to 5 are not the yardstick of the judgements."""

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


class Opportunity(Item):
    """What could be gained, and what it needs."""

    headline: ClassVar[str] = "{name}: {gain}"
    name: Text = Field(description="What could be done.")
    gain: Text = Field(description="What would be gained.")
    needs: Text | None = Field(None, description="What it needs first.")


class Question(Item):
    """A question that may be asked, and the answer."""

    headline: ClassVar[str] = "{question} {answer}"
    question: Text = Field(description="The question as it will be asked.")
    answer: Text = Field(description="The answer, which can be read out.")
    expected: Literal["certain", "possible", "defensive only"] | None = Field(
        None, description="How sure it is that the question comes up."
    )


class ComparisonRow(Item):
    """A row of a comparison; one cell a column."""

    headline: ClassVar[str] = "{label}: {cells}"
    label: Text = Field(description="What the row compares.")
    cells: tuple[Text, ...] = Field(description="What is so, column by column.")


class ComparisonTable(Model):
    """Rows by columns, with citations in the cells."""

    title: Text = Field(description="What is compared.")
    columns: tuple[Text, ...] = Field(min_length=1, description="Headings of the columns of cells.")
    rows: tuple[ComparisonRow, ...] = Field((), description="What is compared, row by row.")
    note: Text | None = Field(None, description="A remark below the table.")

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

    headline: ClassVar[str] = "{reality}"
    heard: Text = Field(description="The claim, as it is heard.")
    rating: Literal["false", "misleading", "unproven", "partly true", "true"] = Field(
        description="How far it holds."
    )
    reality: Text = Field(description="What holds.")


class Case(Item):
    """A case study."""

    headline: ClassVar[str] = "{title}: {outcome}"
    title: Text = Field(description="Name of the case.")
    context: Text = Field(description="How it came about.")
    outcome: Text = Field(description="How it ended.")
    lesson: Text | None = Field(None, description="What it teaches.")


class View(Item):
    """What somebody said, in their own words or not."""

    headline: ClassVar[str] = "{speaker}: {words}"
    speaker: Text = Field(description="Who said it.")
    role: Text | None = Field(None, description="In which office or function.")
    words: Text = Field(description="What was said.")
    verbatim: bool = Field(False, description="Whether these are the speaker's own words.")
    date: Period = Field("not stated", description="When it was said.")


class Scenario(Item):
    """A possible future, with the signs by which it would be known."""

    headline: ClassVar[str] = "{name}: {summary}"
    name: Text = Field(description="A short name.")
    likelihood: Likelihood = Field(description="A term of the brief's yardstick.")
    summary: Text = Field(description="What happens in it.")
    drivers: tuple[Text, ...] = Field((), description="What would bring it about.")
    signposts: tuple[Text, ...] = Field((), description="Signs by which it would be known.")
    implications: Text | None = Field(None, description="What would follow for the reader.")
    claim: Literal["information", "assumption", "judgement"] = Field(
        "judgement", description="Kind of statement; the brief's judgement unless said otherwise."
    )


class Recommendation(Item):
    """What to do, by whom and when, and why."""

    action: Text = Field(description="What to do, as an order.")
    rationale: Text | None = Field(None, description="Why.")
    owner: Text | None = Field(None, description="Who is to do it.")
    deadline: Edtf | None = Field(None, description="By when.")


class PollOption(Model):
    """An answer, its share in per cent and, where known, its number of votes."""

    answer: Text = Field(description="The answer as it was put.")
    share: float = Field(ge=0, le=100, description="Per cent of those who answered.")
    votes: int | None = Field(None, ge=0, description="How many gave this answer.")


class PollQuestion(Item):
    """A question put to a sample."""

    question: Text = Field(description="The question as it was put.")
    options: tuple[PollOption, ...] = Field(
        min_length=1, description="The answers and their shares."
    )
    n: int = Field(gt=0, description="Number of people who answered.")
    fieldwork: Period = Field("not stated", description="When people were asked.")
    method: Text = Field(description="How they were chosen and asked.")
    citations: Text = Field(description="Who reports it, such as `[@survey, table 1]`.")


class Image(Item):
    """A picture beside the topic; the alternative text says what it shows."""

    headline: ClassVar[str] = "{caption}"
    file: str = Field(description="File of the image beside the topic.")
    alt: Text = Field(description="What it shows, for readers who cannot see it.")
    caption: Text = Field(description="The line below it.")
    credit: Text | None = Field(None, description="Whose work it is.")
