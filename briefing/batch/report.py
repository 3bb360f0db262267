"""Tell what became of a batch: a table or JSON, and what is to be said about each topic.

Enters: entries. Leaves: text.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from briefing.errors import as_json, one_line

__all__ = ["FORMATS", "BatchEntry", "State", "remarks"]

State = Literal["built", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """What became of one topic; `messages` are warnings, or the errors of one that failed.

    `notes` are about the program that made it.
    """

    topic: Path
    output: Path
    state: State
    pages: int = 0
    warnings: int = 0
    seconds: float = 0
    messages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def remarks(entries: Sequence[BatchEntry]) -> str:
    """List what is to be said: of the program once, and of the topics one by one."""
    notes = dict.fromkeys(note for entry in entries for note in entry.notes)
    lines = [f"note: {note}" for note in notes]
    for entry in entries:
        if entry.messages:
            lines.append(f"{one_line(entry.topic)}:")
            lines += (f"  {line}" for each in entry.messages for line in each.splitlines())
    return "\n".join(lines)


def _text(entries: Sequence[BatchEntry]) -> str:
    wide = max(len("topic"), *(len(one_line(each.topic)) for each in entries))
    lines = [f"{'topic':{wide}}  pages  warnings  seconds  state"]
    for each in entries:
        pages, warnings = (each.pages, each.warnings) if each.state != "failed" else ("–", "–")
        seconds = f"{each.seconds:.1f}" if each.state != "unchanged" else "–"
        figures = f"{pages:>5}  {warnings:>8}  {seconds:>7}"
        lines.append(f"{one_line(each.topic):{wide}}  {figures}  {each.state}")
    count = Counter(each.state for each in entries)
    lines.append(", ".join(f"{count[state]} {state}" for state in get_args(State)))
    return "\n".join(lines)


def _json(entries: Sequence[BatchEntry]) -> str:
    def plain(entry: BatchEntry) -> dict[str, object]:
        return {
            "topic": str(entry.topic),
            "output": str(entry.output),
            "state": entry.state,
            "pages": entry.pages,
            "warnings": entry.warnings,
            "seconds": round(entry.seconds, 2),
            "messages": list(entry.messages),
        }

    return as_json([plain(each) for each in entries])


FORMATS = {"text": _text, "json": _json}
