"""Section kind `notes`: ruled space for handwriting."""

from typing import Literal

from pydantic import Field

from briefing.model.sections.base import SectionBase

__all__ = ["Notes"]


class Notes(SectionBase):
    """Ruled space for handwriting."""

    kind: Literal["notes"]
    pages: int | None = Field(
        None,
        ge=1,
        le=20,
        description="Number of full pages; if left out, the rest of the page where it stands.",
    )
