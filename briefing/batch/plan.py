"""Plan a batch: which topics there are, and which file each of them becomes.

Enters: paths and patterns as a user gives them, and options. Leaves: tasks in that order.
Invariant: no two tasks write one file. A topic that cannot be read is a task, too, and fails in
its turn.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from briefing.errors import BriefingError, UsageError
from briefing.formats.folder import Folder
from briefing.formats.yaml_tree import Map, Node, read_yaml
from briefing.loading.topic import find_topic
from briefing.model.marking import file_stem, read_marking
from briefing.model.options import Options
from briefing.runtime.limits import USUAL, Limits, bounded
from briefing.runtime.open_file import is_pattern, matching

__all__ = ["Task", "asked", "find_topics", "plan"]


@dataclass(frozen=True, slots=True)
class Task:
    """A brief to be made of a topic, and the file that it becomes."""

    topic: Path
    output: Path
    options: Options


def find_topics(names: Sequence[str]) -> list[Path]:
    """Find topics by paths and patterns; raise UsageError for a pattern that nothing matches."""
    found: dict[str, Path] = {}
    for name in names:
        paths = [Path(name)]
        if is_pattern(name) and not os.path.exists(name):  # noqa: PTH110  it never raises
            paths = matching(name)
            _require_inside(name, paths)
        if not paths:
            raise UsageError(f"nothing matches `{name}`")
        for path in paths:
            # named by two patterns, it is still one; and a link to itself is a topic that fails
            found.setdefault(os.path.realpath(path), path)
    return list(found.values())


def _require_inside(pattern: str, paths: Sequence[Path]) -> None:
    """Raise UsageError if a pattern matches what nobody named, through a link to elsewhere."""
    parts = Path(pattern).parts
    above = Path(*takewhile(lambda part: not is_pattern(part), parts)).resolve()
    for path in paths:
        folder = path if path.is_dir() else path.parent
        if not folder.resolve().is_relative_to(above):
            message = f"`{path}`, which `{pattern}` matches, is a link that leads out of `{above}`"
            raise UsageError(message, "name it without a pattern, if it is meant")


def plan(
    topics: Sequence[Path], folder: Path, options: Options, limits: Limits = USUAL
) -> list[Task]:
    """Name the file of each topic; raise UsageError if two would write the same one."""
    tasks: dict[Path, Task] = {}
    for topic in topics:
        task = Task(topic, folder / _file_name(topic, options, limits), options)
        if (other := tasks.setdefault(task.output, task)) is not task:
            message = f"`{other.topic}` and `{topic}` would both write `{task.output}`"
            raise UsageError(message, "rename one, or build them into two folders")
    return list(tasks.values())


def asked(tree: Node, options: Options, name: str) -> str | None:
    """Return what is asked for by an option that a topic or its profile may decide.

    Why: the topic is not validated yet, and need not be.
    """
    profiles = _value(tree, "profiles")
    chosen = options.profile or _value(tree, "profile")
    profile = _value(profiles, chosen) if isinstance(chosen, str) else None
    own = getattr(options, name) if name in options.model_fields_set else None
    for each in (own, _value(profile, name), _value(tree, name)):
        if isinstance(each, str):
            return each
    return None


def _value(node: Node, key: str) -> Node:
    return node.get(key) if isinstance(node, Map) else None


def _file_name(topic: Path, options: Options, limits: Limits) -> str:
    """Name a brief as `build` does, as far as its topic can be read."""
    stem, tree, marking = topic.stem, None, None
    with suppress(BriefingError, OSError, MemoryError), bounded(limits):
        stem, root, first = find_topic(topic)
        tree, _ = read_yaml(Folder(root).read(first)[1], first)
        if said := asked(tree, options, "marking"):
            marking = read_marking(said)
    return f"{file_stem(stem, marking)}.{asked(tree, options, 'format') or options.format}"
