"""The cache keeps bytes for one user, whole or not at all, and never gets in the way."""

import os
import stat
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from briefing.runtime import package_data as assets
from briefing.runtime.cache import FOLDER, Cache, key_of, versions

KEY = key_of("a key")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the place of a cache that nobody has used."""
    return tmp_path / "not" / "there"


def entries(folder: Path) -> dict[str, int]:
    """List the entries and their sizes."""
    return {
        path.name: path.stat().st_size
        for path in (folder / "entries").iterdir()
        if not path.name.startswith(".")
    }


def test_what_is_put_is_there_for_other_processes(folder: Path) -> None:
    assert Cache(folder).get(KEY) is None
    Cache(folder).put(KEY, b"what was made")
    assert Cache(folder).get(KEY) == b"what was made"
    Cache(folder).put(KEY, b"")
    assert Cache(folder).get(KEY) == b""
    assert Cache(folder).get(key_of("another key")) is None


def test_an_entry_is_for_its_user_alone(folder: Path) -> None:
    before = os.umask(0)
    try:
        Cache(folder).put(KEY, b"secret")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (folder / "entries").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((folder / "entries").stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="others can be tried by root alone")
def test_what_somebody_else_could_have_written_is_not_read(folder: Path) -> None:
    Cache(folder).put(KEY, b"not ours")
    os.chown(folder / "entries", 12345, 12345)
    assert Cache(folder).get(KEY) is None
    ours = folder.with_name("ours")
    ours.mkdir()
    (ours / "entries").symlink_to(folder / "entries")
    os.chown(folder / "entries", 0, 0)
    assert Cache(ours).get(KEY) is None
    assert Cache(folder).get(KEY) == b"not ours"


@pytest.mark.parametrize("spoilt", ["cut", "changed", "exchanged", "empty"])
def test_a_spoilt_entry_is_none_and_is_removed(spoilt: str, folder: Path) -> None:
    other = key_of("another")
    Cache(folder).put(KEY, b"what was made")
    Cache(folder).put(other, b"something else")
    place = folder / "entries" / KEY
    whole = place.read_bytes()
    place.write_bytes(
        {
            "cut": whole[:-1],
            "changed": whole[:-1] + b"x",
            "exchanged": (folder / "entries" / other).read_bytes(),
            "empty": b"",
        }[spoilt]
    )
    assert Cache(folder).get(KEY) is None
    assert list(entries(folder)) == [other]


def test_what_was_used_least_recently_goes_first(folder: Path) -> None:
    whole = Cache(folder)
    keys = [key_of(str(number)) for number in range(6)]
    for age, key in enumerate(keys):
        whole.put(key, bytes(1000))
        then = time.time() - 60 * (10 - age)
        os.utime(folder / "entries" / key, (then, then))
    assert whole.get(keys[0])  # now it is the one used last
    small = Cache(folder, limit=4200)
    for _ in range(2):
        small.put(KEY, bytes(500))
    assert entries(folder).keys() == {keys[0], keys[4], keys[5], KEY}


def test_a_cache_in_use_stays_within_its_limit_and_is_not_looked_through_at_each_put(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    scan = os.scandir

    def counting(path: Path) -> object:
        looks.append(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", counting)
    kept = Cache(folder, limit=100_000)
    for number in range(200):
        kept.put(f"{number:064}", bytes(1500))
    monkeypatch.undo()
    assert 80_000 < sum(entries(folder).values()) < 115_000
    assert 5 < len(looks) < 40
    assert f"{199:064}" in entries(folder)


def test_drafts_that_a_killed_process_left_go_with_time(folder: Path) -> None:
    Cache(folder).put(KEY, b"x")
    old, new = (folder / "entries" / f".draft-{name}" for name in ("old", "new"))
    for draft in (old, new):
        draft.write_bytes(b"half")
    for path in (old, folder / "entries" / ".pruned"):
        os.utime(path, (time.time() - 7200, time.time() - 7200))
    Cache(folder).put(KEY, b"x")
    assert not old.exists()
    assert new.exists()


def test_a_cache_that_cannot_be_written_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"in the way")
    for place in (file, Path("/proc/nowhere"), Path("/dev/null/x")):
        kept = Cache(place)
        kept.put(KEY, b"x")
        assert kept.get(KEY) is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_is_no_error_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = lambda *_: os.open("/dev/full", os.O_WRONLY)  # noqa: E731
    monkeypatch.setattr("briefing.runtime.new_file._open_nameless", full)
    kept = Cache(folder)
    kept.put(KEY, bytes(1 << 20))
    assert kept.get(KEY) is None
    assert entries(folder) == {}


def test_a_cache_that_is_off_touches_nothing(folder: Path) -> None:
    off = Cache(folder, enabled=False)
    off.put(KEY, b"x")
    assert off.get(KEY) is None
    assert not folder.exists()


def test_processes_that_write_the_same_entry_at_once_leave_a_whole_one(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from briefing.runtime.cache import Cache\n"
        "kept, key = Cache(Path(sys.argv[1])), '1' * 64\n"
        "for _ in range(200):\n"
        "    kept.put(key, sys.argv[2].encode() * 20_000)\n"
        "    assert len(set(kept.get(key) or b'')) == 1\n"
    )
    command = [sys.executable, "-c", script, str(folder)]
    both = [subprocess.Popen([*command, letter]) for letter in "ab"]
    assert [each.wait() for each in both] == [0, 0]
    assert len(list((folder / "entries").iterdir())) == 2  # the entry, and when it was pruned


def test_no_two_lists_of_parts_have_one_key() -> None:
    lists: list[tuple[str | bytes, ...]] = [
        (), ("",), ("", ""), ("ab",), ("a", "b"), ("b", "a"), (b"ab",), (b"a", "b"), ("1 a",),
        ("a1 1 b",), ("é",), ("é".encode(),), ("é".encode("latin-1"),),
    ]  # fmt: skip
    assert len({key_of(*parts) for parts in lists}) == len(lists)
    assert key_of("a", b"b") == key_of("a", b"b")


@pytest.mark.parametrize("folder", ["PACKAGE", "templates", "styles"])
def test_a_change_of_any_of_our_files_changes_every_key(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> bytes:
        versions.cache_clear()
        return versions()

    for name in ("PACKAGE", "templates", "styles"):
        (place := tmp_path / name).mkdir()
        monkeypatch.setattr(assets, name, place if name == "PACKAGE" else partial(Path, place))
    deep = tmp_path / folder / "deep"
    (deep / "__pycache__").mkdir(parents=True)
    states = [state()]
    (deep / "file").write_bytes(b"1")
    states.append(state())
    (deep / "file").write_bytes(b"2")
    os.utime(deep / "file", ns=(1, 1))  # as large as before
    states.append(state())
    (deep / "file").rename(deep / "another")
    states.append(state())
    assert len(set(states)) == len(states)
    (deep / "__pycache__" / "file.pyc").write_bytes(b"")
    assert state() == states[-1]
    monkeypatch.undo()
    versions.cache_clear()


def test_another_version_of_a_dependency_changes_every_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = versions()
    (tmp_path / "weasyprint-70.9.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    versions.cache_clear()
    assert versions() != before
    monkeypatch.undo()
    versions.cache_clear()


def test_the_folder_is_the_users_own_unless_the_environment_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "named"))
    Cache().put(KEY, b"x")
    assert list(entries(tmp_path / "named")) == [KEY]
    monkeypatch.delenv(FOLDER)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    Cache().put(KEY, b"x")
    (found,) = (tmp_path / "home").rglob(KEY)
    assert found.parents[1].name == "briefing"


def test_what_others_could_have_put_there_is_thrown_away(folder: Path) -> None:
    Cache(folder).put("key", b"data")
    assert Cache(folder).get("key") == b"data"
    (folder / "entries").chmod(0o777)
    assert Cache(folder).get("key") is None
    assert stat.S_IMODE((folder / "entries").stat().st_mode) == 0o700
    Cache(folder).put("key", b"data")
    assert Cache(folder).get("key") == b"data"


def test_a_clock_that_was_wrong_once_does_not_keep_it_from_being_pruned(folder: Path) -> None:
    Cache(folder).put("first", bytes(1000))
    os.utime(folder / "entries" / "first", (0, 0))
    os.utime(folder / "entries" / ".pruned", (4e9, 4e9))
    Cache(folder, limit=1500).put("second", bytes(1000))
    assert Cache(folder).get("first") is None
    assert Cache(folder).get("second")
