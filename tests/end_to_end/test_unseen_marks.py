"""Nothing that is not seen of a picture goes out: not on pages, in data, thumbnails or HTML."""

import re
import shutil
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Pdf, Stream
from PIL import Image

from briefing.archive.extract import extract
from briefing.errors import InputError
from briefing.formats.folder import Folder
from briefing.model.options import Options
from briefing.pipeline.build import build
from tests.end_to_end.test_attacks import everything
from tests.support.marked_pictures import MARK, marked_pictures
from tests.support.places import ROOT

TOPIC = """
title: Pictures
type: Note
originator: River desk
issued: "2024-05-01"
cutoff: "2024-04-30"
sections:
  - kind: text
    text: They show nothing else.
    images:
"""
_SHORT_OR_PACKED = ("tIME", "profile.png", "picture.svg")
ENCODINGS = ("ascii", "utf-16-le", "utf-16-be")


def test_no_mark_in_any_place_that_a_format_knows_goes_out(tmp_path: Path) -> None:
    """Two hundred and more: each picture is refused, or goes out without its mark."""
    topic = tmp_path / "topic"
    topic.mkdir()
    lines, folder, refused = list[str](), Folder(topic), list[str]()
    pictures = list(marked_pictures())
    assert len(pictures) > 200
    for name, data, mark in pictures:
        assert any(mark.encode(each) in data for each in ENCODINGS) or name[4:].startswith(
            _SHORT_OR_PACKED
        ), name
        (topic / name).write_bytes(data)
        try:
            folder.read_image(name)
        except InputError:
            refused.append(name)
            continue
        lines.append(f'      - {{file: "{name}", alt: "{name[:3]}", caption: "{name[:3]}"}}')
    (topic / "topic.yaml").write_text(TOPIC + "\n".join(lines), "utf-8")
    assert refused == []
    build(topic, tmp_path / "brief.pdf", Options(embed_all=True))
    build(topic, tmp_path / "page.html", Options(format="html"))
    folder_of_data = extract(tmp_path / "brief.pdf", tmp_path / "data")
    out = [
        everything((tmp_path / "brief.pdf").read_bytes()),
        (tmp_path / "page.html").read_bytes(),
        *(each.read_bytes() for each in folder_of_data.rglob("*") if each.is_file()),
    ]
    found = {MARK.encode(encoding) in each for each in out for encoding in ENCODINGS}
    assert found == {False}


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_picture_of_a_section_that_is_left_out_is_nowhere(form: str, tmp_path: Path) -> None:
    """Not even for a theme that asks for it."""
    look = tmp_path / "look"
    shutil.copytree(ROOT / "styles" / "ministry", look)
    (look / "templates" / "front").mkdir(parents=True, exist_ok=True)
    title = '<h1>{{ brief.title }}</h1><img src="topic:other.png" alt="x">'
    (look / "templates" / "front" / "title.html").write_text(title, "utf-8")
    section, lines = "    images: [{{file: {}.png, alt: x, caption: x}}]\n", TOPIC.splitlines()
    words = "\n".join(lines[:-1]) + "\n" + section.format("shown")
    words += "  - kind: text\n    id: other\n    text: Left out.\n" + section.format("other")
    (tmp_path / "topic.yaml").write_text(words, "utf-8")
    pictures = [Image.effect_noise((60, 60), 100), Image.effect_noise((60, 60), 100)]
    for picture, name in zip(pictures, ("shown", "other"), strict=True):
        picture.save(tmp_path / f"{name}.png")
    output = tmp_path / f"out.{form}"
    options = Options(
        theme=str(look), without=("other",), format="pdf" if form == "pdf" else "html"
    )
    build(tmp_path, output, options)
    shown, hidden = (_pixels(output, picture) for picture in pictures)
    assert shown
    assert not hidden


def _pixels(output: Path, picture: Image.Image) -> bool:
    """Return whether the pixels of a picture are in a file."""
    if output.suffix == ".pdf":
        with Pdf.open(output) as pdf:
            streams = [each for each in pdf.objects if isinstance(each, Stream)]
            return any(picture.tobytes() in each.read_bytes() for each in streams)
    inside = re.findall(r"data:image/png;base64,([\w+/=]+)", output.read_text("utf-8"))
    return any(
        Image.open(BytesIO(b64decode(each))).tobytes() == picture.tobytes() for each in inside
    )
