"""Pictures lose what is not seen of them, and nothing else."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from pikepdf import Pdf, Stream
from PIL import Image, ImageCms, ImageOps, ImageSequence
from PIL.PngImagePlugin import PngInfo

from briefing.archive.extract import extract
from briefing.formats.image_metadata import strip_metadata
from briefing.formats.image_size import pixel_count
from briefing.pipeline.build import build

SECRET = "somebody-at-home"
ARTIST, COMMENT, WAY = 0x013B, 0x9C9C, 0x0112
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(way: int) -> Image.Exif:
    told = Image.Exif()
    told[ARTIST] = SECRET
    told[WAY] = way
    told.get_ifd(0x8825)[1] = SECRET  # of the place
    return told


def saved(form: str, way: int = 1, **more: object) -> bytes:
    file = BytesIO()
    picture = Image.linear_gradient("L").convert("RGB").resize((60, 40))
    picture.save(file, form, exif=exif(way), icc_profile=PROFILE, **more)
    return file.getvalue()


def jpeg(way: int = 1) -> bytes:
    """Make a picture with a comment, XMP, and another picture behind it, as telephones do."""
    data = saved("JPEG", way, comment=SECRET.encode(), progressive=True)
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + SECRET.encode()
    segment = b"\xff\xe1" + (len(xmp) + 2).to_bytes(2, "big") + xmp
    return data[:2] + segment + data[2:] + SECRET.encode()


def png(way: int = 1) -> bytes:
    texts = PngInfo()
    texts.add_text("Author", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", SECRET)
    return saved("PNG", way, pnginfo=texts, dpi=(300, 300)) + SECRET.encode()


def webp(way: int = 1) -> bytes:
    return saved("WEBP", way, xmp=SECRET.encode(), lossless=True)


def gif(way: int = 1) -> bytes:
    """Make two frames, with a comment and what an application noted."""
    assert way == 1
    file = BytesIO()
    frames = [Image.linear_gradient("L").resize((60, 40)).rotate(turn) for turn in (0, 180)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], comment=SECRET, loop=0)
    data = file.getvalue()
    noted = b"\x21\xff\x0bXMP DataXMP" + bytes((len(SECRET),)) + SECRET.encode() + b"\0"
    place = data.index(b"\x21")
    return data[:place] + noted + data[place:] + SECRET.encode()


MAKERS = [jpeg, png, webp]
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" xmlns:sodipodi="urn:s"
  xmlns:inkscape="urn:i" sodipodi:docname="{SECRET}.svg" inkscape:export-filename='/{SECRET}/a'>
<metadata><creator>{SECRET}</creator></metadata><title>metadata</title><path d="M0 0h9"/></svg>
""".encode()


@pytest.mark.parametrize("way", [1, 6])
@pytest.mark.parametrize("make", MAKERS)
def test_only_what_is_seen_stays(make: Callable[[int], bytes], way: int) -> None:
    data = make(way)
    left = strip_metadata(data)
    assert SECRET.encode() in data
    assert SECRET.encode() not in left
    before, after = Image.open(BytesIO(data)), Image.open(BytesIO(left))
    assert after.tobytes() == before.tobytes()
    assert as_seen(before) == as_seen(after)
    assert make is not png or after.info["dpi"] == before.info["dpi"]
    assert dict(after.getexif()) == ({} if way == 1 else {WAY: way})
    assert ImageOps.exif_transpose(after).size == ((60, 40) if way == 1 else (40, 60))
    assert pixel_count(left) == pixel_count(data) == 60 * 40
    assert strip_metadata(left) == left


def as_seen(picture: Image.Image) -> bytes:
    """Return the colours of a picture that has a profile."""
    profile = ImageCms.ImageCmsProfile(BytesIO(picture.info["icc_profile"]))
    lab = ImageCms.createProfile("LAB")
    seen = ImageCms.applyTransform(picture, ImageCms.buildTransform(profile, lab, "RGB", "LAB"))
    return bytes(seen.tobytes()) if seen else b""


