"""Files and folders opened so that nobody can put another in their place, or what is no file.

Enters: a folder that is trusted, and plain names below it; or what a user names. Leaves: bytes, and
names. Invariants: what is judged is the descriptor that is read, whatever its name leads to
meanwhile; no link is followed that a topic, a theme or a pack could bring; nothing waits.

Everything that a user's files name is opened and listed here and nowhere else.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from stat import S_ISREG

__all__ = [
    "MANY", "entries_below", "files_below", "head_below", "is_pattern", "matching", "names_in",
    "read_below", "read_piped", "read_regular",
]  # fmt: skip

MANY = 5000
"""So many entries are listed of a folder and of all below it; no topic has more."""


def _flag(*names: str) -> int:
    return sum(getattr(os, name, 0) for name in names)


# a pipe must not wait for its writer, nor a terminal become that of this process
_FILE = os.O_RDONLY | _flag("O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY", "O_BINARY")
_NO_LINK = _flag("O_NOFOLLOW")
_FOLDER = _flag("O_DIRECTORY")
# what is only passed need not be readable; where that cannot be said, the way begins at the root
_PATH = _flag("O_PATH")
_WAY = os.O_RDONLY | _PATH | _FOLDER | _flag("O_CLOEXEC")
_BY_PARTS = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_HERE = PurePath()
_MAGIC = re.compile(r"[*?\[]")


def read_below(root: Path, name: PurePath, limit: int) -> bytes:
    """Return a regular file below a folder, following no link; raise OSError if there is none.

    `root` is resolved, and no link is followed to it either: it may lie where others can write.
    """
    with _opened(root, name, _FILE) as number:
        return _read(number, limit)


def head_below(root: Path, name: PurePath, size: int) -> bytes:
    """Return how a file below a folder begins, at most so many bytes; OSError as `read_below`."""
    with _opened(root, name, _FILE) as number:
        _require_regular(number)
        return os.read(number, size)


def entries_below(root: Path, name: PurePath) -> list[tuple[str, bool]]:
    """Return each name in a folder below another, and whether it is a folder and no link."""
    if not _BY_PARTS:
        return _entries(root / name)
    with _opened(root, name, _FILE | _FOLDER) as number:
        return _entries(number)


def files_below(root: Path, name: PurePath = _HERE) -> list[PurePath]:
    """Return all that is below a folder but the folders, in order; links are named, not entered.

    Names are relative to `root`, and begin with `name`, which is below it.

    Raises OSError for what cannot be listed, and for more than `MANY` names.
    """
    found, folders, count = list[PurePath](), [name], 0
    for folder in folders:
        entries = entries_below(root, folder)
        if (count := count + len(entries)) > MANY:
            raise OSError(0, f"it holds more than {MANY:,} files")
        for each, is_folder in entries:
            (folders if is_folder else found).append(folder / each)
    return sorted(found)


def read_regular(path: Path, limit: int) -> bytes:
    """Return a regular file that a user names, which may be a link; raise OSError if it is none."""
    number = os.open(path, _FILE)
    try:
        return _read(number, limit)
    finally:
        os.close(number)


def read_piped(path: Path, limit: int) -> bytes:
    """Return what a user names, which may be a pipe of the shell; it is waited for."""
    with path.open("rb") as file:
        return _at_most(file.read(limit + 1), limit)


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder that a user names, in order; raise OSError if there is none."""
    return [name for name, _ in _entries(folder)]


def is_pattern(name: str) -> bool:
    """Return whether a name has signs that stand for others: `*`, `?`, `[`."""
    return bool(_MAGIC.search(name))


def matching(pattern: str) -> list[Path]:
    """Return the paths that match a pattern, in order, as a shell does: `**` enters no link."""
    whole = Path(pattern)
    start = Path(whole.anchor)
    return sorted(set(_matching(start, whole.relative_to(start).parts)))


def _matching(place: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    if not parts:
        if os.path.lexists(place):
            yield place
        return
    first, rest = parts[0], parts[1:]
    if not is_pattern(first):
        yield from _matching(place / first, rest)
        return
    try:
        entries = _entries(place)
    except OSError:  # no folder, or none of ours
        return
    if first == "**":
        yield from _matching(place, rest)
    for name, is_folder in entries:
        if name.startswith(".") and not first.startswith("."):
            continue
        if first == "**" and is_folder:
            yield from _matching(place / name, parts)
        elif first != "**" and fnmatchcase(os.path.normcase(name), os.path.normcase(first)):
            yield from _matching(place / name, rest)


def _entries(folder: Path | int) -> list[tuple[str, bool]]:
    with os.scandir(folder) as entries:
        return sorted((each.name, each.is_dir(follow_symlinks=False)) for each in entries)


@contextmanager
def _opened(root: Path, name: PurePath, flags: int) -> Iterator[int]:
    """Open what lies below a folder, part by part, and close it again."""
    if not _BY_PARTS:
        number = os.open(root / name, flags | _NO_LINK)
    else:
        above = root.parts[1:] if _PATH else ()
        number = os.open(root.anchor if _PATH else root, _WAY)
        *way, last = (*above, *name.parts) or (".",)
        for part in way:
            number = _step(number, part, _WAY | _NO_LINK)
        number = _step(number, last, flags | _NO_LINK)
    try:
        yield number
    finally:
        os.close(number)


def _step(folder: int, name: str, flags: int) -> int:
    """Open what is in an open folder, which is closed."""
    try:
        return os.open(name, flags, dir_fd=folder)
    finally:
        os.close(folder)


def _read(number: int, limit: int) -> bytes:
    _require_regular(number)
    with os.fdopen(number, "rb", closefd=False) as file:
        # its size may be a lie, as below /proc, or grow
        return _at_most(file.read(limit + 1), limit)


def _require_regular(number: int) -> None:
    if not S_ISREG(os.fstat(number).st_mode):
        raise OSError(0, "it is not a regular file")


def _at_most(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise OSError(0, f"it has more than {limit:,} bytes")
    return data
