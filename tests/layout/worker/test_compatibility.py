"""What is done about an engine that is another than the one that was tried."""

import re
import shutil
import sys
from pathlib import Path
from subprocess import run

import pydyf
import pytest

from briefing.errors import EngineError
from briefing.layout.engine import LayoutEngine
from briefing.layout.worker import compatibility, engine_sources, speedups
from briefing.model.options import Options
from briefing.pipeline.build import build
from briefing.pipeline.deliver import Result
from tests.support import engine_sources as sources
from tests.support.engine_pair import Engines
from tests.support.places import ROOT, TOPICS
from tests.support.random_documents import document

ENGINE = re.compile(
    r"^ *(?:from|import) (weasyprint|pydyf|tinyhtml5|tinycss2|cssselect2|pyphen)\b", re.MULTILINE
)


def made(folder: Path, *, strict: bool = False) -> Result:
    return build(TOPICS / "minimal.yaml", folder / "brief.pdf", Options(strict=strict))


@pytest.fixture
def at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a file that every Python runs at its start."""
    (tmp_path / "path").mkdir()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    return tmp_path / "path" / "sitecustomize.py"


@pytest.fixture
def other_pydyf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have another release of pydyf installed, in which one method is written otherwise."""
    folder = tmp_path / "path" / "pydyf"
    shutil.copytree(Path(pydyf.__file__).parent, folder)
    file = folder / "__init__.py"
    text = file.read_text("utf-8")
    head = "class Array(Object, list):\n"
    assert head in text
    text = text.replace(head, f"{head}    # new\n")
    file.write_text(re.sub(r"(VERSION.*=) '[\d.]+'", r"\1 '99.0'", text), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))


def test_each_piece_was_written_for_the_engine_that_is_installed() -> None:
    assert sources.changed() == []
    assert sources.FILE.read_text("utf-8") == sources.written()


def test_the_versions_are_those_in_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    for name, version in engine_sources.TRIED.items():
        assert f"{name}=={version} " in lock


def test_the_project_asks_for_the_series_that_is_known() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    series = int(compatibility.SERIES)
    assert f'"weasyprint>={series},<{series + 1}"' in project


def test_what_knows_the_engine_stands_in_one_folder_and_says_on_what_it_relies() -> None:
    package = ROOT / "briefing"
    users = {path for path in package.rglob("*.py") if ENGINE.search(path.read_text("utf-8"))}
    assert len(users) > 12
    # styles of drawings are read by what the parsers document
    others = {path for path in users if not path.is_relative_to(sources.FOLDER)}
    assert others == {package / "formats" / "svg_styles.py"}
    assert set(engine_sources.PIECES) == {*compatibility.ALWAYS, *speedups.PIECES}
    assert all(engine_sources.PIECES.values())


def test_another_version_is_said_once_and_is_no_warning_of_a_page(
    at_start: Path, tmp_path: Path
) -> None:
    at_start.write_text("import weasyprint\nweasyprint.VERSION = '70.1'\n")
    result = made(tmp_path, strict=True)
    assert result.notes == ("the layout was not tried with weasyprint 70.1",)
    assert result.warnings == ()


def test_the_command_prints_a_note_apart_from_warnings(at_start: Path, tmp_path: Path) -> None:
    at_start.write_text("import weasyprint\nweasyprint.VERSION = '70.1'\n")
    words = ["build", str(TOPICS / "minimal.yaml"), "--strict", "--no-cache"]
    command = [sys.executable, "-m", "briefing", *words, "-o", str(tmp_path / "brief.pdf")]
    said = run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stderr == "note: the layout was not tried with weasyprint 70.1\n"
    assert "0 warnings" in said.stdout


@pytest.mark.usefixtures("other_pydyf")
def test_a_speedup_whose_source_has_changed_is_left_out_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = made(tmp_path, strict=True)
    (note,) = result.notes
    left_out = "it is slower than it could be, without writing"
    assert note == f"the layout was not tried with pydyf 99.0; {left_out}"
    other = result.path.read_bytes()
    monkeypatch.delenv("PYTHONPATH")
    assert other == made(tmp_path).path.read_bytes()


@pytest.mark.parametrize("version", ["69.0", "71.0"])
def test_a_version_that_is_not_known_is_refused_with_what_helps(
    version: str, at_start: Path, tmp_path: Path
) -> None:
    at_start.write_text(f"import weasyprint\nweasyprint.VERSION = '{version}'\n")
    tried = engine_sources.TRIED["weasyprint"]
    message = f"WeasyPrint {version} cannot be worked with: run `pip install weasyprint=={tried}`"
    with pytest.raises(EngineError, match=re.escape(message)):
        made(tmp_path)


def test_a_later_version_that_lacks_a_name_is_refused_with_what_is_missing(
    at_start: Path, tmp_path: Path
) -> None:
    at_start.write_text(
        "import weasyprint\nweasyprint.VERSION = '70.1'\ndel weasyprint.pdf.add_outlines\n"
    )
    with pytest.raises(EngineError, match=r"WeasyPrint 70\.1 .*add_outlines.*pip install"):
        made(tmp_path)


def test_what_goes_wrong_amid_a_layout_with_another_version_names_it(at_start: Path) -> None:
    at_start.write_text(
        "import weasyprint\nweasyprint.VERSION = '70.1'\ndel weasyprint.document.Page.paint\n"
    )
    with LayoutEngine() as engine:
        engine.lay_out("part", "<p>words")
        said = r"AttributeError: .* nothing was tried with weasyprint 70\.1: run `pip install weas"
        with pytest.raises(EngineError, match=said):
            engine.draw(["part"])


@pytest.mark.parametrize("piece", speedups.PIECES)
def test_the_other_pieces_give_the_same_without_one(piece: str) -> None:
    with Engines(each for each in speedups.PIECES if each != piece) as engines:
        for number in (3, 7):
            plain, tuned = engines.print(document(number))
            assert tuned == plain


def test_a_source_is_found_with_all_that_belongs_to_it() -> None:
    text = "x = 1\n\nclass A:\n    @property\n    def b(self):\n        return 1\n\n    c = 2\n"
    assert compatibility.source_in(text, "x") == "x = 1\n"
    assert compatibility.source_in(text, "A.b") == "".join(text.splitlines(keepends=True)[3:6])
    assert compatibility.source_in(text, "A.c") == "    c = 2\n"
    assert compatibility.source_in(text, "A.gone") == ""
