"""Flags that have changed: a command line under today's names, and a note for each old one.

Enters: the words of a command line, not parsed yet. Leaves: words that the parser knows. What
stands behind `--` is no flag.
"""

from collections.abc import Sequence

from briefing.model import renames

__all__ = ["take_old_flags"]


def take_old_flags(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words under today's names, and what is to be said of the old ones."""
    taken, notes = list(words), list[str]()
    end = taken.index("--") if "--" in taken else len(taken)
    for rename in (each for each in renames.RENAMES if "flag" in each.places):
        for index in range(end):
            word, before = taken[index], taken[index - 1] if index else ""
            if (today := _todays(word, before, rename)) != word:
                taken[index] = today
                said = f"`{word}` is called `{today}` since version {rename.since}"
                notes.append(f"{said}; {rename.term}")
    return taken, notes


def _todays(word: str, before: str, rename: renames.Rename) -> str:
    """Return a word under today's name, whose value or flag may stand `before` it."""
    flag, sign, value = word.partition("=")
    if not rename.field:
        names = {f"--{no}{_spelt(rename.old)}": no + _spelt(rename.new) for no in ("", "no-")}
        return f"--{names[flag]}{sign}{value}" if flag in names else word
    option = f"--{_spelt(rename.field)}"
    if (flag, value) == (option, rename.old):
        return f"{option}={rename.new}"
    return rename.new if (before, word) == (option, rename.old) else word


def _spelt(name: str) -> str:
    return name.replace("_", "-")
