"""How a brief is to be made: one frozen record, default < profile < command line.

Each default is stated once, in `Options`. A profile may hold every option; what it leaves out
stays as it was.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from briefing.errors import UsageError
from briefing.model.marking import MarkingText
from briefing.model.recipient import MAX_RECIPIENTS, Recipient

__all__ = [
    "MODES",
    "Options",
    "PaperName",
    "PrintOptions",
    "Profile",
    "SelectionOptions",
    "Typesetting",
]

# Options that change the look: each has style sheets and a class of its name.
MODES = (
    "mirrored", "new-page", "recto", "narrow", "a5", "margin-notes", "sheet",
    "bleed", "large-print", "mono", "review",
)  # fmt: skip

# What an HTML file cannot have.
_FOR_PAPER = (
    "bleed", "booklet", "copies", "embed_all", "fill", "margin_notes", "max_pages", "n_up",
    "review",
)  # fmt: skip

PaperName = Literal["a4", "a5", "letter", "legal"]


@dataclass(frozen=True, slots=True)
class Setting:
    """How far to go: `spacing` multiplies gaps; 1 takes `leading` and `size` to their limits."""

    spacing: float = 1
    leading: float = 0
    size: float = 0


UNCHANGED = Setting()


class SelectionOptions(BaseModel):
    """What of a topic is shown; what is left out is not decided here."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    sections: tuple[str, ...] | None = Field(None, description="Section ids, in print order.")
    without: tuple[str, ...] | None = Field(None, description="Section ids to leave out.")
    audience: tuple[str, ...] | None = Field(
        None, description="Show what is for these readers, and what is for everybody."
    )
    priority: Literal[1, 2, 3] | None = Field(
        None, description="Show items of this priority or a more important one."
    )
    disputes: Literal["long", "line"] | None = Field(
        None, description="`line` prints every dispute in one line."
    )


class PrintOptions(BaseModel):
    """How it is printed; what is left out is not decided here."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    paper: PaperName | None = Field(None, description="Paper size.")
    theme: str | None = Field(None, description="Name of a theme, or the folder of your own.")
    language: str | None = Field(None, description="Language of labels, dates and numbers.")
    citation_style: str | None = Field(
        None,
        description="`numeric`, `author-date`, `notes`, or any other by the name of its CSL style "
        "or a `.csl` file beside the topic.",
    )
    appendix: Literal["short", "full"] | None = Field(
        None, description="Size of the source appendix."
    )
    qr: bool | None = Field(
        None, description="Print a QR code beside each web address of the appendix."
    )
    duplex: bool | None = Field(
        None, description="For printing on both sides: the inner margin is the wider one."
    )
    new_page: bool | None = Field(
        None, description="Begin each section on a new page; what did not change is kept laid out."
    )
    recto: bool | None = Field(
        None, description="Begin each section on a right-hand page; for both sides, too."
    )
    margin_notes: bool | None = Field(
        None, description="Leave a wide outer margin with lines to write on."
    )
    large_print: bool | None = Field(
        None, description="Type of 18 points in one column, upright and ragged, to be read easily."
    )
    mono: bool | None = Field(
        None, description="Black on white alone, for a printer without colour or greys."
    )
    bleed: float | None = Field(
        None,
        ge=0,
        le=10,
        description="Millimetres by which colour runs over the edge, for a print shop; crop marks.",
    )
    booklet: bool | None = Field(
        None, description="Two pages on a side, in the order of sheets to fold once."
    )
    n_up: Literal[2, 4] | None = Field(None, description="So many small pages on a side.")
    copies: tuple[Recipient, ...] | None = Field(
        None,
        min_length=1,
        max_length=MAX_RECIPIENTS,
        description="Who gets a numbered copy, in the order of the numbers.",
    )
    marking: MarkingText | None = Field(
        None, description="Protective marking on each page, instead of the topic's."
    )
    strict: bool | None = Field(
        None, description="Write no file if anything is wrong on the finished pages."
    )
    redact_data: bool | None = Field(
        None, description="Put no data into the PDF, from which it could be built again."
    )


class Typesetting(BaseModel):
    """How close a brief is set, as a page limit found it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    spacing: float = Field(
        UNCHANGED.spacing, ge=0.3, le=3, description="By what gaps are multiplied."
    )
    leading: float = Field(
        UNCHANGED.leading, ge=0, le=1, description="Lines closer; 1 is as close as they may be."
    )
    size: float = Field(
        UNCHANGED.size, ge=0, le=1, description="Type smaller; 1 is as small as it may be."
    )

    @property
    def setting(self) -> Setting:
        """Return it as style sheets are set by it."""
        return Setting(self.spacing, self.leading, self.size)


class Profile(PrintOptions, SelectionOptions):
    """Options by name, as a topic keeps them; what is left out is not decided here."""

    sheet: bool | None = Field(
        None,
        description="Set small, without opening paragraphs, for one sheet of paper.",
    )
    review: bool | None = Field(
        None,
        description="Double spacing, numbered lines, and beside each claim where it is written.",
    )
    max_pages: int | None = Field(
        None,
        ge=1,
        description="At most so many pages: set closer, then smaller, then without items of low "
        "priority.",
    )
    fill: bool | None = Field(
        None, description="Set closer or wider, so that no few lines have a last page alone."
    )
    typesetting: Typesetting | None = Field(
        None, description="How close it is set before a page limit or `fill` changes that."
    )
    embed_all: bool | None = Field(
        None, description="Put the files that were read into the PDF, too, whatever they hold."
    )
    format: Literal["pdf", "html"] | None = Field(
        None, description="PDF, or one self-contained HTML file."
    )


