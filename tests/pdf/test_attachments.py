"""The data in a PDF: what is in it and what is not, and that it gives the same bytes again."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from platform import node
from tempfile import gettempdir
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from briefing.archive.extract import extract
from briefing.errors import UsageError
from briefing.layout.engine import LayoutEngine
from briefing.model.options import Options
from briefing.model.recipient import Recipient
from briefing.packs.build import pack
from briefing.pdf.attachments import MANIFEST, File, embed, fault_of, key_of
from briefing.pipeline.build import build
from briefing.runtime import package_data as assets
from tests.archive.test_topic_subset import HEAD, Made, left_out, write
from tests.end_to_end.test_meeting_sections import WHOLE
from tests.end_to_end.test_modes import LETTER
from tests.model.test_marking import MARKED
from tests.pagination.test_page_limit import CLOSER, FILLED
from tests.support import pdf as of
from tests.support.briefs import FULL, MEETING, PAPERS, SELECTIONS, SHEET, STYLES
from tests.support.built_briefs import BriefMaker, Order, order
from tests.support.places import EVERY_KIND, ROOT, TOPICS
from tests.support.read_text import squeeze

MINIMAL = TOPICS / "minimal.yaml"
ORDERS = [
    FULL[3], MEETING[0], SHEET[1], SELECTIONS[1], SELECTIONS[3], PAPERS[2], STYLES[1], CLOSER,
    FILLED, next(iter(MARKED)), WHOLE[1], LETTER,
    order(EVERY_KIND, audience=("press",), priority=2),
]  # fmt: skip
FEW = [FULL[3], SELECTIONS[1], ORDERS[-1]]


@pytest.fixture(scope="module")
def engine() -> Iterator[LayoutEngine]:
    with LayoutEngine(processes=1) as engine:
        yield engine


def names(pdf: bytes) -> list[str]:
    with Pdf.open(BytesIO(pdf)) as document:
        return [str(each.UF) for each in document.Root.get(Name.AF, Array()).as_list()]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_what_a_brief_holds_gives_the_same_bytes(
    order: Order, maker: BriefMaker, engine: LayoutEngine, tmp_path: Path
) -> None:
    printed = maker[order]
    (tmp_path / "brief.pdf").write_bytes(printed.data)
    folder = extract(tmp_path / "brief.pdf", tmp_path / "topic")
    result = build(folder, tmp_path / "again.pdf", engine=engine)
    assert (tmp_path / "again.pdf").read_bytes() == printed.data
    assert result.fitted is None
    extract(tmp_path / "again.pdf", tmp_path / "more")
    assert contents(tmp_path / "more") == contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def unpacked(pdf: bytes) -> str:
    """Give all that a PDF holds: each object, each stream unpacked, each text of a page."""
    parts = of.page_texts(pdf)
    with Pdf.open(BytesIO(pdf)) as document:
        for each in document.objects:
            if isinstance(each, Stream):
                data = each.read_bytes() if each.get(Name.Filter) != Name.DCTDecode else b""
                parts += [data.decode("utf-8", "replace"), data.decode("utf-16-be", "replace")]
            found = re.findall(rb"<([0-9a-f]{4,})>", each.unparse(resolved=True))
            texts = [bytes.fromhex(one.decode() + "0" * (len(one) % 2)) for one in found]
            parts += [text.decode("utf-16", "replace") for text in texts]
            parts.append(each.unparse(resolved=True).decode("utf-8", "replace"))
    return "\n".join(parts)


@pytest.mark.parametrize("order", FEW, ids=str)
def test_nothing_that_was_left_out_is_in_the_file_in_any_form(
    order: Order, maker: BriefMaker
) -> None:
    printed, made = maker[order], Made(order.topic, order.options)
    whole = unpacked(printed.data)
    squeezed = squeeze(whole)
    texts, ids = left_out(made)
    assert order in FULL or len(texts) > 10
    assert squeeze(str(made.brief.originator)) in squeezed
    for text in texts:
        assert squeeze(text) not in squeezed
    for name in ids:
        assert not re.search(rf"[-(:@/]{name}\b", whole), name


@pytest.mark.parametrize("order", FEW, ids=str)
def test_no_user_host_or_path_is_in_the_file(order: Order, maker: BriefMaker) -> None:
    whole = unpacked(maker[order].data)
    assert "briefing" in whole
    for folder in (Path.home(), ROOT, Path(gettempdir()), Path(sys.prefix)):
        assert f"{folder}/" not in whole
    assert not re.search(rf"\b{re.escape(node())}\b", whole)


def test_no_hash_seed_zone_locale_or_folder_changes_the_bytes(tmp_path: Path) -> None:
    made: set[bytes] = set()
    topic = tmp_path / "river.yaml"
    shutil.copy(MINIMAL, topic)
    for number, (seed, zone, locale) in enumerate(
        [("1", "Pacific/Kiritimati", "C"), ("2", "America/Caracas", "tr_TR.UTF-8")]
    ):
        folder = tmp_path / f"folder {number}"
        folder.mkdir()
        unlike = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "HOME": str(folder)}
        unlike |= {"USER": f"zaphod-{number}", "LOGNAME": f"zaphod-{number}"}
        subprocess.run(
            [sys.executable, "-m", "briefing", "build", topic, "--no-cache", "-o", "brief.pdf"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **unlike},
            check=True,
            capture_output=True,
            timeout=60,
        )
        made.add((folder / "brief.pdf").read_bytes())
        topic = extract(folder / "brief.pdf", folder / "data")
    assert len(made) == 1
    brief = made.pop()
    assert "zaphod" not in unpacked(brief)
    assert names(brief) == [MANIFEST, "sources.yaml", "topic.yaml"]


def test_a_theme_a_style_and_a_portrait_ones_own_go_along(
    engine: LayoutEngine, tmp_path: Path
) -> None:
    look = tmp_path / "river" / "look"
    shutil.copytree(ROOT / "styles" / "institute", look)
    settings = (look / "theme.yaml").read_text("utf-8")
    font = re.search(r"file: ([\w./ -]+\.ttf)", settings)
    assert font
    shutil.copy(assets.fonts() / font[1], look / "Größe.ttf")
    (look / "theme.yaml").write_text(settings.replace(font[1], "Größe.ttf", 1), "utf-8")
    write(look, {"templates/frame/imprint.html": "Printed by us"})
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">'
        "<info><title>Ours</title><id>x</id><updated>2024-01-01T00:00:00Z</updated></info>"
        '<citation><layout prefix="("><text variable="title"/></layout></citation>'
        '<bibliography><layout><text variable="note"/></layout></bibliography></style>'
    )
    picture = "{file: Río.png, alt: A, caption: B}"
    section = f"{{kind: text, text: 'It rose.[@gauge]', images: [{picture}]}}"
    topic = (
        f"{HEAD}theme: ./look\ncitation_style: ours.csl\n"
        "sources: [{id: gauge, type: webpage, title: Gauges, note: By the bridge}]\n"
        f"sections: [{section}]\n"
    )
    portrait = (TOPICS / "portrait.png").read_bytes()
    files: dict[str, bytes | str] = {"ours.csl": style, "Río.png": portrait}
    write(tmp_path / "river", {"topic.yaml": topic, **files})
    first, second = tmp_path / "one.pdf", tmp_path / "two.pdf"
    build(tmp_path / "river", first, engine=engine)
    shutil.rmtree(tmp_path / "river")
    build(extract(first, tmp_path / "x"), second, engine=engine)
    assert first.read_bytes() == second.read_bytes()
    found = contents(tmp_path / "x")
    assert {"Río.png", "ours.csl", "theme/Größe.ttf", "theme/templates/frame/imprint.html"} <= {
        *found
    }
    assert [name for name in found if name.endswith(".ttf")] == ["theme/Größe.ttf"]
    assert "By the bridge" in of.page_texts(first.read_bytes())[0]
    assert of.validate(first.read_bytes()) == []


def test_files_are_named_as_archives_want_them(maker: BriefMaker) -> None:
    issued = "D:20240501000000Z"
    with Pdf.open(BytesIO(maker[STYLES[1]].data)) as document:
        tree = document.Root.Names.EmbeddedFiles.Names.as_list()
        specs = document.Root.AF.as_list()
        assert [each.objgen for each in tree[1::2]] == [each.objgen for each in specs]
        assert [bytes(each) for each in tree[::2]] == sorted(bytes(each) for each in tree[::2])
        types = {}
        for each in specs:
            assert str(each.F).isascii()
            assert (each.AFRelationship, each.Type) == (Name.Source, Name.Filespec)
            assert str(each.Desc)
            stream = each.EF.F
            assert stream.objgen == each.EF.UF.objgen
            assert str(stream.Params.ModDate) == str(stream.Params.CreationDate) == issued
            assert int(stream.Params.Size) == len(stream.read_bytes())
            types[str(each.UF)] = str(stream.Subtype)
    assert types == {
        "gauge.svg": "/image/svg+xml",
        MANIFEST: "/application/json",
        "portrait.svg": "/image/svg+xml",
        "sources.yaml": "/application/yaml",
        "topic.yaml": "/application/yaml",
    }


def test_files_of_any_name_keep_both_standards(maker: BriefMaker) -> None:
    files = [
        File("a.yaml", b"title: A\n", "Data"),
        File("Карта реки 👍.bin", b"", "Map (of a \\ river)"),
        File("b/ü.csv", b"a;b\n", "Größe"),
    ]
    date = datetime(2024, 5, 1, tzinfo=UTC)
    made = of.edit(maker[STYLES[1]].data, lambda document: embed(document, files, date))
    assert of.validate(made) == []
    with Pdf.open(BytesIO(made)) as document:
        assert sorted(document.attachments) == sorted(each.name for each in files)
        assert [str(each.F) for each in document.Root.AF.as_list()] == [
            "a.yaml", "b/_.csv", "_____ ____ _.bin",
        ]  # fmt: skip
        got = document.attachments["b/ü.csv"].get_file()
        assert (got.read_bytes(), got.mime_type) == (b"a;b\n", "text/csv")


@pytest.mark.parametrize(
    "options",
    [{"redact_data": True}, {"review": True}, {"booklet": True}, {"n_up": 2}],
    ids=str,
)
def test_what_is_redacted_reviewed_or_for_paper_alone_holds_no_data(
    options: dict[str, Any], engine: LayoutEngine, tmp_path: Path
) -> None:
    topic = tmp_path / "river.yaml"
    more = "".join(f"\n  - {{kind: notes, id: notes-{n}, pages: 1}}" for n in range(2))
    topic.write_text(MINIMAL.read_text("utf-8").rstrip() + more, "utf-8")
    path = tmp_path / "a.pdf"
    build(topic, path, Options(**options), engine=engine)
    with Pdf.open(path) as document:
        assert Name.AF not in document.Root
        assert Name.EmbeddedFiles not in document.Root.get(Name.Names, Dictionary())
        assert not [each for each in document.objects if "EmbeddedFile" in repr(each)]


def test_a_pack_names_a_theme_relative_to_itself(engine: LayoutEngine, tmp_path: Path) -> None:
    topic = {"river.yaml": MINIMAL.read_bytes()}
    text = "title: V\ntype: P\noriginator: D\nissued: 2024-05-10\ntopics: [{topic: river.yaml}]\n"
    folder = write(tmp_path, {**topic, "visit.yaml": f"{text}theme: ./look\n"})
    with pytest.raises(UsageError, match=f"there is no theme `{re.escape(str(tmp_path))}/look`"):
        pack(folder / "visit.yaml", tmp_path / "b.pdf", Options(), engine=engine)


def test_all_files_go_along_if_that_is_wanted(engine: LayoutEngine, tmp_path: Path) -> None:
    topic = TOPICS / "every-kind.yaml"
    options = Options(embed_all=True, without=("poll",))
    build(topic, tmp_path / "a.pdf", options, engine=engine)
    found = contents(extract(tmp_path / "a.pdf", tmp_path / "x"))
    assert found["inputs/every-kind.yaml"] == topic.read_bytes()
    assert found["inputs/freight.csv"] == (TOPICS / "freight.csv").read_bytes()
    build(topic, tmp_path / "b.pdf", Options(without=("poll",)), engine=engine)
    build(tmp_path / "x", tmp_path / "c.pdf", engine=engine)
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "c.pdf").read_bytes()


@pytest.mark.parametrize(
    ("topic", "options", "says"),
    [
        ("", {"marking": "TLP:CLEAR"}, "leave out --embed-all"),
        ("marking: OFFICIAL", {}, "leave out --embed-all"),
        ("profiles: {a: {marking: OFFICIAL, embed_all: true}}", {"profile": "a"}, "leave out"),
        ("profiles: {a: {copies: [{name: Ada}], embed_all: true}}", {"profile": "a"}, "leave out"),
        ("profile: a\nprofiles: {a: {embed_all: true}}", {"booklet": True}, "carry no data"),
        ("profiles: {a: {embed_all: true}}", {"profile": "a", "redact_data": True}, "all data or"),
    ],
)
def test_what_is_not_for_everybody_never_holds_what_it_leaves_out(
    topic: str, options: dict[str, Any], says: str, engine: LayoutEngine, tmp_path: Path
) -> None:
    path = tmp_path / "river.yaml"
    path.write_text(f"{MINIMAL.read_text('utf-8')}\n{topic}\n", "utf-8")
    given = {"embed_all": True, **options} if "embed_all" not in topic else options
    with pytest.raises(UsageError, match=says):
        build(path, tmp_path / "a.pdf", Options(**given), engine=engine)
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("options", [{"review": True}, {"n_up": 2}, {"format": "html"}], ids=str)
def test_what_holds_no_data_cannot_hold_all(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="carry no data"):
        Options(embed_all=True, **options)


def test_numbered_copies_hold_the_data_and_nobody_of_the_list(
    engine: LayoutEngine, tmp_path: Path
) -> None:
    people = (Recipient(name="Ada Reed"), Recipient(name="Head of delegation"))
    build(MINIMAL, tmp_path / "copies", Options(copies=people), engine=engine)
    build(MINIMAL, tmp_path / "plain.pdf", engine=engine)
    plain = contents(extract(tmp_path / "plain.pdf", tmp_path / "plain"))
    copies = sorted((tmp_path / "copies").glob("*.pdf"))
    assert len(copies) == 2
    for number, copy in enumerate(copies):
        found = contents(extract(copy, tmp_path / str(number)))
        assert found == plain
        assert b"Ada" not in b"".join(found.values())
        assert of.validate(copy.read_bytes()) == []


def test_names_are_those_that_any_system_takes() -> None:
    right = ("topic.yaml", "a/b/c.png", "Mapa del río.png", "100%.csv", "a-b_c.d")
    wrong = (
        "", "/a", "a/../b", "..", "a//b", "a/", ".a", "a.", " a", "a ", "a\\b", "C:a", "a*b", "nul",
        "COM1.txt", "a/aux/b", "a\0b", "a\nb", "a\u202eb", "\ufeffa", "x" * 201, "a/" * 17 + "a",
    )  # fmt: skip
    assert [name for name in right if fault_of(name)] == []
    assert [name for name in wrong if not fault_of(name)] == []
    assert key_of("RÍO.png") == key_of("ri\u0301o.png")
