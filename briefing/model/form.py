"""The form in which topics, packs, themes and the data in a PDF are written: `briefing: 1`.

The number rises when the same words come to mean something else, so that a program that is too old
says so instead of printing what nobody meant. Names that change do not raise it: see `renames`.
"""

from typing import Annotated

from pydantic import Field

from briefing.errors import Diagnostic
from briefing.formats.yaml_tree import Map
from briefing.runtime.program_version import program_version

__all__ = ["FIELD", "FORM", "Form", "check_form", "needs_newer"]

FIELD = "briefing"
"""The key under which a file says its form."""
FORM = 1
"""The newest form that is read, in which all is written. What says nothing is of form 1."""

Form = Annotated[
    int,
    Field(
        strict=True,
        ge=1,
        le=FORM,
        description="Form in which the file is written; 1 where it is left out.",
    ),
]


def check_form(tree: Map) -> Diagnostic | None:
    """Return what is wrong with a file of a newer form, of which no other fault would be true.

    A form that is no number is left to the model.
    """
    form = tree.get(FIELD)
    if not isinstance(form, int) or form <= FORM:
        return None
    hint = f"install a newer version, or write the file in form {FORM}"
    return Diagnostic(needs_newer(form), tree.span(FIELD), hint, rule="newer-form")


def needs_newer(form: int) -> str:
    """Return in words that a form cannot be read here."""
    return f"form {form} needs a newer version of briefing than {program_version() or 'this one'}"
