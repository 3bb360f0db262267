"""How a brief is to be made: one frozen record, default < profile < command line.

Each default is stated once, in `Options`. A profile may hold every option; what it leaves out
stays as it was.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Options", "Profile"]


class Profile(BaseModel):
    """Options by name, as a topic keeps them; what is left out is not decided here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sections: tuple[str, ...] | None = Field(None, description="Section ids, in print order.")
    without: tuple[str, ...] | None = Field(None, description="Section ids to leave out.")
    audience: tuple[str, ...] | None = Field(
        None, description="Show what is for these readers, and what is for everybody."
    )
    priority: Literal[1, 2, 3] | None = Field(
        None, description="Show items of this priority or a more important one."
    )
    paper: Literal["a4", "letter"] | None = Field(None, description="Paper size.")
    theme: str | None = Field(None, description="Name of a theme, or the folder of your own.")
    language: str | None = Field(None, description="Language of labels, dates and numbers.")
    appendix: Literal["short", "full"] | None = Field(
        None, description="Size of the source appendix."
    )
    disputes: Literal["long", "line"] | None = Field(
        None, description="`line` prints every dispute in one line."
    )
    sheet: bool | None = Field(
        None,
        description="Set small, without opening paragraphs, for one sheet of paper.",
    )
    format: Literal["pdf", "html"] | None = Field(
        None, description="PDF, or one self-contained HTML file."
    )


class Options(BaseModel):
    """What a build obeys; `None` leaves the choice to the topic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str | None = None
    sections: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    priority: Literal[1, 2, 3] = 3
    paper: Literal["a4", "letter"] = "a4"
    theme: str | None = None
    language: str | None = None
    appendix: Literal["short", "full"] = "full"
    disputes: Literal["long", "line"] = "long"
    sheet: bool = False
    format: Literal["pdf", "html"] = "pdf"

    def under(self, profile: Profile) -> "Options":
        """Take from a profile what these options did not set themselves."""
        own = {name: getattr(self, name) for name in self.model_fields_set}
        given: dict[str, Any] = profile.model_dump(exclude_none=True)
        return Options(**{**given, **own})
