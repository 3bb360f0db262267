"""Join: the drawn parts become one PDF, with the fonts, the outline and the tags of all.

Enters: parts as PDFs, and one PDF that has their fonts. Leaves: one open PDF, and the targets of
links that lead nowhere, which it lacks. Invariant: the same parts give the same PDF, whichever
process drew them.

Standard: ISO 32000-1 (PDF 1.7), 12.3.3 (outline), 14.7.4 (structure and its parent tree).
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from itertools import accumulate

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, Stream, String

from briefing.layout.engine import Drawn

__all__ = ["merge_parts", "merge_plain"]


def merge_parts(fonts: bytes, parts: Sequence[Drawn]) -> tuple[Pdf, tuple[str, ...]]:
    """Put the pages of parts one behind the other; those that are tagged keep their tags."""
    # to stay in its place is cheaper than to be copied, so the largest part does
    first = max(range(len(parts)), key=lambda number: len(parts[number].pdf))
    with ExitStack() as stack:
        opened = [Pdf.open(BytesIO(part.pdf)) for part in parts]
        document = opened[first]
        for each in opened:
            if each is not document:
                stack.enter_context(each)
        lengths = [len(each.pages) for each in opened]
        roots = [each.Root for each in opened]
        place = 0
        for number, each in enumerate(opened):
            if number != first:
                for offset, page in enumerate(each.pages):
                    document.pages.insert(place + offset, page)
                roots[number] = _brought(document, each)
            place += lengths[number]
        known = stack.enter_context(Pdf.open(BytesIO(fonts)))
        tables = document.copy_foreign(known.make_indirect(known.Root.Fonts))
    _share(document, lengths, tables, roots[first])
    _tag(document, lengths, roots)
    lost = _lead(document, roots)
    _outline(document, lengths, parts)
    return document, lost


def merge_plain(fonts: bytes, parts: Sequence[Drawn]) -> bytes:
    """Join parts that need nothing else done to them."""
    document, _ = merge_parts(fonts, parts)
    result = BytesIO()
    document.save(result, deterministic_id=True)
    return result.getvalue()


def _brought(document: Pdf, other: Pdf) -> Object:
    """Bring what the catalogue of a part tells of tags and anchors, whose pages are there."""
    names = (Name.StructTreeRoot, Name.Names)
    kept = Dictionary({str(name): other.Root[name] for name in names if name in other.Root})
    return document.copy_foreign(other.make_indirect(kept))


def _share(document: Pdf, lengths: Sequence[int], tables: Object, root: Object) -> None:
    """Give all parts their fonts, and the colour profile that the catalogue names."""
    starts = accumulate(lengths, initial=0)
    for start, table in zip(starts, tables.as_list(), strict=False):
        # all pages of a part, and what is drawn in groups, refer to the same two dictionaries
        resources = document.pages[start].obj.Resources
        for name, font in table.items():
            resources.Font[name] = font
    if Name.OutputIntents not in root:
        return
    colours = Array([Name.ICCBased, root.OutputIntents[0].DestOutputProfile])
    for each in document.objects:
        if isinstance(each, Dictionary) and Name("/srgb") in each:
            each.srgb = colours
        elif isinstance(each, Dictionary) and Name.ShadingType in each:
            each.ColorSpace = colours
        elif isinstance(each, Stream) and Name.Group in each:
            each.Group.CS = colours


def _tag(document: Pdf, lengths: Sequence[int], roots: Sequence[Object]) -> None:
    """Make one structure tree of those of the parts, whose keys are counted on."""
    trees = [root.get(Name.StructTreeRoot) for root in roots]
    root: Object | None = None
    numbers: list[Object | int] = []
    pages, key = iter(document.pages), 0
    for length, tree in zip(lengths, trees, strict=True):
        own = [next(pages).obj for _ in range(length)]
        if tree is None:
            continue
        if root is None:
            root, trunk = tree, tree.K[0]
        else:
            kids = tree.K[0].K.as_list()
            for kid in kids:
                kid.P = trunk
            trunk.K.extend(kids)
        holders = [*own, *(note for page in own for note in page.get(Name.Annots, ()))]
        keyed = tree.ParentTree.Nums.as_list()
        shift = key
        for holder in holders:
            for name in (Name.StructParents, Name.StructParent):
                if name in holder:
                    holder[name] = int(holder[name]) + shift
        for old, entry in zip(keyed[::2], keyed[1::2], strict=True):
            numbers += (int(old) + shift, entry)
            key = max(key, int(old) + shift + 1)
    if root is not None:
        root.ParentTree = document.make_indirect(Dictionary(Nums=Array(numbers)))
        root.ParentTreeNextKey = key
        document.Root.StructTreeRoot = root


def _lead(document: Pdf, roots: Sequence[Object]) -> tuple[str, ...]:
    """Name all anchors in one tree; take away links to others, and tell where they led."""
    found: dict[bytes, Object] = {}
    for root in roots:
        known = [*root.Names.Dests.Names] if _has_anchors(root) else []
        for name, place in zip(known[::2], known[1::2], strict=True):
            found.setdefault(bytes(name), place)
    if found:
        pairs = Array(each for name in sorted(found) for each in (String(name), found[name]))
        document.Root.Names = Dictionary(Dests=Dictionary(Names=pairs))
    return tuple(_cut(document, {*found}))


def _cut(document: Pdf, anchors: set[bytes]) -> Iterator[str]:
    for page in document.pages:
        for note in [*page.obj.get(Name.Annots, ())]:
            if Name.Dest in note and bytes(note.Dest) not in anchors:
                yield str(note.Dest)
                page.obj.Annots = Array(
                    each for each in page.obj.Annots if each.objgen != note.objgen
                )
                numbers = document.Root.StructTreeRoot.ParentTree.Nums
                at = next(
                    place
                    for place in range(0, len(numbers), 2)
                    if int(numbers[place]) == int(note.StructParent)
                )
                element = numbers[at + 1]
                element.K = Array(kid for kid in element.K if not _refers(kid, note))
                del numbers[at + 1]
                del numbers[at]


def _outline(document: Pdf, lengths: Sequence[int], parts: Sequence[Drawn]) -> None:
    """Make one outline; a level that is left out counts as none."""
    start = 0
    with document.open_outline() as outline:
        above: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
        for length, part in zip(lengths, parts, strict=True):
            for page, level, title, x, y in part.bookmarks:
                while above[-1][0] >= level:
                    above.pop()
                place = Array([document.pages[start + page].obj, Name.XYZ, x, y, 0])
                item = OutlineItem(title, place)
                above[-1][1].append(item)
                above.append((level, item.children))
            start += length


def _has_anchors(root: Object) -> bool:
    return Name.Names in root and Name.Dests in root.Names


def _refers(kid: Object, note: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.get(Name.Obj, Dictionary()).objgen == note.objgen
