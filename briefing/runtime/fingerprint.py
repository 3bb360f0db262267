"""One content of a file or folder told from another by its hash."""

import json
from hashlib import sha256
from pathlib import Path

from briefing.runtime.open_file import read_regular

__all__ = ["digest", "state", "state_if_any"]

_MANY = 5000
_MOST = 1 << 30  # no file that a build reads or writes has more bytes


def state(path: Path | str) -> str:
    """Return a hash of the content of a file, or of all that is below a folder.

    `FOLDER/*` stands for the names in the folder alone. Raises OSError for what cannot be read.
    """
    place = Path(path)
    if place.name == "*":
        return digest("\0".join(sorted(each.name for each in place.parent.iterdir())).encode())
    if not place.is_dir():
        return digest(read_regular(place, _MOST))
    found, folders = dict[str, str](), [place]
    for folder in folders:
        for each in folder.iterdir():
            if each.is_dir():
                folders.append(each)
            else:
                found[str(each)] = state(each)
        if len(found) + len(folders) > _MANY:  # perhaps a link to a folder above
            raise OSError(f"`{place}` holds too much")
    return digest(json.dumps(sorted(found.items())).encode())


def state_if_any(path: Path | str) -> str:
    """Return a state, or what is the state of nothing if that cannot be read."""
    try:
        return state(path)
    except OSError:
        return ""


def digest(data: bytes) -> str:
    """Return the state of a file that holds these bytes."""
    return sha256(data).hexdigest()
