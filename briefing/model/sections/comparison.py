"""Section kind `comparison`: tables that set the parties, or two notions, side by side."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from briefing.model.base import Item, Model, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Comparison", "ComparisonRow", "ComparisonTable"]


class ComparisonRow(Item):
    """A row of a comparison; one cell a column."""

    headline: ClassVar[str] = "{label}: {cells}"
    printed: ClassVar[str] = "label cells"
    tabular: ClassVar[bool] = True

    label: Text = Field(description="What the row compares.")
    cells: tuple[Text, ...] = Field(description="What is so, column by column.")


class ComparisonTable(Model):
    """Rows by columns, with citations in the cells."""

    off_sheet: ClassVar[tuple[str, ...]] = ("note",)

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


class Comparison(SectionBase):
    """Tables that set the parties, or two notions, side by side."""

    kind: Literal["comparison"]
    tables: tuple[ComparisonTable, ...] = Field((), description="Tables, in print order.")
