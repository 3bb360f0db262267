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
from hashlib import sha256
from pathlib import PurePath
from typing import Any, NamedTuple

from briefing.archive.cited_sources import cited_sources
from briefing.archive.serialize import to_plain
from briefing.document.assemble import Document
from briefing.document.resolve import Resolved
from briefing.errors import UsageError
from briefing.formats.yaml_writer import to_yaml
from briefing.model.base import Text
from briefing.model.brief import PICTURES, Brief, LeftOut
from briefing.model.form import FIELD, FORM
from briefing.model.option_table import OPTIONS
from briefing.model.options import Options, Profile
from briefing.model.typesetting import UNCHANGED, Typesetting
from briefing.pdf.attachments import MANIFEST, AttachmentNames, File, fault_of, is_part_of_brief
from briefing.text.rich_text import plain_text
from briefing.themes.theme import DEFAULT_THEME

__all__ = ["EmbeddedStyle", "bake", "listed", "subset", "subset_topic"]

_NAME_OF_A_PROFILE = re.compile(r"\w[\w .-]{0,59}")
_REASON = "as in the topic from which this one was cut"


class EmbeddedStyle(NamedTuple):
    """A theme by its name with the files of one's own, and a citation style by its name or CSL."""

    theme: str
    files: Mapping[str, bytes]
    style: str
    csl: bytes | None

    @property
    def names(self) -> dict[str, str | None]:
        """Return how both are named by what has these files beside it; None for what is usual."""
        theme = "./theme" if self.files else self.theme
        style = self.style if self.csl is None else _style_file(self.style)
        return {
            "theme": theme if theme != DEFAULT_THEME else None,
            "citation_style": style if style != "numeric" else None,
        }

    def parts(self) -> Iterator[File]:
        """Yield its files; raise UsageError for one whose name some systems do not take."""
        if self.csl is not None:
            yield File(_style_file(self.style), self.csl, "Citation style")
        for name, content in self.files.items():
            hint = "rename it, or leave the data out with --redact-data"
            if fault := fault_of(f"theme/{name}"):
                raise UsageError(f"the file `{name}` of the theme {fault}", hint)
            if not is_part_of_brief(f"theme/{name}"):
                fault = "has a name that `extract` would not write"
                raise UsageError(f"the file `{name}` of the theme {fault}", hint)
            yield File(f"theme/{name}", content, "Theme")


def subset(
    document: Document,
    look: EmbeddedStyle,
    setting: Typesetting,
    files: Mapping[str, bytes],
    *,
    tool: str,
    whole: bool = False,
) -> list[File]:
    """Return the files of a topic that is what a brief shows, by name, and their manifest.

    `files` are those of the topic, which are given `whole`, too, if that is wanted. `tool` names
    this program and its version. Raises UsageError for a file of a theme whose name some systems
    do not take.
    """
    brief, options = document.resolved.selection.brief, document.resolved.selection.options
    baked = bake(brief, options, Profile.model_fields)
    if setting != UNCHANGED:
        baked["typesetting"] = setting
    said = {"marking": options.marking or brief.marking, **look.names}
    data, made = subset_topic(document, baked, said, files, notes=look.csl is not None, whole=whole)
    return listed([*made, *look.parts()], data, data.get("left_out", {}), tool)


def subset_topic(
    document: Document,
    baked: Mapping[str, Any],
    said: Mapping[str, str | None],
    files: Mapping[str, bytes],
    *,
    notes: bool,
    folder: str = "",
    whole: bool = False,
) -> tuple[dict[str, Any], list[File]]:
    """Return the data of a cut topic and its files in a `folder`, whose name ends with `/`.

    Its profile is what was `baked`; `said` is what it says otherwise of itself. With `notes` a
    style may print all of a source.
    """
    brief = _cut(document, baked, notes=notes).model_copy(update=said)
    data = to_plain(brief, document.resolved)
    named, made = AttachmentNames(folder), list[File]()

    def add(name: str, content: bytes, description: str) -> None:
        made.append(File(folder + name, content, description))

    for holder, key in _pictures(data, files):
        content = files[holder[key]]
        holder[key] = named(holder[key])
        add(holder[key], content, "Picture that the brief shows")
    if sources := data.get("sources"):
        data["sources"] = "sources.yaml"
        add("sources.yaml", to_yaml(sources).encode(), "Sources that the brief cites")
    add("topic.yaml", to_yaml(data).encode(), "What the brief shows, as data")
    for name, content in files.items() if whole else ():
        add(named(f"inputs/{name}"), content, "File as it was read")
    return data, made


def listed(
    files: Iterable[File], data: Mapping[str, Any], left_out: Mapping[str, Any], tool: str
) -> list[File]:
    """Put files into their order, the manifest last: who made them of what `data`, their hashes."""
    made = {each.name: each for each in files}
    ordered = [made[name] for name in sorted(made)]
    options = {name: data[name] for name in ("theme", "citation_style", "marking") if name in data}
    for given in (data.get("options", {}), *data.get("profiles", {}).values()):
        options |= given
    manifest = {
        **({FIELD: FORM} if FORM != 1 else {}),  # the first form goes without saying
        "tool": tool,
        "options": options,
        "left_out": left_out,
        "files": {each.name: sha256(each.data).hexdigest() for each in ordered},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return [*ordered, File(MANIFEST, text.encode(), "List of these files")]


def _cut(document: Document, baked: Mapping[str, Any], *, notes: bool) -> Brief:
    """Leave out of a brief what is not shown, and bake in how it is printed."""
    resolved = document.resolved
    selection = resolved.selection
    brief = selection.brief
    name = selection.options.profile or ""
    if not _NAME_OF_A_PROFILE.fullmatch(name):
        name = "as-built"
    left = LeftOut(
        sections=tuple(_title(each, resolved) for each in document.left_out),
        entries=selection.items_left_out,
        pages=selection.page_limit if selection.cuts else None,
        cut=selection.cuts,
    )
    return brief.model_copy(
        update={
            FIELD: FORM,
            "sections": selection.sections,
            "sources": tuple(cited_sources(resolved, whole=notes)),
            "disputes": tuple(
                each.dispute.model_copy(update={"sections": (each.section,)})
                for each in selection.disputes
            ),
            "profiles": {name: Profile(**baked)} if baked else {},
            "profile": name if baked else None,
            "left_out": left,
            "silence": dict.fromkeys(sorted(brief.silence), _REASON),
        }
    )


def bake(brief: Brief, options: Options, names: Iterable[str]) -> dict[str, Any]:
    """Return what of the options of these names is printed otherwise than without them."""
    given = {
        name: value
        for name in names
        if OPTIONS[name].baked and (value := getattr(options, name)) != OPTIONS[name].default
    }
    if given.get("language") == brief.language:
        del given["language"]
    return given


def _title(title: Text | str, resolved: Resolved) -> str:
    return plain_text(resolved.rich(title)) if isinstance(title, Text) else title


def _style_file(name: str) -> str:
    return (re.sub(r"[^A-Za-z0-9_-]+", "-", PurePath(name).stem).strip("-") or "style") + ".csl"


def _pictures(data: Any, files: Mapping[str, bytes]) -> Iterator[tuple[dict[str, Any], str]]:
    """Find each name of a picture in plain data, with the mapping that holds it."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in PICTURES and isinstance(value, str) and value in files:
                yield data, key
            else:
                yield from _pictures(value, files)
    elif isinstance(data, list):
        for each in data:
            yield from _pictures(each, files)
