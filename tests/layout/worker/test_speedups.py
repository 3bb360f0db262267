"""With the speed-ups, WeasyPrint writes the same bytes and logs the same as without them."""

from collections.abc import Iterator, Mapping

import pytest
import weasyprint

from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import resolve_options, select
from briefing.layout.page_map import PageMap
from briefing.layout.worker import speedups
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels
from briefing.rendering.renderer import Renderer
from briefing.themes.theme import open_theme
from tests.support.built_briefs import Order, order
from tests.support.engine_pair import Engines, Printed
from tests.support.places import EVERY_KIND, TOPICS
from tests.support.random_documents import document

BRIEFS = (
    order(theme="ministry"),
    order(theme="institute"),
    order(profile="one-sheet", theme="institute"),
    order(sections=("risks",), large_print=True),
    order(sections=("history",), margin_notes=True, duplex=True, theme="institute"),
    order(sections=("economics",), language="es", paper="a5", citation_style="notes"),
    order(EVERY_KIND, theme="institute", mono=True),
    order(TOPICS / "marked.yaml", profile="uk"),
    order(TOPICS / "meeting.yaml"),
    order(TOPICS / "minimal.yaml", theme="institute"),
)

RTL = order(sections=("summary", "recommendations"))

DOCUMENTS = range(160)

LESS = {
    "parsing": "compile",
    "cascade": "Matcher.match",
    "styles": "ComputedStyle.__missing__",
    "variables": "generic_expander.<locals>.generic_expander_decorator.<locals>"
    ".generic_expander_wrapper",
    "percentages": "resolve_one_percentage",
    "backgrounds": "resolve_radii_percentages",
    "struts": "_font_style_cache_key",
    "flow": "Box.is_running",
    "contexts": "get_font_description",
    "drawing": "Layout.set_text",
    "writing": "_to_bytes",
}
"""A function of the plain engine which each piece has called less often."""


TRAPS = {
    "gradients": "html { --g: linear-gradient(red 1em, blue 3em) } p { background: var(--g);"
    " outline: 1px solid var(--c) } .a { font-size: 30px; --c: #00f }"
    " .b { --c: red; color: var(--c); background: var(--c) }",
    "box-sizing": "p, td { box-sizing: border-box; width: 9em; height: 4em; padding: 7px;"
    " border: 3px solid; min-height: 2em } .a { box-sizing: padding-box }",
    "lines": "p { border-top-style: solid; outline-style: dotted } .a { border-top-width: 5px }"
    " section { columns: 2; column-rule-style: solid; column-gap: 1em }"
    " .b { border-inline-start-style: double; direction: rtl }",
    "logical": "p { margin-inline-start: 2em; direction: rtl; border-start-end-radius: 4px;"
    " background: #eee } .a { direction: ltr; padding-block: 3px; inset-inline-end: 4px;"
    " position: relative; max-inline-size: 9em }",
    "collapse": "table { border-collapse: collapse; border: 4px solid } td { border: 1px solid red;"
    " padding: 3px } tr + tr td { border-top: 7px double } .a { border-width: 9px }",
    "viewport": "html { font-size: 2vw; text-indent: 3vh } p { padding: 1vmin; font-size: 3vh;"
    " margin: calc(1vw + 2%) } .a { line-height: 4vw; letter-spacing: .1vw }",
    "sheets": "p { color: red } .a { margin: 9px }</style><style>p { color: blue }"
    " @layer one { .a { margin: 1em !important; color: green } }",
    "anchors": "p::before { content: 'x'; -weasy-anchor: 'there' } .a::after"
    " { content: target-counter('#there', page) } #i { -weasy-anchor: 'there' }",
    "hidden": "p { background: yellow; box-shadow: 1px 1px red } .a { visibility: hidden;"
    " background-color: var(--none) }"
    " .b { background: none; border-radius: 5px } td { box-shadow: 2px 2px blue }"
    " th { border: 2px solid; border-radius: 9px } col { background: #eef }",
    "flow": "p { position: absolute; top: 3em } .a { position: relative; left: 2em; top: 1px }"
    " .b { position: static; float: right } span { position: running(s) }"
    " @page { @top-center { content: element(s) } }",
    "root": "html { display: inline; border: 1px solid } body { display: inline-block }"
    " p { display: inline; float: left } .a { position: absolute; display: inline-table }",
    "markers": "li { list-style: '· ' inside } li.a { list-style: decimal outside } li::marker"
    " { color: red } .b::after { content: leader('. ') 'x' } p { white-space: pre-line }",
    "notes": "span { float: footnote } .a span { footnote-display: inline }"
    " ::footnote-marker { color: red } b { position: note(note) }",
    "boxes": "@page { @top-left { content: counter(pages); display: table; padding: 5px;"
    " margin: 3px; border-collapse: collapse; width: 3em }"
    " @footnote { border-top: 1px solid; padding: 4px } }"
    " span { float: footnote } section { break-before: page }",
    "minimum": "p { min-width: auto; max-height: 3em; overflow: hidden } section { display: flex }"
    " section > * { min-width: auto; flex: 1 } .a { width: 30%; min-height: 10% }",
    "decoration": "section { text-decoration: underline red; page: wide; opacity: .5 } .a"
    " { text-decoration: overline } @page wide { size: A5 landscape }",
    "invalid": "html { --v: nonsense } p { border: 1px solid var(--v); width: var(--v) }"
    " .a { font: bold 12px/1.2 var(--v); margin: var(--none) } td { font: var(--v) serif }",
    "first": "p::first-letter { float: left; font-size: 3em; outline-style: solid }"
    " p::first-line { color: red; letter-spacing: 2px }"
    " .a { line-height: 2lh; height: 3ex; width: 8ch }",
    "attributes": "[style] { color: red } #i { margin-left: 9px !important } p { margin: 3px }",
}
"""What each piece could get wrong: rules for the document below."""

