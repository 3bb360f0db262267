"""What can go wrong, as values with positions, and the exceptions that carry them.

    BriefingError
    ├── InputError      what a user wrote is wrong, with every diagnostic at once (exit code 1)
    ├── UsageError      the call is wrong: an unknown name, an impossible option (exit code 2)
    ├── OutputError     the result cannot be written (exit code 1)
    └── EngineError     the layout engine is missing, died or ran out of its limits (exit code 1)

Anything else that escapes is a bug of ours and stays a traceback.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Literal, NamedTuple, Self

__all__ = [
    "BriefingError",
    "Diagnostic",
    "EngineError",
    "InputError",
    "OutputError",
    "Sheet",
    "Span",
    "UsageError",
    "as_json",
    "nearest",
    "one_line",
    "plural",
    "visible",
]

MAX_FINDINGS = 1_000
"""So many findings of one topic are told."""

# of names, which are compared sign by sign: so long, and so many at a time
_LONG, _MANY = 100, 2_000

# control characters, turns of direction and what has no width: of a message they make another
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_BREAK = re.compile("[\t\n]")


def visible(text: str) -> str:
    """Write what a terminal would obey, or nobody would see, as its code."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub(_code, text)


def one_line(text: object) -> str:
    """Write what belongs on one line of a terminal, so that it makes no other line."""
    return _BREAK.sub(_code, visible(str(text)))


def as_json(document: object) -> str:
    """Write JSON for programs that a terminal may show, too: what is unseen stands as its code."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda sign: json.dumps(sign[0])[1:-1], text)


def _code(sign: "re.Match[str]") -> str:
    return sign[0].encode("unicode-escape").decode()


class Sheet(str):
    """The name of a workbook's file that also knows which sheet is meant."""

    __slots__ = ("sheet",)
    sheet: str

    def __new__(cls, file: str, sheet: str = "") -> Self:
        """Keep the sheet beside the name."""
        name = super().__new__(cls, file)
        name.sheet = sheet
        return name


class Span(NamedTuple):
    """A place in a file of the topic: name relative to its folder, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{self.column}"

    @property
    def cell(self) -> str | None:
        """Name a place in a workbook as spreadsheets do, such as `Trade!C7`."""
        if not isinstance(self.file, Sheet):
            return None
        letters, column = "", self.column
        while column:
            column, letter = divmod(column - 1, 26)
            letters = ascii_uppercase[letter] + letters
        title = self.file.sheet
        quoted = title if title.isidentifier() else "'" + title.replace("'", "''") + "'"
        return f"{quoted}!{letters}{self.line}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a lower-case sentence with the value met and what was expected.

    `rule` is the code under which the finding is documented and can be silenced.
    """

    message: str
    span: Span | None = None
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"
    rule: str | None = None

    def __post_init__(self) -> None:
        for name in ("message", "hint"):
            if said := getattr(self, name):
                object.__setattr__(self, name, one_line(said))

    @property
    def text(self) -> str:
        """The message, after the name of the cell where it is about a workbook's."""
        cell = self.span.cell if self.span else None
        return f"{one_line(cell)}: {self.message}" if cell else self.message

    def __str__(self) -> str:
        where = f"{self.span}: " if self.span else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{where}{self.severity}: {self.text}{hint}"


class BriefingError(Exception):
    """The root of all errors that a caller may want to catch; `hint` says what would help.

    As text it is the message with the hint on a line of its own, as the command prints it.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message, self.hint = one_line(message), hint and one_line(hint)
        super().__init__(message, hint)  # of which it is made again where it was pickled

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class InputError(BriefingError):
    """The input is wrong; `diagnostics` holds every finding of the stage that refused it."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = first_of(tuple(diagnostics))
        super().__init__("")
        self.message = "\n".join(map(str, self.diagnostics))
        self.args = (self.diagnostics,)


class UsageError(BriefingError):
    """The call is wrong: an unknown name or options that exclude each other."""


class OutputError(BriefingError):
    """The result cannot be written; what stood at its place before is untouched."""


class EngineError(BriefingError):
    """The layout engine is missing, died, or was stopped at one of its limits."""


def first_of(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Return as many findings as are told, and behind them how many more there are."""
    if (more := len(found) - MAX_FINDINGS) <= 1:
        return found
    severity = max((each.severity for each in found[MAX_FINDINGS:]), key="error".__eq__)
    message, hint = f"{more:,} more findings are not told", "mend those above first"
    return (*found[:MAX_FINDINGS], Diagnostic(message, hint=hint, severity=severity))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return which known names come near a wrong one, or all of them when they are few."""
    # a start pays for what it imports, and most have nothing to propose
    from difflib import get_close_matches

    names = sorted({each for each in known if len(each) <= _LONG} if len(name) <= _LONG else ())
    if len(names) > _MANY:
        names = [each for each in names if each[0] == name[:1]][:_MANY]
    close = get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(f"`{each}`" for each in close) + "?"
    if 0 < len(names) <= 24:
        return "known: " + ", ".join(f"`{each}`" for each in names)
    return None


class Suggester:
    """Proposes known names for the first of many wrong ones: each is compared with all known."""

    def __init__(self, times: int = 40) -> None:
        self._left = times

    def nearest(self, name: str, known: Iterable[str]) -> str | None:
        """Return what `nearest` does, and nothing any more after so many times."""
        self._left -= 1
        return nearest(name, known) if self._left >= 0 else None


def plural(count: int, one: str, many: str = "") -> str:
    """Count something: `1 page`, `2 pages`."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
