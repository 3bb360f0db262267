"""Cut: what a brief shows becomes a topic of its own, which gives the same brief.

Enters: an assembled document, the files of its topic and theme, and how it is set. Leaves: the
files of the cut topic. Invariants: what was left out is in none of them, by no name; a topic that
was cut gives the same files again; nothing is opened.

Options are baked into a profile that the cut topic uses. Of what is not shown only that stays
without which the brief would print otherwise: how many entries were left out, the titles of
sections, and that two sources owe something to a third.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import PurePath
from typing import Any, NamedTuple

from pydantic import BaseModel

from briefing.assemble import Document
from briefing.dates import Edtf
from briefing.detach import detach
from briefing.embed import MANIFEST, File, Names, fault_of
from briefing.errors import UsageError
from briefing.markup import plain
from briefing.model.base import Item, Prose, Text
from briefing.model.brief import Brief, LeftOut
from briefing.model.source import SourceNote
from briefing.options import Options, Profile, Typesetting
from briefing.origins import cited_sources
from briefing.printing.typesetting import Setting
from briefing.resolve import Resolved
from briefing.yamltext import to_yaml

__all__ = ["Look", "cut"]

# What chooses, or says what is to be done with the file; of the rest what is not usual is baked in.
_NOT_BAKED = (
    "sections", "without", "audience", "priority", "strict", "copies", "max_pages", "fill",
    "format", "redact_data", "embed_all", "theme", "citation_style", "marking", "typesetting",
)  # fmt: skip
_NAME_OF_A_PROFILE = re.compile(r"\w[\w .-]{0,59}")
_REASON = "as in the topic from which this one was cut"
_PICTURES = ("file", "logo", "photo")


class Look(NamedTuple):
    """A theme by its name with the files of one's own, and a citation style by its name or CSL."""

    theme: str
    files: Mapping[str, bytes]
    style: str
    csl: bytes | None


def cut(
    document: Document,
    look: Look,
    setting: Setting,
    files: Mapping[str, bytes],
    *,
    tool: str,
    whole: bool = False,
) -> list[File]:
    """Give the files of a topic that is what a brief shows, by name, and their manifest.

    `files` are those of the topic, which are given `whole`, too, if that is wanted. `tool` names
    this program and its version. Raises UsageError for a file of a theme whose name some systems
    do not take.
    """
    brief = _cut(document, look, setting)
    data: dict[str, Any] = _Plain(document.resolved)(brief)
    named = Names()
    made: dict[str, File] = {}

    def add(name: str, content: bytes, description: str) -> None:
        made[name] = File(name, content, description)

    for holder, key in _pictures(data, files):
        content = files[holder[key]]
        holder[key] = named(holder[key])
        add(holder[key], content, "Picture that the brief shows")
    if sources := data.get("sources"):
        data["sources"] = "sources.yaml"
        add("sources.yaml", to_yaml(sources).encode(), "Sources that the brief cites")
    add("topic.yaml", to_yaml(data).encode(), "What the brief shows, as data")
    if look.csl is not None:
        add(str(brief.citation_style), look.csl, "Citation style")
    for name, content in look.files.items():
        if fault := fault_of(f"theme/{name}"):
            hint = "rename it, or leave the data out with --redact-data"
            raise UsageError(f"the file `{name}` of the theme {fault}; {hint}")
        add(f"theme/{name}", content, "Theme")
    for name, content in files.items() if whole else ():
        add(named(f"inputs/{name}"), content, "File as it was read")
    ordered = [made[name] for name in sorted(made)]
    return [*ordered, File(MANIFEST, _manifest(ordered, data, tool), "List of these files")]


def _cut(document: Document, look: Look, setting: Setting) -> Brief:
    """Leave out of a brief what is not shown, and bake in how it is printed."""
    resolved = document.resolved
    selection = resolved.selection
    brief, options = selection.brief, selection.options
    baked = _bake(brief, options, setting)
    name = options.profile or ""
    if not _NAME_OF_A_PROFILE.fullmatch(name):
        name = "as-built"
    theme = "./theme" if look.files else look.theme
    style = look.style if look.csl is None else _style_file(look.style)
    left = LeftOut(
        sections=tuple(_title(each, resolved) for each in document.left_out),
        entries=selection.items_left_out,
        pages=selection.page_limit if selection.cuts else None,
        cut=selection.cuts,
    )
    return brief.model_copy(
        update={
            "marking": options.marking or brief.marking,
            "theme": theme if theme != "ministry" else None,
            "citation_style": style if style != "numeric" else None,
            "sections": selection.sections,
            "sources": tuple(cited_sources(resolved, whole=look.csl is not None)),
            "disputes": tuple(
                each.dispute.model_copy(update={"sections": (each.section,)})
                for each in selection.disputes
            ),
            "profiles": {name: baked} if baked else {},
            "profile": name if baked else None,
            "left_out": left,
            "silence": dict.fromkeys(sorted(brief.silence), _REASON),
        }
    )


