"""Section kind `economics`: indicators, observations as chart and table, goods both ways, firms."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field

from briefing.model.base import Id, Item, Model, Number, Period, Text
from briefing.model.sections.base import SectionBase
from briefing.text import formula

__all__ = ["Chart", "Economics", "Firm", "Good", "Indicator", "Observation", "Relation"]


class Indicator(Item):
    """A headline figure, with its period and unit; without a source it is not a fact."""

    headline: ClassVar[str] = "{label}: {value} {unit}, {period}"
    ages: ClassVar[bool] = False
    is_figure: ClassVar[bool] = True
    side_by_side: ClassVar[str] = "ind"
    printed: ClassVar[str] = "label | value unit | text citations"

    label: Text = Field(description="What the figure counts.")
    value: Text = Field(description="The figure as it is to be read, such as `2.5 or 4.5`.")
    unit: Text = Field(description="What it is counted in, such as `billion dollars`.")
    period: Period = Field(description="The time for which it holds.")
    text: Text | None = Field(None, description="A remark beside the figure.")
    citations: Text = Field(description="Who reports it, such as `[@yearbook, table 4]`.")


class Observation(Item):
    """One value of a measure, as its source reports it (SDMX: observation)."""

    headline: ClassVar[str] = "{measure}: {value} {unit}, {period}"
    tabular: ClassVar[bool] = True
    ages: ClassVar[bool] = False
    is_figure: ClassVar[bool] = True
    in_formulas: ClassVar[bool] = True
    printed: ClassVar[str] = "measure text unit reporter citations"

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

    silent: ClassVar[frozenset[str]] = frozenset({"formula", "tolerance"})

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

    printed: ClassVar[str] = "title text"

    title: Text = Field(description="What the chart shows.")
    type: Literal["bars", "lines"] = Field(
        "bars", description="Bars for single values, lines for series of one source."
    )
    measures: tuple[Text, ...] = Field(min_length=1, description="Measures whose values it shows.")
    text: Text | None = Field(None, description="What the reader should see or beware of.")


class Good(Item):
    """A traded good, sold by one party to the other."""

    headline: ClassVar[str] = "{group}: {product} ({seller})"
    tabular: ClassVar[bool] = True
    party_fields: ClassVar[tuple[str, ...]] = ("seller",)
    printed: ClassVar[str] = "product citations"

    group: Text = Field(description="Group of goods, such as `Food`.")
    product: Text = Field(description="What is sold.")
    seller: Id = Field(description="Id of the party that sells it.")


class Firm(Item):
    """A firm of one party that works in the other."""

    headline: ClassVar[str] = "{name} ({home})"
    tabular: ClassVar[bool] = True
    party_fields: ClassVar[tuple[str, ...]] = ("home",)

    name: Text = Field(description="Name of the firm.")
    home: Id = Field(description="Id of the party that it comes from.")
    sector: Text | None = Field(None, description="Branch of business.")
    text: Text | None = Field(None, description="What it does in the other country.")


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
