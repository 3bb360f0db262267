"""A build is left out only where it would read, write and say the same once more."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest

from briefing import Cache, InputError, Options, build
from briefing.cli.build_request import BuildRequest, build_once
from briefing.cli.session import Session
from briefing.layout.engine import LayoutEngine
from briefing.model.recipient import Recipient
from briefing.pipeline import build as pipeline
from briefing.pipeline.up_to_date import lookup, store
from briefing.runtime import cache, open_file
from briefing.runtime.fingerprint import state
from tests.support.places import ROOT, TOPICS

WORDS = ("build", "topic")
SAID = {"counts": "1 page"}


class Built(NamedTuple):
    """A folder with a topic, a theme and what was built of them."""

    folder: Path
    cache: Cache


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build a topic of several files in a theme of its own, reached by a link."""
    folder = tmp_path_factory.mktemp("unchanged")
    (folder / "topic").mkdir()
    (folder / "link").symlink_to("topic")
    shutil.copy(TOPICS / "gauge.svg", folder / "topic")
    minimal = (TOPICS / "minimal.yaml").read_text("utf-8")
    head, _, rest = minimal.partition("sections:")
    text = f"{head}logo: gauge.svg\nsections:\n  - part.yaml{rest}"
    (folder / "topic" / "topic.yaml").write_text(text, "utf-8")
    (folder / "topic" / "part.yaml").write_text("kind: text\nid: part\ntext: More.\n", "utf-8")
    shutil.copytree(ROOT / "styles" / "ministry", folder / "theme")
    (folder / "theme" / "templates" / "front").mkdir(parents=True)
    kept = Cache(folder / "cache")
    with pytest.MonkeyPatch.context() as patch, LayoutEngine(processes=1) as engine:
        patch.chdir(folder)
        names = (Recipient(name="Ada"), Recipient(name="Ben"))
        topic = Path("link")
        one = build(topic, Path("brief.pdf"), Options(theme="./theme"), engine=engine)
        two = build(topic, Path("out"), Options(theme="./theme", copies=names), engine=engine)
        store(kept, WORDS, SAID, topic=topic, states={**one.states, **two.states})
        yield Built(folder, kept)


@contextmanager
def written(path: Path, data: bytes | None) -> Iterator[None]:
    """Change a file for a while; None removes it."""
    before = path.read_bytes() if path.exists() else None
    for content in (data, before):
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        if content is data:
            yield


def test_what_was_said_is_given_as_long_as_nothing_changes(built: Built) -> None:
    assert lookup(built.cache, WORDS) == SAID
    os.utime(built.folder / "topic" / "topic.yaml")  # newer, but no other
    (built.folder / "topic" / "draft.txt").write_text("nothing of the topic")
    assert lookup(built.cache, WORDS) == SAID
    assert lookup(built.cache, (*WORDS, "--qr")) is None
    assert lookup(Cache(enabled=False), WORDS) is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("topic/topic.yaml", b"title: Another"),
        ("topic/part.yaml", b"kind: text\nid: part\ntext: Less.\n"),
        ("topic/part.yaml", None),
        ("topic/gauge.svg", b"<svg/>"),
        ("theme/added.css", b"p { color: red }"),
        ("theme/theme.yaml", b"name: x"),
        ("theme/templates/front/title.html", b"<h1>Mine</h1>"),
        ("brief.pdf", b"another"),
        ("brief.pdf", None),
        ("out/01 Ada.pdf", None),
        ("out/register.csv", b"number"),
        ("out/03 Eve.pdf", b"a copy of an earlier build"),
    ],
)
def test_a_change_of_anything_that_was_read_or_written_makes_a_build(
    name: str, data: bytes | None, built: Built
) -> None:
    with written(built.folder / name, data):
        assert lookup(built.cache, WORDS) is None
    assert lookup(built.cache, WORDS) == SAID


