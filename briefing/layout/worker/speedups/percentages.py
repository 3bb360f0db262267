"""Percentages: sizes without any are resolved once for a style, not once for a box.

Each time a box is laid out, WeasyPrint resolves 14 lengths and 4 borders of it, with several calls
for each. Few styles have percentages; for the others the lengths depend on the style alone. They
are kept with it and set together. Gain: 2.1%.

What goes the old way: percentages and math, and sizes that are not those of the content. Wrong if
sizes in a style were written to after a box of it was laid out: the engine copies a style before it
does so, and makes those of a page anew each time that it makes the page.
"""

from typing import Any

from weasyprint import css
from weasyprint.layout import percent

from briefing.layout.worker.speedups.patching import replace

__all__ = ["apply"]

RELIES_ON = (
    "weasyprint.css:AnonymousStyle",
    "weasyprint.css:ComputedStyle",
    "weasyprint.css:Style",
    "weasyprint.layout.percent",
)

# in the order in which WeasyPrint asks for them, which is that of what it logs
LENGTHS = (
    *(
        f"{kind}_{side}"
        for kind in ("margin", "padding")
        for side in ("left", "right", "top", "bottom")
    ),
    *(f"{limit}{size}" for size in ("width", "height") for limit in ("", "min_", "max_")),
)
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def _sizes(style: Any) -> dict[str, Any]:
    """Return the sizes that all boxes of a style have; none if they depend on more."""
    if style["box_sizing"] != "content-box":
        return {}
    sizes = dict[str, Any]()
    for name in LENGTHS:
        length = style[name]
        if length == "auto":
            sizes[name] = 0 if name.startswith("min_") else length
        elif length is None:
            sizes[name] = length
        elif getattr(length, "unit", None) in (None, "%"):
            return {}
        else:
            sizes[name] = length.value
    return sizes


def apply() -> None:
    """Keep sizes with styles."""
    plain = percent.resolve_percentages

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        real = getattr(box, "_box", box)  # of a placeholder
        style = real.style
        if (sizes := style.sizes) is None:
            sizes = style.sizes = _sizes(style)
        if not sizes:
            plain(real, containing_block)
            return
        own = real.__dict__
        own.update(sizes)
        # those of a collapsed border were found before
        collapsed = style["border_collapse"] == "collapse"
        for name in BORDERS:
            if not (collapsed and name in own):
                own[name] = style[name]

    css.Style.sizes = None
    replace(plain, resolve_percentages)
