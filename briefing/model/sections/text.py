"""Section kind `text`: free prose with images."""

from typing import ClassVar, Literal

from pydantic import Field

from briefing.model.base import Item, Prose, Text
from briefing.model.sections.base import SectionBase

__all__ = ["Image", "TextSection"]


class Image(Item):
    """A picture beside the topic; the alternative text says what it shows."""

    headline: ClassVar[str] = "{caption}"
    pictures: ClassVar[tuple[str, ...]] = ("file",)
    silent: ClassVar[frozenset[str]] = Item.silent | {"file"}
    printed: ClassVar[str] = "caption citations credit"

    file: str = Field(description="File of the image beside the topic.")
    alt: Text = Field(description="What it shows, for readers who cannot see it.")
    caption: Text = Field(description="The line below it.")
    credit: Text | None = Field(None, description="Whose work it is.")


class TextSection(SectionBase):
    """Free prose with images."""

    stands_alone: ClassVar[bool] = True

    kind: Literal["text"]
    text: Prose = Field(description="Paragraphs and lists.")
    images: tuple[Image, ...] = Field((), description="Pictures below the text.")