TRAPPED = """<!doctype html><html lang="en"><head><title>T</title><style>
@page {{ size: A6; margin: 12mm }} {rules}</style></head><body>
<p class="a">One, of some words that are more than a line <b>holds</b>; <span>a note</span> and on.
<p>Two <span>with another</span> <i class="b">word</i>.<p class="a b" style="padding: 2px">Three.
<p id="i" style="margin-left: 1px">Four<p id="k" style="color: blue">Five <a href="#i">goes</a>.
<ul><li class="a">one<li>two<ul><li>three<li class="b">four</ul></ul>
<table><colgroup><col><col></colgroup><tr><th class="a">a<td>b<tr><td rowspan="2">c<td>d<tr><td>e
</table><section><p>Five and more words, to be set in columns, side by side or one below the other.
<div class="a">Six <span>is a span</span></div><p class="b">Seven</section></body></html>"""


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with Engines() as engines:
        yield engines


def parts(order: Order) -> tuple[dict[str, str], Mapping[str, bytes]]:
    """Give the HTML of a brief's parts, with no page numbers yet, and the files it uses."""
    source = load(order.topic)
    brief = validate(source)
    options = resolve_options(brief, order.options)
    theme = open_theme(options.theme or brief.theme or "ministry", options.modes)
    made = assemble(resolve(select(brief, options)), labels(options.language or brief.language))
    renderer = Renderer(made, theme, options.citation_style or brief.citation_style or "numeric")
    names = tuple(part.name for part in made.parts)
    pages = PageMap(names, right=made.on_the_right)
    pictures = {f"topic:{name}": data for name, data in source.files.items()}
    return {name: renderer.part(name, pages) for name in names}, {**theme.files, **pictures}


def require_same(plain: Printed, tuned: Printed) -> None:
    assert tuned.log == plain.log
    assert tuned.pdf == plain.pdf, "the bytes differ"


@pytest.mark.parametrize("order", BRIEFS, ids=str)
def test_a_brief_comes_out_the_same(order: Order, engines: Engines) -> None:
    found, assets = parts(order)
    engines.serve(assets)
    assert found
    for html in found.values():
        plain, tuned = engines.print(html)
        assert plain.pdf
        # what other parts would have
        assert not [line for line in plain.log if not line.startswith("No anchor")]
        require_same(plain, tuned)


def test_a_brief_from_right_to_left_comes_out_the_same(engines: Engines) -> None:
    found, assets = parts(RTL)
    engines.serve(assets)
    html = found["whole"].replace("<html", '<html dir="rtl"', 1)
    assert html != found["whole"]
    require_same(*engines.print(html))


@pytest.mark.parametrize("rules", TRAPS.values(), ids=TRAPS)
def test_what_a_piece_could_get_wrong_comes_out_the_same(rules: str, engines: Engines) -> None:
    engines.serve({})
    plain, tuned = engines.print(TRAPPED.format(rules=rules))
    assert plain.pdf
    require_same(plain, tuned)


@pytest.mark.parametrize("first", DOCUMENTS[::20])
def test_documents_made_at_random_come_out_the_same(first: int, engines: Engines) -> None:
    engines.serve({})
    printed = 0
    for number in range(first, first + 20):
        plain, tuned = engines.print(document(number))
        assert tuned == plain, f"document {number} differs"
        printed += bool(plain.pdf)
    # there are some that WeasyPrint breaks down at
    assert printed > 15


def test_each_piece_is_in_effect(engines: Engines) -> None:
    found, assets = parts(order(sections=("risks",)))
    engines.serve(assets)
    plain, tuned = engines.calls(found["whole"])
    assert {function for function in LESS.values() if plain[function] < 50} == set()
    assert {piece for piece, name in LESS.items() if tuned[name] > 0.9 * plain[name]} == set()


def test_the_switch_leaves_the_plain_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = weasyprint.css.ComputedStyle.__missing__
    monkeypatch.setenv("BRIEFING_SPEEDUPS", "0")
    assert not speedups.apply()
    assert weasyprint.css.ComputedStyle.__missing__ is before
