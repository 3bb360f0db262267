"""Encryption: a finished PDF that opens with a password alone.

Enters: the PDF as it would be written, and a password from a file or from a terminal. Leaves: the
same document under AES-256, which claims PDF/A no more. Invariant: a password stands in no list of
processes, no option, no message and no file; what it opens may be printed, copied and spoken by a
reader, and not be changed.

Standards: ISO 32000-2, 7.6 (security handler of revision 6), and 7.6.4.3.3 for the password; PDF/A
forbids encryption, and its keys are drawn by chance, so no two files are alike.
"""

import re
import sys
from io import BytesIO
from pathlib import Path
from secrets import token_urlsafe
from unicodedata import normalize

from briefing.errors import UsageError
from briefing.model.options import Options
from briefing.runtime.open_file import read_piped

__all__ = [
    "NOTE",
    "ask_password",
    "choose_password",
    "encrypt",
    "read_password",
    "require_lockable",
]

NOTE = "encrypted with AES-256: so it is no PDF/A, and no other build gives the same bytes"

_MOST_BYTES = 127  # the standard cuts off what is longer
_MOST_READ = 4096  # of the file of a password, so that one without an end is not read for ever
_CLAIM = re.compile(rb"<pdfaid:(\w+)>[^<]*</pdfaid:\1>\s*")


def choose_password(*, ask: bool, file: Path | None) -> str | None:
    """Get the password that was asked for, None without one; raise UsageError if it is none."""
    if ask and file:
        raise UsageError("one password is enough", "leave out --password or --password-file")
    if file:
        return read_password(file)
    return ask_password() if ask else None


def read_password(path: Path) -> str:
    """Read a password, the only line of a file."""
    try:
        text = read_piped(path, _MOST_READ).decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read the password file `{path}`: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"the password file `{path}` is not UTF-8", "save it as UTF-8") from None
    return _checked(text.removesuffix("\n").removesuffix("\r"), f"the password file `{path}`")


def ask_password() -> str:
    """Ask for a password twice, on the terminal and without echo."""
    from getpass import getpass

    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask for a password", "use --password-file")
    try:
        password = getpass("Password: ")
        if getpass("Once more: ") != password:
            raise UsageError("the two passwords differ; nothing is built")
    except EOFError:
        raise UsageError("no password was given; nothing is built") from None
    return _checked(password, "what was typed")


def require_lockable(options: Options) -> None:
    """Raise UsageError for what cannot be encrypted."""
    if options.format == "html":
        raise UsageError("only a PDF can be encrypted", "leave out the password, or --format html")
    if options.copies:
        raise UsageError(
            "numbered copies are for one person each, a password is for all",
            "leave out the password, or --copies",
        )


def encrypt(pdf: bytes, password: str) -> bytes:
    """Lock a PDF, with all that it says of itself; only what has the password opens it."""
    from pikepdf import Encryption, Name, ObjectStreamMode, Pdf, Permissions

    with Pdf.open(BytesIO(pdf)) as document:
        if Name.Metadata in document.Root:
            packet = document.Root.Metadata
            packet.write(_CLAIM.sub(b"", packet.read_bytes()))
        result = BytesIO()
        document.save(
            result,
            object_stream_mode=ObjectStreamMode.generate,
            encryption=Encryption(
                user=password,
                owner=token_urlsafe(32),  # nobody knows it: the permissions hold for all
                R=6,
                allow=Permissions(modify_assembly=False, modify_form=False, modify_other=False),
            ),
        )
    return result.getvalue()


def _checked(text: str, where: str) -> str:
    """Return a password as readers of PDF take it: compatible signs are one (SASLprep)."""
    password = normalize("NFKC", text)
    if not password.strip():
        raise UsageError(f"{where} holds no password")
    if not password.isprintable():
        raise UsageError(f"{where} holds more than one line, or signs that cannot be typed")
    if len(password.encode()) > _MOST_BYTES:
        raise UsageError(f"{where} holds more than {_MOST_BYTES} bytes, which no reader takes")
    return password
