"""Room for drafts beside the files that they will replace; what a dead process left there goes.

Enters: the path of a file. Leaves: a name beside it, in a folder that nobody else may enter. On the
same file system, a draft can be moved to its place in one step. Invariant: a folder is held by a
lock as long as the process lives that made it, so that no other takes it for a leftover.
"""

import os
import re
import shutil
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path
from secrets import token_hex

__all__ = ["Spare"]

_OURS = re.compile(r"\.briefing-[0-9a-f]{16}(?:\.new)?")
_NEW = ".new"
_DAY = 24 * 3600
_MOST = 20_000  # names among which leftovers are looked for


class Spare:
    """Spare folders beside files; `close()` removes them."""

    def __init__(self) -> None:
        self._folders = dict[Path, tuple[Path, int | None]]()

    def beside(self, file: Path, *, alone: bool = False) -> Path:
        """Return a name beside a file that nobody else has; one `alone` needs no folder.

        Raises OSError where no folder can be made.
        """
        if alone:
            _sweep(file.parent)
            return _new(file.parent)
        if file.parent not in self._folders:
            _sweep(file.parent)
            folder = _new(file.parent)
            made = folder.with_suffix(_NEW)  # until it is locked nobody takes it for a leftover
            made.mkdir(mode=0o700)
            self._folders[file.parent] = made, _locked(made)
            self._folders[file.parent] = made.rename(folder), self._folders[file.parent][1]
        return self._folders[file.parent][0] / token_hex(8)

    def close(self) -> None:
        """Remove the folders, and what is in them."""
        for folder, lock in self._folders.values():
            shutil.rmtree(folder, ignore_errors=True)
            if lock is not None:
                os.close(lock)


def _new(folder: Path) -> Path:
    return folder / f".briefing-{token_hex(8)}"


def _locked(folder: Path) -> int | None:
    """Lock a folder as long as the number that is returned is open; None if nothing can be locked.

    Raises BlockingIOError if another process holds it.
    """
    try:
        import fcntl
    except ImportError:  # not every system has such locks
        return None
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise
    except OSError:  # nor has every file system
        os.close(number)
        return None
    return number


def _sweep(folder: Path) -> None:
    """Remove what processes that are dead have left in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for each in islice(entries, _MOST):
            if _OURS.fullmatch(each.name):
                with suppress(OSError):
                    _remove(each)


def _remove(entry: "os.DirEntry[str]") -> None:
    status = entry.stat(follow_symlinks=False)
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        return
    is_old = time.time() - status.st_mtime > _DAY
    if not entry.is_dir(follow_symlinks=False):  # a draft, which is there for a moment
        if is_old:
            Path(entry).unlink()
    elif is_old or not entry.name.endswith(_NEW):
        lock = _locked(Path(entry))
        if is_old or lock is not None:
            shutil.rmtree(entry.path)
        if lock is not None:
            os.close(lock)
