"""Pagination: parts are laid out until the page numbers that they print hold.

Enters: a document and what renders and lays out its parts. Leaves: where everything stands. Parts
that print no page numbers come first, side by side; the others know these, and guess their own.
"""

from collections.abc import Callable, Iterable

from briefing.document.assemble import Document, DocumentPart
from briefing.layout.engine import LayoutEngine
from briefing.layout.page_map import PageMap
from briefing.pagination.estimate import guess
from briefing.rendering.renderer import Renderer

__all__ = ["paginate"]

_ROUNDS = 4


def paginate(
    document: Document,
    renderer: Renderer,
    engine: LayoutEngine,
    key: str,
    *,
    on_wait: Callable[[], object] | None = None,
) -> tuple[PageMap, list[str]]:
    """Lay out all parts; give their pages, and what was logged.

    What would swing for ever keeps its last state, which is said. The engine keeps the parts by
    their names behind that of the `key`. While it lays out, `on_wait` is called.
    """
    options = document.resolved.selection.options
    pages = PageMap(tuple(part.name for part in document.parts), right=document.on_the_right)
    known: dict[str, str] = {}
    log: list[str] = []

    def lay_out(parts: Iterable[DocumentPart], *, draw: bool = False) -> bool:
        """Lay out the parts whose HTML is new; tell whether there were any."""
        nonlocal pages
        given = {part.name: renderer.part(part.name, pages) for part in parts}
        new = {name: html for name, html in given.items() if html != known.get(name)}
        by_key = {key + name: html for name, html in new.items()}
        laid = engine.lay_out_all(by_key, draw=draw, on_wait=on_wait)
        for name in new:
            pages = pages.with_part(name, laid[key + name])
            log.extend(laid[key + name].log)
        known.update(new)
        return bool(new)

    paged = [part for part in document.parts if part.paged]
    others = [part for part in document.parts if not part.paged]
    # these will be printed as they are, unless a limit or a change of sides has them laid out again
    lay_out(others, draw=not (options.mirrored or options.max_pages or options.fill))
    for part in paged:
        html = renderer.part(part.name, pages)
        pages = pages.with_part(part.name, guess(html, part, sheet=options.sheet))
    for _ in range(_ROUNDS):
        # the page on which a mirrored part begins tells its side
        has_changed = options.mirrored and lay_out(others)
        has_changed |= lay_out(paged)
        if not has_changed:
            break
    else:
        log.append("page numbers do not settle: some may be wrong by one")
    return pages, log
