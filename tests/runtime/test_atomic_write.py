import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.cli.build_request import BuildRequest, build_once
from briefing.cli.session import Session
from briefing.errors import OutputError
from briefing.layout.engine import LayoutEngine
from briefing.runtime import new_file as drafts
from briefing.runtime.atomic_write import write_atomically, write_together
from briefing.runtime.cache import Cache
from briefing.runtime.spare_folder import Spare
from tests.support.places import ROOT, TOPICS

has_nameless = pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="Linux alone has them")


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
    with pytest.raises(OutputError, match=r"there is no folder `.*gone`\n  hint: create it first"):
        write_atomically(tmp_path / "gone" / "brief.pdf", b"new")


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder\n  hint: name a file in it"):
        write_atomically(tmp_path, b"new")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"`.*file` is not a folder"):
        write_atomically(tmp_path / "file" / "brief.pdf", b"new")


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(OutputError, match="`/dev/null`: it is not a regular file"):
        write_atomically(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


def test_a_file_that_its_owner_protects_is_not_replaced(tmp_path: Path) -> None:
    brief = tmp_path / "brief.pdf"
    brief.write_bytes(b"old")
    brief.chmod(0o444)
    with pytest.raises(OutputError, match="write-protected\n  hint: name another file"):
        write_atomically(brief, b"new")
    assert [(each, each.read_bytes()) for each in tmp_path.iterdir()] == [(brief, b"old")]


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


def test_file_and_folder_reach_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[bool, bytes]] = []

    def sync(number: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(number).st_mode)
        synced.append((is_folder, pdf.read_bytes() if pdf.exists() else b""))

    pdf = tmp_path / "brief.pdf"
    monkeypatch.setattr("os.fsync", sync)
    write_atomically(pdf, b"new")
    # the folder when the new name stands in it
    assert synced == [(False, b""), (True, b"new")]


@has_nameless
def test_a_file_has_no_name_until_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[Path]] = []
    monkeypatch.setattr("os.fsync", lambda _: seen.append([*tmp_path.iterdir()]))
    write_atomically(tmp_path / "brief.pdf", b"new")
    assert seen[0] == []


