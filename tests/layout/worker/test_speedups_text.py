"""Texts, hyphens and the import of the engine, sped up: what no comparison of pages shows."""

import sys
from importlib import import_module
from subprocess import check_output
from typing import Any

import pyphen
import pytest

from tests.support.cffi_declarations import FILE, declared
from tests.support.engine_pair import Engines
from tests.support.places import ROOT

DECLARED = "briefing.layout.worker.speedups.declarations"

SHOW = """
import sys
sys.path.insert(0, {folder!r})
{before}
from briefing.layout.worker import speedups
speedups.prepare()
import weasyprint
from weasyprint.pdf import fonts
print(*({{"fontTools", "pycparser"}} & set(sys.modules)) or ["neither"], sep=" ")
print(weasyprint.HTML(string="<p>words").write_pdf()[:5])
try:
    fonts.TTFont("nowhere")
except FileNotFoundError:
    print(fonts.TTLibError.__module__)
"""


def started(before: str = "") -> list[str]:
    """Tell of an engine: what it has imported, that it prints, and that fontTools comes."""
    program = SHOW.format(folder=str(ROOT), before=before)
    return check_output([sys.executable, "-c", program], text=True).splitlines()


def test_the_declarations_are_what_cffi_makes_of_them() -> None:
    assert FILE.read_text("utf-8") == declared()


def test_the_engine_starts_without_what_it_does_not_use() -> None:
    assert started() == ["neither", "b'%PDF-'", "fontTools.ttLib"]


@pytest.mark.parametrize(
    "before",
    [
        "import cffi, fontTools",
        "import _cffi_backend; del _cffi_backend.FFI",
        f"import {DECLARED} as d; d.SOURCE = ''",
        f"import {DECLARED} as d; d.ARGUMENTS['_version'] = 1",
    ],
)
def test_the_engine_starts_the_plain_way_where_the_other_is_barred(before: str) -> None:
    imported, *rest = started(before)
    assert set(imported.split()) == {"fontTools", "pycparser"}
    assert rest == ["b'%PDF-'", "fontTools.ttLib"]


def patterns_of(path: Any) -> dict[str, Any]:
    """Read patterns with the function that is in place."""
    patterns = pyphen.HyphDict(path).patterns
    return {letters: patterns.get(letters) for letters in patterns}


@pytest.mark.parametrize("language", ["en_GB", "es", "ru_RU", "ca"])
def test_hyphens_are_read_the_same(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pyphen.LANGUAGES[language]
    before = patterns_of(path)
    hyphens = import_module("briefing.layout.worker.speedups.hyphens")
    monkeypatch.setattr(pyphen.HyphDict, "__init__", hyphens.read_patterns)
    read = pyphen.HyphDict(path)
    assert any(isinstance(pattern, str) for pattern in read.patterns.values()) == (language != "ca")
    assert patterns_of(path) == before
    assert read.maxlen == max(map(len, before))


REMAINS = """
import gc, sys
from weakref import WeakSet
sys.path.insert(0, {folder!r})
from briefing.layout.worker import speedups
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import Layout
assert not speedups.apply()
plain, made = Layout.setup, WeakSet()
def setup(self, style):
    plain(self, style)
    made.add(self)
Layout.setup = setup
def write():
    html = weasyprint.HTML(string="<p>" + "some words " * 500)
    document = html.render(font_config=FontConfiguration())
    gc.collect()
    print(len(made))
    document.write_pdf()
    print(sum("layout" in vars(each) for each in made))
write()
gc.collect()
print(len(made))
"""


def test_layouts_are_kept_until_they_are_drawn_and_go_with_their_document() -> None:
    program = REMAINS.format(folder=str(ROOT))
    measured, drawn, left = check_output([sys.executable, "-c", program], text=True).split()
    assert int(measured) > 10
    assert drawn == left == "0"


def test_a_text_that_fitted_is_not_measured_again() -> None:
    with Engines() as engines:
        engines.serve({})
        rows = "<tr><td>twice<td>thrice" * 50
        plain, tuned = engines.calls(f"<table>{rows}</table>")
    assert plain["create_layout"] > 200
    assert tuned["create_layout"] < 0.5 * plain["create_layout"]
