"""What enters: nothing. What leaves: the folders of the files that the program brings along.

The one module that knows where they lie: beside the package in a checkout, inside it when
installed.
"""

from importlib.util import find_spec
from pathlib import Path

from briefing.errors import EngineError

__all__ = ["base_styles", "fonts", "styles", "templates"]

PACKAGE = Path(__file__).resolve().parent.parent


def templates() -> Path:
    """Find the folder of the Jinja templates."""
    return _folder("templates")


def styles() -> Path:
    """Find the folder of the themes, each a folder of its own beside what they share."""
    return _folder("styles")


def base_styles() -> Path:
    """Find the folder of the style sheets that all themes share."""
    return styles() / "base"


def fonts() -> Path:
    """Find the folder of the font families, each a folder of its own."""
    # not imported: its import walks through every file it has
    spec = find_spec("rendercv_fonts")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("the fonts are missing", "run `pip install rendercv-fonts`")
    return Path(spec.submodule_search_locations[0])


def _folder(name: str) -> Path:
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name
