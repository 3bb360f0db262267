"""From bytes to text and from text to values: plain scalars of YAML, and cells of tables.

Plain scalars follow the core schema of YAML 1.2 (section 10.3.2), save that digits after a
leading zero stay text: who writes `012` means more than twelve.
"""

import codecs
import re
from typing import Self, TypeAlias

from briefing.errors import Diagnostic, Span

__all__ = ["MAX_TEXT", "Cell", "Scalar", "decode", "resolve_scalar"]

MAX_TEXT = 100_000
"""Characters of one text, some thirty pages: more is a mistake."""

Scalar: TypeAlias = str | int | float | bool | None

_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# at most 600 digits: Python refuses to convert more than a limit that can be set as low as 640
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,599})")
_BASED = re.compile(r"0o[0-7]{1,600}|0x[0-9a-fA-F]{1,600}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]{0,599})(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class Cell(str):
    """The text of a table's cell, as shown: the models decide whether they need a number.

    `decimal` is the sign with which its table writes numbers.
    """

    __slots__ = ("decimal",)
    decimal: str

    def __new__(cls, text: str, decimal: str = ".") -> Self:
        """Keep the sign beside the text."""
        cell = super().__new__(cls, text)
        cell.decimal = decimal
        return cell

    def number(self) -> float | None:
        """Read it as a number, which has no separators but its decimal sign."""
        other = "," if self.decimal == "." else "."
        text = self.replace(self.decimal, ".") if other not in self else ""
        return float(text) if _NUMBER.fullmatch(text) else None


def decode(data: bytes, file: str) -> str | Diagnostic:
    """Decode UTF-8 with or without a byte order mark, or say where the first bad byte stands."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        span = Span(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        hint = "save the file with the encoding UTF-8"
        return Diagnostic(message, span, hint, rule="not-utf-8")


def resolve_scalar(text: str) -> Scalar:
    """Read a plain scalar."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[:1] not in "+-.0123456789":
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text
