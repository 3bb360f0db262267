"""Output: bytes reach a file whole or not at all.

Enters: bytes and a path. Leaves: the file. Invariant: what stood there before stays as it was until
the new file is complete on the disk, and a failure leaves nothing beside it.
"""

import errno
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from briefing.errors import OutputError

__all__ = ["write_atomically"]


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file beside its place, then move it there; raise `OutputError` where that fails."""
    target = path.resolve()  # a link stays a link
    draft = target.with_name(f".briefing-{token_hex(8)}")
    try:
        if target.is_dir():
            raise OutputError(f"cannot write `{path}`: it is a folder; name a file in it")
        if target.exists() and not target.is_file():
            raise OutputError(f"cannot write `{path}`: it is not a regular file")
        # not mkstemp: its files are for their owner's eyes only, whatever the umask says
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write `{path}`: {_reason(error, path.parent)}") from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _reason(error: OSError, folder: Path) -> str:
    match error.errno:
        case errno.ENOENT:
            return f"there is no folder `{folder}`; create it first"
        case errno.ENOTDIR:
            return f"`{folder}` is not a folder"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"no permission to write in the folder `{folder}`"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case _:
            return error.strerror or str(error)
