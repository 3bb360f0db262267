"""The files below one folder: the only way to open what a file of a topic names.

Enters: the folder, and names as users write them. Leaves: plain names (relative, with `/`) and
bytes. Invariant: nothing outside the folder is opened, not by `..`, a link or an address; each
file is read once, and what was read is kept.
"""

import re
from pathlib import Path, PurePosixPath

from briefing.errors import Diagnostic, InputError, Span, nearest
from briefing.formats.image_metadata import strip_metadata
from briefing.formats.image_size import MAX_PIXELS, pixel_count
from briefing.formats.svg_tree import INSIDE, DrawingError
from briefing.runtime.open_file import entries_below, files_below, read_below

__all__ = ["IMAGES", "MAX_BYTES", "MAX_TOTAL", "Folder"]

MAX_BYTES = 64 * 1024 * 1024
MAX_TOTAL = 4 * MAX_BYTES
"""Of all files of a topic."""

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]+:)?//|(?:file|https?|ftp|data):", re.IGNORECASE)
# how the bytes of each accepted format begin, by the end of their names
IMAGES = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".svg": re.compile(rb"[^\0]{0,4096}?<svg\b", re.DOTALL),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}


class Folder:
    """The folder of a topic or a theme, and the files read from it so far, by their plain names.

    `pictures` are those of them that are images, bare: as they may be shown and passed on.
    """

    def __init__(self, root: Path, of: str = "topic") -> None:
        self.root = root.resolve()
        self._of = of
        self.files: dict[str, bytes] = {}
        self.pictures: dict[str, bytes] = {}

    def read(self, name: str, span: Span | None = None) -> tuple[str, bytes]:
        """Read a file; return its plain name and bytes, or raise InputError at the span."""

        def refuse(rule: str, reason: str, hint: str | None = None) -> InputError:
            return InputError([Diagnostic(f"`{name}` {reason}", span, hint, rule=rule)])

        if _ADDRESS.match(name):
            reason = "is an address, expected a file"
            raise refuse("file-outside-topic", reason, f"save it beside the {self._of}")
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise refuse(
                "file-outside-topic",
                f"does not lie below the {self._of}'s folder",
                "copy it there, and name it relative to the folder, with `/`",
            )
        if str(path) in self.files:
            return str(path), self.files[str(path)]
        try:
            target = (self.root / path).resolve(strict=True)
            if not target.is_relative_to(self.root):
                reason = f"is a link that leads out of the {self._of}'s folder"
                raise refuse("file-outside-topic", reason, "copy the file there")
            if not target.is_file():
                raise refuse("unreadable-file", "is not a file")
            if (size := target.stat().st_size) > MAX_BYTES:
                reason = f"has {size:,} bytes, expected at most {MAX_BYTES:,}"
                raise refuse("unreadable-file", reason)
            # opened anew from the folder: what was judged by its name may be another thing by now
            data = read_below(self.root, target.relative_to(self.root), MAX_BYTES)
            if (total := len(data) + sum(map(len, self.files.values()))) > MAX_TOTAL:
                reason = f"makes {total:,} bytes of this topic, expected at most {MAX_TOTAL:,}"
                raise refuse("unreadable-file", reason, "part the topic, or save smaller pictures")
        except (FileNotFoundError, NotADirectoryError):
            hint = nearest(name, self._beside(path))
            raise refuse("file-not-found", "does not exist", hint) from None
        except (OSError, RuntimeError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise refuse("unreadable-file", f"cannot be read: {why}") from error
        self.files[str(path)] = data
        return str(path), data

    def names(self, inner: str = "") -> list[str]:
        """List the files in the folder, or in and below an inner one, by their plain names.

        Raises InputError for what cannot be listed, and for a link to a folder, which is not.
        """
        place = PurePosixPath(inner)
        try:
            if not inner:
                entries = entries_below(self.root, place)
                return [name for name, is_folder in entries if not is_folder]
            if (self.root / place).is_symlink():
                names = [inner]
            else:
                names = [name.as_posix() for name in files_below(self.root, place)]
        except FileNotFoundError:
            return []
        except OSError as error:
            message = f"`{inner or self.root}` cannot be listed: {error.strerror}"
            raise InputError([Diagnostic(message, rule="unreadable-file")]) from None
        for name in names:
            if (self.root / name).is_dir():
                self.read(name, Span(f"{self.root.name}/{name}", 1, 1))
        return names

    def read_image(self, name: str, span: Span | None = None) -> str:
        """Read an image; return its plain name, or raise InputError at the span."""
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in IMAGES:
            message = f"`{name}` is not an image, expected {', '.join(IMAGES)}"
            raise InputError([Diagnostic(message, span, rule="not-an-image")])
        plain, data = self.read(name, span)
        if not IMAGES[suffix].match(data):
            message = f"`{name}` does not hold what its name says, a {suffix[1:].upper()} image"
            raise InputError([Diagnostic(message, span, rule="not-an-image")])
        if (found := pixel_count(data) or 0) > MAX_PIXELS:
            message = f"`{name}` has {found:,} pixels, expected at most {MAX_PIXELS:,}"
            hint = "save a smaller copy of it: paper shows 300 to the inch"
            raise InputError([Diagnostic(message, span, hint, rule="too-many-pixels")])
        try:
            self.pictures[plain] = strip_metadata(data)
        except DrawingError as error:
            rule = "file-outside-topic" if error.hint == INSIDE else "not-an-image"
            raise InputError(
                [Diagnostic(f"`{name}` {error}", span, error.hint, rule=rule)]
            ) from None
        except ValueError as error:
            message, hint = f"`{name}` cannot be printed: {error}", "save it anew, whole"
            raise InputError([Diagnostic(message, span, hint, rule="not-an-image")]) from None
        return plain

    def _beside(self, path: PurePosixPath) -> list[str]:
        """List the names in the nearest folder there is, to be proposed instead of a wrong one."""
        folder = (self.root / path.parent).resolve()
        if not folder.is_relative_to(self.root) or not self.root.is_dir():
            return []
        if not folder.is_dir():
            return self._beside(path.parent)
        place = folder.relative_to(self.root)
        try:
            names = [name for name, _ in entries_below(self.root, place)]
        except OSError:
            return []
        return [(place / name).as_posix() for name in names if not name.startswith(".")]
