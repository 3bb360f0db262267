"""What was measured, as tables and as a plot.

Enters: the runs of `speed`, from its JSON file. Leaves: the table of targets, times, growth and
memory in docs/performance.md between its marks, and docs/performance.svg. Invariant: every figure
comes from a run; where a program was not there, there is a dash.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path
from statistics import linear_regression, median
from typing import Any, NamedTuple

from measure import ROOT
from plot import Curve, draw

__all__ = ["document", "svg", "targets"]

Row = dict[str, Any]
SIZES = ("6", "13", "44", "226")
TOOLS = ("briefing", "weasyprint", "chromium", "typst", "xelatex", "pagedjs")
NAMES = {
    "weasyprint": "WeasyPrint alone",
    "chromium": "Chromium",
    "typst": "Typst",
    "xelatex": "pandoc + xelatex",
    "pagedjs": "paged.js",
    "rendercv": "RenderCV, all its files",
    "rendercv, PDF alone": "RenderCV, PDF alone",
}
DASH = "–"


class Target(NamedTuple):
    """Ours by a peer's, each a work and a tool, and the greatest ratio that is wanted."""

    what: str
    ours: tuple[str, str]
    theirs: tuple[str, str]
    most: float


def _cold(work: str, peer: str, most: float) -> Target:
    what = "the sample" if work == "sample" else f"{work} pages"
    return Target(f"cold build, {what}, by {NAMES[peer]}", (work, "briefing"), (work, peer), most)


IMPORT = ("small", "import weasyprint")
TARGETS = (
    _cold("sample", "chromium", 0.9),
    _cold("sample", "weasyprint", 0.5),
    _cold("6", "chromium", 0.8),
    _cold("13", "chromium", 1.0),
    _cold("13", "xelatex", 0.4),
    _cold("13", "pagedjs", 0.5),
    _cold("44", "xelatex", 0.7),
    _cold("44", "pagedjs", 0.6),
    _cold("2", "rendercv", 0.8),
    _cold("2", "rendercv, PDF alone", 0.8),
    Target("one word changed, warm, 44 pages, by Typst cold", ("warm", "briefing"),
           ("warm", "typst"), 1.0),
    Target("unchanged rebuild of the sample, by `import weasyprint`", ("small", "unchanged"),
           IMPORT, 1.0),
    Target("`briefing check` of the sample, by `import weasyprint`", ("small", "check"),
           IMPORT, 0.6),
    Target("`briefing --help`, by `import weasyprint`", ("small", "--help"), IMPORT, 0.35),
    Target("100 briefs of 6 pages, two at a time, by Chromium", ("many", "batch"),
           ("many", "chromium"), 0.5),
    Target("100 unchanged briefs again, by the first time", ("many", "batch again"),
           ("many", "batch"), 0.05),
)  # fmt: skip


def _of(rows: Iterable[Row], work: str, tool: str, key: str) -> list[float]:
    """List what was measured in the rounds after the first, which is the one that is weighed."""
    return [row[key] for row in rows if (row["work"], row["tool"]) == (work, tool) and row["round"]]


def _weighed(rows: Iterable[Row], work: str, tool: str, key: str) -> float:
    """Return pages or memory: they are noted in the first round."""
    own = [row for row in rows if (row["work"], row["tool"]) == (work, tool) and key in row]
    return next((float(row[key]) for row in own if not row["round"]), 0.0)


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def targets(rows: Sequence[Row]) -> str:
    """Write the table of targets: what was not measured is left out."""
    body = []
    for what, ours, theirs, most in TARGETS:
        a, b = _of(rows, *ours, "wall"), _of(rows, *theirs, "wall")
        if a and b:
            ratios = [x / y for x, y in zip(a, b, strict=False)]
            span = f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
            seconds = (f"{median(a):.2f} s", f"{median(b):.2f} s")
            body.append([what, *seconds, span, *_verdict(median(ratios), most)])
    body += _per_page(rows)
    body += _growth(rows)
    return _table(["work", "ours", "peer", "ratio", "at most", "met"], body)


def _verdict(ratio: float, most: float) -> tuple[str, str]:
    return f"{most:g}", "yes" if ratio <= most else "no"


def _per_page(rows: Sequence[Row]) -> Iterable[list[str]]:
    walls = [_of(rows, work, "briefing", "wall") for work in ("226", "13")]
    if all(walls):
        pages = [_weighed(rows, work, "briefing", "pages") for work in ("226", "13")]
        long, short = (median(wall) / page for wall, page in zip(walls, pages, strict=True))
        seconds = (f"{1000 * long:.0f} ms", f"{1000 * short:.0f} ms")
        verdict = _verdict(long / short, 1.1)
        yield ["a page of 226, by a page of 13", *seconds, f"{long / short:.2f}", *verdict]


