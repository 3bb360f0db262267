"""Templates hold no words of their own: whatever is printed stands in the catalogue."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from briefing.runtime import package_data as assets

ENVIRONMENT = Environment(autoescape=True)
SPOKEN = {"alt", "aria-label", "content", "placeholder", "title"}
# what a page fills into the class of the body that it extends
CLASS = re.compile(r"\{% block class %\}.*?\{% endblock %\}")
WORD = re.compile(r"[^\W\d_]")
# a security policy for browsers, of which nobody reads a word
ALLOWED = {"default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"}


class Printed(HTMLParser):
    """Collects what a reader sees or hears of a page: texts, and attributes that are spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attributes if name in SPOKEN]
        if tag == "style":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, text: str) -> None:
        if not self._open:
            self.found.append(text)


def words_in(template: str) -> Iterator[str]:
    """List the words that a template writes itself, in its markup and in its expressions."""
    markup = ""
    template = CLASS.sub("", template)
    for _, kind, value in ENVIRONMENT.lex(template):
        # an expression leaves a digit, so that tags and attributes around it stay whole
        markup += value if kind == "data" else "0" if kind == "variable_begin" else ""
    page = Printed()
    page.feed(markup)
    page.close()
    yield from (text.strip() for text in page.found if WORD.search(text))
    for output in ENVIRONMENT.parse(template).find_all(nodes.Output):
        for node in output.nodes:
            yield from (each.value for each in written(node) if WORD.search(each.value))


def written(node: nodes.Node) -> Iterator[nodes.Const]:
    """List the texts that an expression prints, be it joined to others or filled in."""
    match node:
        case nodes.Const(value=str()):
            yield node
        case nodes.Concat() | nodes.Add():
            for each in node.iter_child_nodes():
                yield from written(each)
        case nodes.CondExpr():
            for branch in (node.expr1, node.expr2):
                yield from written(branch) if branch else ()


@pytest.mark.parametrize(
    ("template", "word"),
    [
        ("<p>Page {{ number }}</p>", "Page 0"),
        ("<p{% if a %} class='b'{% endif %}>{{ a }}, and {{ b }}</p>", "0, and 0"),
        ('<img alt="Logo of {{ name }}">', "Logo of 0"),
        ('<svg aria-label="A chart"></svg>', "A chart"),
        ("{{ 'pages' if many else 'page' }}", "pages"),
        ("{{ 'Tab ' ~ letter }}", "Tab "),
    ],
)
def test_a_word_in_a_template_is_found(template: str, word: str) -> None:
    assert word in set(words_in(template))


@pytest.mark.parametrize(
    "template",
    [
        '<p class="leaf {{ x is odd and "odd" or "even" }}" id="a">{{ words.a }}: 1</p>',
        "<style>@page { margin: 0 }</style>{{ words.b[name] | fill(count=3) }}",
        '<path d="M0 20H{{ x }}"/>&nbsp;◊',
    ],
)
def test_markup_signs_and_keys_are_no_words(template: str) -> None:
    assert list(words_in(template)) == []


def test_no_template_prints_words_of_its_own() -> None:
    folders = (assets.templates(), assets.styles())
    templates: list[Path] = [path for folder in folders for path in folder.rglob("*.html")]
    assert len(templates) > 60
    found = {
        (path.name, words)
        for path in templates
        for words in words_in(path.read_text("utf-8"))
        if words not in ALLOWED
    }
    assert found == set()
