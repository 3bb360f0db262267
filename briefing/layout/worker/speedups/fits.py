"""Fits: a text that was found to fit on its line is not measured again.

WeasyPrint measures the same text several times: to share out the width of a table, to see whether
it fits the line, to take the space off its end, and once more where a part or a page is laid out
anew. Nor are the words of a brief many: a third of its texts was measured before. Here a text that
fitted on its line is known to fit on each line that is as wide, by all values of its style which
its letters follow from. It is remembered as long as the fonts, for some two thousand texts.

Justified texts go the plain way, and so do those that are broken, and those of which WeasyPrint
would try a part only, since they are longer than a line commonly is. A layout is used again while a
page still has it. Wrong if `split_first_line` came to ask for more of a text that fits. Gain:
0.6%, and more where a part is laid out again.
"""

from math import inf
from typing import Any
from weakref import ref

from weasyprint.text import line_break
from weasyprint.text.line_break import Layout

from briefing.layout.worker.speedups.contexts import breaks, look_of, remembered
from briefing.layout.worker.speedups.patching import replace

__all__ = ["apply"]

RELIES_ON = (
    "weasyprint.text.line_break:Layout",
    "weasyprint.text.line_break:create_layout",
    "weasyprint.text.line_break:first_line_metrics",
    "weasyprint.text.line_break:split_first_line",
)

MOST = 2_000
RATIO = 4  # of the characters that WeasyPrint tries, see there

_split = line_break.split_first_line


class _Fit:
    """What was found out about a text, and its layout while Pango's part of it is there."""

    def __init__(self, layout: Any, found: list[Any]) -> None:
        self.found = found
        self.values = dict(vars(layout))
        pangos = self.values.pop("layout", None)
        self.values.pop("style", None)
        self._pangos = (lambda: None) if pangos is None else ref(pangos)

    def again(self, style: Any, max_width: float | None) -> Any:
        """Return what `split_first_line` would give."""
        layout = Layout.__new__(Layout)
        vars(layout).update(self.values, max_width=max_width)
        if (pangos := self._pangos()) is None:
            layout.kept = False
        else:
            layout.layout, layout.style = pangos, style
        return layout, *self.found


def split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    *rest: bool,
    **more: bool,
) -> Any:
    """Take the place of the function of this name."""
    is_usual = not justification_spacing and style["white_space"] and style["font_size"]
    if is_usual:
        fits: dict[object, _Fit] = remembered(style.font_config, "fits")
        key = text, look_of(style)
        fit = fits.get(key)
        if fit and _holds(fit, text, style["font_size"], max_width):
            return fit.again(style, max_width)
    layout, *found = _split(text, style, context, max_width, justification_spacing, *rest, **more)
    if (
        is_usual
        and found[1] is None
        and layout.text == text  # a space may have been left out at its end
        and (max_width is None or found[2] <= max_width)
        and style["letter_spacing"] in ("normal", 0)  # Pango knows nothing of the last one
        and not breaks(text)
    ):
        if len(fits) >= MOST:
            fits.clear()
        fits[key] = _Fit(layout, found)
    return layout, *found


def _holds(fit: _Fit, text: str, size: float, max_width: float | None) -> bool:
    """Return whether a text that fitted once fits again, and WeasyPrint would try all of it."""
    if max_width is None or max_width == inf:
        return True
    is_narrow = max_width < size * RATIO
    return bool(
        fit.found[2] <= max_width
        and len(text) <= max_width / size * RATIO
        and not (is_narrow and " " in text)
    )


def apply() -> None:
    """Remember how wide texts are, where `drawing` keeps their layouts."""
    if hasattr(Layout, "kept"):
        replace(_split, split_first_line)