def _bake(brief: Brief, options: Options, setting: Setting) -> Profile | None:
    """Make a profile of what is printed otherwise than without options; None of nothing."""
    given = {
        name: value
        for name in Profile.model_fields
        if name not in _NOT_BAKED
        and (value := getattr(options, name)) != Options.model_fields[name].default
    }
    if given.get("language") == brief.language:
        del given["language"]
    close = Typesetting(spacing=setting.spacing, leading=setting.leading, size=setting.size)
    if close != Typesetting():
        given["typesetting"] = close
    return Profile(**given) if given else None


def _title(title: Text | str, resolved: Resolved) -> str:
    return plain(resolved.rich(title)) if isinstance(title, Text) else title


def _style_file(name: str) -> str:
    return (re.sub(r"[^A-Za-z0-9_-]+", "-", PurePath(name).stem).strip("-") or "style") + ".csl"


class _Plain:
    """Writes models as plain data: what is not at its default, under the names that users write."""

    def __init__(self, resolved: Resolved) -> None:
        self._parsed, self._shown = resolved.parsed, resolved.targets
        self._language = resolved.selection.brief.language

    def __call__(self, value: Any) -> Any:
        """Write a value."""
        if isinstance(value, Text):
            return self._text(value)
        if isinstance(value, BaseModel):
            return dict(self._fields(value))
        if isinstance(value, tuple):
            return [self(each) for each in value]
        if isinstance(value, dict):
            return {key: self(each) for key, each in value.items()}
        return str(value) if isinstance(value, Edtf) else value

    def _fields(self, record: BaseModel) -> Iterator[tuple[str, Any]]:
        for name, alias, default in _fields(type(record)):
            value = getattr(record, name)
            if value == default or name == "audience":  # who else may read it is told to nobody
                continue
            if name == "id" and value == getattr(record, "kind", None):
                continue
            if name == "same_as" and value not in self._shown:
                continue
            yield alias, self(value)

    def _text(self, text: Text) -> str:
        block = isinstance(text, Prose)
        rich = self._parsed.get((block, str(text)))
        if rich and not all(name in self._shown for name in rich.references):
            return detach(text, self._shown, block=block, language=self._language)
        return str(text)


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, Any], ...]:
    """List the fields of a model, its own first: name, name as it is written, default."""
    alias = model.model_config.get("alias_generator")
    assert alias is None or callable(alias)
    bases = (base for base in (Item, SourceNote) if issubclass(model, base))
    shared = {name for base in bases for name in base.model_fields}
    return tuple(
        (
            name,
            field.alias or (alias(name) if alias else name),
            field.get_default(call_default_factory=True),
        )
        for name, field in sorted(
            model.model_fields.items(),
            key=lambda pair: (pair[0] != "kind", pair[0] != "id", pair[0] in shared),
        )
    )


def _pictures(data: Any, files: Mapping[str, bytes]) -> Iterator[tuple[dict[str, Any], str]]:
    """Find each name of a picture in plain data, with the mapping that holds it."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _PICTURES and isinstance(value, str) and value in files:
                yield data, key
            else:
                yield from _pictures(value, files)
    elif isinstance(data, list):
        for each in data:
            yield from _pictures(each, files)


def _manifest(files: Iterable[File], data: Mapping[str, Any], tool: str) -> bytes:
    """Say what made the files, how the brief is printed, what is left out, and their hashes."""
    options = {name: data[name] for name in ("theme", "citation_style", "marking") if name in data}
    for profile in data.get("profiles", {}).values():
        options |= profile
    manifest = {
        "tool": tool,
        "options": options,
        "left_out": data.get("left_out", {}),
        "files": {each.name: sha256(each.data).hexdigest() for each in files},
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
