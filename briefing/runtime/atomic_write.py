"""Output: bytes reach a file whole or not at all, and several files all or none.

Enters: bytes and paths. Leaves: the files. Invariant: what stood there before stays as it was until
all that is new is complete on the disk, and a failure leaves nothing beside it. Where one of
several cannot be moved to its place, what stood at the places of the others comes back. A file that
another program holds is left to it: what is new is then written beside it.
"""

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from briefing.errors import OutputError
from briefing.runtime.fingerprint import digest, state_if_any
from briefing.runtime.new_file import write_draft
from briefing.runtime.spare_folder import Spare

__all__ = ["write_atomically", "write_together"]

# what a system says of a file that is open elsewhere, or protected
_HELD = (errno.EACCES, errno.EBUSY, errno.EPERM, errno.ETXTBSY)


def write_atomically(path: Path, data: bytes) -> dict[Path, str]:
    """Write a file as `write_together` does, or beside its place if it cannot be replaced.

    The file that was written is the last one of the states; that of one that is held comes first.
    """
    return write_together([(path, data)], beside=True)


def write_together(
    files: Iterable[tuple[Path, bytes]], *, folder: Path | None = None, beside: bool = False
) -> dict[Path, str]:
    """Write files beside their places, then move all of them there; give the state of each.

    A `folder` for them is made if it is not there. Raises `OutputError` where anything fails.
    """
    drafts, states, spare = dict[Path, Path](), dict[Path, str](), Spare()
    made = folder if folder and not folder.exists() else None
    path = made or Path()
    try:
        if made:
            made.mkdir(exist_ok=True)
        for path, data in files:
            target = _target(path)
            if target.is_dir():
                raise OutputError(f"cannot write `{path}`: it is a folder", "name a file in it")
            if path.exists() and not path.is_file():  # the target of a pipe has no path
                raise OutputError(f"cannot write `{path}`: it is not a regular file")
            if target.exists() and not target.stat().st_mode & 0o222:  # to move one there would do
                hint = "name another file, or allow writing to it"
                raise OutputError(f"cannot write `{path}`: it is write-protected", hint)
            draft = spare.beside(target, alone=beside)
            drafts[path], states[path] = draft, digest(data)
            _write_like(target, draft, data)
        with _kept(drafts if len(drafts) > 1 else (), spare):
            for path, draft in drafts.items():
                try:
                    draft.replace(_target(path))
                except OSError as error:
                    if not beside or error.errno not in _HELD:
                        raise
                    states[_put_beside(path, draft)] = states[path]
                    states[path] = state_if_any(path)
        for parent in {_target(path).parent for path in drafts}:
            _sync(parent)
    except OSError as error:
        remedy = "create it first" if error.errno == errno.ENOENT else None
        message = f"cannot write `{path}`: {_reason(error, path.parent)}"
        raise OutputError(message, remedy) from error
    finally:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink()
        spare.close()
        if made:
            with suppress(OSError):  # it is not empty: all went well
                made.rmdir()
    return states


def _target(path: Path) -> Path:
    """Return the file that is written: where a path is a link, what that leads to."""
    try:
        return path.resolve()
    except RuntimeError:
        raise OutputError(f"cannot write `{path}`: it is a link to itself", "remove it") from None


def _write_like(target: Path, draft: Path, data: bytes) -> None:
    """Write a draft that everybody may read and write who may the file that it is to replace."""
    try:
        known = target.stat()
    except OSError:
        write_draft(draft, data)
        return
    write_draft(draft, data, mode=0o600)
    if hasattr(os, "chown"):
        with suppress(OSError):  # only the administrator may give files away
            os.chown(draft, known.st_uid, known.st_gid)
    draft.chmod(known.st_mode & 0o777)


@contextmanager
def _kept(places: Collection[Path], spare: Spare) -> Iterator[None]:
    """Put back what stood at some places, or that nothing did, if what is done there fails."""
    earlier = dict[Path, Path | None]()
    try:
        for place in places:
            target, copy = _target(place), None
            if target.exists():
                copy = earlier[target] = spare.beside(target)
                try:
                    copy.hardlink_to(target)
                except OSError:  # not every file system has links
                    shutil.copy2(target, copy)
            earlier[target] = copy
        try:
            yield
        except BaseException:
            for target, copy in earlier.items():
                with suppress(OSError):  # of one that was not yet there
                    copy.replace(target) if copy else target.unlink()
            raise
    finally:
        for copy in filter(None, earlier.values()):
            with suppress(OSError):
                copy.unlink()


def _put_beside(path: Path, draft: Path) -> Path:
    """Return a draft the first free name like that of a file that cannot be replaced."""
    for number in range(2, 1000):
        other = path.with_name(f"{path.stem}-{number}{path.suffix}")
        with suppress(FileExistsError):
            other.touch(exist_ok=False)  # nobody else gets this name
            try:
                draft.replace(other)
            except OSError:
                other.unlink()
                raise
            return other
    raise OSError(errno.EEXIST, "another program holds it, and there is no name left beside it")


def _sync(folder: Path) -> None:
    """Have the names in a folder reach the disk, where a file system can do that."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _reason(error: OSError, folder: Path) -> str:
    match error.errno:
        case errno.ENOENT:
            return f"there is no folder `{folder}`"
        case errno.ENOTDIR:
            return f"`{folder}` is not a folder"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"no permission to write in the folder `{folder}`"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case errno.EFBIG:
            return "it is larger than a file may be here"
        case _:
            return error.strerror or str(error)
