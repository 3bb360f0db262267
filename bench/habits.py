"""What habits of writing HTML and CSS cost the engine.

Enters: nothing; the pages are made up. Leaves: for each habit, the processor time of laying out and
writing a page that has it, by that of the same page without. Invariant: the two take turns in one
process, with the engine as it comes (none of our speedups); each ratio is the median of its pairs.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import gc
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from generate import Prose, brief
from weasyprint import HTML

__all__ = ["HABITS", "page"]

PLAIN = "@page { size: A4; margin: 20mm } body { font: 11pt/14pt serif }"
TABLED = "td { border-top: 0.4pt solid; padding: 2pt }"


def _paragraphs(count: int) -> list[str]:
    sections = (each for each in brief(44).sections if isinstance(each, Prose))
    texts = (" ".join(sentence.text for sentence in p) for s in sections for p in s.paragraphs)
    return [next(texts) for _ in range(count)]


TEXTS = _paragraphs(30)  # about five pages
TEXT = "".join(f"<p>{each}</p>" for each in TEXTS)
LINKS = "".join(f'<li><a href="#p{n}">Part {n} of it</a></li>' for n in range(len(TEXTS)))
TARGETS = "".join(f'<p id="p{n}">{each}</p>' for n, each in enumerate(TEXTS))
CONTENTS = f"<ul>{LINKS}</ul>{TARGETS}"
CELLS = "".join(f"<tr><td>{each[:40]}</td><td>{each[40:90]}</td></tr>" for each in TEXTS * 4)
SPANS = "".join(f"<p><span>{each.replace('. ', '.</span> <span>')}</span></p>" for each in TEXTS)


def page(css: str, body: str) -> str:
    """Write a page with a style sheet."""
    return f'<!DOCTYPE html><html lang="en"><title>x</title><style>{PLAIN}{css}</style>{body}'


def _numbered(css: str) -> str:
    return page(f"li a::after {{ {css} }}", CONTENTS)


HABITS: dict[str, tuple[str, str]] = {
    "`display: flex` around long text": (
        page("", f"<div>{TEXT}</div>"),
        page("div { display: flex }", f"<div><section>{TEXT}</section></div>"),
    ),
    "`display: grid` around long text": (
        page("", f"<div>{TEXT}</div>"),
        page("div { display: grid }", f"<div><section>{TEXT}</section></div>"),
    ),
    "`columns: 2` around long text, by two half-wide": (
        page("div { width: 80mm }", f"<div>{TEXT}</div>"),
        page("div { columns: 2; column-gap: 10mm }", f"<div>{TEXT}</div>"),
    ),
    "a table of two columns as flex rows": (
        page(TABLED, f"<table>{CELLS}</table>"),
        page(
            "div { display: flex; border-top: 0.4pt solid } p { flex: 1; padding: 2pt; margin: 0 }",
            CELLS.replace("tr>", "div>").replace("td>", "p>"),
        ),
    ),
    "1,000 selectors of classes that are not used": (
        page("", TEXT),
        page("".join(f".unused-{n} p {{ color: red }}" for n in range(1000)), TEXT),
    ),
    "100 universal selectors": (
        page("", TEXT),
        page("".join(f"* + .unused-{n} > * {{ color: red }}" for n in range(100)), TEXT),
    ),
    "`* { box-sizing: border-box }`": (
        page("", TEXT),
        page("*, *::before, *::after { box-sizing: border-box }", TEXT),
    ),
    "dotted leaders in the contents, by page numbers alone": (
        _numbered('content: " " target-counter(attr(href), page)'),
        _numbered('content: leader(".") target-counter(attr(href), page)'),
    ),
    "`target-counter` in the contents, by numbers that are known": (
        _numbered('content: " 12"'),
        _numbered('content: " " target-counter(attr(href), page)'),
    ),
    "a span around each sentence": (page("", TEXT), page("", SPANS)),
    "justified and hyphenated text": (
        page("", TEXT),
        page("p { text-align: justify; hyphens: auto }", TEXT),
    ),
    "`var()` for each value": (
        page("p { color: #111; margin: 6pt 0; font-size: 11pt }", TEXT),
        page(
            ":root { --c: #111; --m: 6pt; --s: 11pt } "
            "p { color: var(--c); margin: var(--m) 0; font-size: var(--s) }",
            TEXT,
        ),
    ),
}


def write(html: str) -> None:
    """Lay a page out and write it, tagged as a brief is."""
    HTML(string=html).write_pdf(pdf_variant="pdf/a-3a")


def timed(function: Callable[[], None]) -> float:
    """Return the processor time of a call."""
    gc.collect()
    start = time.process_time()
    function()
    return time.process_time() - start


def frozen(html: str) -> None:
    """Write a page with the garbage collector out of the way, as our engine does."""
    gc.freeze()
    gc.disable()
    try:
        write(html)
    finally:
        gc.enable()
        gc.unfreeze()


def main() -> None:
    """Measure each habit in pairs."""
    parser = argparse.ArgumentParser(description="Tell what habits cost the engine.")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--only", metavar="WORD", help="habits whose name has this word")
    asked = parser.parse_args()
    works: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        name: (partial(write, plain), partial(write, habit))
        for name, (plain, habit) in HABITS.items()
    }
    large = page(TABLED, CONTENTS + f"<table>{CELLS * 4}</table>")
    works["garbage collector frozen and off"] = (partial(write, large), partial(frozen, large))
    write(page("", TEXT))  # fonts and hyphenation are read once
    print("| habit | ratio |\n| --- | --- |")
    for name, (plain, habit) in works.items():
        if not asked.only or asked.only in name:
            pairs = [(timed(plain), timed(habit)) for _ in range(asked.pairs)]
            ratios = [b / a for a, b in pairs]
            print(f"| {name} | {median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) |")


if __name__ == "__main__":
    main()
