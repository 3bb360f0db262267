"""How a brief is to be made: one frozen record, default < profile < command line.

Enters: the table of options. Leaves: `Options`, which a build obeys, and the models of those that
a profile, a pack or an entry of a pack may hold, where what is left out stays as it was. Nothing of
an option is stated here but what it means together with others.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar, get_type_hints

from pydantic import BaseModel, Field, create_model, model_validator

from briefing.errors import UsageError
from briefing.model.base import Model
from briefing.model.marking import MarkingText
from briefing.model.option import Option, Scope
from briefing.model.option_table import OPTIONS, OptionTable, PaperName
from briefing.model.recipient import MAX_RECIPIENTS, Recipient
from briefing.model.renames import take_old_options
from briefing.model.typesetting import UNCHANGED, Typesetting

__all__ = [
    "MODES",
    "Options",
    "PaperName",
    "PrintOptions",
    "Profile",
    "SelectionOptions",
]

M = TypeVar("M", bound=BaseModel)

# Modes that follow from options; their style sheets have places in the cascade, too.
_DERIVED = {"mirrored": 1, "narrow": 4, "a5": 5}
_LAYERS = _DERIVED | {each.dashed: each.layer for each in OPTIONS.values() if each.layer}
MODES = tuple(sorted(_LAYERS, key=lambda mode: _LAYERS[mode]))
"""What changes the look, in the order of the cascade: each has style sheets and a class."""

_TYPES = get_type_hints(OptionTable, localns=globals())
# Types of a profile that are stricter than those of a call.
_IN_PROFILE: dict[str, Any] = {
    "MarkingText": MarkingText,
    "Recipients": Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=MAX_RECIPIENTS)],
}


def _with_options(*scopes: Scope) -> Callable[[type[M]], type[M]]:
    """Return what gives a model the options of scopes, each of which may be left out."""

    def fill(model: type[M]) -> type[M]:
        fields: dict[str, Any] = {
            name: (_IN_PROFILE.get(option.in_profile, _TYPES[name]) | None, _field(option, None))
            for name, option in OPTIONS.items()
            if option.scope in scopes
        }
        return create_model(
            model.__name__, __base__=model, __module__=__name__, __doc__=model.__doc__, **fields
        )

    return fill


def _field(option: Option, default: Any) -> Any:
    return Field(default, ge=option.least, le=option.most, description=option.words)


@_with_options(Scope.SELECTION)
class SelectionOptions(Model):
    """What of a topic is shown; what is left out is not decided here."""


@_with_options(Scope.PRINT)
class PrintOptions(Model):
    """How it is printed; what is left out is not decided here."""


@_with_options(Scope.SELECTION, Scope.PRINT, Scope.BRIEF)
class Profile(Model):
    """Options by name, as a topic keeps them; what is left out is not decided here."""


if TYPE_CHECKING:
    _Stated = OptionTable
else:
    _Stated = create_model(
        "_Stated",
        __base__=Model,
        **{name: (_TYPES[name], _field(each, each.default)) for name, each in OPTIONS.items()},
    )


class Options(_Stated):
    """What a build obeys; `None` leaves the choice to the topic.

    Raises UsageError for what cannot be had together.
    """

    @model_validator(mode="before")
    @classmethod
    def _take_old_names(cls, given: Any) -> Any:
        return take_old_options(given)

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
    def setting(self) -> Typesetting:
        """Return how close it is set before anything is done about its pages."""
        return self.typesetting or UNCHANGED

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

    def under(self, profile: PrintOptions | Profile) -> "Options":
        """Take from a profile what these options did not set themselves.

        Asked for HTML, they do without what the profile says of paper.
        """
        own = {name: getattr(self, name) for name in self.model_fields_set}
        is_html = own.get("format") == "html"
        idle = {name for name, option in OPTIONS.items() if is_html and option.for_paper}
        given: dict[str, Any] = profile.model_dump(exclude_none=True, exclude=idle)
        return Options(**{**given, **own})
