"""What all section kinds share."""

from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from briefing.model.base import Model, Prose, SectionId, Text

__all__ = ["SectionBase", "kind_of"]


class SectionBase(Model):
    """What all sections share; the id is the kind's name unless another is given."""

    silent: ClassVar[frozenset[str]] = frozenset({"id", "kind", "audience"})
    off_sheet: ClassVar[tuple[str, ...]] = ("gist", "lead", "note")
    # Whether it says something when a selection leaves none of its entries.
    stands_alone: ClassVar[bool] = False
    # Whether it belongs to the annex: after the list of sources, without a number.
    annexed: ClassVar[bool] = False
    # Whether it sets the parties side by side, or names them.
    names_parties: ClassVar[bool] = False
    # Whether it stands on the front page where it comes first.
    is_front: ClassVar[bool] = False
    # Whether it judges how likely things are, in the words of the brief's yardstick.
    on_yardstick: ClassVar[bool] = False
    # Whether it lists the claims of all sections, each with its page.
    lists_claims: ClassVar[bool] = False

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


def kind_of(section: SectionBase) -> str:
    """Return the kind, which every section of the union has."""
    return str(getattr(section, "kind"))  # noqa: B009  # it has a type of its own in each
