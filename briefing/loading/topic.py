"""Stage: a path -> `LoadedTopic`: every file of a topic, read once, and one tree made of them.

A topic is a folder with a `topic.yaml`, or one YAML file. Parts of it may stand in files of
their own, named relative to the topic's folder: sources and disputes, sections, tables and
images. Invariant: no later stage opens a file of the topic. Section kinds are not known here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeGuard

from briefing.errors import Diagnostic, InputError, Span, nearest
from briefing.formats.folder import Folder
from briefing.formats.yaml_tree import Map, Node, Seq, read_yaml
from briefing.loading.bibliography import SUFFIXES, read_library
from briefing.loading.recipients import check_recipients
from briefing.loading.tables import FIELDS, is_table, read_table
from briefing.model.brief import PICTURES
from briefing.model.form import check_form
from briefing.model.renames import take_old_names
from briefing.runtime.bounded_reading import bounded_reading
from briefing.runtime.gc_pause import paused
from briefing.runtime.limits import USUAL, Limits
from briefing.runtime.open_file import names_in

__all__ = ["LoadedTopic", "find_topic", "load", "topic_name"]

_TOPIC = "topic.yaml"
_YAML = (".yaml", ".yml")
_Reader = Callable[[bytes, str], tuple[Node, list[Diagnostic]]]
# what may stand in files of its own, as one or as several
_LISTS = {"sources": (read_library, SUFFIXES), "disputes": (read_yaml, (*_YAML, ".json"))}
_STYLE = "citation_style"
_COPIES = "copies"


@dataclass(frozen=True)
class LoadedTopic:
    """A topic as it was written: its name, its tree, and each file of it by its plain name.

    Names are relative to its `folder`. `pictures` are the images, as they may be passed on.
    """

    name: str
    tree: Map
    files: Mapping[str, bytes]
    warnings: tuple[Diagnostic, ...] = ()
    folder: Path = Path()
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def shared(self) -> Mapping[str, bytes]:
        """The files as they may be passed on."""
        return {**self.files, **self.pictures}

    @property
    def renamed(self) -> tuple[Diagnostic, ...]:
        """The warnings that every command gives, for what they are about will fail one day."""
        return tuple(each for each in self.warnings if each.rule == "renamed")


@paused()
def load(
    path: Path, document: Literal["topic", "pack"] = "topic", *, limits: Limits = USUAL
) -> LoadedTopic:
    """Read a topic, or a pack file, within limits; raise InputError with all that is wrong."""
    name, root, first = find_topic(path)
    parts = _Parts(Folder(root), document)
    with bounded_reading(limits, lambda: [first, *parts.folder.files][-1]):
        tree = parts.parse(read_yaml, first)
        if isinstance(tree, Map):
            if fault := check_form(tree):
                raise InputError([fault])
            parts.put_in(tree)
    if not isinstance(tree, Map) and not parts.found:
        message = "the topic is not a mapping, expected fields such as `title: ...`"
        parts.found.append(Diagnostic(message, Span(first, 1, 1), rule="not-a-topic"))
    if parts.found or not isinstance(tree, Map):
        raise InputError(parts.found)
    folder, warnings = parts.folder, tuple(dict.fromkeys(parts.warnings))
    return LoadedTopic(name, tree, folder.files, warnings, folder.root, folder.pictures)


def topic_name(path: Path) -> str:
    """Return the name of a topic, that of its folder or file."""
    return find_topic(path)[0]


def find_topic(path: Path) -> tuple[str, Path, str]:
    """Return a topic's name, folder and the file to begin with; raise InputError without one."""
    try:
        place, above = path.resolve(), path.parent.resolve()
        if not place.is_dir() and not place.is_relative_to(above):
            place = above / path.name  # a link that leads out: refused by whoever opens it
        if not place.exists():
            beside = names_in(place.parent) if place.parent.exists() else []
            message, hint = f"`{path}` does not exist", nearest(place.name, beside)
        elif not place.is_dir():
            name = place.parent.name if place.name == _TOPIC else place.stem
            return name, place.parent, place.name
        elif (place / _TOPIC).exists():
            return place.name, place, _TOPIC
        else:
            others = [name for name in names_in(place) if name.endswith(_YAML)]
            message, hint = f"`{path}` holds no `{_TOPIC}`", nearest(_TOPIC, others)
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message, hint = f"`{path}` cannot be read: {reason}", None
    raise InputError([Diagnostic(message, hint=hint, rule="no-topic")])


