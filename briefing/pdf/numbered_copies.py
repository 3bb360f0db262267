"""Numbered copies: one finished brief becomes a copy for each person on a list.

Enters: the finished PDF, and the stamps, plain pages of which each copy has two: for its right-hand
and for its left-hand pages. Leaves: a tagged PDF for each person, or one PDF of all copies for the
printer, and a register with a hash of each. Invariant: the brief is neither laid out nor finished
again; the same input gives the same bytes.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from unicodedata import category, normalize

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, Rectangle

from briefing.errors import Diagnostic, InputError
from briefing.model.marking import Marking, file_stem
from briefing.model.recipient import Recipient
from briefing.pdf.imposition import MM, print_job, seal
from briefing.preflight.page_rules import sign_in
from briefing.runtime.open_file import names_in

__all__ = ["file_name", "is_file", "issue", "join_copies", "leftovers", "require_glyphs", "stamp"]

# signs with a meaning to some file system
_UNSAFE = re.compile(r'[/\\:*?"<>|]+')
_MAX_BYTES = 200
_NUMBERED = re.compile(r"\d{2,3} ")
# what begins a formula, at the start of a cell or after what some spreadsheets take for its end
_FORMULA = re.compile(r"(^|[;|,\t\r\n])(\s*)([=+\-@＝＋－＠]|[\t\r](?=.))")


def require_glyphs(log: Iterable[str], recipients: Sequence[Recipient]) -> None:
    """Raise InputError where the engine tells that no font has a sign of the list."""
    missing = {sign for line in log if (sign := sign_in(line))}
    found = [
        Diagnostic(
            f"no font on this machine has `{''.join(signs)}`, in `{said}`, copy {number}",
            hint="install a font that does, or write the name in other letters",
            rule="bad-copies",
        )
        for number, each in enumerate(recipients, start=1)
        for said in each.model_dump(exclude_none=True).values()
        if (signs := [sign for sign in dict.fromkeys(said) if sign in missing])
    ]
    if found:
        raise InputError(found)


def issue(
    path: Path,
    pdf: bytes,
    stamps: bytes,
    recipients: Sequence[Recipient],
    *,
    impose: Callable[[bytes, int], bytes],
    both_sides: bool,
    marking: Marking | None = None,
) -> Iterator[tuple[Path, bytes]]:
    """Yield each file with its path: one of all copies, or each copy into a folder; the register.

    `impose` sets so many copies in one PDF upon sheets. The hash in the register is always that of
    the copy as a file of its own.
    """
    total = len(recipients)
    together = is_file(path)
    if together:
        yield path, impose(join_copies(pdf, stamps, both_sides=both_sides), total)
    with Pdf.open(BytesIO(pdf)) as brief:
        pages = len(brief.pages)
    rows: list[tuple[object, ...]] = [
        ("number", *Recipient.model_fields, "file", "pages", "sha256"),
    ]
    for number, (each, copy) in enumerate(zip(recipients, stamp(pdf, stamps), strict=True), 1):
        data = impose(copy, 1)
        name = path.name if together else file_name(number, total, each.name, marking)
        if not together:
            yield path / name, data
        said = each.model_dump().values()
        cells = (*map(_as_text, said), _as_text(name))
        rows.append((number, *cells, pages, sha256(data).hexdigest()))
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    register = path.with_name(f"{path.stem}-register.csv") if together else path / "register.csv"
    yield register, text.getvalue().encode("utf-8-sig")  # by its mark Excel knows the encoding


def _as_text(cell: str | None) -> str:
    """Write a cell so that no spreadsheet runs it: an apostrophe before it says that it is text."""
    return _FORMULA.sub(r"\1\2'\3", cell or "")


def is_file(path: Path) -> bool:
    """Return whether copies go into one file of this name, and not into a folder."""
    return path.suffix.lower() == ".pdf"


def leftovers(folder: Path, written: Sequence[Path]) -> list[str]:
    """Return which copies in a folder are of an earlier build."""
    found = {
        folder / name
        for name in names_in(folder)
        if _NUMBERED.match(name) and name.endswith(".pdf")
    }
    return [f"`{path}` is a copy of an earlier build" for path in sorted(found - set(written))]


def file_name(number: int, total: int, name: str, marking: Marking | None = None) -> str:
    """Name the file of a copy, such as `03 Head of delegation.pdf`; its number makes it unique."""
    digits = max(2, len(str(total)))
    signs = _UNSAFE.sub(" ", normalize("NFC", name))
    plain = " ".join("".join(each for each in signs if category(each)[0] != "C").split())
    end = file_stem("", marking) + ".pdf"
    short = plain.encode()[: _MAX_BYTES - len(end.encode())].decode(errors="ignore").rstrip(" .")
    return f"{number:0{digits}} {short}".rstrip() + end


def stamp(pdf: bytes, stamps: bytes) -> Iterator[bytes]:
    """Yield each copy: the brief as it is, with its stamp upon each page as an artifact."""
    with Pdf.open(BytesIO(pdf)) as brief, Pdf.open(BytesIO(stamps)) as layer:
        mark = brief.make_stream(b"/Artifact <</Type /Pagination>> BDC\nq /Copy Do Q\nEMC")
        for page in brief.pages:
            page.obj.Contents.append(mark)
        for forms in _forms(layer, brief):
            for index, page in enumerate(brief.pages):
                page.obj.Resources.XObject.Copy = forms[index % 2]
            result = BytesIO()
            brief.save(result, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
            yield result.getvalue()


def join_copies(pdf: bytes, stamps: bytes, *, both_sides: bool = False) -> bytes:
    """Put all copies into one PDF, in which each page of the brief is held once.

    Like all files for paper alone it has no tags, and says so. For printing on both sides a copy
    with an odd number of pages ends with a blank one.
    """
    with Pdf.open(BytesIO(pdf)) as brief, Pdf.open(BytesIO(stamps)) as layer, Pdf.new() as whole:
        content = whole.make_stream(b"q /Page Do Q\nq /Copy Do Q")
        forms = [whole.copy_foreign(_form(page)) for page in brief.pages]
        copies = list(_forms(layer, whole))
        for copy in copies:
            for index, (page, form) in enumerate(zip(brief.pages, forms, strict=True)):
                leaf = _add_page(whole, page)
                leaf.Resources = Dictionary(XObject=Dictionary(Page=form, Copy=copy[index % 2]))
                leaf.Contents = content
            if both_sides and len(forms) % 2:
                _add_page(whole, brief.pages[0])
        area = Rectangle(*map(float, brief.pages[0].trimbox.as_list()))
        job = print_job(
            len(brief.pages), float(area.width) / MM, float(area.height) / MM, duplex=both_sides
        )
        return seal(whole, brief, job, f"{len(copies)} numbered copies, for paper only")


def _add_page(target: Pdf, like: Page) -> Object:
    """Add an empty page of the size of another."""
    page = target.add_blank_page().obj
    for name, box in (
        (Name.MediaBox, like.mediabox),
        (Name.TrimBox, like.trimbox),
        (Name.BleedBox, like.bleedbox),
    ):
        page[name] = Array(list(box))
    return page


def _form(page: Page) -> Object:
    """Make a part of another page of a page, with what lies beyond its trimmed size."""
    form = page.as_form_xobject()
    form.BBox = page.mediabox
    return form


def _forms(layer: Pdf, target: Pdf) -> Iterator[tuple[Object, Object]]:
    """Return the stamps of each copy as parts of another document."""
    forms = [target.copy_foreign(_form(page)) for page in layer.pages]
    return zip(forms[::2], forms[1::2], strict=True)