@pytest.mark.parametrize(
    "name", ["SOURCE_DATE_EPOCH", "BRIEFING_SPEEDUPS", "FONTCONFIG_FILE", "LC_ALL"]
)
def test_a_change_of_what_surrounds_it_makes_a_build(name: str, built: Built) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name, "1")
        assert lookup(built.cache, WORDS) is None
    assert lookup(built.cache, WORDS) == SAID


def test_paths_are_those_of_the_working_folder(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built.folder / "topic")
    assert lookup(built.cache, WORDS) is None


def test_another_version_makes_a_build(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "versions", lambda: b"another")
    assert lookup(built.cache, WORDS) is None


def test_a_topic_that_is_reached_by_a_link_is_the_one_it_leads_to(built: Built) -> None:
    link = built.folder / "link"
    shutil.copytree(built.folder / "topic", built.folder / "other")
    for target, expected in (("other", None), ("topic", SAID)):
        link.unlink()
        link.symlink_to(target)
        assert lookup(built.cache, WORDS) == expected


def test_the_state_of_a_folder_is_that_of_all_below_it(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    seen = [state(tmp_path)]
    for name in ("one", "deep/two"):
        (tmp_path / name).write_bytes(b"1")
        seen.append(state(tmp_path))
    (tmp_path / "deep" / "two").rename(tmp_path / "deep" / "three")
    seen.append(state(tmp_path))
    assert len(set(seen)) == len(seen)
    names = state(tmp_path / "*")
    (tmp_path / "one").write_bytes(b"2")
    assert state(tmp_path / "*") == names
    (tmp_path / "two").write_bytes(b"2")
    assert state(tmp_path / "*") != names


def test_links_are_told_apart_by_where_they_lead_and_are_not_followed(tmp_path: Path) -> None:
    seen = []
    for target in (".", "..", "/"):
        (tmp_path / "link").unlink(missing_ok=True)
        (tmp_path / "link").symlink_to(target)
        seen.append(state(tmp_path))
    assert len(set(seen)) == len(seen)


def test_a_folder_that_holds_too_much_has_no_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_file, "MANY", 3)
    for name in "abcd":
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(OSError, match="holds more than 3 files"):
        state(tmp_path)


def test_a_working_folder_that_is_gone_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    kept = Cache(tmp_path / "cache")
    store(kept, WORDS, SAID, topic=tmp_path, states={})
    assert lookup(kept, WORDS) is None


@pytest.mark.parametrize("fails", [False, True])
def test_only_a_build_that_wrote_its_brief_is_kept(
    fails: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    strict = InputError([])

    def building_strictly(*words: object, **options: object) -> object:
        if fails:
            raise strict
        return build(*words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "build", building_strictly)
    kept, output = Cache(tmp_path / "cache"), tmp_path / "brief.pdf"
    with LayoutEngine(processes=1, cache=kept) as engine:
        order = BuildRequest(TOPICS / "minimal.yaml", output, {}, None)
        with pytest.raises(InputError) if fails else nullcontext():
            build_once(order, Session(engine, WORDS))
    told = lookup(kept, WORDS)
    assert (told is None) == fails
    if told:
        first, *more = capsys.readouterr().out.splitlines()
        assert (f"{output}: {told['counts']}", told["more"]) == (first, more)


def test_a_table_of_names_on_the_command_line_is_one_of_the_files_that_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "names.csv"
    table.write_text("name\nAda\n", "utf-8")
    given = []

    def recording(_topic: Path, _output: Path, options: Options, **_: object) -> object:
        given.append(options.copies)
        raise InputError([])

    monkeypatch.setattr(pipeline, "build", recording)
    order = BuildRequest(TOPICS / "minimal.yaml", None, {"theme": "./mine"}, table)
    with LayoutEngine(processes=1) as engine, pytest.raises(InputError):
        order.build(engine)
    assert given == [(Recipient(name="Ada"),)]
    assert order.places == (TOPICS, table, Path("mine"))
