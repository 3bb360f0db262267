"""From bytes to text and from plain text to values, alike for YAML and CSV.

Plain scalars follow the core schema of YAML 1.2 (section 10.3.2), save that digits after a
leading zero stay text: who writes `012` means more than twelve.
"""

import codecs
import re
from typing import TypeAlias

from briefing.errors import Diagnostic, Span

__all__ = ["Scalar", "decode", "number", "resolve"]

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
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def decode(data: bytes, file: str) -> str | Diagnostic:
    """Decode UTF-8 with or without a byte order mark, or say where the first bad byte stands."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        span = Span(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return Diagnostic(message, span, "save the file with the encoding UTF-8")


def resolve(text: str) -> Scalar:
    """Read a plain scalar."""
    return _CONSTANTS[text] if text in _CONSTANTS else number(text)


def number(text: str) -> int | float | str:
    """Read a number; leave all other text as it is."""
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text
