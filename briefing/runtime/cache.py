"""The cache: bytes by key, kept between runs in the user's cache folder.

Enters: keys made by `key_of`, and bytes. Leaves: the same bytes, or nothing. Invariant: an entry is
whole or is not there, only its user can read it, and nothing depends on it: what cannot be kept
or read is as if it had never been put.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from stat import S_IMODE, S_ISDIR

from briefing.runtime import package_data as assets
from briefing.runtime.new_file import write_draft

__all__ = ["FOLDER", "Cache", "key_of", "versions"]

FOLDER = "BRIEFING_CACHE_DIR"
"""The environment variable that names another folder."""

_LIMIT = 512 * 1024 * 1024
_HOUR = 3600
_DIGEST = sha256().digest_size
_DRAFT = ".draft-"


class Cache:
    """Entries of at most `limit` bytes together; those used least recently go first.

    Several processes may use one folder. A cache that is not `enabled` holds nothing, and so does
    one whose folder cannot be written.
    """

    def __init__(
        self, folder: Path | None = None, *, limit: int = _LIMIT, enabled: bool = True
    ) -> None:
        self.enabled = enabled
        self._limit = limit
        self._written = 0
        self._place = folder
        self._entries: Path | None = None

    def get(self, key: str) -> bytes | None:
        """Read what was put under a key, None if nothing whole is there."""
        if not (folder := self._folder()):
            return None
        path = folder / key
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        data = entry[_DIGEST:]
        with suppress(OSError):
            if _digest(key, data) == entry[:_DIGEST]:
                os.utime(path)  # the time of its last use
                return data
            path.unlink()
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, if that can be done."""
        if not (folder := self._folder()):
            return
        draft = folder / f"{_DRAFT}{os.urandom(8).hex()}"
        try:
            write_draft(draft, _digest(key, data), data, mode=0o600, sync=False)
            draft.replace(folder / key)
        except OSError:
            with suppress(OSError):
                draft.unlink()
        self._written += len(data)
        self._prune(folder)

    def clear(self) -> tuple[Path, int, int]:
        """Remove all entries; return from which folder, and how many files and bytes they were."""
        place = (self._place or _user_folder()).absolute() / "entries"
        count, size = 0, 0
        if folder := self._folder():
            for each in os.scandir(folder):
                size += each.stat(follow_symlinks=False).st_size
                Path(each).unlink()
                count += 1
        return place, count, size

    def _folder(self) -> Path | None:
        """Return the folder of the entries, made when it is first asked for; None without one."""
        if self.enabled and not self._entries:
            try:
                self._entries = _make(self._place or _user_folder())
            except (OSError, RuntimeError):  # RuntimeError: the user has no home
                self.enabled = False
        return self._entries

    def _prune(self, folder: Path) -> None:
        """Remove what is too much, once an hour or after writing much."""
        mark = folder / ".pruned"
        with suppress(OSError):
            if self._written < self._limit / 8 and 0 <= time.time() - _time(mark) < _HOUR:
                return
            self._written = 0
            mark.touch(mode=0o600)
            files = [(each.stat(), each) for each in os.scandir(folder) if each.path != str(mark)]
            kept = 0
            for status, each in sorted(files, key=lambda file: file[0].st_mtime, reverse=True):
                kept += status.st_size
                left_over = each.name.startswith(_DRAFT) and time.time() - status.st_mtime > _HOUR
                if kept > self._limit or left_over:
                    with suppress(OSError):
                        Path(each).unlink()


def key_of(*parts: str | bytes) -> str:
    """Make a key of parts and of the versions of all that works on them.

    Two lists of parts have two keys. Whatever else a result depends on must be a part.
    """
    total = sha256(versions())
    for part in parts:
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        total.update(b"%d %d " % (isinstance(part, str), len(data)))
        total.update(data)
    return total.hexdigest()


@cache
def versions() -> bytes:
    """Return a text that differs with each state of the program, its dependencies and Python.

    Of our own files it is times and sizes, for a checkout changes without a new version; of all
    that is installed the names of folders, which hold versions; of Pango the time at which the
    system last changed its libraries.
    """
    own = {assets.PACKAGE, assets.templates(), assets.styles()}
    state = sha256(sys.version.encode())
    for folder in sorted(own):
        for name, status in _files(str(folder)):
            state.update(f"{name}\0{status.st_mtime_ns} {status.st_size}\0".encode())
    for place in filter(os.path.isdir, sys.path):
        for each in sorted(os.scandir(place), key=lambda entry: entry.name):
            if each.name.endswith((".dist-info", ".egg-info")):
                state.update(f"{each.name}\0".encode())
    with suppress(OSError):
        state.update(str(_time(Path("/etc/ld.so.cache"))).encode())
    return state.digest()


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Walk through the files below a folder, in order, without what Python compiled."""
    for each in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if each.is_dir():
            if each.name != "__pycache__":
                yield from _files(each.path)
        else:
            yield each.path, each.stat()


def _user_folder() -> Path:
    if folder := os.environ.get(FOLDER):
        return Path(folder)
    from platformdirs import user_cache_path

    return user_cache_path("briefing", appauthor=False)


def _make(place: Path) -> Path:
    """Make the folder of the entries; raise OSError if it could be somebody else's."""
    folder = place.absolute() / "entries"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    # a system whose users have no numbers keeps this folder in one of theirs
    is_own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    if not S_ISDIR(status.st_mode) or not is_own:
        raise PermissionError(f"`{folder}` belongs to somebody else")
    if S_IMODE(status.st_mode) != 0o700:
        folder.chmod(0o700)
    if S_IMODE(status.st_mode) & 0o022:  # others may have put entries there, which are run
        for each in os.scandir(folder):
            Path(each).unlink()
    return folder


def _digest(key: str, data: bytes) -> bytes:
    """Digest an entry with its key, so that one entry cannot stand for another."""
    digest = sha256(key.encode())
    digest.update(data)
    return digest.digest()


def _time(path: Path) -> float:
    """Return when a file last changed, 0 if it is not there."""
    with suppress(OSError):
        return path.stat().st_mtime
    return 0
