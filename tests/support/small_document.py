"""A small document in three parts and its frame: everything that tags, links and fonts can do.

Run as a script, it writes the finished PDF to standard output.
"""

import sys
from base64 import b64decode
from datetime import UTC, datetime

import rendercv_fonts  # type: ignore[import-untyped]
from pikepdf import Pdf

from briefing.layout.engine import Laid, LayoutEngine
from briefing.pdf.finish import DocumentMetadata, finish
from briefing.pdf.merge import merge_parts, merge_plain

FACTS = DocumentMetadata(
    title="Grain & fertiliser <2026>",
    author="Latin America Desk",
    subject="Trade between two countries",
    keywords=("trade", "sanctions"),
    language="en-GB",
    date=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    producer="briefing",
)

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

STYLE = """
@font-face { font-family: Body; src: url("asset:fonts/SourceSans3-Regular.ttf") }
@font-face { font-family: Body; src: url("asset:fonts/SourceSans3-Bold.ttf"); font-weight: 700 }
@page { size: A5; margin: 20mm; font-family: Body }
html { font-family: Body }
img { image-rendering: pixelated; width: 40mm; height: 20mm }
tr { break-inside: avoid }
"""

FRAME_STYLE = """
@page { @top-left { content: "Running head" } @bottom-right { content: "foot " counter(page) } }
div { break-after: page }
"""

ASSETS = {
    "asset:styles/base.css": STYLE.encode(),
    "asset:styles/frame.css": FRAME_STYLE.encode(),
    "topic:images/a map.png": DOT,
    **{
        f"asset:fonts/{font.name}": font.read_bytes()
        for font in rendercv_fonts.path_of["Source Sans 3"].glob("*.ttf")
    },
}


def html(body: str, *styles: str) -> str:
    """Make a whole HTML document."""
    links = "".join(f'<link rel="stylesheet" href="asset:styles/{name}.css">' for name in styles)
    return (
        f'<!doctype html><html lang="en-GB"><head><title>Sample</title>{links}</head>'
        f"<body>{body}</body></html>"
    )


ROWS = "".join(f'<tr><th scope="row">{year}</th><td>{year % 7}</td></tr>' for year in range(40))

PARTS = {
    "front": """
        <h1 id="front">The brief</h1>
        <ol><li><a href="#trade">Trade</a> 2</li><li><a href="#sources">Sources</a> 5</li></ol>
    """,
    "body": f"""
        <main><section id="trade"><h2>Trade</h2>
        <p>Exports rose.<a href="#source-1" title="source 1">1</a> See
        <a href="https://example.org/trade">the bank’s table</a>, and again
        <a href="#source-1" title="source 1">1</a>.</p>
        <table id="years">
        <thead><tr><th scope="col">Year</th><th scope="col">Grain</th></tr></thead>
        <tbody>{ROWS}</tbody></table>
        <h3 id="where">Where</h3>
        <ul><li>North</li><li>South <ul><li>Coast</li></ul></li></ul>
        <figure><img src="topic:images/a map.png" alt="A map of both"><figcaption>Map</figcaption>
        </figure>
        <p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50">
        <title>Grain by year</title><rect width="50" height="50" fill="#c00"/></svg></p>
        </section></main>
    """,
    "appendix": """
        <h2 id="sources">Sources</h2>
        <p id="source-1">Bank, “Trade”. Cited on <a href="#trade" title="page 2">2</a>.</p>
    """,
}


def lay_out(engine: LayoutEngine) -> dict[str, Laid]:
    """Lay out the three parts, and a frame of as many pages."""
    engine.serve(ASSETS)
    laid = engine.lay_out_all({name: html(body, "base") for name, body in PARTS.items()})
    pages = sum(len(each.pages) for each in laid.values())
    engine.lay_out_all({"frame": html("<div></div>" * pages, "base", "frame")}, tagged=False)
    return laid


def write(engine: LayoutEngine, *parts: str) -> bytes:
    """Return some parts that were laid out, by default the three."""
    drawn = engine.draw(parts or PARTS)
    return merge_plain(engine.fonts(drawn), drawn)


def framed(engine: LayoutEngine, *parts: str) -> Pdf:
    """Return parts with the frame behind them."""
    drawn = engine.draw([*(parts or PARTS), "frame"])
    return merge_parts(engine.fonts(drawn), drawn)[0]


def finished() -> bytes:
    """Make the finished document."""
    with LayoutEngine() as engine:
        lay_out(engine)
        return finish(framed(engine), FACTS)


if __name__ == "__main__":
    sys.stdout.buffer.write(finished())