class Options(BaseModel):
    """What a build obeys; `None` leaves the choice to the topic.

    Raises UsageError for what cannot be had together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    profile: str | None = None
    sections: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    priority: Literal[1, 2, 3] = 3
    paper: PaperName = "a4"
    theme: str | None = None
    language: str | None = None
    citation_style: str | None = None
    appendix: Literal["short", "full"] = "full"
    qr: bool = False
    disputes: Literal["long", "line"] = "long"
    sheet: bool = False
    duplex: bool = False
    new_page: bool = False
    recto: bool = False
    margin_notes: bool = False
    large_print: bool = False
    mono: bool = False
    review: bool = False
    bleed: float = Field(0, ge=0, le=10)
    booklet: bool = False
    n_up: Literal[2, 4] | None = None
    copies: tuple[Recipient, ...] = ()
    marking: str | None = None
    max_pages: int | None = Field(None, ge=1)
    fill: bool = False
    typesetting: Typesetting | None = None
    redact_data: bool = False
    embed_all: bool = False
    strict: bool = False
    format: Literal["pdf", "html"] = "pdf"

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for_paper = self.booklet or self.n_up or self.bleed or self.margin_notes
        excluded = {
            "numbered copies are for a PDF: leave them out, or --format html": self.copies
            and self.format == "html",
            "a booklet has 2 pages on a side: leave out --booklet or --n-up": self.booklet
            and self.n_up,
            "margin notes, bleed, booklets and several pages on a side are for a PDF: leave them "
            "out, or --format html": for_paper and self.format == "html",
            "a page limit and --fill are for a PDF: leave them out, or --format html": (
                (self.max_pages or self.fill) and self.format == "html"
            ),
            "a print shop sets the sheets itself: leave out --bleed, or --booklet and --n-up": (
                self.bleed and (self.booklet or self.n_up)
            ),
            "margin notes leave no room for text on a5: choose another paper": self.margin_notes
            and self.paper == "a5",
            "large print takes whole pages of a4 or more: leave out --paper a5, --sheet, "
            "--margin-notes, --booklet and --n-up, or --large-print": self.large_print
            and (self.a5 or self.sheet or self.margin_notes or self.booklet or self.n_up),
            "a review has a wide margin and is a PDF: leave out --paper a5, --sheet, "
            "--margin-notes, --large-print and --format html, or --review": self.review
            and (
                self.a5
                or self.sheet
                or self.margin_notes
                or self.large_print
                or self.format == "html"
            ),
            "a PDF has all data or none: leave out --redact-data or --embed-all": self.embed_all
            and self.redact_data,
            "booklets, several pages on a side, reviews and HTML carry no data: leave them out, "
            "or --embed-all": self.embed_all and not self.carries_data,
            "a single sheet has no room for margin notes or new pages: leave them out, or "
            "--sheet": self.sheet and (self.margin_notes or self.recto or self.new_page),
        }
        for message, is_asked in excluded.items():
            if is_asked:
                raise UsageError(message)
        return self

    @property
    def both_sides(self) -> bool:
        """Return whether it is to be printed on both sides of the paper."""
        return self.duplex or self.recto or self.sheet

    @property
    def setting(self) -> Setting:
        """Return how close it is set before anything is done about its pages."""
        return self.typesetting.setting if self.typesetting else UNCHANGED

    @property
    def carries_data(self) -> bool:
        """Return whether the PDF holds what it was made of.

        What is for paper alone has no tags and no data; a review tells places in the user's files.
        """
        paper_alone = self.booklet or self.n_up or self.review
        return not (self.redact_data or paper_alone or self.format == "html")

    @property
    def mirrored(self) -> bool:
        """Return whether left-hand pages mirror right-hand ones, to be bound between them."""
        return (self.duplex or self.recto) and not self.sheet and not self.n_up

    @property
    def narrow(self) -> bool:
        """Return whether a page has room for one column only."""
        return self.a5 or self.margin_notes or self.large_print or self.review

    @property
    def a5(self) -> bool:
        """Return whether type is set for so small a page."""
        return self.paper == "a5"

    @property
    def modes(self) -> tuple[str, ...]:
        """Name the modes of print that are on."""
        return tuple(mode for mode in MODES if getattr(self, mode.replace("-", "_")))

    def under(self, profile: PrintOptions) -> "Options":
        """Take from a profile what these options did not set themselves.

        Asked for HTML, they do without what the profile says of paper.
        """
        own = {name: getattr(self, name) for name in self.model_fields_set}
        idle = _FOR_PAPER if own.get("format") == "html" else ()
        given: dict[str, Any] = profile.model_dump(exclude_none=True, exclude={*idle})
        return Options(**{**given, **own})
