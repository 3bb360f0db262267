"""A pack for one meeting: several topics under one cover, each behind a tab."""

from string import ascii_uppercase
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from briefing.model.base import Text
from briefing.model.brief import Identity
from briefing.model.options import PrintOptions, SelectionOptions
from briefing.text.dates import Edtf

__all__ = ["Enclosed", "Pack"]


def _check_letter(tab: str) -> str:
    if len(tab) != 1 or tab not in ascii_uppercase:
        raise ValueError(f"`{tab}` is no tab: expected one letter from A to Z")
    return tab


class Enclosed(SelectionOptions):
    """A topic of the pack, and what of it is shown."""

    topic: str = Field(
        min_length=1, description="Its folder or YAML file, which lies below that of the pack."
    )
    tab: Annotated[str, AfterValidator(_check_letter)] = Field(
        "", description="Letter of its tab; the first one that is free where none is given."
    )
    title: Text | None = Field(None, description="Heading in this pack, instead of its own.")
    profile: str | None = Field(
        None,
        description="Profile of the topic that chooses what is shown; the pack says how it looks.",
    )


class Pack(Identity):
    """Everything that a pack says besides its topics."""

    date: Edtf | None = Field(None, description="Day of the meeting.")
    time: Text | None = Field(None, description="From when to when, such as `10:00–11:30`.")
    place: Text | None = Field(None, description="Where the meeting is held.")
    options: PrintOptions = Field(
        PrintOptions(), description="How the pack is printed, as a profile says it."
    )
    topics: tuple[Enclosed, ...] = Field(
        min_length=1, max_length=len(ascii_uppercase), description="What it holds, in print order."
    )

    @field_validator("topics")
    @classmethod
    def _give_letters(cls, topics: tuple[Enclosed, ...]) -> tuple[Enclosed, ...]:
        given = [each.tab for each in topics if each.tab]
        for letter in given:
            if given.count(letter) > 1:
                raise ValueError(f"two topics have the tab `{letter}`")
        free = iter(letter for letter in ascii_uppercase if letter not in given)
        return tuple(
            each if each.tab else each.model_copy(update={"tab": next(free)}) for each in topics
        )
