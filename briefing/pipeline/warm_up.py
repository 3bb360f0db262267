"""Ahead: what the engine may do while the rest of the program is still being imported.

Enters: where a topic is, and the theme that was asked for. Leaves: an engine that has the style
sheets and fonts of a theme, most likely of the right one. Invariant: only time depends on it.
"""

import re
from contextlib import suppress
from pathlib import Path, PurePath
from urllib.parse import quote

from briefing.errors import BriefingError
from briefing.layout.engine import LayoutEngine
from briefing.layout.protocol import FONTS, THEME
from briefing.loading.topic import find_topic
from briefing.runtime.open_file import head_below
from briefing.themes.theme import DEFAULT_THEME, Theme, is_own, open_theme

__all__ = ["warm_up"]

_NAMED = re.compile(rb"^theme:\s*[\"']?([a-z][a-z0-9-]*)", re.MULTILINE)
_HEAD = 20_000  # bytes of a topic in which most name their theme


def warm_up(engine: LayoutEngine, topic: Path, theme: str | None) -> None:
    """Give the engine a theme that comes along; what is wrong is told by those who need it."""
    with suppress(BriefingError, OSError):
        name = theme or _named(topic)
        if not is_own(name):
            look = open_theme(name)
            engine.serve(look.files)
            engine.prepare(_page(look))


def _named(topic: Path) -> str:
    """Guess the theme that a topic names."""
    head = b""
    with suppress(BriefingError, OSError):
        _, root, first = find_topic(topic)
        head = head_below(root, PurePath(first), _HEAD)
    found = _NAMED.search(head)
    return found[1].decode() if found else DEFAULT_THEME


def _page(theme: Theme) -> str:
    """Write an empty page that brings all style sheets and fonts."""
    fonts = "".join(
        f'@font-face {{ font-family: "{font.family}"; src: url("{FONTS}{quote(font.file)}"); '
        f"font-weight: {font.weight}; font-style: {font.style} }}"
        for font in theme.settings.fonts
    )
    links = "".join(f'<link rel="stylesheet" href="{THEME}{name}">' for name in theme.sheets)
    return f"<style>{fonts}</style>{links}"
