"""Style sheets, set closer or wider: spacing, leading and size, within what print must keep to.

Enters: the text of style sheets in the order of their cascade. Leaves: the same with other lengths
in points. Invariant: what is set in millimetres stays, as columns and pages do; no type becomes
larger, nor smaller than its floor.

Why not custom properties with `calc()` and `max()` in the style sheets: a theme of somebody else,
also one in the data of a PDF, would have to be written so, or would not be set closer; and each
length is computed for each element, which made builds of the sample take 1.16 to 1.33 of the time.

The floors follow rules for print that people must be able to read: texts keep 10 pt, which in
EB Garamond is as high as the 9 pt of Times that leaflets of medicines need (European Commission,
2009), and tables and notes 8 pt, which in Source Sans is above the 1.2 mm of an x that labels of
food need (EU 1169/2011). Large print keeps 16 pt, below which it is none.
"""

import re
from collections.abc import Callable, Sequence

from briefing.model.typesetting import Typesetting

__all__ = ["FLOORS", "set_sheets", "text_size"]

FLOORS = {"usual": (10.0, 8.0), "large": (16.0, 16.0)}
"""The least size in points of texts, and of what is smaller than that: tables and notes."""

# Lines stay this far apart, as a multiple of the size, and lose no more than a tenth.
_LEADING, _LEADING_LOST = 1.2, 0.9

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_CELL = re.compile(r"\bt[hd]\b[^\s,]*\s*(?:,|$)")
_POINTS = re.compile(r"\d*\.?\d+pt")
_TOKEN = re.compile(r"(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+")
_FONT = re.compile(
    r"(?:(?P<size>\d*\.?\d+)pt|var\(--(?P<name>[\w-]+)\))(?:/(?P<line>\d*\.?\d+)pt)?"
)

# Custom properties that base.css uses as sizes, and as leading beside a size.
_SIZES = ("text", "list", "small", "note", "label")
_LEADS = {"--lead": "text", "--small-lead": "small"}
_EDGES = ("", "-top", "-bottom")


def set_sheets(
    sheets: Sequence[str], setting: Typesetting, *, large: bool = False
) -> tuple[str, ...]:
    """Change the lengths of style sheets; `large` keeps to the floors of large print."""
    scale = _Scale(sheets, setting, large)
    return tuple(_RULE.sub(scale.rule, sheet) for sheet in sheets)


def text_size(sheets: Sequence[str], setting: Typesetting, *, large: bool = False) -> float:
    """Return how large texts are in points."""
    scale = _Scale(sheets, setting, large)
    return scale.size(scale.sizes["text"])


class _Scale:
    """What a setting makes of each length of a theme."""

    def __init__(self, sheets: Sequence[str], setting: Typesetting, large: bool) -> None:
        everything = "".join(sheets)
        self.sizes = {name: _last(everything, f"--{name}", 11) for name in _SIZES}
        self._floors = FLOORS["large" if large else "usual"]
        text = self.sizes["text"]
        leading = min(1, max(_LEADING_LOST, _LEADING * text / _last(everything, "--lead", text)))
        self._size = 1 - setting.size * (1 - min(1, self._floors[0] / text))
        self._rhythm = self._size * (1 - setting.leading * (1 - leading))
        self._spacing = setting.spacing

    def size(self, points: float) -> float:
        """Scale a size of type down to its floor."""
        texts, others = self._floors
        return max(min(points, texts if points >= texts else others), points * self._size)

    def rule(self, found: re.Match[str]) -> str:
        """Change the declarations of one rule."""
        selector, body = found.groups()
        pads = self._spacing if _CELL.search(selector) else self._rhythm
        own = re.search(rf"font-size:\s*{_FONT.pattern}", body)
        size = self._plain(own) if own else None

        def declare(found: re.Match[str]) -> str:
            name, value = found.groups()
            return f"{name}: {self._changed(name, value, size, pads)}"

        return f"{selector}{{{_DECLARATION.sub(declare, body)}}}"

    def _changed(self, name: str, value: str, size: float | None, pads: float) -> str:
        if name in (*(f"margin{edge}" for edge in _EDGES), "--section-gap"):
            return _upright(value, lambda gap: gap * self._spacing)
        if name in (f"padding{edge}" for edge in _EDGES):
            return _upright(value, lambda gap: gap * pads)
        if name == "top":
            return _upright(value, lambda place: place * self._rhythm)
        if name == "line-height":
            return _upright(value, lambda line: self._line(line, size))
        if name in _LEADS:
            return _scale(value, lambda line: self._line(line, self.sizes[_LEADS[name]]))
        if name == "font-size" or name in (f"--{each}" for each in _SIZES):
            return _scale(value, self.size)
        if name == "font" or (name.startswith("--") and "pt/" in value):
            return _FONT.sub(self._font, value)
        return value

    def _font(self, found: re.Match[str]) -> str:
        size, line = self._plain(found), found["line"]
        kept = f"var(--{found['name']})" if size is None or found["name"] else None
        return (kept or _points(self.size(size or 0))) + (
            f"/{_points(self._line(float(line), size))}" if line else ""
        )

    def _plain(self, found: re.Match[str]) -> float | None:
        """Return a size as the theme has it, None if it is not known."""
        return self.sizes.get(found["name"]) if found["name"] else float(found["size"])

    def _line(self, line: float, size: float | None) -> float:
        """Scale the height of a line, but leave its letters room."""
        room = min(line / size, _LEADING) * self.size(size) if size else 0
        return max(line * self._rhythm, room)


def _last(css: str, name: str, default: float) -> float:
    """Find the value of a custom property that the cascade leaves."""
    found = re.findall(rf"{name}:\s*(\d*\.?\d+)pt", css)
    return float(found[-1]) if found else default


def _upright(value: str, by: Callable[[float], float]) -> str:
    """Scale what counts from top to bottom, of one or of all four edges."""
    tokens = _TOKEN.findall(value)
    return " ".join(
        _scale(token, by) if number % 2 == 0 and _POINTS.fullmatch(token) else token
        for number, token in enumerate(tokens)
    )


def _scale(value: str, by: Callable[[float], float]) -> str:
    return _POINTS.sub(lambda found: _points(by(float(found[0][:-2]))), value)


def _points(points: float) -> str:
    return f"{points:.4g}pt"
