import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.errors import OutputError
from briefing.output import write_atomically


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def test_a_file_is_written_and_nothing_beside_it(tmp_path: Path) -> None:
    write_atomically(tmp_path / "brief.pdf", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["brief.pdf"]
    assert (tmp_path / "brief.pdf").read_bytes() == b"new"


def test_a_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "brief.pdf").write_bytes(b"old")
    write_atomically(tmp_path / "brief.pdf", b"new")
    assert (tmp_path / "brief.pdf").read_bytes() == b"new"


@pytest.mark.usefixtures("umask")
def test_permissions_are_as_the_umask_gives_them(tmp_path: Path) -> None:
    write_atomically(tmp_path / "brief.pdf", b"new")
    assert (tmp_path / "brief.pdf").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "brief.pdf").symlink_to(tmp_path / "folder" / "real.pdf")
    write_atomically(tmp_path / "brief.pdf", b"new")
    assert (tmp_path / "brief.pdf").is_symlink()
    assert (tmp_path / "folder" / "real.pdf").read_bytes() == b"new"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no folder `.*gone`; create it first"):
        write_atomically(tmp_path / "gone" / "brief.pdf", b"new")


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder; name a file in it"):
        write_atomically(tmp_path, b"new")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"`.*file` is not a folder"):
        write_atomically(tmp_path / "file" / "brief.pdf", b"new")


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(OutputError, match="`/dev/null`: it is not a regular file"):
        write_atomically(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission to write in the folder"):
        write_atomically(tmp_path / "brief.pdf", b"new")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "no permission to write in the folder"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_failure_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "brief.pdf").write_bytes(b"old")
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OutputError, match=reason):
        write_atomically(tmp_path / "brief.pdf", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["brief.pdf"]
    assert (tmp_path / "brief.pdf").read_bytes() == b"old"


def test_an_interrupt_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "brief.pdf", b"new")
    assert list(tmp_path.iterdir()) == []
