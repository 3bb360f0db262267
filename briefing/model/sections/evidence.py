"""Section kind `evidence`: what each claim of the other sections rests on."""

from typing import ClassVar, Literal

from briefing.model.sections.base import SectionBase

__all__ = ["Evidence"]


class Evidence(SectionBase):
    """A table of what each claim of the other sections rests on, for the desk; it has no entries.

    Printed last, so that it can be taken off before the brief is handed on.
    """

    annexed: ClassVar[bool] = True
    lists_claims: ClassVar[bool] = True

    kind: Literal["evidence"]
