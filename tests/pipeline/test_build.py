"""From a topic to a file: the same bytes everywhere, and nothing spoilt on the way."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf

from briefing import EngineError, InputError, Options, OutputError, UsageError, build, check
from briefing.layout.engine import Laid, LayoutEngine
from tests.support.built_briefs import BriefMaker, order
from tests.support.pdf import elements
from tests.support.places import EVERY_KIND, ROOT, SAMPLE, TOPICS

MINIMAL = TOPICS / "minimal.yaml"
BEFORE = b"what stood here before"
ELSEWHERE = {
    "PYTHONHASHSEED": "77",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "de_DE.UTF-8",
    "LANG": "C",
}


def test_a_logo_stands_on_the_first_page_and_is_told_in_words(tmp_path: Path) -> None:
    shutil.copy(EVERY_KIND.parent / "gauge.svg", tmp_path)
    topic = tmp_path / "topic.yaml"
    topic.write_text(MINIMAL.read_text("utf-8") + "logo: gauge.svg\n", "utf-8")
    build(tmp_path, tmp_path / "brief.pdf")
    with Pdf.open(tmp_path / "brief.pdf") as document:
        (figure,) = elements(document, "Figure")
        assert str(figure.Alt).startswith("Logo of ")
        assert figure.Pg.objgen == document.pages[0].obj.objgen


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Give a file that a build is to replace, in a folder of its own."""
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "brief.pdf"
    path.write_bytes(BEFORE)
    return path


def is_untouched(output: Path) -> bool:
    return output.read_bytes() == BEFORE and list(output.parent.iterdir()) == [output]


class Broken(LayoutEngine):
    """An engine that fails at its second part."""

    laid = 0

    def lay_out_all(self, parts: Mapping[str, str], **how: Any) -> dict[str, Laid]:
        self.laid += 1
        if self.laid > 1:
            self.fail()
        return super().lay_out_all(parts, **how)

    def fail(self) -> None:
        raise EngineError("it broke")


class Killed(Broken):
    def fail(self) -> None:
        for process in self.pids:
            os.kill(process, signal.SIGKILL)


def test_another_process_elsewhere_writes_the_same_bytes(maker: BriefMaker, tmp_path: Path) -> None:
    copy, output = tmp_path / "another name", tmp_path / "brief.pdf"
    shutil.copytree(SAMPLE, copy)
    words = ["build", str(copy), "--profile", "full", "-o", str(output)]
    subprocess.run(
        [sys.executable, "-m", "briefing", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), **ELSEWHERE},
        check=True,
    )
    # here an engine writes them that has made other briefs before
    here = maker[order(profile="full", paper="a4", theme="ministry")]
    assert output.read_bytes() == here.data


def test_a_build_replaces_what_stood_there_and_tells_what_it_made(output: Path) -> None:
    result = build(MINIMAL, output, Options(disputes="line"))
    assert output.read_bytes().startswith(b"%PDF-")
    assert list(output.parent.iterdir()) == [output]
    assert result.path == output
    assert result.warnings == ()
    assert [section.id for section in result.selection.sections] == ["summary", "text"]
    assert result.pages.total == 1


@pytest.mark.parametrize("kind", [Broken, Killed])
def test_an_engine_that_fails_leaves_the_earlier_file(kind: type[Broken], output: Path) -> None:
    with kind() as engine, pytest.raises(EngineError, match=r"it broke|killed by SIGKILL"):
        build(EVERY_KIND, output, engine=engine)
    assert is_untouched(output)


def test_an_unknown_source_leaves_the_earlier_file(output: Path, tmp_path: Path) -> None:
    copy = tmp_path / "topic"
    shutil.copytree(SAMPLE, copy)
    section = copy / "sections" / "faq.yaml"
    section.write_text(
        section.read_text("utf-8").replace("@seric-2023", "@serich-2023", 1), "utf-8"
    )
    with Broken() as engine, pytest.raises(InputError) as caught:
        build(copy, output, engine=engine)
    (found,) = caught.value.diagnostics
    assert found.span
    assert found.span.file == "sections/faq.yaml"
    assert "serich-2023" in found.message
    assert found.hint
    assert "seric-2023" in found.hint
    assert is_untouched(output)
    with pytest.raises(InputError) as checked:
        check(copy)
    assert checked.value.diagnostics == caught.value.diagnostics


@pytest.mark.parametrize(
    "options",
    [Options(sections=("histroy",)), Options(profile="long"), Options(theme="none")],
    ids=str,
)
def test_a_wrong_name_leaves_the_earlier_file(options: Options, output: Path) -> None:
    with Broken() as engine, pytest.raises(UsageError):
        build(SAMPLE, output, options, engine=engine)
    assert is_untouched(output)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        build(MINIMAL, tmp_path / "nowhere" / "brief.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "brief.pdf").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        build(MINIMAL, tmp_path / "brief.pdf")
    assert list((tmp_path / "brief.pdf").iterdir()) == []
