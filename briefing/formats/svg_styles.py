"""What style sheets and attributes say of each element of a drawing.

Enters: its tree. Leaves: of an element the values of its properties by name. Invariants: what no
property of SVG is goes, and so do comments, rules that match nothing, and the names by which they
match; no address is left.

Standards: SVG 2, 6 (styling); CSS Cascade 4, 6; CSS Syntax 3.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from briefing.formats.svg_names import PROPERTIES
from briefing.formats.svg_tree import INSIDE, SVG, DrawingError, Tree, loads

__all__ = ["Styles", "clean_value"]

_Said: TypeAlias = tuple[dict[str, str], dict[str, str]]
"""Values by property: the usual ones, and those that are important."""

# a style that reads the same to everybody: most are so, and need no parser
_PLAIN = re.compile(r"[\w\s:;#.,%+-]*")
_URL = re.compile(r"""url\(\s{0,9}(["']?)([^()"']*)\1\s{0,9}\)""", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:url|src|image|image-set|cross-fade)\(", re.IGNORECASE)
_MOST_MATCHES = 20_000_000


class Styles:
    """The styles of a drawing."""

    def __init__(self, tree: Tree) -> None:
        self._lines = tree.lines
        self._known = dict[tuple[str, int], _Said]()
        self._matched: Mapping[Element, list[_Said]] = {}
        sheets = [
            (each.text, tree.lines[each])
            for each in tree.root.iter(f"{SVG}style")
            if each.text and each.get("type", "text/css") == "text/css"
        ]
        if sheets:
            self._matched = _matched(tree, sheets)

    def of(self, element: Element) -> dict[str, str]:
        """Return what an element's style is, whatever it is said by but its attributes."""
        own = self._own(element.get("style", ""), self._lines[element])
        said = [*self._matched.get(element, ()), own]
        return {
            key: value
            for important in (False, True)
            for each in said
            for key, value in each[important].items()
        }

    def _own(self, style: str, line: int) -> _Said:
        if not style.strip():
            return {}, {}
        if _PLAIN.fullmatch(style):
            parts = (each.partition(":") for each in style.split(";"))
            pairs = ((name.strip().lower(), value.strip()) for name, _, value in parts)
            return {name: value for name, value in pairs if name in PROPERTIES and value}, {}
        return _said(style, line)


def _matched(tree: Tree, sheets: list[tuple[str, int]]) -> Mapping[Element, list[_Said]]:
    """Return what style sheets say of each element, the stronger after the weaker."""
    # style sheets are few, and the parser takes its time to be imported
    import cssselect2
    import tinycss2

    matcher, count = cssselect2.Matcher(), 0
    for text, line in sheets:
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule" and rule.lower_at_keyword == "import":
                address = next((each.value for each in rule.prelude if hasattr(each, "value")), "")
                named = [each.value for each in rule.prelude if each.type in ("string", "url")]
                raise DrawingError(loads(str(*named[:1]) or address), INSIDE, line)
            if rule.type == "qualified-rule":
                said = _said(rule.content, line)
                try:
                    selectors = cssselect2.compile_selector_list(rule.prelude)
                except cssselect2.SelectorError:  # as renderers do
                    continue
                for selector in selectors:
                    if selector.pseudo_element is None and any(said):
                        matcher.add_selector(selector, said)
                        count += 1
    if count * len(tree.lines) > _MOST_MATCHES:
        raise DrawingError("has too many rules in its style sheets", "save it as a PNG picture")
    wrapped = cssselect2.ElementWrapper.from_xml_root(tree.root)
    return {
        each.etree_element: [said for *_, said in matcher.match(each)]
        for each in wrapped.iter_subtree()
    }


def _said(style: Any, line: int) -> _Said:
    """Read a style, as text or as tokens."""
    import tinycss2

    usual, important = dict[str, str](), dict[str, str]()
    for each in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if each.type == "declaration" and each.lower_name in PROPERTIES:
            value = tinycss2.serialize(_without_comments(each.value)).strip()
            if value:
                (important if each.important else usual)[each.lower_name] = clean_value(value, line)
    return usual, important


def _without_comments(tokens: Any) -> Iterator[Any]:
    for token in tokens:
        if token.type == "comment":
            continue
        for inner in ("content", "arguments"):
            if hasattr(token, inner):
                setattr(token, inner, list(_without_comments(getattr(token, inner))))
        yield token


def clean_value(value: str, line: int) -> str:
    """Return a value that names nothing outside the drawing; raise DrawingError if it does."""
    if "\\" in value or "/*" in value:  # which may hide an address
        import tinycss2

        tokens = tinycss2.parse_component_value_list(value, skip_comments=True)
        value = tinycss2.serialize(tokens).strip()
    if not _ADDRESS.search(value):
        return value
    plain = _URL.sub(_inside, value)
    if len(_ADDRESS.findall(plain)) != plain.count("url(#"):
        outside = _URL.search(plain.replace("url(#", "(#"))
        raise DrawingError(loads(outside[2].strip() if outside else value[:99]), INSIDE, line)
    return plain


def _inside(found: "re.Match[str]") -> str:
    address = found[2].strip()
    return f"url({address})" if address.startswith("#") else found[0]