@pytest.mark.usefixtures("umask")
def test_where_there_are_no_files_without_a_name_all_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "_open_nameless", lambda *_: None)
    test_permissions_are_as_the_umask_gives_them(tmp_path)
    test_a_file_is_replaced(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["brief.pdf"]
    (tmp_path / "brief.pdf").unlink()
    test_an_interrupt_leaves_what_was_there(tmp_path, monkeypatch)


def test_a_full_disk_leaves_every_output_as_it_was(tmp_path: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from briefing.runtime.cache import Cache
from briefing.runtime.spare_folder import Spare
from briefing.errors import OutputError
from briefing.runtime.atomic_write import write_atomically, write_together
folder, small, big = Path(sys.argv[1]), b"." * 1000, b"." * 9000
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
copies = folder / "copies"
for write in (
    lambda: write_atomically(folder / "brief.pdf", big),
    lambda: write_together([(copies / "1.pdf", small), (copies / "2.pdf", big)], folder=copies),
):
    try:
        write()
    except OutputError as error:
        print(error)
cache = Cache(folder / "cache")
cache.put("key", big)
print(cache.get("key"))
"""
    (tmp_path / "brief.pdf").write_bytes(b"old")
    command = [sys.executable, "-c", script, str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = ("brief.pdf", "copies/2.pdf")
    reason = "it is larger than a file may be here"
    expected = [f"cannot write `{tmp_path / name}`: {reason}" for name in names]
    assert told.splitlines() == [*expected, "None"]
    assert (tmp_path / "brief.pdf").read_bytes() == b"old"
    found = {each.name for each in tmp_path.rglob("*") if each.name != ".pruned"}
    assert found == {"brief.pdf", "cache", "entries"}


def test_of_two_that_write_one_file_at_once_each_time_one_wins(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from briefing.runtime.atomic_write import write_atomically, write_together
pdf, sign = Path(sys.argv[1], "brief.pdf"), sys.argv[2].encode()
copies = Path(sys.argv[1], "copies")
for _ in range(50):
    write_atomically(pdf, sign * 300_000)
    write_together([(copies / "1.pdf", sign), (copies / "2.pdf", sign)], folder=copies)
"""
    pdf = tmp_path / "brief.pdf"
    both = [
        subprocess.Popen([sys.executable, "-c", script, tmp_path, sign], cwd=ROOT) for sign in "ab"
    ]
    seen = set()
    while any(each.poll() is None for each in both):
        if pdf.exists():
            seen.add(pdf.read_bytes())
    assert [each.returncode for each in both] == [0, 0]
    assert seen | {pdf.read_bytes()} <= {b"a" * 300_000, b"b" * 300_000}
    names = sorted(each.name for each in tmp_path.rglob("*"))
    assert names == ["1.pdf", "2.pdf", "brief.pdf", "copies"]


def hold(monkeypatch: pytest.MonkeyPatch, *held: Path) -> None:
    """Let files be open in a viewer that lets nobody replace them."""
    replace = Path.replace

    def fail(draft: Path, target: Path) -> Path:
        if target in held:
            raise PermissionError(errno.EACCES, "Permission denied")
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", fail)


def test_a_file_that_is_held_is_left_and_the_new_one_written_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = tmp_path / "brief.pdf"
    pdf.write_bytes(b"old")
    hold(monkeypatch, pdf)
    assert [*write_atomically(pdf, b"new")] == [pdf, tmp_path / "brief-2.pdf"]
    assert [*write_atomically(pdf, b"newer")] == [pdf, tmp_path / "brief-3.pdf"]
    found = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert found == {"brief.pdf": b"old", "brief-2.pdf": b"new", "brief-3.pdf": b"newer"}


def test_copies_of_which_one_is_held_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "1.pdf"
    held.write_bytes(b"old")
    hold(monkeypatch, held)
    with pytest.raises(OutputError, match=r"1\.pdf`: no permission"):
        write_together([(held, b"new"), (tmp_path / "2.pdf", b"new")])
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("has_links", [True, False])
def test_where_one_of_several_files_cannot_be_moved_all_others_come_back(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, new, held, last = (tmp_path / f"{name}.pdf" for name in ("1", "2", "3", "4"))
    for each in (first, held, last):
        each.write_bytes(b"old")
    before = first.stat()
    hold(monkeypatch, held)
    if not has_links:
        monkeypatch.setattr(Path, "hardlink_to", lambda *_: (_ for _ in ()).throw(OSError))
    with pytest.raises(OutputError, match=r"3\.pdf`: no permission"):
        write_together([(each, b"new") for each in (first, new, held, last)])
    assert sorted(tmp_path.iterdir()) == [first, held, last]
    assert {each.read_bytes() for each in tmp_path.iterdir()} == {b"old"}
    assert (first.stat().st_mode, first.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    monkeypatch.undo()
    write_together([(each, b"new") for each in (first, new, held, last)])
    assert {each.read_bytes() for each in tmp_path.iterdir()} == {b"new"}
    assert len(list(tmp_path.iterdir())) == 4


def test_a_brief_beside_the_one_that_is_held_is_told_and_built_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf, cache = tmp_path / "brief.pdf", Cache(tmp_path / "cache")
    pdf.write_bytes(b"old")
    order = BuildRequest(TOPICS / "minimal.yaml", pdf, {}, None)
    kept: list[object] = []
    monkeypatch.setattr("briefing.cli.build_request.store", lambda *given, **_: kept.append(given))
    with LayoutEngine(cache=cache) as engine:
        with monkeypatch.context() as patch:
            hold(patch, pdf)
            build_once(order, Session(engine, ("build",)))
        said = capsys.readouterr()
        assert f"`{pdf}` cannot be replaced, perhaps because a viewer holds it open" in said.err
        assert said.out.startswith(f"{tmp_path / 'brief-2.pdf'}: 1 page")
        assert kept == []
        build_once(order, Session(engine, ("build",)))
    assert capsys.readouterr().out.startswith(f"{pdf}: 1 page")
    assert len(kept) == 1
    assert pdf.read_bytes() == (tmp_path / "brief-2.pdf").read_bytes()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_replaced_keeps_who_may_read_it(mode: int, tmp_path: Path) -> None:
    for name in ("brief.pdf", "register.csv"):
        (tmp_path / name).write_bytes(b"old")
        (tmp_path / name).chmod(mode)
    write_atomically(tmp_path / "brief.pdf", b"new")
    write_together([(tmp_path / name, b"new") for name in ("brief.pdf", "register.csv")])
    for name in ("brief.pdf", "register.csv"):
        assert (tmp_path / name).read_bytes() == b"new"
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_file_that_is_replaced_stays_with_its_owner(tmp_path: Path) -> None:
    (tmp_path / "brief.pdf").write_bytes(b"old")
    os.chown(tmp_path / "brief.pdf", 1234, 2345)
    write_atomically(tmp_path / "brief.pdf", b"new")
    status = (tmp_path / "brief.pdf").stat()
    assert (status.st_uid, status.st_gid) == (1234, 2345)


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "brief.pdf").symlink_to("brief.pdf")
    with pytest.raises(OutputError, match="is a link to itself"):
        write_atomically(tmp_path / "brief.pdf", b"new")


@has_nameless
@pytest.mark.parametrize("code", [errno.EPERM, errno.EXDEV])
def test_where_a_file_without_a_name_gets_none_it_is_written_anew(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", link)
    write_atomically(tmp_path / "brief.pdf", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["brief.pdf"]
    assert (tmp_path / "brief.pdf").read_bytes() == b"new"


KILLED = """
import os, signal, sys
from pathlib import Path
from briefing.runtime.atomic_write import write_together

def copies():
    for number in range(9):
        if number == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        yield Path(sys.argv[1], f"{number}.pdf"), b"new"

write_together(copies())
"""


def test_what_a_killed_process_left_is_private_and_goes_with_the_next(tmp_path: Path) -> None:
    (tmp_path / "0.pdf").write_bytes(b"old")
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], cwd=ROOT, check=False)
    left = [each for each in tmp_path.iterdir() if each.name != "0.pdf"]
    assert (tmp_path / "0.pdf").read_bytes() == b"old"
    assert [each.name.startswith(".briefing-") for each in left] == [True]
    assert stat.S_IMODE(left[0].stat().st_mode) == 0o700
    write_atomically(tmp_path / "brief.pdf", b"new")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["0.pdf", "brief.pdf"]


def test_what_a_living_process_holds_is_left_to_it(tmp_path: Path) -> None:
    spare = Spare()
    draft = spare.beside(tmp_path / "a.pdf")
    draft.write_bytes(b"new")
    code = "import sys; from pathlib import Path; from briefing.runtime.atomic_write import *; "
    code += "write_together([(Path(sys.argv[1], name), b'x') for name in 'bc'])"
    subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, check=True)
    assert draft.read_bytes() == b"new"
    spare.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["b", "c"]
