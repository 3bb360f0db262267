"""What tests ask of a PDF: its text, links and outline, and whether it keeps the standards.

Pages are numbered from 1. A validator looks at each object by itself and passes a file whose tags
lead nowhere; `check_structure` looks at how the objects hang together. `faults` is all of it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from ctypes import c_ushort
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import page as validator
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Name, Object, Pdf, parse_content_stream

Id: TypeAlias = tuple[int, int]
"""Number and generation of an object."""


def faults(pdf: bytes) -> list[str]:
    """List all that is wrong with a PDF that is to be accessible and to be archived."""
    return [*validate(pdf), *check_structure(pdf), *unreadable(pdf)]


def unreadable(pdf: bytes, password: str = "") -> list[str]:
    """List what qpdf complains of, and what another reader cannot draw."""
    with Pdf.open(BytesIO(pdf), password=password) as document:
        found, count = document.check_pdf_syntax(), len(document.pages)
    reader = pypdfium2.PdfDocument(pdf, password=password or None)
    try:
        drawn = [page.render(scale=0.1) for page in reader]
    finally:
        reader.close()
    return found if len(drawn) == count > 0 else [*found, f"{len(drawn)} of {count} pages"]


def validate(pdf: bytes) -> list[str]:
    """List what a validator has against a PDF under PDF/UA-1 and PDF/A-3a."""
    findings = []
    for profile in ("ua1", "3a"):
        for failure in validator.validate_pdf_bytes(pdf, profile=profile).failures:
            # a last byte that is a carriage return is taken for a part of the line's end
            if failure.rule_id.endswith("STREAM-LENGTH-001") and not wrong_lengths(pdf):
                continue
            findings.append(f"{failure.rule_id}: {failure.message}")
    return findings


def wrong_lengths(pdf: bytes) -> list[int]:
    """Find the streams that do not end where their /Length says, by their place in the file."""
    wrong = []
    start = re.compile(rb"\bobj\b((?:(?!\bendobj\b).)*?)\bstream\r?\n", re.DOTALL)
    end = re.compile(rb"(\r\n|\n|\r)endstream\b")
    here = 0
    while found := start.search(pdf, here):
        # from the end of one stream to the start of the next: never within one
        here = found.end()
        length = re.search(rb"/Length (\d+)(?! \d+ R)", found[1])
        if length and end.match(pdf, here + int(length[1])):
            here += int(length[1])
        else:
            wrong.append(found.end())
    return wrong


def spoken(pdf: bytes) -> Iterator[tuple[str, Object]]:
    """Yield the text of a document in the order of its tags, each piece with what holds it."""
    said = _marked_texts(pdf)
    with Pdf.open(BytesIO(pdf)) as document:
        for each in _held(document):
            if isinstance(each.thing, int):
                yield said[each.page, each.thing], each.by


def _marked_texts(pdf: bytes) -> defaultdict[tuple[int, int], str]:
    """Read each marked content by its page and number."""
    texts = defaultdict[tuple[int, int], str](str)
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        whole = page.get_textpage()
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            piece = pdfium.FPDFPage_GetObject(page, at)
            if pdfium.FPDFPageObj_GetType(piece) == pdfium.FPDF_PAGEOBJ_TEXT:
                size = pdfium.FPDFTextObj_GetText(piece, whole, None, 0)
                held = (c_ushort * (size // 2))()
                pdfium.FPDFTextObj_GetText(piece, whole, held, size)
                mark = pdfium.FPDFPageObj_GetMarkedContentID(piece)
                texts[number, mark] += bytes(held).decode("utf-16-le").rstrip("\0")
    document.close()
    return texts


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def link_targets(pdf: bytes) -> list[list[tuple[str, int | None]]]:
    """Return each page's internal links: name and page of the destination, None if it is dead."""
    with Pdf.open(BytesIO(pdf)) as document:
        places = _destinations(document)
        return [
            [(str(link.Dest), places.get(str(link.Dest))) for link in links if Name.Dest in link]
            for links in _links(document)
        ]


def outline(pdf: bytes) -> list[tuple[int, str, int | None]]:
    """Yield the bookmarks in order: level from 1, title, page."""
    with Pdf.open(BytesIO(pdf)) as document, document.open_outline() as tree:
        numbers = _page_numbers(document)

        def walk(items: object, level: int) -> Iterator[tuple[int, str, int | None]]:
            for item in items:  # type: ignore[attr-defined]
                yield level, item.title, numbers.get(item.destination[0].objgen)
                yield from walk(item.children, level + 1)

        return list(walk(tree.root, 1))


