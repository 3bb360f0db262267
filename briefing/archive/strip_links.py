"""What enters: a text, and what is shown. What leaves: the text without names of anything else.

A reference to what is not shown keeps its words, and leads to `#-`, so that it prints the same.
Invariant: but for the names, the text parses as before.
"""

from collections.abc import Container
from functools import cache
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.link import link

from briefing.text.markdown import make_parser
from briefing.text.rich_text import ABSENT

__all__ = ["detach"]


def detach(text: str, shown: Container[str], *, block: bool, language: str) -> str:
    """Take the names of what is not shown out of the references of a text."""
    reader = _noting(language)
    lines = text.split("\n")
    places: list[tuple[int, int]] = []
    contents = [(0, text)]
    if block:
        tokens = reader.parse(text, {"faults": [], "links": []})
        inline = [token for token in tokens if token.type == "inline"]
        contents = [(token.map[0], token.content) for token in inline if token.map]
    for first, content in contents:
        env: dict[str, Any] = {"faults": [], "links": []}
        reader.inline.parse(content, reader, env, [])
        for begin, end, address in env["links"]:
            if address[:1] == "#" and address != "#" and unquote(address[1:]) not in shown:
                last = _place(lines, first, content, end - 1) + 1
                places.append((_place(lines, first, content, begin), last))
    for begin, end in sorted(places, reverse=True):
        text = f"{text[:begin]}(#{ABSENT}){text[end:]}"
    return text


def _place(lines: list[str], first: int, content: str, at: int) -> int:
    """Return where in a text a place in one of its paragraphs is, whose lines are not indented."""
    before = content[:at].split("\n")
    row, column = len(before) - 1, len(before[-1])
    written = content.split("\n")[row]
    line = lines[first + row]
    start = line.rindex(written.strip()) - (len(written) - len(written.lstrip()))
    return sum(len(each) + 1 for each in lines[: first + row]) + start + column


@cache
def _noting(language: str) -> MarkdownIt:
    """Return a parser that notes from where to where the addresses of links reach."""
    reader = make_parser(language)
    reader.inline.ruler.at("link", _note_link)
    return reader


def _note_link(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    begin = state.md.helpers.parseLinkLabel(state, state.pos, True) + 1
    if not link(state, silent):
        return False
    if not silent:
        opening = next(each for each in reversed(state.tokens) if each.type == "link_open")
        state.env["links"].append((begin, state.pos, str(opening.attrs["href"])))
    return True
