"""Output: bytes reach a file whole or not at all, and several files all or none.

Enters: bytes and paths. Leaves: the files. Invariant: what stood there before stays as it was until
all that is new is complete on the disk, and a failure leaves nothing beside it.
"""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from briefing.errors import OutputError
from briefing.unchanged import digest

__all__ = ["write_atomically", "write_together"]


def write_atomically(path: Path, data: bytes) -> dict[Path, str]:
    """Write a file as `write_together` does."""
    return write_together([(path, data)])


def write_together(
    files: Iterable[tuple[Path, bytes]], *, folder: Path | None = None
) -> dict[Path, str]:
    """Write files beside their places, then move all of them there; give the state of each.

    A `folder` for them is made if it is not there. Raises `OutputError` where anything fails.
    """
    drafts, states = dict[Path, Path](), dict[Path, str]()
    made = folder if folder and not folder.exists() else None
    path = made or Path()
    try:
        if made:
            made.mkdir()
        for path, data in files:
            target = path.resolve()  # a link stays a link
            if target.is_dir():
                raise OutputError(f"cannot write `{path}`: it is a folder; name a file in it")
            if target.exists() and not target.is_file():
                raise OutputError(f"cannot write `{path}`: it is not a regular file")
            draft = target.with_name(f".briefing-{token_hex(8)}")
            drafts[path], states[path] = draft, digest(data)
            # not mkstemp: its files are for their owner's eyes only, whatever the umask says
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for path, draft in drafts.items():
            draft.replace(path.resolve())
    except OSError as error:
        raise OutputError(f"cannot write `{path}`: {_reason(error, path.parent)}") from error
    finally:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink()
        if made:
            with suppress(OSError):  # it is not empty: all went well
                made.rmdir()
    return states


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
