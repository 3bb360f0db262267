"""Build again and again: each time when a file that the last build read or wrote has changed.

Enters: what builds, and tells the states of its files. Leaves: nothing, for it goes on until it is
interrupted. Invariant: no change is missed, not one amid a build either; what is as it was after
all, if newer, is not built again.

Files are asked for their times, which for the dozens of a topic costs a thousandth of a processor,
works on every file system, and needs no package.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Never

from briefing.runtime.fingerprint import state
from briefing.runtime.open_file import names_in

__all__ = ["watch"]

_PAUSE = 0.05
# so many times as long as looking takes, where there is much to look through
_REST = 20

_Look = tuple[tuple[object, ...], ...]


def watch(make: Callable[[], Mapping[str, str] | None], places: Sequence[Path]) -> Never:
    """Call `make`, and again after each change of a file whose state it gave.

    Where it gives None, since it failed, nobody knows what it would have read: then a change of
    anything in the `places` counts, too.
    """
    known: Mapping[str, str] = {}
    while True:
        before = _look((*places, *known))
        states = make()
        if states is None:
            _wait((*places, *known), before)
            continue
        known = states
        before = _look(known)
        while all(_holds(path, each) for path, each in known.items()):
            before = _wait(known, before)


def _wait(paths: Iterable[Path | str], before: _Look) -> _Look:
    """Wait until paths look otherwise than before and stay so for a moment; tell how."""
    last, pause = before, _PAUSE
    while True:
        time.sleep(pause)
        start = time.perf_counter()
        now = _look(paths)
        pause = max(_PAUSE, _REST * (time.perf_counter() - start))
        if now == last != before:
            return now
        last = now


def _look(paths: Iterable[Path | str]) -> _Look:
    return tuple(each for path in paths for each in _stamps(Path(path)))


def _stamps(path: Path) -> Iterator[tuple[object, ...]]:
    """Yield the time and size of a file, or those of all below a folder that are not hidden."""
    if path.name == "*":  # the names in a folder
        path = path.parent
    elif path.is_dir():
        try:
            for name in names_in(path):
                each = path / name
                if not name.startswith(".") and not (each.is_symlink() and each.is_dir()):
                    yield from _stamps(each)
        except OSError:
            yield (str(path),)
        return
    try:
        status = path.stat()
    except OSError:
        yield (str(path),)
    else:
        yield str(path), status.st_mtime_ns, status.st_size, status.st_ino


def _holds(path: str, known: str) -> bool:
    try:
        return state(path) == known
    except OSError:
        return False