def edit(pdf: bytes, change: Callable[[Pdf], object]) -> bytes:
    """Change a PDF in place."""
    with Pdf.open(BytesIO(pdf)) as document:
        change(document)
        result = BytesIO()
        document.save(result, deterministic_id=True, fix_metadata_version=False)
    return result.getvalue()


def elements(document: Pdf, kind: str = "") -> list[Object]:
    """List the structure elements in tree order, all or those of one kind such as `TH`."""
    things = [each.thing for each in _held(document)]
    found = [each for each in things if isinstance(each, Dictionary) and Name.S in each]
    return [each for each in found if not kind or str(each.S) == f"/{kind}"]


def check_structure(pdf: bytes) -> list[str]:
    """List what is wrong with a document's tags, links, headings and title."""
    with Pdf.open(BytesIO(pdf)) as document:
        if Name.StructTreeRoot not in document.Root:
            return ["there is no structure tree"]
        held = _held(document)
        return [
            *_check_tree(held),
            *_check_marks(document, held),
            *_check_parent_tree(document, held),
            *_check_elements(document),
            *_check_headers(document),
            *_check_headings(document),
            *_check_links(document),
            *_check_facts(document),
        ]


class Held(NamedTuple):
    """One thing that a structure element holds: a content's number, an element or an annotation."""

    thing: Object | int
    by: Object
    page: int
    """0 where the tree names none."""


def _held(document: Pdf) -> list[Held]:
    """Go through the structure tree in order."""
    numbers = _page_numbers(document)

    def walk(parent: Object, page: Object | None) -> Iterator[Held]:
        kids = parent.get(Name.K, Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            own = kid.get(Name.Pg) if isinstance(kid, Dictionary) else page
            number = numbers.get(own.objgen, 0) if own is not None else 0
            if not isinstance(kid, Dictionary):
                yield Held(int(kid), parent, number)
            elif Name.S in kid:
                yield Held(kid, parent, number)
                yield from walk(kid, own)
            else:
                yield Held(int(kid.MCID) if Name.MCID in kid else kid.Obj, parent, number)

    return list(walk(document.Root.StructTreeRoot, None))


def _check_tree(held: list[Held]) -> Iterator[str]:
    """Each element names its parent, and the tree takes the pages in their order."""
    for each in held:
        element = each.thing if isinstance(each.thing, Dictionary) else None
        if element and Name.S in element and element.P.objgen != each.by.objgen:
            yield f"{_name(element)} does not name {_name(each.by)} as its parent"
    for one, two in pairwise(each.page for each in held if isinstance(each.thing, int)):
        if two < one:
            yield f"the tree goes back from page {one} to page {two}"


def _check_marks(document: Pdf, held: list[Held]) -> Iterator[str]:
    """What is marked on the pages and what the tree holds is the same, once each."""
    listed = Counter((each.page, each.thing) for each in held if isinstance(each.thing, int))
    drawn = Counter(
        (number, mark)
        for number, page in enumerate(document.pages, start=1)
        for mark in _marks(page.obj)
    )
    for number, mark in sorted(listed | drawn):
        tree, page = listed[number, mark], drawn[number, mark]
        if (tree, page) != (1, 1):
            yield f"content {mark} of page {number}: {tree}x in the tree, {page}x on the page"


def _check_parent_tree(document: Pdf, held: list[Held]) -> Iterator[str]:
    """From each content and annotation the parent tree leads to the element that holds it."""
    pairs = list(_pairs(document.Root.StructTreeRoot.ParentTree, Name.Nums))
    up = {int(key): value for key, value in pairs}
    keys = []
    marks = {(each.page, each.thing): each.by for each in held if isinstance(each.thing, int)}
    holders = {each.thing.objgen: each for each in held if not isinstance(each.thing, int)}
    for number, page in enumerate(document.pages, start=1):
        keys.append(int(page.obj.get(Name.StructParents, -1)))
        found = {(number, i): each for i, each in enumerate(up.get(keys[-1], Array()))}
        for place in sorted(found.keys() | {place for place in marks if place[0] == number}):
            if not _same(found.get(place), marks.get(place)):
                yield f"the parent tree misleads from content {place[1]} of page {number}"
        for annotation in page.obj.get(Name.Annots, Array()):
            keys.append(int(annotation.get(Name.StructParent, -1)))
            holder = holders.get(annotation.objgen)
            if not holder or holder.page != number or not _same(up.get(keys[-1]), holder.by):
                yield f"the parent tree misleads from an annotation of page {number}"
    if sorted(keys) != sorted(int(key) for key, _ in pairs):
        yield "the parent tree has other keys than the pages and the annotations"


def _check_elements(document: Pdf) -> Iterator[str]:
    """Header cells say what they head, figures what they show and where."""
    for cell in elements(document, "TH"):
        scopes = [each.Scope for each in _attributes(cell) if Name.Scope in each]
        if scopes not in ([Name.Row], [Name.Column], [Name.Both]):
            yield f"{_name(cell)} has no scope"
    numbers = _page_numbers(document)
    for figure in elements(document, "Figure"):
        if not str(figure.get(Name.Alt, "")).strip():
            yield f"{_name(figure)} has no alternative text"
        boxes = [each.BBox for each in _attributes(figure) if Name.BBox in each]
        page = document.pages[numbers[figure.Pg.objgen] - 1]
        if not boxes or not _lies_in(boxes[0], page.mediabox):
            yield f"{_name(figure)} lies outside its page"


def _check_headers(document: Pdf) -> Iterator[str]:
    """A cell names header cells that are there, and that the index of identifiers leads to."""
    root = document.Root.StructTreeRoot
    heads = {bytes(each.ID): each for each in elements(document, "TH") if Name.ID in each}
    if Name.IDTree in root:
        listed = {bytes(key): each for key, each in _pairs(root.IDTree, Name.Names)}
        if any(not _same(listed.get(key), heads.get(key)) for key in listed | heads):
            yield "the index of identifiers misleads"
    for cell in elements(document, "TD"):
        for each in _attributes(cell):
            for name in each.get(Name.Headers, Array()):
                if bytes(name) not in heads:
                    yield f"{_name(cell)} names `{name}` as its header, which is none"


def _check_headings(document: Pdf) -> Iterator[str]:
    """The first heading is an H1, and none is more than one level below the one before."""
    kinds = [str(element.S)[1:] for element in elements(document)]
    levels = [0, *(int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind))]
    for one, two in pairwise(levels):
        if two > one + 1:
            yield f"heading level {two} follows {one}"


