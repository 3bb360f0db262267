"""What need not be built again: what a build read, wrote and said, kept in the cache.

Enters: the words that ask for a build, and after it the states of all that it read and wrote.
Leaves: what it said, for as long as another build would do the same. Invariant: whatever is in
doubt is built. Nothing heavy is imported, for this runs before anything else.

A state that is taken before its file is read can only be too old, and then it is built once more.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.runtime.cache import Cache, key_of
from briefing.runtime.fingerprint import state

__all__ = [
    "lookup",
    "store",
]

# What of the environment may decide about a page: the time of a draft, switches of our own, and
# what leads to fonts and programs of this machine.
_VARIABLES = (
    "BRIEFING_", "FC_", "FONTCONFIG_", "HOME", "LANG", "LC_", "PANGO", "PATH", "PYPANDOC_",
    "SOURCE_DATE_EPOCH", "XDG_CACHE_", "XDG_CONFIG_", "XDG_DATA_",
)  # fmt: skip


def lookup(cache: Cache, words: Sequence[str]) -> Any | None:
    """Return what was kept under these words, if all that was read and written is as it was.

    The words are whatever decides about a build: the command, its options, the topic, the output.
    Relative paths among them are those of the working folder.
    """
    if not (key := _key(words)) or not (data := cache.get(key)):
        return None
    record = json.loads(data)
    try:
        leads = all(str(Path(given).resolve()) == path for given, path in record["leads"].items())
        holds = leads and all(state(path) == known for path, known in record["states"].items())
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        return None
    return record["said"] if holds else None


def store(
    cache: Cache, words: Sequence[str], said: Any, *, topic: Path, states: Mapping[str, str]
) -> None:
    """Keep what a build said, as JSON, for as long as the `states` of files and folders hold.

    `topic` is the path that was given: it must still lead where it does now. Only a build that
    wrote what it was asked for is to be kept.
    """
    if key := _key(words):
        leads = {str(topic.absolute()): str(topic.resolve())}
        record = {"leads": leads, "states": dict(states), "said": said}
        cache.put(key, json.dumps(record).encode())


def _key(words: Sequence[str]) -> str:
    """Make the key of a request, empty where there is no working folder."""
    try:
        here = str(Path.cwd())
    except OSError:
        return ""
    known = sorted(each for each in os.environ.items() if each[0].startswith(_VARIABLES))
    return key_of("unchanged", here, json.dumps(known), *words)
