"""Drafts: files that get a name when they are whole, so that a process may die at any moment.

Enters: a path that is free, and bytes. Leaves: the file. Invariant: where the system can keep a
file without a name, nothing of a file that is not whole can be left. Nothing heavy is imported, for
the cache needs it.
"""

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

__all__ = ["write_draft"]

# where a file system, or the system, has no files without a name
_UNKNOWN = (errno.EINVAL, errno.EISDIR, errno.ENOENT, errno.EOPNOTSUPP, errno.ENOSYS)


def write_draft(path: Path, *pieces: bytes, mode: int = 0o666, sync: bool = True) -> None:
    """Write a new file, with `sync` to the disk itself; raise OSError where that fails.

    Its permissions are `mode`, less what the umask takes.
    """
    number = _open_nameless(path.parent, mode)
    if number is not None:
        with os.fdopen(number, "wb") as file:
            _fill(file, pieces, sync=sync)
            try:
                # that a folder is given, whichever, makes the system follow the link to the file
                os.link(f"/proc/self/fd/{number}", path, src_dir_fd=number, follow_symlinks=True)
            except OSError as error:
                if error.errno not in (*_UNKNOWN, errno.EPERM, errno.EACCES, errno.EXDEV):
                    raise
            else:
                return
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(number, "wb") as file:
        _fill(file, pieces, sync=sync)


def _fill(file: BinaryIO, pieces: Sequence[bytes], *, sync: bool) -> None:
    file.writelines(pieces)
    file.flush()
    if sync:
        os.fsync(file.fileno())


def _open_nameless(folder: Path, mode: int) -> int | None:
    """Open a new file that goes with this process if nobody names it."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, mode)
    except OSError as error:
        if error.errno in _UNKNOWN:
            return None
        raise