def _check_links(document: Pdf) -> Iterator[str]:
    """Links lead somewhere and say where in words."""
    places = _destinations(document)
    for number, links in enumerate(_links(document), start=1):
        for link in links:
            target = str(link.get(Name.Dest, ""))
            words = str(link.get(Name.Contents, ""))
            if target not in places and Name.A not in link:
                yield f"a link on page {number} leads to `{target}`, which is nowhere"
            if not words.strip() or words in places:
                yield f"a link on page {number} says `{words}`, which are no words"


def _check_facts(document: Pdf) -> Iterator[str]:
    """Title and language are set."""
    title = document.open_metadata().get("dc:title")
    if not title or str(document.docinfo.get(Name.Title, "")) != title:
        yield f"the titles `{document.docinfo.get(Name.Title)}` and `{title}` are none or not one"
    if not str(document.Root.get(Name.Lang, "")):
        yield "there is no language"


def _marks(page: Object) -> Iterator[int]:
    for instruction in parse_content_stream(page):
        if str(instruction.operator) == "BDC":
            properties = instruction.operands[1]
            if isinstance(properties, Name):
                properties = page.Resources.Properties[properties]
            if Name.MCID in properties:
                yield int(properties.MCID)


def _pairs(node: Object, kind: Name) -> Iterator[tuple[Object, Object]]:
    """Go through a name tree or a number tree."""
    flat = list(node.get(kind, Array()))
    yield from zip(flat[::2], flat[1::2], strict=True)
    for kid in node.get(Name.Kids, Array()):
        yield from _pairs(kid, kind)


def _destinations(document: Pdf) -> dict[str, int]:
    """Return the page of each named destination that lies in the document."""
    tree = document.Root.get(Name.Names, Dictionary()).get(Name.Dests, Dictionary())
    numbers = _page_numbers(document)
    places = {str(name): numbers.get(place[0].objgen) for name, place in _pairs(tree, Name.Names)}
    return {name: number for name, number in places.items() if number}


def _links(document: Pdf) -> list[list[Object]]:
    return [
        [each for each in page.obj.get(Name.Annots, Array()) if each.Subtype == Name.Link]
        for page in document.pages
    ]


def _page_numbers(document: Pdf) -> dict[Id, int]:
    return {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}


def _attributes(element: Object) -> list[Object]:
    held = element.get(Name.A, Array())
    return list(held) if isinstance(held, Array) else [held]


def _lies_in(inner: Object, outer: Object) -> bool:
    x1, y1, x2, y2 = map(float, inner)
    left, bottom, right, top = map(float, outer)
    return left <= x1 <= x2 <= right and bottom <= y1 <= y2 <= top


def _same(one: Object | None, two: Object | None) -> bool:
    return one is not None and two is not None and one.objgen == two.objgen


def _name(element: Object) -> str:
    return f"{str(element.get(Name.S, 'root')).strip('/')} {element.objgen[0]}"
