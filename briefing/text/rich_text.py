"""What enters: the light Markdown of a text field. What leaves: a tree, HTML or plain text.

Emphasis, strong, lists, links, paragraphs and hard line breaks are interpreted; all else, raw
HTML above all, is text. Three forms are our own:

    [texto]{lang=es}                             a passage in another language
    [the register](#risks)                       a reference to a section, item or dispute;
                                                 `#-` is one that this topic does not hold
    [see @one, pp. 3-5 {cred=2}; -@two, a note]  citations in Pandoc's form; `cred` is the
                                                 credibility of that one statement, 1 to 6

Invariants: text reaches HTML escaped only; nothing is dropped without a fault that names it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from markdown_it.token import Token

from briefing.text.citation_syntax import Citation, Cluster
from briefing.text.markdown import tokenize

__all__ = [
    "ABSENT",
    "Citation",
    "Cluster",
    "Element",
    "Rich",
    "parse_rich_text",
    "plain_text",
    "to_html",
]

ABSENT = "-"
"""What a reference names whose target was left out."""

_SCHEMES = ("http://", "https://", "mailto:")
_MARKED = re.compile(r"[*_\[\\<&\n\r'\"]|--|\.\.\.|\A(?:[-+]|\d+[.)])(?:\s|\Z)")
# Keeps a superior figure with its word: a no-wrap span around both makes the engine break lines
# after their first word now and then, and costs an element.
_JOINER = "\u2060"
_CLOSING = re.compile(r"[.,;:!?…”’»]+")


class Element(NamedTuple):
    """Markup around nodes: an HTML tag, or `ref`; `value` is its address, id, language or start."""

    tag: str
    value: str
    children: "tuple[TextNode, ...]"


TextNode: TypeAlias = str | Element | Cluster


@dataclass(frozen=True, slots=True)
class Rich:
    """A parsed text with what it cites, what it refers and links to, and what is wrong in it."""

    nodes: tuple[TextNode, ...]
    citations: tuple[Cluster, ...] = ()
    references: tuple[str, ...] = ()
    links: tuple[Element, ...] = ()
    faults: tuple[str, ...] = ()


def parse_rich_text(text: str, *, block: bool, language: str) -> Rich:
    """Read one text field: paragraphs and lists, or a single line where `block` is false."""
    quick = re.sub(r"(?<=\w)'(?=\w)", "’", text.strip())
    if not _MARKED.search(quick):
        nodes: tuple[TextNode, ...] = (quick,) if quick else ()
        return Rich((Element("p", "", nodes),) if block and nodes else nodes)
    faults: list[str] = []
    source = text.strip("\n") if block else text.strip()
    nodes = _tree(tokenize(source, faults, block=block, language=language), faults)
    found = tuple(_walk(nodes))
    elements = [node for node in found if isinstance(node, Element)]
    return Rich(
        nodes,
        citations=tuple(node for node in found if not isinstance(node, Element)),
        references=tuple(
            node.value for node in elements if node.tag == "ref" and node.value != ABSENT
        ),
        links=tuple(node for node in elements if node.tag == "a"),
        faults=tuple(faults),
    )


def to_html(
    rich: Rich,
    *,
    cite: Callable[[Cluster], str],
    refer: Callable[[str, str], str],
    gap: str = "",
    follows: bool = False,
) -> str:
    """Write HTML; `cite` and `refer` give that of a cluster and of a reference to an id.

    `gap` stands between a word and its citation: nothing for superior figures, which also follow
    the punctuation after them, or a space for brackets. `follows` says that the text
    stands behind other words.
    """

    def write(nodes: Iterable[TextNode]) -> str:
        parts: list[str] = []
        rest = list(nodes)
        for index, node in enumerate(rest):
            after = rest[index + 1] if index + 1 < len(rest) else None
            if isinstance(node, str):
                text = node.rstrip(" \t\n") if _is_cited(after) else node
                parts.append(escape(text, quote=False))
                continue
            if isinstance(node, Element):
                parts.append(render(node))
                continue
            closing = ""
            if isinstance(after, str) and (found := _CLOSING.match(after)):
                closing, rest[index + 1] = found[0], after[found.end() :]
            mark, end = cite(node), escape(closing, quote=False)
            if (index == 0 and not follows) or (index and _is_break(rest[index - 1])):
                parts.append(mark + end)
            elif gap:
                # inside the link, since the engine may break a line at the end of a text box
                parts.append(mark.replace(">", f">{gap}", 1) + end)
            else:
                parts.append(end + _JOINER + mark)
        return "".join(parts)

    def render(node: TextNode) -> str:
        if isinstance(node, str):
            return escape(node, quote=False)
        if not isinstance(node, Element):
            return cite(node)
        inner, value = write(node.children), escape(node.value)
        match node.tag:
            case "br":
                return "<br>"
            case "ref":
                return refer(node.value, inner)
            case "a":
                return f'<a href="{value}">{inner}</a>'
            case "span":
                return f'<span lang="{value}">{inner}</span>'
            case "ol" if value:
                return f'<ol start="{value}">{inner}</ol>'
        return f"<{node.tag}>{inner}</{node.tag}>"

    return write(rich.nodes)


def plain_text(rich: Rich) -> str:
    """Return the words alone, on one line, for bookmarks, running heads and alternative texts."""
    return re.sub(r"[ \t\n]+", " ", re.sub(r"(?<!\s)\s*\0", "", _words(rich.nodes))).strip()


def _words(nodes: Iterable[TextNode]) -> str:
    """Join the text of nodes; a NUL stands for each citation."""
    return "".join(
        node
        if isinstance(node, str)
        else f" {_words(node.children)} "
        if isinstance(node, Element) and node.tag in ("p", "li", "br")
        else _words(node.children)
        if isinstance(node, Element)
        else "\0"
        for node in nodes
    )


def _walk(nodes: Iterable[TextNode]) -> Iterator[Element | Cluster]:
    for node in nodes:
        if not isinstance(node, str):
            yield node
        if isinstance(node, Element):
            yield from _walk(node.children)


def _tree(tokens: Iterable[Token], faults: list[str]) -> tuple[TextNode, ...]:
    stack: list[list[TextNode]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        nodes = stack[-1]
        if token.nesting == 1:
            if token.block and len(stack) == 50:
                faults.append("a list is nested too deep: expected fewer than 20 levels")
            stack.append([])
            opened.append(token)
        elif token.nesting == -1:
            children = tuple(stack.pop())
            # deeper than any author means; and recursion has an end
            bare, opening = token.hidden or len(stack) > 50, opened.pop()
            stack[-1] += children if bare else _element(opening, children, faults)
        elif token.type == "cluster":
            if len(nodes) > 1 and nodes[-1] == " " and _is_cited(nodes[-2]):
                nodes.pop()
            merged = nodes.pop() if nodes and _is_cited(nodes[-1]) else ()
            nodes.append((*merged, *token.meta["cluster"]))
        elif token.type == "hardbreak":
            nodes.append(Element("br", "", ()))
        else:
            text = " " if token.type == "softbreak" else token.content
            if nodes and isinstance(nodes[-1], str):
                nodes[-1] += text
            elif text:
                nodes.append(text)
    return tuple(stack[0])


def _element(
    opening: Token, children: tuple[TextNode, ...], faults: list[str]
) -> Iterable[TextNode]:
    if opening.type != "link_open":
        value = opening.attrs.get("lang") or opening.attrs.get("start") or ""
        return (Element(opening.tag, str(value), children),)
    target = str(opening.attrs["href"])
    if target.startswith("#") and target != "#":
        return (Element("ref", unquote(target[1:]), children),)
    if target.lower().startswith(_SCHEMES):
        return (Element("a", target, children),)
    faults.append(f"the link to `{target}` leads nowhere: expected https, http, mailto or #id")
    return children


def _is_break(node: TextNode | None) -> bool:
    return isinstance(node, Element) and node.tag == "br"


def _is_cited(node: TextNode | None) -> bool:
    return node is not None and not isinstance(node, str | Element)
