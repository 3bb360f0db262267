"""Files from strangers and long commands, made up at random: pictures, PDFs, passwords, batches.

Leaves: what became of the case, in a word. Whatever is raised is a fault.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import chdir
from functools import cache

from hypothesis import strategies as st
from typer.testing import CliRunner

from briefing.archive.extract import extract
from briefing.cli.app import app
from briefing.errors import BriefingError, InputError, OutputError, UsageError
from briefing.formats.folder import Folder
from briefing.formats.image_metadata import strip_metadata
from briefing.pdf.encryption import read_password
from briefing.pipeline.build import build
from briefing.search.answer import answer
from tests.support.broken_topics import changed, changes, changes_with
from tests.support.fuzz_oracle import Bench, fresh, limited, whole
from tests.support.marked_pictures import marked_pictures
from tests.support.odd_tokens import OF_XML
from tests.support.places import ROOT
from tests.support.valid_topics import Draw

__all__ = ["batches", "copied", "found", "passwords", "pictures", "taken_out", "watched"]

_OF_SVG = (b"url(", b"href='", b"<style>", b"/*", b"display:none", b"<!DOCTYPE svg [", b"&amp;")


@cache
def _marked() -> list[tuple[str, bytes]]:
    return [(name, data) for name, data, _ in marked_pictures()]


def _brief(bench: Bench) -> bytes:
    """Return a brief with its data, and with words to be found."""
    path = bench.folder / "whole.pdf"
    if not path.exists():
        build(bench.folder / "topics" / "minimal.yaml", path, engine=bench.engine)
    return path.read_bytes()


def pictures(bench: Bench, draw: Draw) -> str:
    """Read a picture that was broken: it is bare, or refused with its place."""
    name, data = draw(st.sampled_from(_marked()))
    data = changed(data, draw(changes_with(*_OF_SVG, *OF_XML) if name.endswith("svg") else changes))
    path = bench.folder / "topics" / f"picture.{name.rpartition('.')[2]}"
    path.write_bytes(data)
    with limited():
        try:
            folder = Folder(path.parent)
            folder.read_image(path.name)
        except InputError as error:
            return "told" if all(each.rule for each in error.diagnostics) else "told without rule"
    bare = folder.pictures[path.name]
    assert strip_metadata(bare) == bare
    return "read"


def taken_out(bench: Bench, draw: Draw) -> str:
    """Take the data out of a brief that was broken: all of it is there, or nothing."""
    place = fresh(bench.folder / "taken")
    (place / "brief.pdf").write_bytes(changed(_brief(bench), draw(changes)))
    with limited():
        try:
            folder = extract(place / "brief.pdf", place / "data")
        except (InputError, OutputError):
            assert [each.name for each in place.iterdir()] == ["brief.pdf"]
            return "told"
    assert (folder / "topic.yaml").is_file()
    return "read"


def found(bench: Bench, draw: Draw) -> str:
    """Look words up in a brief that was broken."""
    path = bench.folder / "found.pdf"
    path.write_bytes(changed(_brief(bench), draw(changes)))
    with limited():
        try:
            result = answer(bench.folder / "topics" / "minimal.yaml", "river", pdf=path)
        except BriefingError:
            return "told"
    return "found" if result.pdf else "no pages"


def passwords(bench: Bench, draw: Draw) -> str:
    """Read the file of a password."""
    path = bench.folder / "password"
    path.write_bytes(draw(st.binary(max_size=300) | st.text().map(lambda text: text.encode())))
    try:
        password = read_password(path)
    except UsageError:
        return "told"
    assert 0 < len(password.encode()) <= 127
    return "read"


def copied(bench: Bench, draw: Draw) -> str:
    """Make copies for a table of names."""
    people = bench.folder / "people.csv"
    people.write_bytes(b"name\n" + draw(st.text(max_size=40) | st.just("Ana\nBoris")).encode())
    output = fresh(bench.folder / "copies") / "all"
    words = ["build", "topics/minimal.yaml", "--copies", people, "-o", output, "--no-cache"]
    status = _called(bench, words)
    left = [each.name for each in output.parent.rglob("*")]
    assert bool(left) == (status == 0), left
    assert not [name for name in left if name.startswith(".")], left
    for path in output.glob("*.pdf"):
        whole(path, excused=True)
    return "told" if status else "built"


def batches(bench: Bench, draw: Draw) -> str:
    """Build a sound topic beside one that was broken: the sound one is there."""
    odd = bench.folder / "topics" / "odd.yaml"
    data = (bench.folder / "topics" / "minimal.yaml").read_bytes()
    odd.write_bytes(changed(data, draw(changes)))
    output = fresh(bench.folder / "batch")
    words = ["batch", "topics/odd.yaml", "topics/minimal.yaml", "-o", output, "--jobs", "1"]
    status = _called(bench, [*words, "--no-cache"])
    assert (output / "minimal.pdf").is_file()
    assert not list(output.glob(".*"))
    return "one failed" if status else "built"


def watched(bench: Bench, draw: Draw) -> str:
    """Watch a topic while it is broken and mended: the last brief is of the mended one."""
    topic = bench.folder / "topics" / "watched.yaml"
    sound = (bench.folder / "topics" / "minimal.yaml").read_bytes()
    topic.write_bytes(sound)
    output = fresh(bench.folder / "watched") / "brief.pdf"
    with subprocess.Popen(
        [sys.executable, "-m", "briefing", "build", topic, "-o", output, "--watch"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            _wait(output.exists)
            topic.write_bytes(changed(sound, draw(changes)))
            time.sleep(0.5)
            assert process.poll() is None
            before = output.stat().st_mtime_ns if output.exists() else 0
            topic.write_bytes(sound.replace(b"title: ", b"title: Mended "))
            _wait(lambda: output.stat().st_mtime_ns != before)
        finally:
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)[1]
    assert b"Traceback" not in said, said
    whole(output)
    return "built"


def _called(bench: Bench, words: Sequence[object]) -> int:
    """Call the command in the folder of the bench; return its exit code."""
    with limited(), chdir(bench.folder):
        result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1, 2)
    assert result.exit_code == 0 or result.stderr
    return result.exit_code


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
