import zlib
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from briefing.errors import InputError, Span
from briefing.formats.folder import Folder
from briefing.formats.image_size import MAX_PIXELS, pixel_count


def saved(form: str, **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (37, 21)).save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        saved("PNG"),
        saved("GIF"),
        saved("JPEG"),
        saved("JPEG", progressive=True, exif=b"Exif\0\0" + bytes(3000), comment=b"\xff\xc0" * 9),
        saved("WEBP"),
        saved("WEBP", lossless=True),
        saved("WEBP", exif=b"Exif\0\0"),
    ],
    ids=["png", "gif", "jpeg", "long-head", "webp", "lossless", "extended"],
)
def test_the_pixels_of_a_picture_are_counted(data: bytes) -> None:
    assert pixel_count(data) == 37 * 21


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG", b"GIF89a", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0", b"RIFF", b"<svg/>"]
)
def test_of_what_is_cut_off_or_drawn_there_is_no_count(data: bytes) -> None:
    assert pixel_count(data) is None


@given(st.sampled_from([b"\x89PNG", b"GIF8", b"\xff\xd8", b"RIFF....WEBPVP8X"]), st.binary())
def test_no_bytes_make_it_fail(head: bytes, rest: bytes) -> None:
    assert (pixel_count(head + rest) or 0) >= 0


def bomb() -> bytes:
    """Make a PNG of a few kilobytes that would fill 10 GB."""
    head = pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def test_a_decompression_bomb_is_refused_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(bomb())
    span = Span("topic.yaml", 7, 12)
    with pytest.raises(InputError) as caught:
        Folder(tmp_path).read_image("map.png", span)
    (found,) = caught.value.diagnostics
    assert (found.rule, found.span) == ("too-many-pixels", span)
    assert found.message == "`map.png` has 2,500,000,000 pixels, expected at most 100,000,000"


def test_a_picture_at_the_limit_is_read(tmp_path: Path) -> None:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    Image.new("1", (10_000, MAX_PIXELS // 10_000)).save(tmp_path / "map.png")
    assert Folder(tmp_path).read_image("map.png") == "map.png"
    (tmp_path / "more.png").write_bytes(head + pack(">II", 10_000, MAX_PIXELS // 10_000 + 1))
    with pytest.raises(InputError, match="expected at most"):
        Folder(tmp_path).read_image("more.png")
