"""Extract: the data in the PDF of a brief or a pack become files, from which it can be built.

Enters: a PDF from anybody. Leaves: a new folder with the files whose hashes the PDF's own manifest
lists. Invariants: nothing is written outside that folder, and nothing but all of it; a file takes
no more memory than its limit, however small it is packed.

Standards: ISO 32000-1 (PDF 1.7), 7.11.4 (embedded files); ISO 19005-3 (PDF/A-3), annex E
(associated files).
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NoReturn, TypeAlias

from pikepdf import Array, Name, PasswordError, Pdf, PdfError

from briefing.errors import Diagnostic, InputError, OutputError
from briefing.formats.folder import MAX_BYTES, MAX_TOTAL
from briefing.formats.pdf_stream import unpack
from briefing.model.form import FIELD, FORM, needs_newer
from briefing.pdf.attachments import MANIFEST, fault_of, is_part_of_brief, key_of
from briefing.runtime.limits import Limits, bounded
from briefing.runtime.open_file import read_regular
from briefing.runtime.spare_folder import Spare

__all__ = ["LIMITS", "MAX_FILES", "MAX_PDF", "extract"]

LIMITS = Limits(timeout=60, memory=2048)
"""What reading a PDF may take, for what is packed in it can be much more than it is."""
MAX_FILES = 5_000
MAX_PDF = MAX_UNPACKED = 2 * MAX_TOTAL
"""Of a PDF, and of all that it holds, in bytes."""

Refuse: TypeAlias = Callable[[str], NoReturn]


def extract(
    pdf: Path, folder: Path | None = None, *, password: str | None = None, limits: Limits = LIMITS
) -> Path:
    """Write the data of a PDF into a folder that is new or empty, and tell which.

    Without a `folder` it is named after the PDF, in the working folder. Raises InputError for what
    cannot be read or trusted, OutputError for what cannot be written.
    """
    folder = folder or Path(pdf.stem)
    _require_room(folder)
    _write(folder, _read(pdf, password, limits))
    return folder


def _require_room(folder: Path) -> None:
    fault = None
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        fault = "it is there, and is no folder"
    elif folder.exists() and (any(folder.iterdir()) or folder.samefile(Path.cwd())):
        fault = "it is not empty, or the working folder"
    if fault:
        raise OutputError(f"cannot write into `{folder}`: {fault}", "name a new folder with -o")


def _read(path: Path, password: str | None, limits: Limits) -> dict[str, bytes]:
    """Read the files that the manifest lists; raise InputError unless they are these."""

    def refuse(fault: str) -> NoReturn:
        raise InputError([Diagnostic(f"`{path}` {fault}")])

    try:
        data = BytesIO(read_regular(path, MAX_PDF))
        with bounded(limits), Pdf.open(data, password=password or "") as document:
            files = dict(_files(document, refuse))
    except PasswordError:
        hint = "is another one" if password else "is needed: use --password or --password-file"
        refuse(f"is encrypted, and its password {hint}")
    except (MemoryError, TimeoutError) as error:
        refuse(str(error) or "takes too much memory")
    except OSError as error:
        refuse(f"cannot be read: {error.strerror}")
    except (PdfError, AttributeError, KeyError, TypeError, ValueError) as error:
        # pikepdf tells a structure that is none by any of these
        reason, *_ = str(error).splitlines() or [type(error).__name__]
        refuse(f"cannot be read as a PDF: {reason.removeprefix(f'{path}: ')}")
    if MANIFEST not in files:
        refuse("holds no data of a brief: it was built without, or it is for paper alone")
    _require_sameness(files, refuse)
    return files


def _require_sameness(files: Mapping[str, bytes], refuse: Refuse) -> None:
    """Hold that the files are those of the manifest, in a form that can be read, and no others."""
    try:
        manifest = json.loads(files[MANIFEST])
        if (form := manifest.get(FIELD, 1)) > FORM:
            maker = f"it was made by {manifest.get('tool', 'an unknown one')!s:.40}"
            refuse(f"cannot be extracted: {needs_newer(form)}; {maker}")
        listed = manifest["files"]
        names = sorted({*listed, *files} - {MANIFEST})
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        refuse("holds a manifest that cannot be read")
    for name in names:
        if name not in files:
            refuse(f"does not hold `{name}`, which its manifest lists")
        if name not in listed or sha256(files[name]).hexdigest() != listed[name]:
            refuse(f"was changed: `{name}` is not what the manifest lists")
        if not is_part_of_brief(name):
            refuse(f"holds a file `{name}`, which is no part of a brief")


def _files(document: Pdf, refuse: Refuse) -> Iterator[tuple[str, bytes]]:
    """Unpack the files that the catalogue names, each within its limit."""
    specs = document.Root.get(Name.AF, Array())
    if not isinstance(specs, Array) or len(specs) > MAX_FILES:
        refuse(f"names its files wrongly, or more than {MAX_FILES:,}")
    names, total = set[str](), 0
    for spec in specs.as_list():
        name = str(spec.get(Name.UF) or spec.get(Name.F) or "")
        if fault := fault_of(name):
            refuse(f"holds a file `{name}`, which {fault}")
        parents = {key_of(str(each)) for each in PurePosixPath(name).parents}
        if key_of(name) in names or parents & names:
            refuse(f"holds `{name}` a second time, as some systems see it")
        names.add(key_of(name))
        data = unpack(spec.EF.F, min(MAX_BYTES, MAX_UNPACKED - total))
        if data is None:
            refuse(f"holds a file `{name}` that is broken, or larger unpacked than any may be")
        total += len(data)
        yield name, data


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder without a name that anybody knows, which then gets its own."""
    spare = Spare()
    try:
        draft = spare.beside(folder)
        draft.mkdir()
        for name, data in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        draft.replace(folder)
    except OSError as error:
        raise OutputError(f"cannot write `{folder}`: {error.strerror}") from error
    finally:
        spare.close()
