"""What is opened is what lies below the folder: no link, no pipe, nothing without an end."""

import glob
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath
from threading import Event, Thread

import pytest

from briefing.runtime.open_file import (
    entries_below,
    files_below,
    head_below,
    is_pattern,
    matching,
    names_in,
    read_below,
    read_piped,
    read_regular,
)

LIMIT = 1000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder with a file, one deeper, and links that lead out or back in."""
    root = tmp_path.resolve() / "root"
    (root / "deep").mkdir(parents=True)
    (root / "deep" / "file").write_bytes(b"inside")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"outside")
    (root / "out").symlink_to(outside)
    (root / "link").symlink_to(outside / "file")
    (root / "circle").symlink_to(".")
    os.mkfifo(root / "pipe")
    return root


@pytest.mark.parametrize("name", ["out/file", "link", "circle/deep/file", "pipe", "deep", "no"])
@pytest.mark.parametrize("read", [read_below, head_below])
def test_only_a_regular_file_without_a_link_on_its_way_is_read(
    name: str, read: Callable[[Path, PurePath, int], bytes], root: Path
) -> None:
    assert read(root, PurePath("deep/file"), LIMIT) == b"inside"
    with pytest.raises(OSError, match=r"regular|links|symbolic|irectory"):
        read(root, PurePath(name), LIMIT)


def test_a_file_below_a_folder_that_may_only_be_passed_is_read(root: Path) -> None:
    (root / "deep").chmod(0o100)
    assert read_below(root, PurePath("deep/file"), LIMIT) == b"inside"


def test_what_has_no_end_is_read_to_the_limit_alone(root: Path) -> None:
    assert read_regular(root / "deep" / "file", 6) == b"inside"
    for read in (read_below, lambda top, name, limit: read_regular(top / name, limit)):
        with pytest.raises(OSError, match="more than 5 bytes"):
            read(root, PurePath("deep/file"), 5)
    for name in ("/dev/zero", "/dev/stdin"):
        with pytest.raises(OSError, match="not a regular file"):
            read_regular(Path(name), LIMIT)
    with pytest.raises(OSError, match="more than 1,000 bytes"):
        read_piped(Path("/dev/zero"), LIMIT)
    assert head_below(root, PurePath("deep/file"), 2) == b"in"


def test_a_pipe_of_the_shell_is_waited_for(root: Path) -> None:
    writer = Thread(target=(root / "pipe").write_bytes, args=(b"a password",))
    writer.start()
    assert read_piped(root / "pipe", LIMIT) == b"a password"
    writer.join()


def test_a_link_is_listed_and_not_entered(root: Path) -> None:
    found = [each.as_posix() for each in files_below(root)]
    assert found == ["circle", "deep/file", "link", "out", "pipe"]
    assert entries_below(root, PurePath("deep")) == [("file", False)]
    assert names_in(root) == ["circle", "deep", "link", "out", "pipe"]
    with pytest.raises(OSError, match=r"links|irectory"):
        entries_below(root, PurePath("out"))


def test_a_pattern_matches_what_a_shell_would_match(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/topic.yaml", "b/topic.yaml", "b/c/topic.yaml", "b/.hidden/topic.yaml", "[x]/y"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")
    (root / "circle").unlink()
    (root / "out").unlink()
    monkeypatch.chdir(root)
    patterns = (
        "*", "*/topic.yaml", "b/*", "b/[a-c]", "?/c/*.yaml", "*/*/*.yaml", "no*", "a/*/no",
        "[[]x]/*", "**/topic.yaml", "**/c/*", "b/**/topic.yaml", "b/.h*/*", ".*",
        "../root/?/topic.yaml",
    )  # fmt: skip
    for pattern in (*patterns, *(f"{root}/{each}" for each in patterns)):
        found = sorted(map(Path, glob.glob(pattern, recursive=True)))  # noqa: PTH207
        assert matching(pattern) == found, pattern
    assert is_pattern("a[b")
    assert not is_pattern("a b")


def test_a_pattern_ends_where_links_lead_in_circles(root: Path) -> None:
    for name in ("left", "right"):
        (root / name).symlink_to(".")
    assert matching(f"{root}/**/file") == [root / "deep" / "file"]


@pytest.mark.parametrize("part", ["root", "root/deep", "root/deep/file"])
def test_a_link_that_comes_amid_reading_is_never_followed(part: str, root: Path) -> None:
    """Somebody else may swap a file, a folder, or the folder of all, for a link at any moment."""
    place, twin = root.parent / part, root.parent / "twin"
    spare = root.parent / "spare"
    (root.parent / "outside" / "deep").mkdir()
    (root.parent / "outside" / "deep" / "file").write_bytes(b"outside")
    target = {"root": "outside", "root/deep": "outside"}.get(part, "outside/file")
    twin.symlink_to(root.parent / target)
    ended = Event()

    def swap() -> None:
        while not ended.is_set():
            place.rename(spare)
            twin.rename(place)
            place.rename(twin)
            spare.rename(place)

    swapper = Thread(target=swap)
    swapper.start()
    seen = set[bytes]()
    for _ in range(3000):
        with suppress(OSError):
            seen.add(read_below(root, PurePath("deep/file"), LIMIT))
    ended.set()
    swapper.join()
    assert seen == {b"inside"}
