"""What must become of topics made up at random, sound and broken, and a long run of such cases.

A sound one becomes a valid PDF; a broken one gives diagnostics or builds. Nothing ends in an error
that is not ours, and nothing takes longer than `LIMIT` seconds.

    python tests/fuzzing.py 10000    # cases; the same --seed gives the same ones
"""

# ruff: noqa: T201  # it talks to a person

import json
import shutil
import signal
import sys
import time
import traceback
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from breaking import Change, changes, damage
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from making import looks, topics
from pdf import check_structure
from pdf import validate as check_standards
from printed import SAMPLE

from briefing.assemble import assemble
from briefing.checking.checks import diagnose, findings, require_consistency
from briefing.citations import find_style
from briefing.errors import BriefingError, InputError, UsageError
from briefing.labels import words
from briefing.layout import Engine
from briefing.load import load
from briefing.options import Options
from briefing.pages import PageMap
from briefing.pipeline import build
from briefing.render import Renderer
from briefing.resolve import resolve
from briefing.select import select, settle
from briefing.themes import open_theme
from briefing.validate import validate

TESTS = Path(__file__).resolve().parent
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
            options = settle(brief, Options(**(look or {})))
            theme = open_theme(options.theme or brief.theme or "ministry", options.modes)
            style = find_style(
                options.citation_style or brief.citation_style or "numeric", source.files
            )
            document = assemble(
                resolve(select(brief, options)), words(options.language or brief.language)
            )
            renderer = Renderer(document, theme, style)
            names = tuple(part.name for part in document.parts)
            for name in names:
                assert renderer.part(name, PageMap(names)).endswith("</html>")
        except BriefingError:
            return "told"
        return "rendered"


def lay_out(topic: Path, engine: Engine, look: Mapping[str, Any] | None = None) -> str:
    """Build a topic; tell what became of it: `told`, or `built` for a valid PDF."""
    output = topic.with_name("brief.pdf")
    try:
        result = build(topic, output, Options(**(look or {})), engine=engine)
    except (InputError, UsageError):
        return "told"
    pdf = output.read_bytes()
    # a sign that no font has is told, and leaves a glyph that says so
    excused = any(each.rule == "missing-glyph" for each in result.warnings)
    faults = [
        *(each for each in check_standards(pdf) if not (excused and "NOTDEF" in each)),
        *check_structure(pdf),
    ]
    assert not faults, faults[:5]
    return "built"


class Bench:
    """A folder with topics to be broken: the sample, and those of the tests."""

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

    def write(self, topic: Any) -> Path:
        """Write a topic beside the pictures."""
        path = self.folder / "topics" / "made.yaml"
        path.write_text(json.dumps(topic, ensure_ascii=False), "utf-8", errors="surrogatepass")
        return path


@cache
def plain(name: str) -> str:
    return json.dumps(load(TESTS / "topics" / name).tree)


def long_run() -> None:
    """Try as many cases as are asked for, and go on after a fault; tell of each fault once."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--laid-out", type=int, default=200, help="three in so many are laid out")
    wanted = parser.parse_args()
    became: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    start = time.monotonic()
    with TemporaryDirectory() as folder, Engine(processes=1) as engine:
        bench = Bench(Path(folder))

        def bytewise(data: st.DataObject) -> str:
            return bench.broken(data.draw(st.sampled_from(bench.places)), data.draw(changes))

        def structural(data: st.DataObject) -> str:
            name = data.draw(
                st.sampled_from(("every-kind.yaml", "every-kind.yaml", "meeting.yaml"))
            )
            topic = json.loads(plain(name))
            for _ in range(data.draw(st.integers(1, 4))):
                damage(topic, data.draw)
            return try_out(bench.write(topic))

        def sound(data: st.DataObject) -> str:
            return try_out(bench.write(data.draw(topics())), data.draw(looks))

        def laid(data: st.DataObject) -> str:
            return lay_out(bench.write(data.draw(topics())), engine, data.draw(looks))

        step = wanted.laid_out
        # the first case of a chunk is always the simplest, so one is not enough
        plan = ((bytewise, 9 * step // 20), (structural, step // 4), (sound, step // 4), (laid, 3))
        done = number = 0
        while done < wanted.cases and time.monotonic() - start < 60 * wanted.minutes:
            number += 1
            for kind, count in plan:
                done += _chunk(kind, count, wanted.seed + number, became, faults)
            print(
                f"{done} cases, {time.monotonic() - start:.0f} s, {len(faults)} faults", flush=True
            )
    for outcome, count in sorted(became.items()):
        print(f"{count:7} {outcome}")
    sys.exit(1 if faults else 0)


def _chunk(
    kind: Callable[[st.DataObject], str],
    count: int,
    number: int,
    became: Counter[str],
    faults: Counter[str],
) -> int:
    """Try some cases of a kind; give how many."""
    done = 0

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def cases(data: st.DataObject) -> None:
        nonlocal done
        try:
            became[f"{kind.__name__}: {kind(data)}"] += 1
        except Exception as error:  # noqa: BLE001  the run goes on, and tells
            last = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {error}"[
                :300
            ]
            became[f"{kind.__name__}: failed"] += 1
            faults[key := fault[:80]] += 1
            if faults[key] == 1:
                print(f"\n{kind.__name__}, seed {number}: {fault}", flush=True)
                traceback.print_exc(limit=-8)
        done += 1

    cases()
    return done


if __name__ == "__main__":
    long_run()
