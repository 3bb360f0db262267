"""Section kind `biographies`: who the reader will meet."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from briefing.model.base import Item, Period, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Biographies", "Biography", "Post"]


class Post(Item):
    """An office that somebody held, or still holds."""

    headline: ClassVar[str] = "{period}: {title}"

    period: Period = Field(description="When it was held, such as 2019/2023 or 2021/.. .")
    title: Text = Field(description="The office, and where.")


class Biography(Item):
    """Who somebody is, in the few lines that are read before a handshake."""

    headline: ClassVar[str] = "{role}: {pen_picture}"
    pictures: ClassVar[tuple[str, ...]] = ("photo",)
    printed: ClassVar[str] = "name role side pen_picture posts citations"

    photo: str | None = Field(None, description="File of a picture beside the topic.")
    alt: Text | None = Field(
        None, description="What the picture shows, for readers who cannot see it."
    )
    role: Text = Field(description="Office or function, such as `Head of delegation`.")
    name: Text | None = Field(None, description="Who holds it.")
    side: Text | None = Field(None, description="State, delegation or organisation.")
    pen_picture: Text = Field(description="What to know of them, in a few sentences.")
    posts: tuple[Post, ...] = Field((), description="Offices held, the latest first.")

    @model_validator(mode="after")
    def _photo_is_told_in_words(self) -> "Biography":
        if self.photo and not self.alt:
            raise ValueError("a `photo` needs an `alt`, which says what it shows")
        return self


class Biographies(SectionBase):
    """Who the reader will meet."""

    kind: Literal["biographies"]
    biographies: tuple[Biography, ...] = Field((), description="Biographies, in print order.")
