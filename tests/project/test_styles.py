"""Style sheets say start and end, not left and right, for scripts of both directions."""

import re
from collections.abc import Iterator

from tests.support.places import ROOT

# Only lower it. What is left stands where it must: on paper (frames, margins of pages); as `float`,
# whose logical values end in an exception of WeasyPrint 70; and in `styles/base`, whose box
# properties themes override. Of two rules of one specificity WeasyPrint takes the logical property,
# whichever comes last, so `margin-left` of a theme would be lost to `margin-inline-start` there.
PHYSICAL = 165

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIDE = re.compile(
    r"(?<![\w-])(?:(?:(?:margin|padding|border)-)?(?:left|right)(?:-(?:color|style|width))?\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)
_FOUR_EDGES = re.compile(
    r"(?<![\w-])(?:margin|padding|inset|border-(?:color|style|width))\s*:([^;}]*)"
)
_TOKEN = re.compile(r"(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+")


def physical(css: str) -> Iterator[str]:
    """Yield what names left or right, or differs between the two of four edges."""
    css = _COMMENT.sub("", css)
    yield from _SIDE.findall(css)
    for found in _FOUR_EDGES.finditer(css):
        edges = _TOKEN.findall(found[1].replace("!important", ""))
        if len(edges) == 4 and edges[1] != edges[3]:
            yield found[0]


def test_physical_properties_only_become_fewer() -> None:
    files = [
        *(ROOT / "styles").rglob("*.css"),
        *(ROOT / "styles").rglob("*.html"),
        *(ROOT / "templates").rglob("*.html"),
    ]
    assert len(files) > 80
    found = sum(len([*physical(path.read_text("utf-8"))]) for path in files)
    assert found <= PHYSICAL, "write `margin-inline-start`, `text-align: start` and the like"
    assert found == PHYSICAL, f"well done: now lower PHYSICAL to {found}"


def test_left_and_right_are_counted_and_start_and_end_are_not() -> None:
    counted = (
        "a { left: 0; border-right-color: red } b { float: right; margin: 1pt 0 2pt var(--x) }"
    )
    assert len([*physical(counted)]) == 4
    free = "a { margin: 1pt 2pt; padding: 1pt 2pt 3pt 2pt; text-align: end; top: 0 } /* left: 0 */"
    assert [*physical(free)] == []
