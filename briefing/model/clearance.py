"""Who may have a brief and who has answered for it: marking's designation, and the clearance."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from briefing.model.base import Model, Text
from briefing.text.dates import Edtf

__all__ = ["Clearance", "Designation", "Handling", "Step"]

# So much stands in one line beside the marking on the narrowest paper.
_LONGEST = 80


def _fits(text: Text) -> Text:
    if len(text) > _LONGEST:
        raise ValueError(f"`handling` has {len(text)} signs, expected at most {_LONGEST}")
    return text


Handling = Annotated[Text, AfterValidator(_fits)]


class Designation(Model):
    """The block that a document with US CUI bears on its first page."""

    controlled_by: Text = Field(description="Agency and office that designated it.")
    category: Text = Field(description="CUI category, such as `PRVCY`.")
    dissemination: Text | None = Field(
        None, description="Distribution statement or limited dissemination control."
    )
    contact: Text = Field(description="Point of contact: a telephone number or an address.")


class Step(Model):
    """One step of a clearance; without a date it is still to be taken."""

    by: Text = Field(description="Who takes it, by role, such as `Legal adviser`.")
    date: Edtf | None = Field(None, description="When it was taken; none while it is pending.")


class Clearance(Model):
    """Who drafted a brief, who clears it and who approves it."""

    drafted: Step | None = Field(None, description="Who drafted it.")
    cleared: tuple[Step, ...] = Field((), description="Who clears it, in their order.")
    approved: Step | None = Field(None, description="Who approves it.")

    def steps(self) -> Iterator[tuple[Literal["drafted", "cleared", "approved"], Step]]:
        """Yield each step in its order, with what it is."""
        if self.drafted:
            yield "drafted", self.drafted
        for step in self.cleared:
            yield "cleared", step
        if self.approved:
            yield "approved", self.approved

    @property
    def pending(self) -> tuple[str, ...]:
        """Name those whose step is still to be taken."""
        return tuple(step.by for _, step in self.steps() if not step.date)
