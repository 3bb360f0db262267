"""The parts of CSL-JSON 1.0.2 that a source is made of: types, names and dates.

Fields are named as CSL names them, with hyphens; the name with underscores is accepted too.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from briefing.model.base import Model, require_signs
from briefing.model.csl_variables import describe
from briefing.text.dates import Edtf, parse_edtf

__all__ = ["CSL", "CslDate", "Date", "Name", "Names", "SourceType"]

SourceType = Literal[
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
    "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
    "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing",
    "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical",
    "personal_communication", "post", "post-weblog", "regulation", "report", "review",
    "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
]  # fmt: skip
# CSL has one variable with an underscore; the other names are our own.
_UNDERSCORED = ("archive_location", "derived_from", "independent_of", "reliability_basis")


def _alias(name: str) -> str:
    return name if name in _UNDERSCORED else name.replace("_", "-")


CSL = ConfigDict(alias_generator=_alias, populate_by_name=True, json_schema_extra=describe)


class Name(Model):
    """A person, by the parts of the name, or a body, by `literal`."""

    model_config = CSL

    family: str | None = Field(None, description="Family name.")
    given: str | None = Field(None, description="Given names.")
    literal: str | None = Field(None, description="Name of a body, or one that has no parts.")
    dropping_particle: str | None = Field(
        None, description="Particle that goes when the family name stands alone, such as `von`."
    )
    non_dropping_particle: str | None = Field(
        None, description="Particle that stays with the family name, such as `Van`."
    )
    suffix: str | None = Field(None, description="What follows the name, such as `Jr.`")
    comma_suffix: bool = Field(False, description="Whether a comma stands before the suffix.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not (self.family or self.given or self.literal):
            raise ValueError("a name is empty: expected `family` and `given`, or `literal`")
        require_signs(str(self))
        return self

    def __str__(self) -> str:
        particles = (self.dropping_particle, self.non_dropping_particle)
        name = " ".join(filter(None, (self.given, *particles, self.family)))
        suffix = f"{',' if self.comma_suffix else ''} {self.suffix}" if self.suffix else ""
        return self.literal or name + suffix

    @property
    def surname(self) -> str:
        """Return the family name with what stays before it; empty if the name has no parts."""
        return " ".join(filter(None, (self.non_dropping_particle, self.family)))

    @property
    def sorted(self) -> str:
        """Return the name as a bibliography lists it, the family name first."""
        if self.literal or not self.family:
            return str(self)
        given = " ".join(filter(None, (self.given, self.dropping_particle)))
        return ", ".join(filter(None, (self.surname, given, self.suffix)))


Names = tuple[Name, ...]


class CslDate(Model):
    """A date as CSL-JSON has it; one that EDTF can say becomes `Edtf` when it is read."""

    model_config = CSL

    date_parts: tuple[Annotated[tuple[int, ...], Field(min_length=1, max_length=3)], ...] = Field(
        (), max_length=2, description="Year, month and day; of a range both ends."
    )
    raw: str | None = Field(None, description="The date as it was found.")
    literal: str | None = Field(None, description="The date in words.")
    season: int | str | None = Field(None, description="1 to 4, spring to winter.")
    circa: bool | int | str = Field(False, description="Whether it is approximate.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not (self.edtf or self.raw or self.literal):
            raise ValueError("a date is empty: expected EDTF, `date-parts`, `raw` or `literal`")
        return self

    @property
    def edtf(self) -> Edtf | None:
        """Return the date where it is exact enough to be one; raise ValueError for 2023-02-30."""
        mark = "~" if self.circa else ""
        if self.date_parts:
            ends = ("-".join(_pad(part)) + mark for part in self.date_parts)
            return parse_edtf("/".join(ends))
        try:
            return parse_edtf(self.raw + mark) if self.raw else None
        except ValueError:
            return None


def _pad(part: tuple[int, ...]) -> list[str]:
    return [f"{part[0]:04}", *(f"{number:02}" for number in part[1:])]


def _kind(value: Any) -> str:
    return "csl" if isinstance(value, dict | CslDate) else "edtf"


def _normalise(date: Edtf | CslDate) -> Edtf | CslDate:
    return date if isinstance(date, Edtf) else date.edtf or date


Date = Annotated[
    Annotated[Edtf, Tag("edtf")] | Annotated[CslDate, Tag("csl")],
    Discriminator(_kind),
    AfterValidator(_normalise),
]
