"""What is printed: what a build gave, tables, and errors with their exit codes.

Exit codes: 0; 1 for input or output that is wrong; 2 for a wrong call; 130 when interrupted.
Nothing heavy is imported, for the start of the command needs it.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from errno import EMFILE, ENOENT, ENOSPC
from typing import TYPE_CHECKING, Any

from briefing.errors import (
    BriefingError,
    InputError,
    OutputError,
    UsageError,
    one_line,
    plural,
    visible,
)

if TYPE_CHECKING:
    from briefing.pipeline.deliver import Result

__all__ = [
    "errors_printed",
    "print_error",
    "print_summary",
    "print_table",
    "summarize",
    "tell",
    "tell_again",

]  # fmt: skip


def tell(text: str, *, error: bool = False) -> None:
    """Print lines at once, the only way by which anything is printed.

    What somebody else chose, such as a path or a title, has gone through `one_line` before.
    """
    print(visible(text), file=sys.stderr if error else sys.stdout, flush=True)


_REFUSED = {
    ENOENT: "look whether the working folder and the folder of temporary files (TMPDIR) are there",
    EMFILE: "allow more open files: ulimit -n 256",
    ENOSPC: "make room on the disk",
}


def summarize(result: "Result") -> Mapping[str, Any]:
    """Put what a build gave into words, as JSON can hold them."""
    from briefing.pdf.encryption import NOTE

    note = NOTE if result.encrypted else ""
    shown = result.selection
    counts = (
        plural(result.pages.total, "page"),
        plural(len(shown.sections), "section"),
        plural(len(shown.disputes), "dispute"),
        plural(len(result.warnings), "warning"),
    )
    return {
        "path": str(result.path),
        "counts": ", ".join(counts),
        "warnings": [str(each) for each in result.warnings],
        "notes": list(result.notes),
        "more": [str(each) for each in (result.fitted, result.job, note) if each],
    }


def print_summary(said: Mapping[str, Any], *, unchanged: bool = False) -> None:
    """Print what a build gave, now or when it was last built."""
    if not unchanged:
        _print_notes(said["notes"])
    for warning in said["warnings"]:
        tell(warning, error=True)
    tell(f"{one_line(said['path'])}: {'unchanged, ' * unchanged}{said['counts']}")
    for line in said["more"]:
        tell(line)


def tell_again(said: Mapping[str, Any], seconds: float) -> None:
    """Print what one of many builds gave, at once and in one line."""
    _print_notes(said["notes"])
    for warning in said["warnings"]:
        tell(warning, error=True)
    tell(f"{one_line(said['path'])}: {said['counts']}, {seconds:.1f} s")


_noted = set[str]()


def _print_notes(notes: Sequence[str]) -> None:
    """Print what is to be said of the program, once however much it builds."""
    for note in notes:
        if note not in _noted:
            tell(f"note: {note}", error=True)
            _noted.add(note)


def print_table(rows: Sequence[Sequence[Any]]) -> None:
    """Print columns as wide as what stands in them."""
    lines = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        tell("  ".join(cells).rstrip())


def print_error(error: BriefingError) -> None:
    """Print an error as editors and people read it."""
    said = str(error) if isinstance(error, InputError) else f"error: {error}"
    tell(said, error=True)


@contextmanager
def errors_printed() -> Iterator[None]:
    """Print an error that a user can do something about, and end.

    What the system refuses is of that kind, wherever it did so: a disk that is full, a folder that
    is gone, more open files than it allows.
    """
    try:
        yield
    except BriefingError as error:
        print_error(error)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:  # who reads has read enough
        raise
    except OSError as error:
        print_error(_refusal(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _refusal(error: OSError) -> BriefingError:
    """Return what the system refused, where nobody could say more of it."""
    what = f" at `{error.filename}`" if error.filename else ""
    reason = error.strerror or str(error)
    return OutputError(f"the system refused{what}: {reason}", _REFUSED.get(error.errno or 0))
