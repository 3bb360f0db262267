"""Sources are numbered as a reader meets them: so it is for every field of every kind."""

import random
import re
from collections.abc import Iterator
from typing import Any, TypeVar, get_args

import pytest
from pydantic import BaseModel

from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.layout.page_map import PageMap
from briefing.locales.catalogue import labels
from briefing.model.base import Item, Model, Text
from briefing.model.brief import Brief, Party, Position
from briefing.model.options import Options
from briefing.model.sections.economics import Firm
from briefing.model.sections.recommendations import Recommendation
from briefing.model.sections.registry import record_types
from briefing.model.source import Source
from briefing.rendering.renderer import Renderer
from briefing.themes.theme import open_theme

M = TypeVar("M", bound=BaseModel)

# a note, a source in the text, and one in a drawing
CITED = re.compile(r'href="#(?:note-(\d+)|src-s(\d+))"|>[^<>]*\bsource (\d+)[^<>]*</text>')


# What several entries have in common, so that they stand together.
SHARED = ("group", "measure", "side")


class Citing:
    """Lets every text cite a source of its own, of several copies of each entry in any order.

    Equal texts of one field stay equal, since they may be names.
    """

    def __init__(self, brief: Brief, seed: int, *, but: tuple[Any, ...] = ()) -> None:
        self.order, self.but, self.copy = random.Random(seed), but, 0
        # of every other brief each field is filled, and a third party has a part in it
        self.fill = bool(seed % 2)
        third = [Party(id="third", name=Text("Third"))] if self.fill else []
        self.parties = (*brief.parties, *third)
        self.keys: dict[object, str] = {}
        parts = {name: self(getattr(brief, name)) for name in ("sections", "disputes")}
        sources = tuple(Source(id=key, type="book") for key in self.keys.values())
        parts |= {"parties": self.parties, "sources": (*brief.sources, *sources)}
        self.brief = brief.model_copy(update=parts)

    def __call__(self, value: Any, owner: Any = None, field: str = "") -> Any:
        if isinstance(value, BaseModel):
            return self.record(value)
        if isinstance(value, tuple):
            return self.entries(value, owner, field)
        if field in getattr(owner, "party_fields", ()):
            return self.order.choice(self.parties).id
        if not isinstance(value, Text) or (type(owner), field) in self.but:
            return value
        field = "measure" if field == "measures" else field
        copy = 0 if field in SHARED else self.copy
        own = len(self.keys) if field == "citations" and not isinstance(owner, Firm) else None
        key = self.keys.setdefault((field, value, copy, own), f"s{len(self.keys)}")
        words = "" if field == "citations" else f"{value} {copy}"
        return type(value)(f"{words}[@{key}]")

    def entries(self, values: tuple[Any, ...], owner: Any, field: str) -> tuple[Any, ...]:
        if not (values and isinstance(values[0], Item)):
            return tuple(self(each, owner, field) for each in values)
        outer, made = self.copy, list[Any]()
        for self.copy in range(3 * outer, 3 * outer + 3):
            made += [self(each, owner, field) for each in values]
        self.copy = outer
        self.order.shuffle(made)
        return tuple(made)

    def record(self, record: M) -> M:
        changed = {}
        for name, field in type(record).model_fields.items():
            value = getattr(record, name)
            if value is None and self.fill and Text in get_args(field.annotation):
                value = Text(f"{name} of {type(record).__name__}")
            changed[name] = self(value, record, name)
        return record.model_copy(update=changed)


def numbers_met(brief: Brief, options: Options, theme: str) -> Iterator[int]:
    """Yield the numbers of sources, or notes, in the order in which they are met in print."""
    document = assemble(resolve(select(brief, options)), labels("en"))
    style = options.citation_style or "numeric"
    renderer = Renderer(document, open_theme(theme, options.modes), style)
    parts = tuple(part.name for part in document.parts)
    html = "".join(renderer.part(name, PageMap(parts)) for name in parts)
    numbers = {source.id: place for place, source in enumerate(document.resolved.sources, start=1)}
    sections, _, _ = html.partition('id="sources"')
    assert "</svg>" in sections
    for note, cited, drawn in CITED.findall(sections):
        if style == "notes" and note:
            yield int(note)
        elif style == "numeric":
            yield int(drawn or numbers[f"s{cited}"])


STYLES: tuple[dict[str, Any], ...] = (
    {},
    {"sheet": True},
    {"large_print": True},
    {"disputes": "line"},
    {"disputes": "line", "large_print": True},
    {"audience": ("press",)},
    {"citation_style": "notes"},
)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("theme", ["ministry", "institute"])
@pytest.mark.parametrize("options", STYLES, ids=str)
def test_every_number_is_met_after_those_before_it(
    every_kind: Brief, options: dict[str, Any], theme: str, seed: int
) -> None:
    # this theme prints beside an action who is to take it, before the action itself
    but = ((Recommendation, "owner"),) if theme == "institute" else ()
    brief = Citing(every_kind, seed, but=but).brief
    met = list(dict.fromkeys(numbers_met(brief, Options(**options), theme)))
    assert met == sorted(met)
    assert len(met) > 100


def test_what_is_printed_of_a_record_are_fields_of_it() -> None:
    models: list[type[Model]] = [Position, *record_types()]
    for model in models:
        assert set(model.printed.replace("|", " ").split()) <= set(model.model_fields)
