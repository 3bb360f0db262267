"""Embed: files of a brief's data become parts of its PDF, which name it as what it was made of.

Enters: an open PDF, files and the date that all of them bear. Leaves: the same PDF with them.
Invariant: every name is one that any system takes, and none is given twice.

Standards: ISO 32000-1 (PDF 1.7), 7.11.4; ISO 19005-3 (PDF/A-3), 6.8 and annex E.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import category, normalize

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

__all__ = [
    "MANIFEST",
    "PACK",
    "AttachmentNames",
    "File",
    "embed",
    "fault_of",
    "is_part_of_brief",
    "key_of",
]

MANIFEST = "manifest.json"
"""Lists the other files with the SHA-256 of each."""
PACK = "pack.yaml"
"""Names the topics of a pack; a brief has none."""

_TYPES = {
    ".css": "text/css",
    ".csl": "application/vnd.citationstyles.style+xml",
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webp": "image/webp",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}

_LONGEST, _DEEPEST = 200, 16
# signs that mean something to some file system
_SIGNS = re.compile(r'[\\:*?"<>|]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


# What a brief's data consist of, by the place in their folder: all else, a program or a file that
# some program obeys, nobody needs to build the brief again.
_PARTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(.+/)?(topic|sources)\.yaml",
        rf"{re.escape(PACK)}|{re.escape(MANIFEST)}|[^/]+\.csl",
        r"theme/(theme\.yaml|[^/]+\.css|templates/.+\.html|.+\.([ot]t[fc]|woff2?))",
        r"inputs/.+\.(?i:ya?ml|csv|tsv|xlsx|bib|ris|json|csl)",
        r"(?!theme/).+\.(?i:png|jpe?g|gif|webp|svg)",
    )
)


class File(NamedTuple):
    """A file: its name with `/`, what it holds, and what it is in a few words."""

    name: str
    data: bytes
    description: str

    @property
    def media_type(self) -> str:
        """Return its MIME type by its name."""
        suffix = PurePosixPath(self.name).suffix.lower()
        return _TYPES.get(suffix, "application/octet-stream")


def embed(document: Pdf, files: Iterable[File], date: datetime) -> None:
    """Put files into an open PDF; `date` is aware."""
    stamp = String(f"D:{date:%Y%m%d%H%M%S}Z")
    specs: dict[bytes, Object] = {}
    for file in files:
        stream = Stream(
            document,
            file.data,
            Type=Name.EmbeddedFile,
            Subtype=Name(f"/{file.media_type}"),
            Params=Dictionary(Size=len(file.data), CreationDate=stamp, ModDate=stamp),
        )
        spec = Dictionary(
            Type=Name.Filespec,
            F=String(re.sub(r"[^ -~]", "_", file.name)),
            UF=String(file.name),
            Desc=String(file.description),
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
        )
        specs[bytes(String(file.name))] = document.make_indirect(spec)
    ordered = sorted(specs.items())
    names = document.Root.get(Name.Names, Dictionary())
    pairs = (each for key, spec in ordered for each in (String(key), spec))
    names.EmbeddedFiles = Dictionary(Names=Array(pairs))
    document.Root.Names = names
    document.Root.AF = Array(spec for _, spec in ordered)


def fault_of(name: str) -> str | None:
    """Return why no file may have this name below a folder, anywhere; None if one may."""
    if not name or name.startswith("/"):
        return "is no name relative to a folder"
    if any(category(sign) in _UNSEEN for sign in name) or _SIGNS.search(name):
        return "has signs that no file should have in its name"
    if len(name.encode()) > _LONGEST or name.count("/") > _DEEPEST:
        return f"is longer than {_LONGEST} bytes, or deeper than {_DEEPEST} folders"
    for part in name.split("/"):
        if not part or part.startswith((".", " ")) or part.endswith((".", " ")):
            return "has a part that is empty, or begins or ends with a dot or a space"
        if _DEVICE.fullmatch(part):
            return "is the name of a device on some systems"
    return None


def is_part_of_brief(name: str) -> bool:
    """Return whether `build` may read a file of this name, which `fault_of` finds no fault with.

    None of its parts begins as an option of a command does.
    """
    begins = any(part.startswith("-") for part in name.split("/"))
    return not begins and any(pattern.fullmatch(name) for pattern in _PARTS)


def key_of(name: str) -> str:
    """Return what is equal for names that some system takes for one."""
    return normalize("NFC", normalize("NFC", name).casefold())


class AttachmentNames:
    """Gives files names that every system takes, each its own; those that are such names stay.

    They are below a `folder`, whose name ends with `/`.
    """

    def __init__(self, folder: str = "") -> None:
        self._folder = folder
        self._given: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """Return a file its name."""
        if name not in self._given:
            path = PurePosixPath(name)
            whole = self._folder + name
            fits = not fault_of(whole) and is_part_of_brief(whole)
            safe = name if fits else f"picture{path.suffix.lower()}"
            stem, suffix = safe.removesuffix(path.suffix), path.suffix
            taken, number = {key_of(each) for each in self._given.values()}, 1
            while key_of(safe) in taken:
                number += 1
                safe = f"{stem}-{number}{suffix}"
            self._given[name] = safe
        return self._given[name]
