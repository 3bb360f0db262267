"""A drawing as it may be passed on: written anew from what is seen of it, and nothing else.

Enters: an SVG file from anybody. Leaves: the same drawing without what editors and people wrote
beside it: notes, titles, hidden layers, names of layers and styles, scripts, other programs' data.
Style sheets become styles of the elements that they are for. Invariants: what is printed does not
change; no address is left in it; it is written in time that grows with its length.

Standards: SVG 1.1 (second edition) and SVG 2.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, tostring

from briefing.formats.svg_names import ATTRIBUTES, DEFINITIONS, ELEMENTS, FEEDS, SHAPES, TEXTS
from briefing.formats.svg_styles import Styles, clean_value
from briefing.formats.svg_tree import INSIDE, SVG, DrawingError, Tree, loads, local_name, read_tree

__all__ = ["MAX_DRAWING", "DrawingError", "rewrite_drawing"]

MAX_DRAWING = 16 * 1024 * 1024
"""Of a drawing, in bytes; one that says more is to be saved as a picture."""

_XLINK = "http://www.w3.org/1999/xlink"
_LINKS = {"href": "href", f"{{{_XLINK}}}href": "xlink:href"}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_LANGUAGES = re.compile(r"[A-Za-z0-9, -]{1,99}")
_REFERRED = re.compile(r"url\(#([^()]*)\)")
_PICTURE = re.compile(r"data:[\w.+/-]{0,40}((?:;[\w=.\"-]{0,40}){0,4}),", re.IGNORECASE)
_KINDS = {b"\xff\xd8": "jpeg", b"\x89PNG": "png", b"RIFF": "webp", b"GIF8": "gif"}
_DEPTH = 2


def rewrite_drawing(data: bytes, bare: Callable[[bytes], bytes], depth: int = 0) -> bytes:
    """Return a drawing with nothing but what is seen of it; raise DrawingError where that fails.

    `bare` makes a picture that is inside it bare, and raises ValueError; `depth` says in how many
    drawings this one is.
    """
    if len(data) > MAX_DRAWING:
        raise DrawingError(f"has more than {MAX_DRAWING:,} bytes", "save it as a PNG picture")
    if depth > _DEPTH:
        raise DrawingError("holds drawings in drawings", "save it as one drawing")
    tree = read_tree(data)
    copy = _Copier(tree, bare, depth).copied(tree.root, is_seen=True)
    if copy is None or copy.tag != "svg":
        raise DrawingError("is no drawing that shows anything", "save it anew as SVG")
    _keep_wanted(copy)
    written: bytes = tostring(copy, encoding="utf-8")
    return written


class _Copier:
    """Copies what is seen of one drawing, and what that may refer to."""

    def __init__(self, tree: Tree, bare: Callable[[bytes], bytes], depth: int) -> None:
        self._tree, self._bare, self._depth = tree, bare, depth
        self._styles = Styles(tree)

    def copied(
        self, element: Element, *, is_seen: bool, in_text: bool = False, is_aside: bool = False
    ) -> Element | None:
        """Return what is kept of an element; where it is hidden, what others may refer to.

        `is_aside` says that it is drawn only where others refer to it.
        """
        name = local_name(element)
        if element.tag not in (name, SVG + name) or name not in ELEMENTS:
            self._require_closed(element)
            return None
        style = self._styles.of(element)
        said = style.get("visibility", element.get("visibility", "")).strip()
        is_seen = is_seen if said in ("", "inherit") else said != "hidden"
        copy = Element(name, dict(self._attributes(element, name, style)))
        is_text = name in TEXTS and (in_text or name == "text")
        if is_text:
            copy.text = element.text
        is_aside = is_aside or name in DEFINITIONS
        for child in element:
            kept = self.copied(child, is_seen=is_seen, in_text=is_text, is_aside=is_aside)
            if kept is not None:
                kept.tail = child.tail if is_text else None
                copy.append(kept)
            elif is_text and child.tail:
                _append_text(copy, child.tail)
        if name == "a":  # a link of a reader, who holds paper
            copy.tag = "tspan" if is_text else "g"
        if name == "svg" and element is self._tree.root:
            copy.set("xmlns", SVG[1:-1])
            copy.set("xmlns:xlink", _XLINK)
        elif not is_aside and (
            _is_without(element, style)
            or (name in SHAPES and not is_seen and not any(map(_is_visible, copy.iter())))
        ):
            return _set_aside(copy)
        return copy

    def _attributes(
        self, element: Element, name: str, style: dict[str, str]
    ) -> Iterator[tuple[str, str]]:
        for key, value in element.items():
            if key in _LINKS:
                if name != "a":
                    yield _LINKS[key], self._link(element, name, value.strip())
            elif key == f"{_XML}space":
                yield "xml:space", "preserve" if value == "preserve" else "default"
            elif key in (f"{_XML}lang", "systemLanguage"):
                if _LANGUAGES.fullmatch(value):
                    yield key.replace(_XML, "xml:"), value
            elif key in ATTRIBUTES:
                yield key, clean_value(value, self._tree.lines[element])
        if style:
            yield "style", ";".join(f"{key}:{value}" for key, value in style.items())

    def _link(self, element: Element, name: str, value: str) -> str:
        if value.startswith("#") or not value:
            return value
        line = self._tree.lines[element]
        if name not in ("image", "feImage") or not (found := _PICTURE.match(value)):
            raise DrawingError(loads(value), INSIDE, line)
        words, is_packed = value[found.end() :], "base64" in found[1].lower()
        try:
            kind, bare = self._picture(b64decode(words) if is_packed else unquote_to_bytes(words))
        except DrawingError as error:
            raise DrawingError(f"holds a drawing that {error}", error.hint, line) from None
        except ValueError as error:
            hint = "save that picture anew, as PNG or JPEG"
            raise DrawingError(f"holds a picture that is not whole: {error}", hint, line) from None
        return f"data:image/{kind};base64,{b64encode(bare).decode()}"

    def _picture(self, data: bytes) -> tuple[str, bytes]:
        """Return the kind of a picture in the drawing, and the picture bare."""
        if b"<svg" in data:
            return "svg+xml", rewrite_drawing(data, self._bare, self._depth + 1)
        kind = next((kind for begin, kind in _KINDS.items() if data.startswith(begin)), None)
        if not kind:
            raise ValueError("it is of no format that is known")
        return kind, self._bare(data)

    def _require_closed(self, element: Element) -> None:
        """Raise DrawingError if what is left out would have been loaded from elsewhere."""
        name = local_name(element)
        if name in ("metadata", "script", "style") or not element.tag.startswith(_OF_PAGES):
            return
        for key in ("src", *_LINKS):
            value = element.get(key, "").strip()
            if value and name != "a" and not value.startswith(("#", "data:")):
                raise DrawingError(loads(value), INSIDE, self._tree.lines[element])
        for child in element:
            self._require_closed(child)


_OF_PAGES = (SVG, "{http://www.w3.org/1999/xhtml}")


def _append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _is_without(element: Element, style: dict[str, str]) -> bool:
    """Return whether an element is not drawn at all, and nothing in it."""
    said = [style.get(key, element.get(key, "")).strip() for key in ("display", "opacity")]
    return said[0] == "none" or bool(re.fullmatch(r"0*\.?0*%?", said[1]) and said[1])


def _is_visible(element: Element) -> bool:
    said = f";{element.get('style', '')}"
    return element.get("visibility") == "visible" or ";visibility:visible" in said


def _set_aside(element: Element) -> Element:
    """Put what is not drawn where it can be referred to."""
    aside = Element("defs")
    aside.append(element)
    return aside


# what refers to what


def _keep_wanted(root: Element) -> None:
    """Leave out, in place, what nothing that is drawn refers to, and give names without meaning."""
    known = dict[str, Element]()
    for element in root.iter():
        known.setdefault(element.get("id", ""), element)
    wanted, drawn = list[str](), set[Element]()

    def draw(element: Element) -> None:
        if element in drawn:
            return
        drawn.add(element)
        wanted.extend(each for each in _references(element) if each in known)
        for child in element:
            if child.tag not in DEFINITIONS:
                draw(child)

    draw(root)
    done = set[str]()
    for name in wanted:
        if name and name not in done:
            done.add(name)
            draw(known[name])
    _prune(root, drawn)
    numbers = count(1)
    names = dict.fromkeys(known, "")
    for element in root.iter():
        if (name := element.get("id", "")) in done and known[name] is element:
            names[name] = f"n{next(numbers)}"
    for element in root.iter():
        _rename(element, names, is_named=known.get(element.get("id", "")) is element)
    _rename_feeds(root)


def _references(element: Element) -> Iterator[str]:
    for key, value in element.items():
        if key in _LINKS.values() and value.startswith("#"):
            yield value[1:]
        elif "url(#" in value:
            yield from _REFERRED.findall(value)


def _prune(element: Element, drawn: set[Element]) -> bool:
    """Take out of an element what is not drawn; tell whether anything of it is."""
    element[:] = [child for child in element if _prune(child, drawn)]
    return element in drawn or len(element) > 0


def _rename(element: Element, names: dict[str, str], *, is_named: bool) -> None:
    for key, value in list(element.items()):
        if key == "id":
            if is_named and names[value]:
                element.set("id", names[value])
            else:
                del element.attrib["id"]
        elif key in _LINKS.values() and value.startswith("#"):
            element.set(key, f"#{names.get(value[1:]) or 'none'}")
        elif "url(#" in value:
            renamed = _REFERRED.sub(lambda found: f"url(#{names.get(found[1]) or 'none'})", value)
            element.set(key, renamed)


def _rename_feeds(root: Element) -> None:
    """Give names without meaning to what the steps of a filter hand on."""
    names = dict[str, str]()
    for element in root.iter():
        if "result" in element.attrib:
            new = names.setdefault(element.attrib["result"], f"r{len(names) + 1}")
            element.set("result", new)
    for element in root.iter():
        for key in ("in", "in2"):
            if key in element.attrib and element.attrib[key] not in FEEDS:
                element.set(key, names.get(element.attrib[key], "none"))
