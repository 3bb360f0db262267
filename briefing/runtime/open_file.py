"""Files opened so that nobody can put another in their place, or a thing that is no file.

Enters: a folder that is trusted, and the plain name of a file below it. Leaves: its bytes.
Invariant: what is judged is the descriptor that is read, whatever its name leads to meanwhile.
"""

import os
from pathlib import Path, PurePath
from stat import S_ISREG

__all__ = ["read_below", "read_regular"]

# a pipe must not wait for its writer, nor a terminal become that of this process
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY", "O_BINARY")
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def read_below(root: Path, name: PurePath, limit: int) -> bytes:
    """Read a regular file below a folder, following no link; raise OSError if there is none."""
    if os.open not in os.supports_dir_fd:
        return read_regular(root / name, limit)
    folder = os.open(root, _FLAGS | os.O_DIRECTORY)
    try:
        for part in name.parts[:-1]:
            inner = os.open(part, _FLAGS | _NO_LINK | os.O_DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = inner
        return _read(os.open(name.name, _FLAGS | _NO_LINK, dir_fd=folder), limit)
    finally:
        os.close(folder)


def read_regular(path: Path, limit: int) -> bytes:
    """Read a regular file that a user names, which may be a link; raise OSError if it is none."""
    return _read(os.open(path, _FLAGS), limit)


def _read(number: int, limit: int) -> bytes:
    with os.fdopen(number, "rb") as file:
        if not S_ISREG(os.fstat(number).st_mode):
            raise OSError(0, "it is not a regular file")
        data = file.read(limit + 1)  # its size may be a lie, as below /proc, or grow
    if len(data) > limit:
        raise OSError(0, f"it has more than {limit:,} bytes")
    return data
