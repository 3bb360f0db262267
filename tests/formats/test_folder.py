import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from briefing.errors import InputError, Span, visible
from briefing.formats import folder as files
from briefing.formats.folder import Folder
from briefing.runtime.open_file import read_below

PNG = b"\x89PNG\r\n\x1a\n..."
SPAN = Span("topic.yaml", 2, 7)


def saved(form: str, **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (3, 2)).save(file, form, **options)
    return file.getvalue()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "topic"
    (root / "data").mkdir(parents=True)
    (root / "data" / "trade.csv").write_text("a\n1\n")
    (root / "flag.png").write_bytes(PNG)
    (tmp_path / "secret.txt").write_text("secret")
    return root


def refusal(folder: Folder, name: str) -> tuple[str, str | None]:
    with pytest.raises(InputError) as caught:
        folder.read(name, SPAN)
    (found,) = caught.value.diagnostics
    assert found.span == SPAN
    assert folder.files == {}
    return found.message.removeprefix(f"`{visible(name)}` "), found.hint


def test_a_file_is_kept_by_its_plain_name_and_read_once(root: Path) -> None:
    folder = Folder(root)
    assert folder.read("data/trade.csv") == ("data/trade.csv", b"a\n1\n")
    (root / "data" / "trade.csv").write_text("changed")
    assert folder.read("./data//trade.csv") == ("data/trade.csv", b"a\n1\n")
    assert folder.files == {"data/trade.csv": b"a\n1\n"}


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "data/../../secret.txt", "/etc/passwd", "..\\secret.txt", "data\\trade.csv"],
)
def test_a_name_that_could_leave_the_folder_is_refused(root: Path, name: str) -> None:
    message, hint = refusal(Folder(root), name)
    assert message == "does not lie below the topic's folder"
    assert hint == "copy it there, and name it relative to the folder, with `/`"


@pytest.mark.parametrize(
    "name",
    ["http://a.example/b.png", "HTTPS://a", "file:///etc/passwd", "file:x", "//a/b", "s3://a"],
)
def test_an_address_is_refused(root: Path, name: str) -> None:
    expected = ("is an address, expected a file", "save it beside the topic")
    assert refusal(Folder(root), name) == expected


def test_links_are_followed_inside_the_folder_only(root: Path) -> None:
    (root / "inside.csv").symlink_to("data/trade.csv")
    (root / "outside.txt").symlink_to("../secret.txt")
    (root / "up").symlink_to("..")
    (root / "loop").symlink_to("loop")
    assert refusal(Folder(root), "outside.txt")[0].startswith("is a link that leads out")
    assert refusal(Folder(root), "up/secret.txt")[0].startswith("is a link that leads out")
    assert refusal(Folder(root), "loop")[0].startswith("cannot be read: ")
    assert Folder(root).read("inside.csv") == ("inside.csv", b"a\n1\n")


def test_a_folder_that_is_itself_reached_by_a_link_is_a_folder(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert Folder(tmp_path / "link").read("flag.png")[1] == PNG


def test_a_missing_file_is_answered_with_its_neighbours(root: Path) -> None:
    (root / ".hidden").touch()
    assert refusal(Folder(root), "data/trad.csv") == (
        "does not exist",
        "did you mean `data/trade.csv`?",
    )
    assert refusal(Folder(root), "img/x.png") == ("does not exist", "known: `data`, `flag.png`")
    assert refusal(Folder(root), "flag.png/x") == ("does not exist", "did you mean `flag.png`?")


def test_only_readable_regular_files_of_bounded_size_are_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(root / "pipe")
    assert refusal(Folder(root), "data") == ("is not a file", None)
    assert refusal(Folder(root), "") == ("is not a file", None)
    assert refusal(Folder(root), "pipe") == ("is not a file", None)
    assert refusal(Folder(root), "a\0b")[0].startswith("cannot be read: ")
    assert refusal(Folder(root), "a" * 300)[0].startswith("cannot be read: ")
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    message, _ = refusal(Folder(root), "flag.png")
    assert message == "has 11 bytes, expected at most 3"


def test_a_file_without_permission_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_below(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "read_below", read_below)
    assert refusal(Folder(root), "flag.png") == ("cannot be read: Permission denied", None)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", saved("PNG")),
        ("a.JPG", saved("JPEG")),
        ("a.jpeg", saved("JPEG", progressive=True)),
        ("a.gif", saved("GIF")),
        ("a.webp", saved("WEBP")),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("b.svg", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- c -->\n<svg width='1'/>"),
    ],
)
def test_an_image_is_known_by_name_and_content(root: Path, name: str, data: bytes) -> None:
    (root / name).write_bytes(data)
    folder = Folder(root)
    assert folder.read_image(name) == name
    assert folder.files == {name: data}
    (root / name).write_bytes(b"just text, or <html>")
    with pytest.raises(InputError, match=r"does not hold what its name says, a [A-Z]+ image"):
        Folder(root).read_image(name)


def test_what_is_no_image_by_name_is_not_even_opened(root: Path) -> None:
    folder = Folder(root)
    with pytest.raises(InputError) as caught:
        folder.read_image("data/trade.csv", SPAN)
    assert str(caught.value) == (
        "topic.yaml:2:7: error: `data/trade.csv` is not an image, "
        "expected .png, .jpg, .jpeg, .svg, .gif, .webp"
    )
    assert folder.files == {}


def test_what_is_swapped_for_a_link_after_it_was_judged_is_not_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap(*words: object) -> bytes:
        (root / "flag.png").unlink()
        (root / "flag.png").symlink_to("../secret.txt")
        return read_below(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "read_below", swap)
    assert refusal(Folder(root), "flag.png")[0].startswith("cannot be read: ")
