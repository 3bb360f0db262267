"""What enters: a model, and what is shown. What leaves: plain data of it, as users write it.

Invariant: nothing in it names what is not shown, nor says for whom an entry is.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from briefing.archive.strip_links import detach
from briefing.document.resolve import Resolved
from briefing.model.base import Item, Prose, Text
from briefing.model.source import SourceNote
from briefing.text.dates import Edtf

__all__ = ["to_plain"]


def to_plain(record: BaseModel, resolved: Resolved) -> dict[str, Any]:
    """Write a model as plain data without what is not shown."""
    return dict(_Plain(resolved)(record))


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
            names_event = isinstance(record, Item) and name in record.event_fields
            if names_event and value not in self._shown:
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
