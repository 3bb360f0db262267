"""How a citation looks in the text: a superior figure or a bracket, linked to its source.

A locator is printed with the number, because the question in the room is "where?".
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Literal

from briefing.markup import Citation, Cluster

__all__ = ["Citer"]


class Citer:
    """Writes clusters of citations as HTML with the numbers of one document."""

    def __init__(
        self,
        numbers: Mapping[str, int],
        style: Literal["superior", "bracket"],
        signs: Mapping[str, str],
    ) -> None:
        self._numbers = numbers
        self._signs = signs
        self._superior = style == "superior"
        paragraph = f"[3\u202f{signs['paragraph']}12]"
        self.example = '<span class="c">3:12</span>' if self._superior else paragraph
        self.gap = "" if self._superior else "\u00a0"

    def inline(self, cluster: Cluster) -> str:
        """Write a cluster for the running text."""
        if self._superior:
            return self._join(cluster, "c", ",\u00a0", self._short)
        return self._join(cluster, "c", "; ", self._long, "[", "]")

    def column(self, clusters: Sequence[Cluster]) -> str:
        """Write all that an entry cites for a column of a table, each place once."""
        items = dict.fromkeys(item for cluster in clusters for item in cluster)
        return self._join(tuple(items), "cc", "; ", self._long)

    def _join(
        self,
        items: Cluster,
        css: str,
        between: str,
        write: Callable[[Citation], str],
        first: str = "",
        last: str = "",
    ) -> str:
        links = []
        for index, item in enumerate(items):
            before = items[index - 1] if index else None
            after = items[index + 1] if index + 1 < len(items) else None
            text = escape(item.locator) if _continues(before, item) else write(item)
            text = text if index else first + text
            text += (
                last
                if after is None
                else (",\u00a0" if self._superior else ", ")
                if _continues(item, after)
                else between
            )
            links.append(f'<a class="{css}" href="#src-{escape(item.key)}">{text}</a>')
        return "".join(links)

    def _short(self, item: Citation) -> str:
        if item.locator and item.label == "paragraph" and not item.prefix and not item.suffix:
            return f"{self._numbers[item.key]}:{escape(item.locator)}"
        return self._long(item)

    def _long(self, item: Citation) -> str:
        # A narrow no-break space keeps number and locator together in a tight column.
        locator = (
            f"\u202f{self._signs[item.label]}{item.locator}" if item.label and item.locator else ""
        )
        prefix = f"{item.prefix} " if item.prefix else ""
        suffix = f", {item.suffix}" if item.suffix else ""
        return escape(f"{prefix}{self._numbers[item.key]}{locator}{suffix}")


def _continues(before: Citation | None, item: Citation) -> bool:
    """Tell whether a citation names another place of the same sort in the same source."""
    return (
        before is not None
        and (before.key, before.label) == (item.key, item.label)
        and bool(item.locator)
        and not (item.prefix or item.suffix or before.suffix)
    )
