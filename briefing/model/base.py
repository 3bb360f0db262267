"""What every part of a brief is made of: frozen models, text with citations, and the item.

An item is the unit of a claim, of a selection and of a page budget; all kinds of entries in
sections derive from it. Nothing here knows about a section kind.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from briefing.formats.scalars import Cell
from briefing.text.dates import Edtf

__all__ = [
    "Id",
    "Item",
    "Loc",
    "Model",
    "NotStated",
    "Number",
    "Period",
    "Prose",
    "SectionId",
    "Text",
    "fields_in_order",
    "items_in",
    "require_signs",
    "texts",
]

Loc = tuple[str | int, ...]

# what is left out would take longer to compile than a topic takes to be checked
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")


class Model(BaseModel):
    """A strict, immutable record; an unknown field is an error."""

    # the schema of a brief holds those of its parts: theirs alone are not needed
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    # What other stages must know of a record stands in its class, so that none lists it by name.

    # Fields that print no words of their own.
    silent: ClassVar[frozenset[str]] = frozenset()
    # Fields that name a picture beside the topic.
    pictures: ClassVar[tuple[str, ...]] = ()
    # Fields that a single sheet does without, so that nothing is cited for them there.
    off_sheet: ClassVar[tuple[str, ...]] = ()
    # Whether the rows of a table beside the topic may be such records.
    tabular: ClassVar[bool] = False
    # The class of the HTML table in which such records stand side by side, each a column.
    side_by_side: ClassVar[str] = ""
    # The fields that are printed, in that order, where it is not their own; those of such records
    # that stand in one row of their table before the `|`, then those of the next row.
    printed: ClassVar[str] = ""


class Text(str):
    """One line of light Markdown: emphasis, links, `[word]{lang=es}`, `[@source, para. 3]`."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls._check, core_schema.str_schema(strict=True, strip_whitespace=True, min_length=1)
        )

    @classmethod
    def _check(cls, text: str) -> Self:
        require_signs(text)
        return cls(text)


def require_signs(text: str) -> None:
    """Refuse characters that XML or a PDF for archives cannot hold, or that no font has."""
    for what, signs in (("control", _CONTROL), ("private-use", _PRIVATE)):
        if not text.isprintable() and (found := signs.search(text)):
            context = {"what": what, "code": f"U+{ord(found[0]):04X}"}
            raise PydanticCustomError("control_character", "{what} character {code}", context)


class Prose(Text):
    """Paragraphs and lists of light Markdown, blank lines between them."""

    __slots__ = ()


Id = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"), Field(examples=["trade-2021"])
]
# a kind may be a section's id, and has underscores
SectionId = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$"), Field(examples=["history"])
]


def _read_cell(value: Any) -> Any:
    if not isinstance(value, Cell):
        return value
    number = value.number()
    if number is None:
        raise PydanticKnownError("float_parsing")
    return number


Number = Annotated[FiniteFloat, BeforeValidator(_read_cell)]
NotStated = Literal["not stated"]
Period = Edtf | NotStated


class Item(Model):
    """What all entries of all sections share."""

    silent: ClassVar[frozenset[str]] = frozenset(
        {"id", "audience", "priority", "claim", "citations", "disputes"}
    )
    # What it states, in few words: a pattern of its fields; the first text unless said otherwise.
    headline: ClassVar[str] = ""
    # Fields that name a party by its id, and those that name an event.
    party_fields: ClassVar[tuple[str, ...]] = ()
    event_fields: ClassVar[tuple[str, ...]] = ()
    # The field that dates it, if it is an event that others may name.
    dated_by: ClassVar[str] = ""
    # Whether formulas may name it.
    in_formulas: ClassVar[bool] = False
    # Whether it grows old: else its own date counts, and `as_of` tells when its source was right.
    ages: ClassVar[bool] = True
    # Whether it is a figure, which is none without its period, unit and source.
    is_figure: ClassVar[bool] = False
    # Whether it is what a reader has to know, so that sources must bear it out.
    is_key: ClassVar[bool] = False
    # Whether its `likelihood` is a word of the brief's yardstick, and no score.
    on_yardstick: ClassVar[bool] = False
    # Fields that hold one of our own terms, and where the catalogue has their words.
    terms: ClassVar[dict[str, tuple[str, ...]]] = {}

    id: Id | None = Field(None, description="Name for links from other places in the topic.")
    audience: tuple[str, ...] = Field(
        (), description="Tags of the readers it is for; none means everybody."
    )
    priority: int = Field(
        2,
        ge=1,
        le=3,
        description="1 stays in the shortest brief, 3 goes first when space is short.",
    )
    claim: Literal["information", "assumption", "judgement"] = Field(
        "information", description="Reported by a source, assumed, or the brief's own judgement."
    )
    as_of: Edtf | None = Field(None, description="The date for which the statement holds.")
    citations: Text | None = Field(
        None, description="Sources in Pandoc's form, such as `[@seric-2023, para. 12]`."
    )
    disputes: tuple[Id, ...] = Field((), description="Ids of the disputes that touch it.")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if not cls.headline:
            texts = (name for name, field in cls.model_fields.items() if field.annotation is Text)
            cls.headline = next(f"{{{name}}}" for name in texts if name != "citations")


def items_in(record: BaseModel) -> Iterator[Item]:
    """Yield every item of a record in the order of its fields, at any depth."""
    for _, value in record:
        for each in value if isinstance(value, tuple) else ():
            if isinstance(each, BaseModel):
                if isinstance(each, Item):
                    yield each
                yield from items_in(each)


@cache
def fields_in_order(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model; citations of a whole entry are printed after its words."""
    return tuple(sorted(model.model_fields, key=lambda name: name == "citations"))


def texts(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, Text]]:
    """Walk every text of a model in reading order, with the path that leads to it."""
    if isinstance(value, Text):
        yield loc, value
    elif isinstance(value, BaseModel):
        for name in fields_in_order(type(value)):
            yield from texts(getattr(value, name), (*loc, name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from texts(each, (*loc, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, (*loc, key))
