"""A valid brief together with the places of its parts in the user's files.

Enters: the tree as it was loaded and the brief made of it. Leaves: the records of the sections by
their models, each with its path, and the place of every path. Section kinds are not known here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel

from briefing.errors import Span
from briefing.formats.yaml_tree import Map, span_of
from briefing.model.base import Loc, Text, texts
from briefing.model.brief import Brief

__all__ = ["Located"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Located:
    """A brief and the tree that it was made of; a path is that of the brief's fields."""

    tree: Map
    brief: Brief

    def span(self, *loc: str | int) -> Span:
        """Return where something stands; what is left out is found at its parent."""
        if loc[0] == "sections" and len(loc) > 2:
            # as pydantic tells it: a kind may have a field of its own name
            loc = (*loc[:2], self.brief.sections[int(loc[1])].kind, *loc[2:])
        return span_of(self.tree, loc)

    def every(self, *models: type[M]) -> Iterator[tuple[Loc, M]]:
        """Yield the records of models in the sections, in the order of the topic."""
        for loc, record in self._records:
            if isinstance(record, models):
                yield loc, record

    @cached_property
    def texts(self) -> list[tuple[Loc, Text]]:
        """Every text but those about sources, which are printed where a source is cited."""
        return list(texts(self.brief.model_copy(update={"sources": ()})))

    @cached_property
    def _records(self) -> list[tuple[Loc, BaseModel]]:
        return list(_walk(self.brief.sections, ("sections",)))


def _walk(records: tuple[BaseModel, ...], loc: Loc) -> Iterator[tuple[Loc, BaseModel]]:
    for index, record in enumerate(records):
        here = (*loc, index)
        yield here, record
        for name, value in record:
            if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
                yield from _walk(value, (*here, name))
