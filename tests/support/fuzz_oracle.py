"""What must become of a topic, whatever it holds and whatever stands beside it.

A sound one becomes a whole and valid file; a broken one gives diagnostics or builds. Nothing ends
in an error that is not ours, nothing takes longer than `LIMIT` seconds, and no part of a file is
left.
"""

import json
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pikepdf import Name, Pdf

from briefing.checks.run import diagnose, findings, require_consistency
from briefing.citations import find_style
from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import resolve_options, select
from briefing.errors import BriefingError, EngineError
from briefing.layout.engine import LayoutEngine, Limits
from briefing.layout.page_map import PageMap
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels
from briefing.model.options import Options
from briefing.packs.load import load_pack
from briefing.packs.renderer import PackRenderer
from briefing.pipeline.build import build
from briefing.rendering.renderer import Renderer
from briefing.themes.theme import open_theme
from tests.support.broken_topics import Change
from tests.support.pdf import check_structure, unreadable
from tests.support.pdf import validate as check_standards
from tests.support.places import SAMPLE, TESTS

LIMIT = 60


@contextmanager
def limited(seconds: float = LIMIT) -> Iterator[None]:
    """Raise TimeoutError where something takes too long."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"it took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def try_out(topic: Path, look: Mapping[str, Any] | None = None) -> str:
    """Take a topic as far as the engine; tell what became of it: `told` or `rendered`.

    Whatever is raised that is no error of ours goes on to the caller.
    """
    with limited():
        for each in diagnose(topic).diagnostics:
            assert each.text
            assert each.rule, each
        try:
            source = load(topic)
            brief = validate(source)
            require_consistency(source, brief)
            findings(source, brief)
            options = resolve_options(brief, Options(**(look or {})))
            theme = open_theme(options.theme or brief.theme or "ministry", options.modes)
            style = find_style(
                options.citation_style or brief.citation_style or "numeric", source.files
            )
            document = assemble(
                resolve(select(brief, options)), labels(options.language or brief.language)
            )
            return _rendered(Renderer(document, theme, style))
        except BriefingError:
            return "told"


def try_pack(path: Path) -> str:
    """Take a pack as far as the engine; tell what became of it: `told` or `rendered`."""
    with limited():
        try:
            bound = load_pack(path, Options())
            look = bound.document.resolved.selection.options
            theme = open_theme(look.theme or "ministry", look.modes)
            style = find_style(look.citation_style or "numeric", bound.source.files)
            return _rendered(
                PackRenderer(bound.document, bound.packed_topics, theme, style, pack=bound.pack)
            )
        except BriefingError:
            return "told"


def _rendered(renderer: Renderer) -> str:
    names = tuple(part.name for part in renderer._document.parts)
    for name in names:
        assert renderer.part(name, PageMap(names)).endswith("</html>")
    return "rendered"


def lay_out(
    topic: Path,
    engine: LayoutEngine,
    look: Mapping[str, Any] | None = None,
    *,
    strange: bool = False,
) -> str:
    """Build a topic; tell what became of it: `told`, or `built` for a whole and valid file.

    What a `strange` theme makes has to be whole; the engine may refuse it: `stopped`.
    """
    output = fresh(topic.with_name("out")) / f"brief.{(look or {}).get('format', 'pdf')}"
    try:
        result = build(topic, output, Options(**(look or {})), engine=engine)
    except BriefingError as error:
        left = [*output.parent.iterdir()]
        assert not left, left
        if not isinstance(error, EngineError):
            return "told"
        if not strange:
            raise
        return "stopped"
    register = [output.with_name("brief-register.csv")] if (look or {}).get("copies") else []
    left = sorted(output.parent.iterdir())
    assert left == [*register, output], left
    # a sign that no font has is told, and leaves a glyph that says so
    excused = any(each.rule == "missing-glyph" for each in result.warnings)
    whole(output, strange=strange, excused=excused)
    return "built"


def fresh(folder: Path) -> Path:
    """Make an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def whole(output: Path, *, strange: bool = False, excused: bool = False) -> None:
    """Require a whole file, and of a PDF with tags that it keeps to the standards."""
    made = output.read_bytes()
    if output.suffix == ".html":
        assert made.rstrip().endswith(b"</html>")
        return
    faults = unreadable(made)
    with Pdf.open(BytesIO(made)) as opened:
        tagged = Name.StructTreeRoot in opened.Root
    # what is for paper alone has no tags, and no standard holds for a theme that has gone wrong
    if tagged and not strange:
        faults += (each for each in check_standards(made) if not (excused and "NOTDEF" in each))
        faults += check_structure(made)
    assert not faults, faults[:5]


class Bench:
    """A folder with topics to be broken, the sample and those of the tests, and an engine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(SAMPLE, folder / "sample")
        shutil.copytree(TESTS / "topics", folder / "topics")
        shutil.copytree(TESTS / "library", folder / "library")
        self.places = [
            (topic, file)
            for topic, files in (
                ("sample", sorted((folder / "sample").rglob("*.yaml"))),
                ("topics/every-kind.yaml", [
                    folder / "topics" / "every-kind.yaml", folder / "topics" / "freight.csv"]),
                ("topics/marked.yaml", [folder / "topics" / "marked.yaml"]),
                ("topics/meeting.yaml", [folder / "topics" / "meeting.yaml"]),
                ("topics/minimal.yaml", [folder / "topics" / "minimal.yaml"]),
            )
            for file in files
        ]  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.restart()

    @cached_property
    def engine(self) -> LayoutEngine:
        """Start an engine, which nobody needs for most cases."""
        return LayoutEngine(processes=1, limits=Limits(timeout=LIMIT))

    def restart(self) -> None:
        """End the engine; the next case that needs one starts another."""
        if engine := self.__dict__.pop("engine", None):
            engine.close()

    def broken(self, place: tuple[str, Path], changed: list[Change]) -> str:
        """Try a topic in which one file is changed."""
        topic, file = place
        before = file.read_bytes()
        data = before
        for each in changed:
            data = each.on(data)
        file.write_bytes(data)
        try:
            return try_out(self.folder / topic)
        finally:
            file.write_bytes(before)

    def write(self, topic: Any, name: str = "made.yaml") -> Path:
        """Write a topic beside the pictures."""
        path = self.folder / "topics" / name
        path.write_text(json.dumps(topic, ensure_ascii=False), "utf-8", errors="surrogatepass")
        return path


@cache
def plain(name: str) -> str:
    """Return a topic of the tests as plain data, written as JSON."""
    return json.dumps(load(TESTS / "topics" / name).tree)
