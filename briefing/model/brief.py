"""The brief: identity, parties, sources, disputes, sections and profiles of one topic."""

from typing import Literal, Self

from pydantic import Field, model_validator

from briefing.dates import Edtf
from briefing.model.base import Id, Model, Text
from briefing.model.sections import Section
from briefing.model.source import Source
from briefing.options import Profile

__all__ = ["Brief", "Dispute", "Party", "Position"]


class Party(Model):
    """A state or organisation that the brief is about."""

    id: Id
    name: Text


class Position(Model):
    """One answer to a disputed question, with who gives it."""

    value: Text = Field(description="The answer in a few words, such as `1890`.")
    holder: Text | None = Field(None, description="Who holds it, such as `unsigned essay`.")
    as_of: Edtf | None = None
    text: Text | None = Field(None, description="What the holder says about it.")
    citations: Text


class Dispute(Model):
    """Sources that do not agree: printed side by side, never averaged, never silently settled."""

    id: Id
    topic: Text = Field(description="The question in two or three words, for the index.")
    question: Text
    nature: Literal[
        "contradiction", "precision", "periods", "arithmetic", "tension", "single source"
    ]
    positions: tuple[Position, ...] = Field(min_length=1)
    unresolved: bool = False
    assessment: Text | None = Field(None, description="What the brief makes of it; its judgement.")
    basis: Text | None = Field(None, description="What the assessment rests on.")
    verdict: Text = Field(description="The assessment in a few words, for the one-line form.")
    form: Literal["long", "line"] = "line"
    sections: tuple[Id, ...] = Field(
        min_length=1, description="Where it is printed: the first of these that is shown."
    )

    @model_validator(mode="after")
    def _is_assessed_or_unresolved(self) -> Self:
        if not self.unresolved and not (self.assessment and self.basis):
            raise ValueError(
                "a dispute needs an `assessment` with its `basis`, or `unresolved: true`"
            )
        return self


class Brief(Model):
    """One topic: everything that a brief on it may say."""

    title: Text
    subtitle: Text | None = None
    type: Text = Field(description="Type of document, such as `Country brief`.")
    originator: Text
    contact: Text | None = None
    addressee: Text | None = None
    edition: Text | None = None
    status: Literal["draft", "final", "new", "updated", "archived"] = "draft"
    issued: Edtf = Field(description="Date of issue.")
    cutoff: Edtf = Field(description="Information cut-off date.")
    supersedes: Text | None = None
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    theme: str | None = Field(None, description="Theme, where no profile or option names one.")
    yardstick: Literal["phia", "icd203"] = Field(
        "phia", description="Whose words of estimation the judgements use; printed in the brief."
    )
    parties: tuple[Party, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    profiles: dict[str, Profile] = Field(default_factory=dict)
