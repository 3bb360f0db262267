"""The engine is given the theme that a brief will most likely have, and nothing depends on it."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from briefing.layout.engine import LayoutEngine
from briefing.pipeline.build import build
from briefing.pipeline.warm_up import warm_up
from briefing.themes.theme import open_theme
from tests.support.places import TOPICS

MINIMAL = TOPICS / "minimal.yaml"
TEXT = MINIMAL.read_text("utf-8")


class Asked:
    """Stands for an engine, and keeps what it is asked."""

    files: Mapping[str, bytes] = {}
    page = ""

    def serve(self, assets: Mapping[str, bytes]) -> None:
        self.files = assets

    def prepare(self, html: str) -> None:
        self.page = html


def asked(topic: Path, theme: str | None = None) -> Asked:
    engine = Asked()
    warm_up(cast("LayoutEngine", engine), topic, theme)
    return engine


@pytest.mark.parametrize(
    ("line", "option", "name"),
    [
        ("", None, "ministry"),
        ("theme: institute\n", None, "institute"),
        ('theme: "institute"  # the other one\n', None, "institute"),
        ("theme: institute\n", "ministry", "ministry"),
    ],
)
@pytest.mark.parametrize("as_folder", [False, True])
def test_the_theme_is_that_of_the_option_or_of_the_topic(
    line: str, option: str | None, name: str, as_folder: bool, tmp_path: Path
) -> None:
    (tmp_path / "topic.yaml").write_text(line + TEXT, "utf-8")
    engine = asked(tmp_path if as_folder else tmp_path / "topic.yaml", option)
    theme = open_theme(name)
    assert engine.files == theme.files
    assert all(f'"asset:{sheet}"' in engine.page for sheet in theme.sheets)
    assert engine.page.count("@font-face") == len(theme.settings.fonts)


@pytest.mark.parametrize(
    ("line", "option"),
    [("theme: ./mine\n", "./mine"), ("theme: mine\n", None), ("", "no-such-theme")],
)
def test_a_theme_that_does_not_come_along_is_left_to_the_build(
    line: str, option: str | None, tmp_path: Path
) -> None:
    topic = tmp_path / "topic.yaml"
    topic.write_text(line + TEXT, "utf-8")
    assert asked(topic, option).files == {}


def test_a_topic_that_is_not_there_is_no_error_yet(tmp_path: Path) -> None:
    assert asked(tmp_path / "no.yaml").files


@pytest.mark.parametrize("ahead", ["ministry", "institute"])
def test_the_bytes_do_not_depend_on_the_guess(ahead: str, tmp_path: Path) -> None:
    with LayoutEngine() as engine:
        plain = build(MINIMAL, tmp_path / "plain.pdf", engine=engine).path.read_bytes()
    with LayoutEngine() as engine:
        warm_up(engine, MINIMAL, ahead)
        build(MINIMAL, tmp_path / "ahead.pdf", engine=engine)
    assert (tmp_path / "ahead.pdf").read_bytes() == plain
