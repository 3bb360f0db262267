"""What a password locks, what it leaves to readers, and that nothing of it is kept elsewhere."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pikepdf import PasswordError, Pdf
from typer.testing import CliRunner

from briefing.cli.app import app
from briefing.errors import UsageError
from briefing.layout.engine import LayoutEngine
from briefing.model.options import Options
from briefing.pdf.encryption import encrypt, read_password
from briefing.pipeline.build import build
from briefing.runtime.cache import FOLDER, Cache
from tests.support import pdf as of
from tests.support.places import ROOT, TOPICS

MINIMAL = TOPICS / "minimal.yaml"
WORDS = b"rises in March"
PASSWORD = "río y cañón"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LayoutEngine]:
    """Give an engine with a cache of its own."""
    with LayoutEngine(processes=1, cache=Cache(tmp_path_factory.mktemp("kept"))) as engine:
        yield engine


@pytest.fixture(scope="module")
def pair(engine: LayoutEngine, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Give a brief locked and as it is, in this order."""
    folder = tmp_path_factory.mktemp("pair")
    locked = build(MINIMAL, folder / "locked.pdf", engine=engine, password=PASSWORD)
    plain = build(MINIMAL, folder / "plain.pdf", engine=engine)
    assert (locked.encrypted, plain.encrypted) == (True, False)
    return locked.path.read_bytes(), plain.path.read_bytes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file with the password."""
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n", "utf-8")
    return path


def unlocked(pdf: bytes) -> bytes:
    """Give the document without its lock."""
    with Pdf.open(BytesIO(pdf), password=PASSWORD) as document:
        result = BytesIO()
        document.save(result, deterministic_id=True)
    return result.getvalue()


def test_only_the_password_opens_it(pair: tuple[bytes, bytes]) -> None:
    locked, _ = pair
    for wrong in ("", "rio y canon", PASSWORD.upper(), f"{PASSWORD} "):
        with pytest.raises(PasswordError):
            Pdf.open(BytesIO(locked), password=wrong)
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(locked, password=wrong)
    assert of.unreadable(locked, PASSWORD) == []
    reader = pypdfium2.PdfDocument(locked, password=PASSWORD)
    assert "rises in March" in reader[0].get_textpage().get_text_bounded()
    reader.close()


def test_it_is_aes_256_with_rights_to_print_to_copy_and_to_be_spoken(
    pair: tuple[bytes, bytes],
) -> None:
    with Pdf.open(BytesIO(pair[0]), password=PASSWORD) as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        assert document.user_password_matched
        assert not document.owner_password_matched
        allowed = {name for name, may in document.allow._asdict().items() if may}
    assert allowed == {
        "accessibility", "extract", "modify_annotation", "print_highres", "print_lowres"
    }  # fmt: skip


def test_beneath_the_lock_the_brief_is_as_it_was_but_claims_no_pdf_a(
    pair: tuple[bytes, bytes],
) -> None:
    opened, plain = unlocked(pair[0]), pair[1]
    assert of.validate(plain) == []
    assert of.check_structure(opened) == []
    assert [each.split(":")[0] for each in of.validate(opened)] == ["PDFA3A-ID-SCHEMA-001"]
    assert of.page_texts(opened) == of.page_texts(plain)
    assert of.outline(opened) == of.outline(plain)


def test_nothing_that_it_says_stands_in_the_clear(pair: tuple[bytes, bytes]) -> None:
    locked, plain = pair
    for clear in (b"The Alder", b"River desk", b"pdfuaid", PASSWORD.encode()):
        assert clear not in locked
    assert b"River desk" in plain  # the test can see it


def test_two_are_never_the_same_bytes(pair: tuple[bytes, bytes]) -> None:
    assert encrypt(pair[1], PASSWORD) != encrypt(pair[1], PASSWORD)


def held_in(cache: Path) -> bytes:
    """Read all that a cache keeps."""
    return b"".join(path.read_bytes() for path in cache.rglob("*") if path.is_file())


def test_nothing_of_a_locked_brief_is_kept_not_even_by_an_engine_with_a_cache(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "kept"
    with LayoutEngine(processes=1, cache=Cache(kept)) as engine:
        build(MINIMAL, tmp_path / "a.pdf", engine=engine, password=PASSWORD)
        assert not held_in(kept)
        other = tmp_path / "other.yaml"
        other.write_text(MINIMAL.read_text("utf-8").replace("March", "April"), "utf-8")
        build(other, tmp_path / "b.pdf", engine=engine)
    assert b"April" in held_in(kept)
    assert b"March" not in held_in(kept)


def test_a_locked_build_says_what_it_costs_and_leaves_no_trace(file: Path, tmp_path: Path) -> None:
    output, cache = tmp_path / "brief.pdf", tmp_path / "cache"
    words: list[str | Path] = ["build", MINIMAL, "-o", output, "--password-file", file]
    env = {**os.environ, "PYTHONPATH": str(ROOT), FOLDER: str(cache)}
    run = subprocess.run(
        [sys.executable, "-m", "briefing", *words],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.splitlines() == [
        f"{output}: 1 page, 2 sections, 0 disputes, 0 warnings",
        "print: 1 sheet of A4, one side",
        "encrypted with AES-256: so it is no PDF/A, and no other build gives the same bytes",
    ]
    held = held_in(cache)
    assert held  # what was compiled of our templates
    assert b"March" not in held


@pytest.mark.parametrize("sheets", [{"booklet": True}, {"n_up": 2}])
def test_sheets_for_paper_are_locked_as_well(
    sheets: dict[str, object], engine: LayoutEngine, tmp_path: Path
) -> None:
    topic = tmp_path / "two.yaml"
    notes = "  - {kind: notes, pages: 1}\n"
    topic.write_text(MINIMAL.read_text("utf-8") + notes, "utf-8")
    options = Options.model_validate(sheets)
    result = build(topic, tmp_path / "x.pdf", options, engine=engine, password=PASSWORD)
    with pytest.raises(PasswordError):
        Pdf.open(result.path)
    assert of.unreadable(result.path.read_bytes(), PASSWORD) == []
    assert "rises in March" in " ".join(of.page_texts(unlocked(result.path.read_bytes())))


@pytest.mark.parametrize("more", [["--format", "html"], ["--copies", "names.csv"], ["--password"]])
def test_what_cannot_be_locked_is_refused(more: list[str], file: Path, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name\nHead of delegation\n")
    more = [str(tmp_path / each) if each.endswith(".csv") else each for each in more]
    output = tmp_path / "out" / "x.pdf"
    output.parent.mkdir()
    words = ["build", str(MINIMAL), "-o", str(output), "--password-file", str(file)]
    result = CliRunner().invoke(app, [*words, *more])
    assert result.exit_code == 2
    assert "leave out" in result.stderr
    assert not list(output.parent.iterdir())


def test_a_profile_that_gives_a_page_for_the_web_is_refused_too(
    engine: LayoutEngine, tmp_path: Path
) -> None:
    topic = tmp_path / "web.yaml"
    profile = "profiles: {web: {format: html}}\n"
    topic.write_text(MINIMAL.read_text("utf-8") + profile, "utf-8")
    with pytest.raises(UsageError, match="only a PDF"):
        build(topic, tmp_path / "x", Options(profile="web"), engine=engine, password="x")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read"),
        (b"", "holds no password"),
        (b" \r\n", "holds no password"),
        (b"one\ntwo\n", "more than one line"),
        (b"a\x07b\n", "more than one line, or signs"),
        (b"\xe9t\xe9\n", "not UTF-8"),
        (b"x" * 128, "more than 127 bytes"),
    ],
)
def test_a_file_without_a_password_is_an_error(
    content: bytes | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(app, ["build", str(MINIMAL), "--password-file", str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize(
    ("content", "password"),
    [
        (b"plain", "plain"),
        (b"\xef\xbb\xbfby an editor of Windows\r\n", "by an editor of Windows"),
        (b" spaces count \n", " spaces count "),
        ("rı\u0301o".encode(), "r\u0131\u0301o"),
        ("n\u0303andu".encode(), "ñandu"),
    ],
)
def test_a_password_is_the_line_of_its_file(content: bytes, password: str, tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes(content)
    assert read_password(path) == password


# getpass writes to the terminal that controls it: the first that the leader of a session opens
ON_TERMINAL = (
    "import os; os.open(os.ttyname(0), os.O_RDWR)\n"
    "from briefing.cli.entry_point import main; main()"
)


def typed(lines: list[str], *words: str | Path) -> tuple[int, str, str]:
    """Run the command on a terminal; give its status, what it printed, and what was shown."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", ON_TERMINAL, *words],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True, text=True,
    )  # fmt: skip
    shown = b""
    for number, line in enumerate(lines, start=1):
        while shown.count(b": ") < number:
            shown += os.read(ours, 1000)
        os.write(ours, f"{line}\n".encode())
    said, _ = child.communicate(timeout=60)
    os.set_blocking(ours, False)
    with suppress(BlockingIOError):
        shown += os.read(ours, 1000)
    os.close(ours)
    os.close(theirs)
    return child.returncode, said, shown.decode()


def test_a_password_is_asked_for_twice_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    status, said, shown = typed([PASSWORD] * 2, "build", MINIMAL, "-o", path, "--password")
    assert (status, "encrypted" in said) == (0, True), said
    assert shown.split() == ["Password:", "Once", "more:"]
    assert of.page_texts(unlocked(path.read_bytes()))


def test_two_passwords_that_differ_build_nothing(tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    status, said, _ = typed(["one", "two"], "build", MINIMAL, "-o", path, "--password")
    assert status == 2
    assert "differ" in said
    assert not path.exists()


def test_without_a_terminal_no_password_is_asked_for() -> None:
    result = CliRunner().invoke(app, ["build", str(MINIMAL), "--password"], input="a\na\n")
    assert result.exit_code == 2
    assert "--password-file" in result.stderr


def test_no_password_can_be_given_on_the_command_line() -> None:
    result = CliRunner().invoke(app, ["build", str(MINIMAL), "--password=secret"])
    assert result.exit_code == 2
