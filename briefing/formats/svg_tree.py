"""The tree of an SVG drawing, with the line of each element.

Enters: the bytes of a file. Leaves: its elements by their full names, and their lines. Invariants:
nothing is loaded; of a document type only short words for longer ones are taken, as some editors
write them for namespaces; what grows when it is read is refused.

Standards: XML 1.0 (fifth edition), 4; Namespaces in XML 1.0; xml-stylesheet 1.0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError, ParserCreate

__all__ = ["INSIDE", "SVG", "DrawingError", "Tree", "loads", "local_name", "read_tree"]

SVG = "{http://www.w3.org/2000/svg}"
INSIDE = "save the drawing with its pictures and styles inside"
_ANEW = "save it anew as a plain SVG, without what its editor keeps for itself"
_MOST_LEVELS = 200
_MOST_SIGNS = 200
"""Of what an entity stands for."""
_SHEET = re.compile(r"""\bhref\s{0,9}=\s{0,9}["']([^"']*)""")


class DrawingError(ValueError):
    """What is wrong with a drawing, such as "has more than 9 bytes", where, and what to do."""

    def __init__(self, reason: str, hint: str, line: int = 0) -> None:
        super().__init__(f"{reason} (line {line} of it)" if line else reason)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Tree:
    """A drawing: its outermost element, and the line on which each one begins."""

    root: Element
    lines: Mapping[Element, int]


def loads(address: str) -> str:
    """Say that a drawing loads something."""
    return f"loads `{address}`, which is not inside it"


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def read_tree(data: bytes) -> Tree:
    """Read a drawing; raise DrawingError for what is no XML, or more than a drawing."""
    reader = _Reader(4 * len(data) + 10_000)
    try:
        reader.parser.Parse(data, True)
    except ExpatError as error:
        raise DrawingError(f"is no XML: {error}", "save it anew as SVG") from None
    except (LookupError, UnicodeError, ValueError) as error:  # of its encoding
        if isinstance(error, DrawingError):
            raise
        raise DrawingError(f"is no text: {error}", "save it anew as SVG, in UTF-8") from None
    return Tree(reader.root, reader.lines)


class _Reader:
    """Makes a tree of what the parser meets."""

    def __init__(self, room: int) -> None:
        self.root, self.lines = Element(""), dict[Element, int]()
        self._open, self._room = list[Element](), room
        self.parser = parser = ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = lambda _: self._open.pop()
        parser.CharacterDataHandler = self._words
        parser.ProcessingInstructionHandler = self._instruction
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = lambda name, _: self._refuse(f"does not declare `&{name};`")
        # these would change what is read, here or elsewhere
        parser.AttlistDeclHandler = lambda *_: self._refuse("declares attributes in its type")
        parser.ElementDeclHandler = lambda *_: self._refuse("declares elements in its type")
        parser.NotationDeclHandler = lambda *_: self._refuse("declares notations in its type")

    def _refuse(self, reason: str, hint: str = _ANEW) -> NoReturn:
        raise DrawingError(reason, hint, self.parser.CurrentLineNumber)

    def _take(self, signs: int) -> None:
        self._room -= signs
        if self._room < 0:
            self._refuse("grows when it is read")

    def _begin(self, name: str, given: dict[str, str]) -> None:
        self._take(sum(map(len, given.values())))
        element = Element(_full(name), {_full(key): value for key, value in given.items()})
        self.lines[element] = self.parser.CurrentLineNumber
        if self._open:
            self._open[-1].append(element)
        else:
            self.root = element
        self._open.append(element)
        if len(self._open) > _MOST_LEVELS:
            self._refuse(f"is deeper than {_MOST_LEVELS} levels")

    def _words(self, text: str) -> None:
        self._take(len(text))
        last = self._open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + text
        else:
            last.text = (last.text or "") + text

    def _instruction(self, target: str, told: str) -> None:
        if target == "xml-stylesheet" and (found := _SHEET.search(told)):
            self._refuse(loads(found[1]), INSIDE)

    def _entity(
        self,
        _name: str,
        is_parameter: int,
        value: str | None,
        _base: str | None,
        system: str | None,
        public: str | None,
        _notation: str | None,
    ) -> None:
        if address := system or public:
            self._refuse(loads(address), INSIDE)
        if is_parameter or len(value or "") > _MOST_SIGNS or "&" in (value or ""):
            self._refuse("declares entities of entities, or long ones")


def _full(name: str) -> str:
    return f"{{{name}" if "}" in name else name
