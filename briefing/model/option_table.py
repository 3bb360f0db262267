"""Every option of a brief, once: its type, its default, what it does, and who may give it.

Models, the command line, JSON Schema and the table in the documentation are made of this. The
standard library alone is imported, because `--help` reads it: types that need pydantic are named
in quotes, for `model.options` to look up.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from briefing.model.option import Option, Scope

if TYPE_CHECKING:
    # for the type checker the table is a model already: so its fields have types in `Options`
    from briefing.model.base import Model as _Model
    from briefing.model.recipient import Recipient
    from briefing.model.typesetting import Typesetting
else:
    _Model = object

__all__ = ["OPTIONS", "OptionTable", "PaperName"]

CALL, SELECTION, PRINT, BRIEF = Scope

PaperName = Literal["a4", "a5", "letter", "legal"]


class OptionTable(_Model):
    """A field for each option; `None` as a default leaves the choice to the topic.

    The order of the fields is that of `--help`, and of the options that a PDF keeps.
    """

    profile: Annotated[str | None, Option("Options that the topic keeps under a name.", CALL)] = (
        None
    )

    sections: Annotated[
        tuple[str, ...] | None, Option("Section ids, in print order.", SELECTION, baked=False)
    ] = None
    without: Annotated[
        tuple[str, ...], Option("Section ids to leave out.", SELECTION, baked=False)
    ] = ()
    audience: Annotated[
        tuple[str, ...],
        Option(
            "Show what is for these readers, and what is for everybody.", SELECTION, baked=False
        ),
    ] = ()
    priority: Annotated[
        Literal[1, 2, 3],
        Option("Show items of this priority or a more important one.", SELECTION, baked=False),
    ] = 3
    disputes: Annotated[
        Literal["long", "line"], Option("`line` prints every dispute in one line.", SELECTION)
    ] = "long"

    paper: Annotated[PaperName, Option("Paper size.", PRINT)] = "a4"
    theme: Annotated[
        str | None, Option("Name of a theme, or the folder of your own.", PRINT, baked=False)
    ] = None
    language: Annotated[str | None, Option("Language of labels, dates and numbers.", PRINT)] = None
    citation_style: Annotated[
        str | None,
        Option(
            "`numeric`, `author-date`, `notes`, or any other by the name of its CSL style or a "
            "`.csl` file beside the topic.",
            PRINT,
            baked=False,
        ),
    ] = None
    appendix: Annotated[Literal["short", "full"], Option("Size of the source appendix.", PRINT)] = (
        "full"
    )
    qr: Annotated[
        bool, Option("Print a QR code beside each web address of the appendix.", PRINT)
    ] = False
    duplex: Annotated[
        bool, Option("For printing on both sides: the inner margin is the wider one.", PRINT)
    ] = False
    new_page: Annotated[
        bool,
        Option(
            "Begin each section on a new page; what did not change is kept laid out.",
            PRINT,
            layer=2,
        ),
    ] = False
    recto: Annotated[
        bool,
        Option("Begin each section on a right-hand page; for both sides, too.", PRINT, layer=3),
    ] = False
    margin_notes: Annotated[
        bool,
        Option("Leave a wide outer margin with lines to write on.", PRINT, for_paper=True, layer=6),
    ] = False
    large_print: Annotated[
        bool,
        Option(
            "Type of 18 points in one column, upright and ragged, to be read easily.",
            PRINT,
            layer=9,
        ),
    ] = False
    mono: Annotated[
        bool,
        Option("Black on white alone, for a printer without colour or greys.", PRINT, layer=10),
    ] = False
    bleed: Annotated[
        float,
        Option(
            "Millimetres by which colour runs over the edge, for a print shop; crop marks.",
            PRINT,
            least=0,
            most=10,
            for_paper=True,
            layer=8,
        ),
    ] = 0
    booklet: Annotated[
        bool,
        Option("Two pages on a side, in the order of sheets to fold once.", PRINT, for_paper=True),
    ] = False
    n_up: Annotated[
        Literal[2, 4] | None, Option("So many small pages on a side.", PRINT, for_paper=True)
    ] = None
    copies: Annotated[
        "tuple[Recipient, ...]",
        Option(
            "Who gets a numbered copy, in the order of the numbers: a table, CSV or Excel.",
            PRINT,
            in_profile="Recipients",
            on_command_line="table",
            for_paper=True,
            baked=False,
        ),
    ] = ()
    marking: Annotated[
        str | None,
        Option(
            "Protective marking on each page, instead of the topic's: TLP:AMBER, OFFICIAL, CUI, "
            "text:WORDS.",
            PRINT,
            in_profile="MarkingText",
            baked=False,
        ),
    ] = None
    strict: Annotated[
        bool,
        Option("Write no file if anything is wrong on the finished pages.", PRINT, baked=False),
    ] = False
    redact_data: Annotated[
        bool,
        Option("Put no data into the PDF, from which it could be built again.", PRINT, baked=False),
    ] = False

    sheet: Annotated[
        bool,
        Option("Set small, without opening paragraphs, for one sheet of paper.", BRIEF, layer=7),
    ] = False
    review: Annotated[
        bool,
        Option(
            "Double spacing, numbered lines, and beside each claim where it is written.",
            BRIEF,
            for_paper=True,
            layer=11,
        ),
    ] = False
    max_pages: Annotated[
        int | None,
        Option(
            "At most so many pages: set closer, then smaller, then without items of low priority.",
            BRIEF,
            least=1,
            for_paper=True,
            baked=False,
        ),
    ] = None
    fill: Annotated[
        bool,
        Option(
            "Set closer or wider, so that no few lines have a last page alone.",
            BRIEF,
            for_paper=True,
            baked=False,
        ),
    ] = False
    typesetting: Annotated[
        "Typesetting | None",
        Option(
            "How close it is set before a page limit or `fill` changes that.",
            BRIEF,
            on_command_line="never",
            baked=False,
        ),
    ] = None
    embed_all: Annotated[
        bool,
        Option(
            "Put the files that were read into the PDF, too, whatever they hold.",
            BRIEF,
            for_paper=True,
            baked=False,
        ),
    ] = False
    format: Annotated[
        Literal["pdf", "html"], Option("PDF, or one self-contained HTML file.", BRIEF, baked=False)
    ] = "pdf"


def _stated() -> dict[str, Option]:
    table: dict[str, Option] = {}
    for name, annotation in OptionTable.__annotations__.items():
        kind, option = get_args(annotation)
        default = getattr(OptionTable, name)
        table[name] = option._replace(name=name, kind=kind, default=default)
    return table


OPTIONS: Mapping[str, Option] = _stated()
"""Every option by its name, in the order of the table."""