class _Parts:
    """Puts what stands in files of its own where the tree names it, and collects what fails."""

    def __init__(self, folder: Folder, document: str) -> None:
        self.folder = folder
        self._document = document
        self.found: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self._seen: set[tuple[int, bool]] = set()

    def parse(
        self,
        reader: _Reader,
        name: str,
        span: Span | None = None,
    ) -> Node:
        """Read a file into a tree."""
        try:
            plain, data = self.folder.read(name, span)
        except InputError as error:
            self.found += error.diagnostics
            return None
        tree, found = reader(data, plain)
        for each in found:
            (self.found if each.severity == "error" else self.warnings).append(each)
        return tree

    def put_in(self, topic: Map) -> None:
        """Complete the tree of a topic, in place."""
        # what names a part may bear an old name, and so may what each part brings
        self._take_old_names(topic)
        for key, (reader, suffixes) in _LISTS.items():
            value = topic.get(key)
            if _names_file(value, suffixes):
                topic[key] = self.parse(reader, value, topic.span(key))
            elif isinstance(value, Seq):
                topic[key] = self._join(value, reader, suffixes)
        sections = topic.get("sections")
        if isinstance(sections, Seq):
            for index, section in enumerate(sections):
                if _names_file(section, _YAML):
                    sections[index] = self.parse(read_yaml, section, sections.span(index))
        self._take_old_names(topic)
        self._walk(topic, inside=False)
        self._take_old_names(topic)

    def _take_old_names(self, topic: Map) -> None:
        self.warnings += take_old_names(topic, self._document)

    def _join(self, items: Seq, reader: _Reader, suffixes: tuple[str, ...]) -> Seq:
        whole = Seq(items.file, items.at)
        for index, item in enumerate(items):
            part: Node = item
            if _names_file(item, suffixes):
                part = self.parse(reader, item, items.span(index))
            listed = part if part is not item and isinstance(part, Seq) else (part,)
            for each in listed:
                whole.add(each, items.places[index])
        return whole

    def _walk(self, node: Map | Seq, *, inside: bool) -> None:
        """Put in tables and read images; `inside` tells that this is a part of a section."""
        if (id(node), inside) in self._seen:
            return
        self._seen.add((id(node), inside))
        if isinstance(node, Seq):
            for item in node:
                if isinstance(item, Map | Seq):
                    self._walk(item, inside=inside)
            return
        for key, value in node.items():
            if key in PICTURES and isinstance(value, str):
                node[key] = self._file(self.folder.read_image, value, node.span(key))
            elif key == _STYLE and _names_file(value, (".csl",)):
                node[key] = self._file(self._plain_name, value, node.span(key))
            elif inside and key in FIELDS and is_table(value):
                node[key] = self._table(node, key)
            elif key == _COPIES:
                node[key] = names = self._table(node, key) if is_table(value) else value
                self.found += check_recipients(names)
            elif isinstance(value, Map | Seq):
                self._walk(value, inside=inside or key == "sections")

    def _table(self, holder: Map, key: str) -> Node:
        try:
            rows, found = read_table(holder, key, self.folder)
        except InputError as error:
            rows, found = None, list(error.diagnostics)
        self.found += found
        return rows

    def _plain_name(self, name: str, span: Span) -> str:
        return self.folder.read(name, span)[0]

    def _file(self, read: Callable[[str, Span], str], name: str, span: Span) -> str:
        try:
            return read(name, span)
        except InputError as error:
            self.found += error.diagnostics
            return name


def _names_file(value: Node, suffixes: tuple[str, ...]) -> TypeGuard[str]:
    return isinstance(value, str) and value.lower().endswith(suffixes)
