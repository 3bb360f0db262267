"""What enters: words, a topic, its last build. What leaves: where they stand and on which page.

Invariant: a page is named because the words, or the anchor of the entry, are on it in that file;
where this cannot be told, all pages of the section are named.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from briefing.errors import UsageError
from briefing.formats.folder import MAX_TOTAL
from briefing.formats.scalars import decode
from briefing.loading.topic import LoadedTopic, load
from briefing.loading.validate import validate
from briefing.model.marking import file_stem, read_marking
from briefing.runtime.bounded_reading import bounded_reading
from briefing.runtime.limits import USUAL, Limits
from briefing.runtime.open_file import read_regular
from briefing.search.find import Place, find_places, suggest
from briefing.search.locate import locate
from briefing.search.pdf_index import Finished, read_finished
from briefing.text.rich_text import parse_rich_text, plain_text
from briefing.validation.located_brief import Located

__all__ = ["Pages", "SearchResult", "answer", "pages_of"]


class Pages(NamedTuple):
    """The pages of a place, or all on which it may be where that is not `exact`.

    Without a number, it is not printed.
    """

    numbers: tuple[int, ...]
    exact: bool

    def __str__(self) -> str:
        first, *others = self.numbers or (0,)
        if not first:
            return "not printed"
        if not others:
            return f"p. {first}"
        return "pp. " + (
            ", ".join(map(str, self.numbers)) if self.exact else f"{first}-{others[-1]}"
        )


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Places with their pages, None where these are not known, in the build that was read.

    `folder` is that of the topic. `remark` is what is to be known about the build, `hint` what
    else to look for.
    """

    text: str
    folder: Path
    places: tuple[tuple[Place, Pages | None], ...]
    pdf: Path | None
    remark: str | None
    hint: str | None


def answer(
    topic: Path, text: str, *, pdf: Path | None = None, limits: Limits = USUAL
) -> SearchResult:
    """Find words in a topic; pages are those of `pdf` or of what `build` wrote without a name.

    Raises InputError for a topic that is not valid, UsageError for a call that is wrong.
    """
    if not text.strip():
        raise UsageError("there is nothing to look for")
    source = load(topic, limits=limits)
    brief = validate(source, limits=limits)
    located = Located(source.tree, brief)
    folder = topic if topic.is_dir() else topic.parent
    title = plain_text(parse_rich_text(brief.title, block=False, language=brief.language))
    stem = file_stem(source.name, read_marking(brief.marking) if brief.marking else None)
    usual = [Path(f"{stem}.pdf"), Path("build", f"{stem}.pdf")]
    path, finished, remark = _last_build(source, folder, title, pdf, usual, limits)
    with bounded_reading(limits, lambda: source.tree.file):
        places = [
            (_on_its_line(place, source), pages_of(place, finished) if finished else None)
            for place in find_places(located, text)
        ]
        hint = None if places else suggest(located, text)
    return SearchResult(
        text=text,
        folder=folder,
        places=tuple(places),
        pdf=path if finished else None,
        remark=remark,
        hint=hint,
    )


def _last_build(
    source: LoadedTopic,
    folder: Path,
    title: str,
    given: Path | None,
    usual: list[Path],
    limits: Limits,
) -> tuple[Path | None, Finished | None, str | None]:
    """Find and read the last build of a topic; say what is to be known about it."""
    if given and not given.is_file():
        raise UsageError(f"there is no file `{given}`")
    path = given or max(filter(Path.is_file, usual), key=_time, default=None)
    if not path:
        names = " nor ".join(f"`{each}`" for each in usual)
        return None, None, f"no pages: neither {names} is there; build it, or say `--pdf FILE`"
    try:
        data = read_regular(path, MAX_TOTAL)
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {error.strerror}") from None
    with bounded_reading(limits, lambda: str(path)):
        finished = read_finished(data)
    if not finished or finished.title != title:
        what = f"is the brief `{finished.title}`" if finished else "is no brief as it was built"
        return path, None, f"no pages: `{path}` {what}; build this one, or say `--pdf FILE`"
    newest = max((folder / name for name in source.files), key=_time)
    if _time(newest) > _time(path):
        return path, finished, f"`{path}` is older than `{newest}`; build again for its new pages"
    return path, finished, None


def _time(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def _on_its_line(place: Place, source: LoadedTopic) -> Place:
    """Find the line of the words, in what may be a long text."""
    start, end = place.match
    if start == end or not place.span.file.endswith((".yaml", ".yml")):
        return place
    lines, words = _lines(source.files[place.span.file]), place.words[start:end]
    span = locate(place.span, lines, place.typed, words, nth=place.nth, of=place.of)
    return replace(place, span=span)


# places come in the order of files, or nearly so
@lru_cache(maxsize=8)
def _lines(data: bytes) -> list[str]:
    file = decode(data, "")
    assert isinstance(file, str)
    return file.splitlines()


def pages_of(place: Place, finished: Finished) -> Pages | None:
    """Return the pages of a place; none of what stands in no section and not on the first page."""
    if not place.anchors:
        numbers = finished.holding(place.printed, range(1, 2)) if place.printed else ()
        return Pages(numbers, exact=True) if numbers else None
    if not finished.places.keys() >= set(place.anchors):
        return Pages((), exact=True)
    reach = finished.reach(place.anchors[0])
    if not place.printed:
        return Pages((reach[0],), exact=True)
    numbers = finished.holding(place.printed, reach)
    return Pages(numbers or tuple(reach), exact=bool(numbers))
