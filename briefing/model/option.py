"""What can be said of an option besides its value: words, scope, bounds, and where it counts.

The standard library alone is imported, because `--help` reads it.
"""

from enum import Enum
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args

__all__ = ["Option", "Scope"]


class Scope(Enum):
    """What an option is about, which says where it may stand; the value is a heading."""

    CALL = "Which profile"
    """The command line alone: it names a profile, and so cannot stand in one."""
    SELECTION = "What is shown"
    """Of a topic: a profile, an entry of a pack."""
    PRINT = "How it is printed"
    """A profile, or a whole pack."""
    BRIEF = "For single briefs"
    """A profile, but no pack."""


class Option(NamedTuple):
    """What is known of an option besides its name, type and default, which the table adds."""

    words: str
    scope: Scope
    least: float | None = None
    most: float | None = None
    in_profile: str = ""
    """Name of a stricter type that a profile has, where a fault can be told with its place."""
    on_command_line: Literal["value", "table", "never"] = "value"
    for_paper: bool = False
    """Whether an HTML file cannot have it, and passes it over in a profile."""
    baked: bool = True
    """Whether the topic in a PDF keeps it: not what chooses, or says what to do with the file."""
    layer: int = 0
    """Place in the cascade of the style sheets that bear its name; 0 where there are none."""
    name: str = ""
    kind: Any = None
    default: Any = None

    @property
    def flag(self) -> str:
        """Return how it is written on the command line."""
        return f"--{self.dashed}"

    @property
    def dashed(self) -> str:
        """Return its name as flags, style sheets and classes write it."""
        return self.name.replace("_", "-")

    @property
    def value_type(self) -> Any:
        """Return the type of a value that is given."""
        given = [each for each in get_args(self.kind) if each is not NoneType]
        return given[0] if NoneType in get_args(self.kind) else self.kind
