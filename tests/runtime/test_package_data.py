from pathlib import Path

import pytest

from briefing.errors import EngineError
from briefing.runtime import package_data as assets


def test_a_checkout_has_templates_styles_and_fonts() -> None:
    assert list(assets.templates().rglob("*.html"))
    assert {"base.css", "markings.css"} <= {path.name for path in assets.base_styles().iterdir()}
    assert list(assets.styles().glob("*/theme.yaml"))
    assert list(assets.fonts().rglob("SourceSans3-Regular.*"))


def test_folders_inside_the_package_come_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "briefing"
    monkeypatch.setattr(assets, "PACKAGE", package)
    assert assets.styles() == tmp_path / "styles"
    (package / "styles").mkdir(parents=True)
    assert assets.styles() == package / "styles"


def test_missing_fonts_are_an_error_with_the_command_that_adds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assets, "find_spec", lambda _: None)
    with pytest.raises(EngineError, match="pip install rendercv-fonts"):
        assets.fonts()
