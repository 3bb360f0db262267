"""A new topic: a folder with a topic that builds as it is, and the schema that binds its editor.

Enters: the path of the folder. Leaves: the folder, whole or not at all; nothing that stands there
is touched.
"""

import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing.errors import OutputError, UsageError
from briefing.loading.json_schema import schema
from briefing.runtime import package_data as assets

__all__ = ["create"]

# what every file system and shell takes as it is
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def create(folder: Path) -> Path:
    """Make a new topic; raise UsageError for a bad name, OutputError where one cannot be made."""
    if not _NAME.fullmatch(folder.name) or folder.name.endswith("."):
        message = f"`{folder}` is no name for a topic: expected letters, digits, `-`, `_`, `.`"
        raise UsageError(message)
    if folder.exists() or folder.is_symlink():
        raise OutputError(f"`{folder}` exists already", "choose another name")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
            made = Path(place, folder.name)
            shutil.copytree(assets.templates() / "new", made, copy_function=shutil.copyfile)
            text = json.dumps(schema(), ensure_ascii=False, indent=1)
            (made / "topic.schema.json").write_text(text + "\n", "utf-8")
            made.rename(folder)
    except OSError as error:
        raise OutputError(f"`{folder}` cannot be made: {error.strerror}") from error
    return folder
