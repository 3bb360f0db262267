"""Backgrounds: boxes that have none are told by their style, once.

For each box of a page, WeasyPrint resolves the radii of four corners, looks for border images,
background images and shadows, and works out the colour, to find nothing in most. Whether there can
be anything is a matter of the style, and is kept with it here. Gain: 1.2%.

Wrong if one of these properties of a style were written to after its first box was drawn.
"""

from typing import Any

from weasyprint import css
from weasyprint.draw.color import get_color
from weasyprint.layout import background

from briefing.layout.worker.speedups.patching import replace

__all__ = ["apply"]

RELIES_ON = (
    "weasyprint.draw.color:get_color",
    "weasyprint.layout.background:layout_box_backgrounds",
    "weasyprint.layout.percent:resolve_radii_percentages",
)

RADII = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
NOTHING = {**dict.fromkeys(RADII, (0, 0)), "background": None}


def _is_bare(style: Any) -> bool:
    """Return whether a box of this style has no background, image, shadow or round corner."""
    return (
        all((0, "px") in style[name] for name in RADII)
        and style["border_image_source"][0] == "none"
        and style["mask_border_source"][0] == "none"
        # of what is hidden, the others are not asked for, and so not reported if they are wrong
        and style["visibility"] != "hidden"
        and all(kind == "none" for kind, _ in style["background_image"])
        and get_color(style, "background_color").alpha == 0
        and not style["box_shadow"]
    )


def apply() -> None:
    """Go past boxes without a background."""
    plain = background.layout_box_backgrounds

    def layout_box_backgrounds(
        page: Any,
        box: Any,
        get_image_from_uri: Any,
        layout_children: bool = True,
        style: Any = None,
    ) -> None:
        own = box.style
        if own.is_bare is None:
            own.is_bare = _is_bare(own)
        if style is not None or not own.is_bare or box is page:
            plain(page, box, get_image_from_uri, layout_children, style)
            return
        real = getattr(box, "_box", box)  # of a placeholder
        real.__dict__.update(NOTHING)
        if layout_children:
            for child in box.all_children():
                layout_box_backgrounds(page, child, get_image_from_uri)

    css.Style.is_bare = None
    replace(plain, layout_box_backgrounds)