def _growth(rows: Sequence[Row]) -> Iterable[list[str]]:
    weights = _of(rows, "growth", "briefing", "memory")
    if weights:
        first, last = weights[0], weights[-1]
        turns = _of(rows, "growth", "briefing", "round")
        what = f"memory of a worker of `batch` after {turns[-1]:.0f} briefs, after {turns[0]:.0f}"
        mib = (f"{last:.0f} MiB", f"{first:.0f} MiB")
        yield [what, *mib, f"{last / first:.2f}", *_verdict(last / first, 1.1)]


def exponent(rows: Sequence[Row], tool: str) -> float | None:
    """Fit the b of `seconds = a * pages ** b` to the medians, each with its own number of pages."""
    points = [(x, y) for x, y in _points(rows, tool, "wall") if x and y]
    if len(points) < 3:
        return None
    pages, seconds = zip(*points, strict=True)
    return linear_regression([*map(log, pages)], [*map(log, seconds)]).slope


def _points(rows: Sequence[Row], tool: str, key: str) -> list[tuple[float, float]]:
    points = []
    for work in SIZES:
        pages = _weighed(rows, work, tool, "pages")
        measured = _of(rows, work, tool, key)
        value = _weighed(rows, work, tool, key) if key == "memory" else 0
        if pages and (value or measured):
            points.append((pages, value or median(measured)))
    return points


def sizes(rows: Sequence[Row]) -> str:
    """Write a table of seconds and pages of each program, and of how they grow."""
    body = []
    for tool in TOOLS:
        cells = []
        for work in ("sample", *SIZES):
            wall = _of(rows, work, tool, "wall")
            pages = _weighed(rows, work, tool, "pages")
            cells.append(f"{median(wall):.2f} s, {pages:.0f} p." if wall else DASH)
        grown = exponent(rows, tool)
        cells.append(f"{grown:.2f}" if grown else DASH)
        body.append([NAMES.get(tool, tool), *cells])
    head = ["", "sample", *(f"{size} pages" for size in SIZES), "growth exponent"]
    return _table(head, body)


def memory(rows: Sequence[Row]) -> str:
    """Write a table of peak memory."""
    body = []
    for tool in TOOLS:
        weights = [_weighed(rows, work, tool, "memory") for work in ("sample", *SIZES)]
        cells = [f"{weight:.0f} MiB" if weight else DASH for weight in weights]
        body.append([NAMES.get(tool, tool), *cells])
    return _table(["", "sample", *(f"{size} pages" for size in SIZES)], body)


def svg(rows: Sequence[Row]) -> str:
    """Draw seconds, and memory, by pages."""
    times, weights = [], []
    for tool in TOOLS:
        name = NAMES.get(tool, tool)
        grown = exponent(rows, tool)
        label = f"{name}, exponent {grown:.2f}" if grown else name
        times.append(Curve(label, tuple(_points(rows, tool, "wall"))))
        weights.append(Curve(name, tuple(_points(rows, tool, "memory"))))
    return draw({"seconds, by pages": times, "peak memory in MiB, by pages": weights})


def document(text: str, data: dict[str, Any]) -> str:
    """Fill the tables of a document in, between the marks that bear their names."""
    rows, machine = data["runs"], data["machine"]
    about = "; ".join(f"{key}: {value}" for key, value in machine.items())
    tables = {
        "machine": f"Measured on: {about}.",
        "targets": targets(rows),
        "sizes": sizes(rows),
        "memory": memory(rows),
    }
    for name, table in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        text = marked.sub(rf"\g<1>{table}\g<2>", text)
    return text


def main() -> None:
    """Print the tables, or write them into the document."""
    parser = argparse.ArgumentParser(description="Make tables and a plot of what was measured.")
    parser.add_argument("runs", nargs="?", type=Path, default=ROOT / "build" / "bench.json")
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="and FILE.svg beside it")
    asked = parser.parse_args()
    data = json.loads(asked.runs.read_text("utf-8"))
    if asked.write:
        text = document(asked.write.read_text("utf-8"), data)
        asked.write.write_text(text, "utf-8")
        asked.write.with_suffix(".svg").write_text(svg(data["runs"]), "utf-8")
    else:
        print("\n\n".join(make(data["runs"]) for make in (targets, sizes, memory)))


if __name__ == "__main__":
    main()
