"""Section kind `bilateral`: visits, agreements and missions between two parties."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Id, Item, Period, Text
from briefing.model.sections.base import SectionBase
from briefing.text.dates import Edtf

__all__ = ["Agreement", "Bilateral", "Mission", "Visit"]


class Visit(Item):
    """A visit of an office-holder, or a meeting in a third place."""

    headline: ClassVar[str] = "{visitor}, {place}, {date}"
    tabular: ClassVar[bool] = True
    dated_by: ClassVar[str] = "date"
    ages: ClassVar[bool] = False

    visitor: Text = Field(description="Who travelled.")
    office: Text | None = Field(None, description="The visitor's office at that time.")
    host: Text | None = Field(None, description="Who received the visitor.")
    place: Text = Field(description="Where they met.")
    date: Edtf = Field(description="When they met.")
    outcome: Text | None = Field(None, description="What came of it.")


class Agreement(Item):
    """A treaty, memorandum or contract between the parties."""

    headline: ClassVar[str] = "{title}, {signed}"
    tabular: ClassVar[bool] = True
    dated_by: ClassVar[str] = "signed"
    printed: ClassVar[str] = "parties type title status citations"

    title: Text = Field(description="Its official or usual title.")
    parties: Text | None = Field(None, description="Who concluded it, where that is not plain.")
    type: Text | None = Field(None, description="Agreement, memorandum, contract ...")
    signed: Period = Field(description="When it was signed.")
    in_force: Period = Field("not stated", description="When it entered into force.")
    status: Text | None = Field(None, description="What became of it, such as `not ratified`.")


class Mission(Item):
    """An embassy or consulate."""

    headline: ClassVar[str] = "{type}, {host}"
    tabular: ClassVar[bool] = True
    party_fields: ClassVar[tuple[str, ...]] = ("sender",)

    sender: Id = Field(description="Party that sends the mission.")
    host: Text = Field(description="City where it stands.")
    type: Text = Field(description="Embassy, consulate ...")
    opened: Period = Field("not stated", description="When it was opened.")
    text: Text | None = Field(None, description="What else is known of it.")


class Bilateral(SectionBase):
    """Visits, agreements and missions between two parties."""

    names_parties: ClassVar[bool] = True

    kind: Literal["bilateral"]
    visits: tuple[Visit, ...] = Field((), description="Visits and meetings.")
    agreements: tuple[Agreement, ...] = Field((), description="Treaties, memoranda, contracts.")
    missions: tuple[Mission, ...] = Field((), description="Embassies and consulates.")
