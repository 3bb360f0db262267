"""The brief: identity, parties, sources, disputes, sections and profiles of one topic."""

from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from briefing.model.base import Id, Model, SectionId, Text, require_signs
from briefing.model.clearance import Clearance, Designation, Handling
from briefing.model.form import Form
from briefing.model.marking import MarkingText
from briefing.model.options import Profile
from briefing.model.sections.registry import Section, record_types
from briefing.model.source import Key, Source, SourceNote
from briefing.text.dates import Edtf

__all__ = ["PICTURES", "Brief", "CutName", "Dispute", "Identity", "LeftOut", "Party", "Position"]


def _has_signs(text: str) -> str:
    require_signs(text)
    return text


Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[str, AfterValidator(_has_signs)]
CutName: TypeAlias = Literal["entries", "appendix", "disputes"]


class Party(Model):
    """A state or organisation that the brief is about."""

    silent: ClassVar[frozenset[str]] = frozenset({"id"})

    id: Id = Field(description="Name by which entries refer to it.")
    name: Text = Field(description="Name in print.")


class Position(Model):
    """One answer to a disputed question, with who gives it."""

    silent: ClassVar[frozenset[str]] = frozenset({"citations"})
    side_by_side: ClassVar[str] = "positions"
    printed: ClassVar[str] = "value | citations holder | text"

    value: Text = Field(description="The answer in a few words, such as `1890`.")
    holder: Text | None = Field(None, description="Who holds it, such as `unsigned essay`.")
    as_of: Edtf | None = Field(None, description="The date for which it was said.")
    text: Text | None = Field(None, description="What the holder says about it.")
    citations: Text = Field(description="Who says so, such as `[@yearbook, p. 3]`.")


class Dispute(Model):
    """Sources that do not agree: printed side by side, never averaged, never silently settled."""

    silent: ClassVar[frozenset[str]] = frozenset({"id", "form", "sections"})

    id: Id = Field(description="Name by which entries refer to it.")
    topic: Text = Field(description="The question in two or three words, for the index.")
    question: Text = Field(description="What the sources do not agree on, as a question.")
    nature: Literal[
        "contradiction", "precision", "periods", "arithmetic", "tension", "single source"
    ] = Field(description="How the sources differ.")
    positions: tuple[Position, ...] = Field(
        min_length=1, description="The answers, each with its sources."
    )
    unresolved: bool = Field(False, description="Whether the brief leaves it open.")
    assessment: Text | None = Field(None, description="What the brief makes of it; its judgement.")
    basis: Text | None = Field(None, description="What the assessment rests on.")
    verdict: Text = Field(description="The assessment in a few words, for the one-line form.")
    form: Literal["long", "line"] = Field(
        "line", description="How it is printed: side by side, or in one line."
    )
    sections: tuple[SectionId, ...] = Field(
        min_length=1, description="Where it is printed: the first of these that is shown."
    )

    @model_validator(mode="after")
    def _is_assessed_or_unresolved(self) -> Self:
        if not self.unresolved and not (self.assessment and self.basis):
            raise ValueError(
                "a dispute needs an `assessment` with its `basis`, or `unresolved: true`"
            )
        return self


class LeftOut(Model):
    """What a topic that was cut to one brief does not hold; the brief says so in its appendix."""

    sections: tuple[Line, ...] = Field((), description="Titles of sections, without markup.")
    entries: int = Field(0, ge=0, description="Number of entries of the sections that are there.")
    pages: int | None = Field(None, ge=1, description="Page limit for which it was cut.")
    cut: tuple[CutName, ...] = Field(
        (), description="What was cut or has its shorter form for that limit."
    )

    @model_validator(mode="after")
    def _is_cut_for_a_limit(self) -> Self:
        if self.cut and not self.pages:
            raise ValueError("what was `cut` needs `pages`, the limit for which it was")
        return self


class Identity(Model):
    """What a document says of itself: whose it is, how far it has come, and who may read it."""

    briefing: Form = 1
    title: Text = Field(description="Heading of the brief.")
    subtitle: Text | None = Field(None, description="Second line of the heading.")
    type: Text = Field(description="Type of document, such as `Country brief`.")
    originator: Text = Field(description="Desk that answers for the brief.")
    contact: Text | None = Field(None, description="How to reach the originator.")
    addressee: Text | None = Field(None, description="For whom it is.")
    edition: Text | None = Field(None, description="Number of the edition, in quotes.")
    status: Literal["draft", "final", "new", "updated", "archived"] = Field(
        "draft", description="How far it has come."
    )
    issued: Edtf = Field(description="Date of issue.")
    supersedes: Text | None = Field(None, description="Edition that it replaces.")
    marking: MarkingText | None = Field(
        None,
        description="Protective marking on each page, where no profile or option names one: TLP, "
        "UK, US CUI, or words of your own behind `text:`.",
    )
    handling: Handling | None = Field(
        None, description="Handling instruction, printed with the marking on each page."
    )
    designation: Designation | None = Field(None, description="CUI designation block.")
    file_reference: Text | None = Field(None, description="Reference of the file it belongs to.")
    retention: Text | None = Field(None, description="Retention class, such as `10 years`.")
    clearance: Clearance | None = Field(
        None, description="Who drafted, cleared and approved it; a draft until all have a date."
    )
    language: str = Field(
        "en",
        pattern=r"^[a-z]{2}(-[A-Z]{2})?$",
        description="Language of the brief, such as `en`, `es` or `en-GB`.",
    )
    theme: str | None = Field(None, description="Theme, where no profile or option names one.")
    citation_style: str | None = Field(
        None, description="How sources are cited, where no profile or option says so."
    )

    @property
    def is_cleared(self) -> bool:
        """Return whether it may go out: it is no draft, and no step of its clearance is pending."""
        return self.status != "draft" and not (self.clearance and self.clearance.pending)


class Brief(Identity):
    """One topic: everything that a brief on it may say."""

    silent: ClassVar[frozenset[str]] = frozenset({"language", "theme", "yardstick"})
    pictures: ClassVar[tuple[str, ...]] = ("logo",)

    cutoff: Edtf = Field(description="Information cut-off date.")
    logo: str | None = Field(
        None, description="File of the originator's sign, a picture beside the topic."
    )
    yardstick: Literal["phia", "icd203"] = Field(
        "phia", description="Whose words of estimation the judgements use; printed in the brief."
    )
    parties: tuple[Party, ...] = Field((), description="States or organisations that it is about.")
    sections: tuple[Section, ...] = Field(min_length=1, description="What it says, in print order.")
    sources: tuple[Source, ...] = Field((), description="Where its statements come from.")
    source_notes: dict[Key, SourceNote] = Field(
        default_factory=dict,
        description="Our own fields by the key of a source; they win over those of its item.",
    )
    disputes: tuple[Dispute, ...] = Field((), description="What the sources do not agree on.")
    profiles: dict[str, Profile] = Field(
        default_factory=dict, description="Options under a name, for readers and occasions."
    )
    profile: str | None = Field(None, description="Profile that is used where no option names one.")
    left_out: LeftOut = Field(
        default_factory=LeftOut, description="What was left out when the topic was cut to a brief."
    )
    silence: dict[str, Reason] = Field(
        default_factory=dict,
        description="Rules that are not to be reported on this topic, each with the reason why.",
    )


PICTURES = frozenset(Brief.pictures).union(*(each.pictures for each in record_types()))
"""Fields of a topic that name a picture beside it."""
