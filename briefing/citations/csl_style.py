"""A CSL style as pandoc may read it: written anew from what CSL 1.0.2 knows, and nothing else.

Enters: a file from anybody. Leaves: the same style without links, authors, comments, document type
and whatever else is not needed to write a citation. Invariant: no address and no path is in a place
where pandoc would follow it, whatever namespace it stood in.
"""

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

__all__ = ["parent_of", "parse_style", "rewrite_style"]

_CSL = "http://purl.org/net/xbiblio/csl"
_TOLD = ("title", "id", "updated")
_TEXTS = frozenset((*_TOLD, "single", "multiple", "term"))
_ELEMENTS = _TEXTS | set(
    """
    style info citation bibliography layout sort key macro text number date date-part label
    names name name-part et-al institution institution-part substitute group choose if else-if
    else locale terms style-options intext
    """.split()  # noqa: SIM905  a list of forty lines reads worse
)
_ATTRIBUTES = frozenset(
    """
    after-collapse-delimiter and cite-group-delimiter class collapse context date-parts
    default-locale delimiter delimiter-precedes-et-al delimiter-precedes-last
    demote-non-dropping-particle disambiguate disambiguate-add-givenname
    disambiguate-add-names disambiguate-add-year-suffix display entry-spacing et-al-min
    et-al-subsequent-min et-al-subsequent-use-first et-al-use-first et-al-use-last font-style
    font-variant font-weight form gender gender-form givenname-disambiguation-rule
    hanging-indent has-day has-to-month-or-season has-year include-period initialize
    initialize-with initialize-with-hyphen is-numeric is-uncertain-date
    limit-day-ordinals-to-day-1 line-spacing locator macro match name name-as-sort-order
    name-delimiter name-form names-delimiter names-min names-use-first names-use-last
    near-note-distance page-range-format plural position prefix punctuation-in-quote quotes
    range-delimiter second-field-align sort sort-separator strip-periods
    subsequent-author-substitute subsequent-author-substitute-rule suffix term text-case
    text-decoration type value variable version vertical-align year-suffix-delimiter
    """.split()  # noqa: SIM905
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_style(style: bytes) -> Element:
    """Return the tree of a style; raise ValueError for what is no XML, or declares entities."""
    text = style.decode()
    if "<!DOCTYPE" in text:
        raise ValueError("it has a document type")
    try:
        return ElementTree.fromstring(text)  # noqa: S314  without a type it has no entities
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from None


def parent_of(root: Element) -> str | None:
    """Return the name of the style that one follows, None if it stands alone."""
    for link in root.iter():
        said = {_local(key): value for key, value in link.items()}
        if _local(link.tag) == "link" and said.get("rel", "").strip() == "independent-parent":
            return said.get("href", "").strip().rpartition("/")[2]
    return None


def rewrite_style(style: bytes) -> bytes:
    """Return a style with nothing but what CSL needs to write citations."""
    root = _copied(parse_style(style))
    root.set("xmlns", _CSL)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _copied(element: Element) -> Element:
    name = _local(element.tag)
    copy = Element(name, dict(_attributes(element)))
    if name in _TEXTS:
        copy.text = element.text
    for child in element:
        kept = _local(child.tag) in (_TOLD if name == "info" else _ELEMENTS)
        if kept and child.tag.startswith(f"{{{_CSL}}}"):
            copy.append(_copied(child))
    return copy


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for key, value in element.items():
        if key == _LANGUAGE:
            yield "xml:lang", value
        elif key in _ATTRIBUTES:
            yield key, value


def _local(name: str) -> str:
    return name.rpartition("}")[2]
