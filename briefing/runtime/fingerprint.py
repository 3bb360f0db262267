"""One content of a file or folder told from another by its hash."""

import json
import os
from hashlib import sha256
from pathlib import Path, PurePath

from briefing.runtime.open_file import files_below, names_in, read_below, read_regular

__all__ = ["digest", "state", "state_if_any"]

_MOST = 1 << 30  # no file that a build reads or writes has more bytes


def state(path: Path | str) -> str:
    """Return a hash of the content of a file, or of all that is below a folder.

    `FOLDER/*` stands for the names in the folder alone. Raises OSError for what cannot be read.
    """
    place = Path(path)
    if place.name == "*":
        return digest("\0".join(names_in(place.parent)).encode())
    if not place.is_dir():
        return digest(read_regular(place, _MOST))
    root = place.resolve()
    found = {name.as_posix(): _state_below(root, name) for name in files_below(root)}
    return digest(json.dumps(found).encode())


def _state_below(root: Path, name: PurePath) -> str:
    """Return a hash of a file below a folder, or of where a link leads."""
    try:
        return digest(os.fsencode((root / name).readlink()))
    except OSError:  # no link
        return digest(read_below(root, name, _MOST))


def state_if_any(path: Path | str) -> str:
    """Return a state, or what is the state of nothing if that cannot be read."""
    try:
        return state(path)
    except OSError:
        return ""


def digest(data: bytes) -> str:
    """Return the state of a file that holds these bytes."""
    return sha256(data).hexdigest()
