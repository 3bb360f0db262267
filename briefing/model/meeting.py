"""The entries of the sections for a meeting: who comes, what is on the agenda, what is said."""

from typing import ClassVar

from pydantic import Field, model_validator

from briefing.model.base import Item, Period, Text

__all__ = ["AgendaItem", "Attendee", "Biography", "Post", "TalkingPoint", "Term"]


class Attendee(Item):
    """Somebody who takes part in a meeting."""

    headline: ClassVar[str] = "{role}: {pen_picture}"

    role: Text = Field(description="Office or function, such as `Head of delegation`.")
    name: Text | None = Field(None, description="Who holds it.")
    side: Text | None = Field(
        None, description="State, delegation or organisation; those of one side stand together."
    )
    pen_picture: Text | None = Field(None, description="What to know of them, in a sentence.")


class AgendaItem(Item):
    """A point of the agenda."""

    time: Text | None = Field(None, description="When it comes up, such as `10:00–10:20`.")
    title: Text = Field(description="What it is about.")
    text: Text | None = Field(None, description="What there is to know of it.")
    aim: Text | None = Field(None, description="What to come away with.")
    lead: Text | None = Field(None, description="Who leads on it, or speaks first.")


class TalkingPoint(Item):
    """What to say on one topic; lines to take can be read out."""

    headline: ClassVar[str] = "{line_to_take}"

    topic: Text = Field(description="What it is about, in two or three words.")
    line_to_take: Text = Field(description="What to say, in a sentence or two.")
    if_pressed: Text | None = Field(None, description="What to say when they insist.")
    background: Text | None = Field(None, description="What to know and not to say.")
    defensive_only: bool = Field(
        False, description="Whether it is said only when the other side raises the topic."
    )


class Post(Item):
    """An office that somebody held, or still holds."""

    headline: ClassVar[str] = "{period}: {title}"

    period: Period = Field(description="When it was held, such as 2019/2023 or 2021/.. .")
    title: Text = Field(description="The office, and where.")


class Biography(Item):
    """Who somebody is, in the few lines that are read before a handshake."""

    headline: ClassVar[str] = "{role}: {pen_picture}"

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


class Term(Item):
    """A word or a short form, and what it means."""

    headline: ClassVar[str] = "{term}: {meaning}"

    term: Text = Field(description="The word or short form; `[plazo]{lang=es}` if it is foreign.")
    full_form: Text | None = Field(None, description="What a short form stands for.")
    meaning: Text = Field(description="What it means in this brief.")
