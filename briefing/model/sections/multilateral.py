"""Section kind `multilateral`: international bodies and where each party stands in them."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from briefing.model.base import Id, Item, Text
from briefing.model.sections.base import SectionBase
from briefing.text import dates
from briefing.text.dates import Edtf

__all__ = ["Body", "Membership", "Multilateral", "Status"]


Status = Literal[
    "member", "observer", "dialogue partner", "guest", "applicant", "interested", "none",
    "not stated",
]  # fmt: skip


class Membership(Item):
    """The status of one party in one body, at a date."""

    headline: ClassVar[str] = "{party}, {status}"
    tabular: ClassVar[bool] = True
    party_fields: ClassVar[tuple[str, ...]] = ("party",)
    terms: ClassVar[dict[str, tuple[str, ...]]] = {"status": ("multilateral", "status")}

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


class Multilateral(SectionBase):
    """Bodies by parties; a status that no source gives is printed as a finding."""

    names_parties: ClassVar[bool] = True

    kind: Literal["multilateral"]
    bodies: tuple[Body, ...] = Field((), description="Organisations and forums.")
