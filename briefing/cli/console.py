"""What is printed: what a build gave, tables, and errors with their exit codes.

Exit codes: 0; 1 for input or output that is wrong; 2 for a wrong call; 130 when interrupted.
Nothing heavy is imported, for the start of the command needs it.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from briefing.errors import BriefingError, InputError, UsageError, plural, visible

if TYPE_CHECKING:
    from briefing.pipeline.deliver import Result

__all__ = [
    "errors_printed",
    "print_error",
    "print_summary",
    "print_table",
    "summarize",
    "tell_again",

]  # fmt: skip


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
        print(warning, file=sys.stderr)
    print(f"{said['path']}: {'unchanged, ' * unchanged}{said['counts']}")
    for line in said["more"]:
        print(line)


def tell_again(said: Mapping[str, Any], seconds: float) -> None:
    """Print what one of many builds gave, at once and in one line."""
    _print_notes(said["notes"])
    for warning in said["warnings"]:
        print(warning, file=sys.stderr)
    print(f"{said['path']}: {said['counts']}, {seconds:.1f} s", flush=True)


_noted = set[str]()


def _print_notes(notes: Sequence[str]) -> None:
    """Print what is to be said of the program, once however much it builds."""
    for note in notes:
        if note not in _noted:
            print(f"note: {note}", file=sys.stderr)
            _noted.add(note)


def print_table(rows: Sequence[Sequence[Any]]) -> None:
    """Print columns as wide as what stands in them."""
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (str(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def print_error(error: BriefingError) -> None:
    """Print an error as editors and people read it."""
    said = str(error) if isinstance(error, InputError) else f"error: {error}"
    print(visible(said), file=sys.stderr)


@contextmanager
def errors_printed() -> Iterator[None]:
    """Print an error that a user can do something about, and end."""
    try:
        yield
    except BriefingError as error:
        print_error(error)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
