"""What enters: light Markdown. What leaves: markdown-it's tokens, inline ones in their places.

Emphasis, strong, lists, links and line breaks are rules; headings, tables, images, code and HTML
are none and stay text. Our own tokens are `cluster`, with the citations in its `meta`, and the
pair `lang_open`, `lang_close`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefing.text.citation_syntax import is_cluster, read_cluster

__all__ = ["make_parser", "tokenize"]

# no bracket: a text full of such beginnings is read once, and not to its end for each of them
_LANGUAGE = re.compile(r"\{lang=([^\[{}\s]*)\}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_IN_LINK = re.compile(r"[^\[\]]*\]\(")
_QUOTES = {"es": "«»“”", "de": "„“‚‘", "fr": ["«\u00a0", "\u00a0»", "“", "”"], "en": "“”‘’"}


def tokenize(text: str, faults: list[str], *, block: bool, language: str) -> Iterator[Token]:
    """Read a text, as a single line where `block` is false; append to `faults` what is wrong."""
    parser = _parser(language.partition("-")[0])
    env = {"faults": faults}
    return _flatten(parser.parse(text, env) if block else parser.parseInline(text, env))


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - judged in `_element`
        return True


def make_parser(language: str) -> MarkdownIt:
    """Make a parser for texts in a language."""
    quotes = _QUOTES.get(language, _QUOTES["en"])
    parser = _Parser("zero", {"typographer": True, "quotes": quotes, "maxNesting": 100})
    names = ["list", "newline", "escape", "link", "autolink", "emphasis", "entity", "smartquotes"]
    parser.enable(names)
    parser.inline.ruler.before("link", "picture", _skip_image)
    parser.inline.ruler.after("link", "cluster", _read_cluster)
    parser.inline.ruler.after("cluster", "passage", _read_passage)
    parser.core.ruler.before("smartquotes", "dashes", _set_dashes)
    return parser


_parser = cache(make_parser)


def _skip_image(state: StateInline, silent: bool) -> bool:
    """Take `![` as text, so that what follows is no link."""
    if not state.src.startswith("![", state.pos):
        return False
    if not silent:
        state.pending += "!["
    state.pos += 2
    return True


def _read_cluster(state: StateInline, silent: bool) -> bool:
    found = _BRACKET.match(state.src, state.pos, state.posMax)
    faults: list[str] = state.env["faults"]
    if not found:
        if not silent and state.src.startswith(("[@", "[-@"), state.pos):
            faults.append(
                f"`{state.src[state.pos : state.pos + 20]}` is a citation without its closing `]`"
            )
        return False
    if not is_cluster(found[1]):
        return False
    state.pos = found.end()
    if silent:
        return True
    fault = ""
    if _IN_LINK.match(state.src, state.pos):
        fault = f"`{found[0]}` stands inside a link: put it after the link"
    elif state.src.startswith("{", state.pos):
        fault = f"the braces after `{found[0]}` belong inside the bracket"
    else:
        try:
            cluster = read_cluster(found[1])
            token = state.push("cluster", "", 0)
            # to a quotation mark that follows, it is the end of a word
            token.content, token.meta["cluster"] = "]", cluster
        except ValueError as error:
            fault = str(error)
    if fault:
        faults.append(fault)
        state.pending += found[0]
    return True


def _read_passage(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    start, limit = state.pos, state.posMax
    end = state.md.helpers.parseLinkLabel(state, start)
    found = _LANGUAGE.match(state.src, end + 1, limit)
    if end < 0 or not found:
        return False
    if not silent and not _TAG.fullmatch(found[1]):
        state.env["faults"].append(f"`{found[1]}` is no language: expected one such as es or en-GB")
    if not silent:
        state.push("lang_open", "span", 1).attrs["lang"] = found[1]
        state.pos, state.posMax = start + 1, end
        state.md.inline.tokenize(state)
        state.push("lang_close", "span", -1)
    state.pos, state.posMax = found.end(), limit
    return True


def _set_dashes(state: StateCore) -> None:
    """Set `--`, `---` and `...`, but nothing like (c): it may be the third of a list."""
    for token in _flatten(state.tokens):
        if token.type == "text" and "://" not in token.content:
            text = re.sub(r"(?<!-)---(?!-)", "—", token.content)
            text = re.sub(r"(?<=\s)--(?=\s)|(?<=[^\s-])--(?=[^\s-])", "–", text)
            token.content = text.replace("...", "…")


def _flatten(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or () if token.type == "inline" else (token,)
