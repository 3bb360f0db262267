"""What `extract` gives back of a brief, and what it makes of a PDF from somebody else."""

import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from typer.testing import CliRunner

from briefing.archive import extract as module
from briefing.archive.extract import extract
from briefing.cli.app import app
from briefing.errors import InputError, OutputError
from briefing.formats.folder import MAX_BYTES
from briefing.layout.engine import LayoutEngine
from briefing.model.options import Options
from briefing.pdf.attachments import MANIFEST
from briefing.pipeline.build import build
from briefing.runtime.limits import Limits
from tests.support import pdf as of
from tests.support.places import TOPICS

MINIMAL = TOPICS / "minimal.yaml"
Change = Callable[[Pdf], object]


@pytest.fixture(scope="module")
def engine() -> Iterator[LayoutEngine]:
    with LayoutEngine(processes=1) as engine:
        yield engine


@pytest.fixture(scope="module")
def brief(engine: LayoutEngine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "alder.pdf"
    build(MINIMAL, path, engine=engine)
    return path


def spec(document: Pdf, name: str = "topic.yaml") -> Object:
    """Find a file by its name."""
    return next(each for each in document.Root.AF.as_list() if str(each.UF) == name)


def hold(document: Pdf, files: Mapping[str, bytes], listed: object = None) -> None:
    """Put other files into a PDF, with a manifest that lists them."""
    if listed is None:
        listed = {"files": {name: sha256(data).hexdigest() for name, data in files.items()}}
    whole = {**files, MANIFEST: json.dumps(listed).encode()}
    document.Root.AF = Array(
        document.make_indirect(Dictionary(UF=String(name), EF=Dictionary(F=Stream(document, data))))
        for name, data in whole.items()
    )


def named(name: str) -> Change:
    return lambda document: hold(document, {name: b"x", "topic.yaml": b"title: X\n"})


def repeated(one: str, two: str) -> Change:
    return lambda document: hold(document, {one: b"x", two: b"y"})


def packed(data: bytes, **entries: object) -> Change:
    """Put a stream in the place of a file that is packed already."""

    def change(document: Pdf) -> None:
        stream = spec(document).EF.F
        stream.write(data, filter=Name.FlateDecode)
        for name, value in entries.items():
            stream[f"/{name}"] = value

    return change


def lose(document: Pdf) -> None:
    kept = [each for each in document.Root.AF.as_list() if str(each.UF) != "topic.yaml"]
    document.Root.AF = Array(kept)


HOSTILE: dict[str, tuple[Change, str]] = {
    "brief: file outside, with `..`": (named("../evil.yaml"), "begins or ends with a dot"),
    "brief: file by an absolute path": (named("/tmp/evil"), "is no name relative"),
    "brief: file by a path of Windows": (named("..\\evil.yaml"), "has signs that no file"),
    "brief: file on another drive": (named("C:evil.yaml"), "has signs that no file"),
    "brief: file with NUL in its name": (named("a\0.yaml"), "has signs that no file"),
    "brief: file with turned signs in its name": (named("a\u202elmay.exe"), "a\\u202elmay"),
    "brief: file that is a device": (named("pictures/CON.png"), "name of a device"),
    "brief: program": (named("socket.py"), "no part of a brief"),
    "brief: file that a program obeys": (named("Makefile"), "no part of a brief"),
    "brief: file that reads as an option": (named("-rf.png"), "no part of a brief"),
    "brief: hidden file": (named(".git/config"), "begins or ends with a dot"),
    "brief: file with a very long name": (named("a" * 300), "is longer than"),
    "brief: two files of one name": (repeated("A.yaml", "a.yaml"), "a second time"),
    "brief: file in a file": (repeated("a", "a/b"), "a second time"),
    "brief: manifest of a newer form": (
        lambda document: hold(document, {}, {"briefing": 2, "tool": "briefing 9.1"}),
        "cannot be extracted: form 2 needs a newer version of briefing than",
    ),
    "brief: manifest of a newer form, from nobody": (
        lambda document: hold(document, {}, {"briefing": 2}),
        "; it was made by an unknown one",
    ),
    "brief: manifest whose form is no number": (
        lambda document: hold(document, {}, {"briefing": "newest", "files": {}}),
        "holds a manifest that cannot be read",
    ),
    "brief: file that was changed": (
        lambda document: spec(document).EF.F.write(b"title: X\n"), "was changed: `topic.yaml`",
    ),
    "brief: file that the manifest does not list": (
        lambda document: hold(document, {"a": b"x"}, {"files": {}}), "was changed: `a`",
    ),
    "brief: file that is not there": (lose, "does not hold `topic.yaml`"),
    "brief: manifest that is none": (
        lambda document: hold(document, {"a": b"x"}, [1]), "manifest that cannot be read",
    ),
    "brief: file that is larger unpacked": (
        packed(zlib.compress(bytes(MAX_BYTES + 1))), "larger unpacked than any may be",
    ),
    "brief: file that is packed twice": (
        packed(b"x", Filter=Array([Name.FlateDecode, Name.FlateDecode])), "is broken",
    ),
    "brief: file that is not packed as it says": (packed(b"no zlib"), "is broken"),
    "brief: file that is none": (
        lambda document: setattr(spec(document).EF, "F", Dictionary()), "is broken",
    ),
    "brief: more files than a brief has": (
        lambda document: setattr(
            document.Root, "AF", Array([spec(document)] * (module.MAX_FILES + 1))
        ),
        "more than 5,000",
    ),
    "brief: list of files that is none": (
        lambda document: setattr(document.Root, "AF", Dictionary()), "names its files wrongly",
    ),
    "brief: names that are none": (
        lambda document: setattr(document.Root, "AF", Array([1, 2])), "cannot be read as a PDF",
    ),
}  # fmt: skip
"""What a PDF may try, and what is said of it; the table of attacks in the documentation has all."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pdf_is_refused_and_nothing_is_written(
    name: str, brief: Path, tmp_path: Path
) -> None:
    change, says = HOSTILE[name]
    path = tmp_path / "evil.pdf"
    path.write_bytes(of.edit(brief.read_bytes(), change))
    with pytest.raises(InputError) as raised:
        extract(path, tmp_path / "out")
    assert says in str(raised.value)
    assert raised.value.diagnostics[0].message.isprintable()
    assert [each.name for each in tmp_path.iterdir()] == ["evil.pdf"]


STRAY = [
    "socket.py",
    "a.pyc",
    "a.pth",
    "a.so",
    "a.sh",
    "a.exe",
    "a.lnk",
    "a.url",
    "a.desktop",
    "desktop.ini",
    "Makefile",
    "makefile",
    "a.html",
    "a.htm",
    "a.js",
    "a.json",
    "package.json",
    "a.yaml",
    "mkdocs.yml",
    "docker-compose.yaml",
    "-rf",
    "-rf.png",
    "a/-o.svg",
    "x.png.exe",
    "x.py.png/y",
    "theme/a.py",
    "theme/index.html",
    "theme/templates/a.py",
    "theme/a.yaml",
    "theme/a.png",
    "inputs/a.py",
    "inputs/Makefile",
    "conftest.py",
    "a/conftest.py",
    "pyproject.toml",
    "topic.yaml.lnk",
    "TOPIC.YAML",
]


@pytest.mark.parametrize("name", STRAY)
def test_nothing_lands_that_no_brief_is_built_of(name: str, brief: Path, tmp_path: Path) -> None:
    path = tmp_path / "evil.pdf"
    path.write_bytes(of.edit(brief.read_bytes(), lambda document: hold(document, {name: b"x"})))
    with pytest.raises(InputError, match="is no part of a brief"):
        extract(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def bomb(megabytes: int) -> bytes:
    """Make a PDF whose structure is so large unpacked."""
    first = b"1 0 2 40 "
    packer = zlib.compressobj(9)
    data = packer.compress(first + b"<< /Type /Catalog /Pages 2 0 R >>".ljust(40))
    data += packer.compress(b"<< /Type /Pages /Kids [] /Count 0 >>")
    data += b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    head = b"%PDF-1.7\n"
    held = b"3 0 obj\n<< /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\nstream\n"
    body = head + held % (len(first), len(data)) + data + b"\nendstream\nendobj\n"
    places = [(0, 0, 0), (2, 3, 0), (2, 3, 1), (1, len(head), 0), (1, len(body), 0)]
    table = b"".join(bytes([a]) + b.to_bytes(4, "big") + bytes([c]) for a, b, c in places)
    entries = b"<< /Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R /Length %d >>" % len(table)
    last = b"4 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    return body + last % (entries, table, len(body))


def test_a_pdf_whose_structure_is_larger_unpacked_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    limits = Limits(timeout=60, memory=100)
    path.write_bytes(bomb(1))
    with pytest.raises(InputError, match="no data of a brief"):
        extract(path, tmp_path / "out", limits=limits)
    path.write_bytes(bomb(150))
    with pytest.raises(InputError, match=r"cannot be read as a PDF|memory"):
        extract(path, tmp_path / "out", limits=limits)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "cannot be read as a PDF"),
        (b"%PDF-1.7\nno PDF", "cannot be read as a PDF"),
        (b"title: The Alder\n", "cannot be read as a PDF"),
        (None, "cannot be read: No such file"),
    ],
)
def test_what_is_no_pdf_is_told(content: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        extract(path, tmp_path / "out")


def test_a_pdf_cut_short_or_with_a_byte_changed_gives_the_data_or_an_error(
    brief: Path, tmp_path: Path
) -> None:
    data = brief.read_bytes()
    expected = extract(brief, tmp_path / "right") / "topic.yaml"
    became = set()
    for number, place in enumerate(range(97, len(data), len(data) // 40)):
        path, out = tmp_path / f"{number}.pdf", tmp_path / str(number)
        changed = bytearray(data)
        changed[place] ^= 0x55
        path.write_bytes(changed if number % 2 else data[:place])
        try:
            assert (extract(path, out) / "topic.yaml").read_bytes() == expected.read_bytes()
            became.add("read")
        except InputError:
            assert not out.exists()
            became.add("refused")
    assert became == {"read", "refused"}


def test_it_gives_a_topic_in_a_folder_named_after_the_pdf(
    brief: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["extract", str(brief)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "alder: run `briefing build alder` to build the brief again\n"
    found = sorted(path.name for path in Path("alder").iterdir())
    assert found == [MANIFEST, "sources.yaml", "topic.yaml"]
    assert Path("alder").stat().st_mode & 0o777 == 0o777 & ~umask()


def umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def test_errors_are_told_in_a_line_with_status_1(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no PDF")
    result = CliRunner().invoke(app, ["extract", str(path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: `")
    assert result.stderr.count("\n") == 1


def test_only_a_folder_that_is_new_or_empty_is_written_into(brief: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    for name in ("file", "full", "link", "missing/out"):
        with pytest.raises(OutputError, match=f"cannot write.*{name}"):
            extract(brief, tmp_path / name)
    assert (tmp_path / "file").read_text() == (tmp_path / "full" / "file").read_text() == "mine"
    assert not [*(tmp_path / "elsewhere").iterdir(), *tmp_path.glob(".*")]
    (tmp_path / "empty").mkdir()
    extract(brief, tmp_path / "empty")
    assert (tmp_path / "empty" / "topic.yaml").exists()


def test_nothing_is_left_where_writing_fails(
    brief: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match="No space left"):
        extract(brief, tmp_path / "out")
    assert [*tmp_path.iterdir()] == []


def test_an_encrypted_brief_gives_its_data_to_who_has_the_password(
    engine: LayoutEngine, tmp_path: Path
) -> None:
    path = tmp_path / "locked.pdf"
    build(MINIMAL, path, engine=engine, password="river")
    with pytest.raises(InputError, match="is encrypted, and its password is needed"):
        extract(path, tmp_path / "out")
    with pytest.raises(InputError, match="is encrypted, and its password is another one"):
        extract(path, tmp_path / "out", password="sea")
    (tmp_path / "password").write_text("river\n")
    command = ["extract", str(path), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(app, [*command, "--password-file", str(tmp_path / "password")])
    assert result.exit_code == 0
    assert "The Alder" in (tmp_path / "out" / "topic.yaml").read_text()


def test_a_pdf_without_data_says_so(engine: LayoutEngine, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    build(MINIMAL, path, Options(redact_data=True), engine=engine)
    with pytest.raises(InputError, match="holds no data of a brief"):
        extract(path, tmp_path / "out")