def test_of_a_gif_the_frames_stay() -> None:
    data = gif()
    left = strip_metadata(data)
    assert SECRET.encode() in data
    assert SECRET.encode() not in left
    before, after = Image.open(BytesIO(data)), Image.open(BytesIO(left))
    assert [frame.tobytes() for frame in ImageSequence.Iterator(after)] == [
        frame.tobytes() for frame in ImageSequence.Iterator(before)
    ]
    assert after.info["loop"] == 0
    assert strip_metadata(left) == left


@pytest.mark.parametrize("make", [*MAKERS, gif])
def test_a_picture_that_is_cut_off_is_refused(make: Callable[[], bytes]) -> None:
    data, left = make(), strip_metadata(make())
    end = len(data) - (0 if make is webp else len(SECRET))  # others have something appended
    for cut in [*range(0, end - 1, 7), end - 1]:
        with pytest.raises(ValueError, match=r"^[a-z`]"):
            strip_metadata(data[:cut])
    assert left == strip_metadata(data[:end])


@pytest.mark.parametrize("make", [*MAKERS, gif])
def test_however_broken_a_picture_is_it_is_bare_or_refused(make: Callable[[], bytes]) -> None:
    data, random, done = make(), Random(7), 0
    for _ in range(1_000):
        broken = bytearray(data)
        for _ in range(random.randint(1, 6)):
            broken[random.randrange(len(broken))] = random.choice((0, 0xD9, 0xE1, 0xFF))
        with suppress(ValueError):
            left = strip_metadata(bytes(broken))
            done += 1
            assert strip_metadata(left) == left
    assert make is png or done  # each part of a PNG has a checksum


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + b"\xff" * 4_000_000 + b"\0",
        b"\xff\xd8" + b"\xff\xe1\0\2" * 1_000_000,
        b"<svg" + b"<metadata " * 400_000,
        b"<svg" + b' inkscape:a="' * 300_001,
        b"<svg" + b" inkscape:aaaa" * 300_000,
        b"RIFF\xff\xff\xff\x7fWEBP" + b"XMP \0\0\0\0" * 500_000,
        b"GIF89a" + bytes(7) + b"\x21\xfe\0" * 500_000,
    ],
    ids=["filled", "segments", "metadata", "quotes", "names", "chunks", "comments"],
)
def test_no_picture_takes_long(data: bytes) -> None:
    start = perf_counter()
    with suppress(ValueError):
        strip_metadata(data)
    pixel_count(data)
    assert perf_counter() - start < 10


TOPIC = """
title: Photo
type: Note
originator: River desk
issued: "2024-05-01"
cutoff: "2024-04-30"
sections:
  - kind: text
    text: It flows.
    images:
      - {file: a.jpg, alt: Stripes, caption: Stripes}
      - {file: b.png, alt: Stripes, caption: Stripes}
      - {file: c.webp, alt: Stripes, caption: Stripes}
      - {file: d.svg, alt: A line, caption: A line}
"""


def test_neither_the_pages_nor_the_data_of_a_pdf_tell_who_took_a_picture(tmp_path: Path) -> None:
    files = {"a.jpg": jpeg(6), "b.png": png(), "c.webp": webp(), "d.svg": SVG}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "topic.yaml").write_text(TOPIC, "utf-8")
    brief = build(tmp_path, tmp_path / "brief.pdf").path.read_bytes()
    with Pdf.open(BytesIO(brief)) as document:
        streams = [each for each in document.objects if isinstance(each, Stream)]
        assert not any(SECRET.encode() in each.read_raw_bytes() for each in streams)
    folder = extract(tmp_path / "brief.pdf", tmp_path / "data")
    assert {name: (folder / name).read_bytes() for name in files} == {
        name: strip_metadata(data) for name, data in files.items()
    }
    assert build(folder, tmp_path / "again.pdf").path.read_bytes() == brief
