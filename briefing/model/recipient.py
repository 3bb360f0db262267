"""Who gets a numbered copy of a brief."""

from typing import Annotated

from pydantic import AfterValidator, Field, GetPydanticSchema

from briefing.model.base import Model, Text

__all__ = ["MAX_RECIPIENTS", "Recipient"]

MAX_RECIPIENTS = 500

# as much as finds room in one line above the text
_MAX_SIGNS = 60


def _in_one_line(text: str) -> str:
    """Take out the breaks that a cell of a table may hold."""
    return " ".join(text.split())


def _short(name: str) -> str:
    if len(name) > _MAX_SIGNS:
        raise ValueError(f"a name of {len(name)} signs, expected at most {_MAX_SIGNS}")
    return name


# the same signs as in all texts, but no Markdown
_Line = Annotated[
    str,
    GetPydanticSchema(lambda _, handler: handler.generate_schema(Text)),
    AfterValidator(_in_one_line),
]


class Recipient(Model):
    """A person on the distribution list; the place in the list is the number of the copy."""

    name: Annotated[_Line, AfterValidator(_short)] = Field(
        description="Name as it is to be printed."
    )
    role: _Line | None = Field(None, description="Office or task.")
    organisation: _Line | None = Field(None, description="Ministry, embassy or firm.")
