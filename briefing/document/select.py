"""Stage: a brief and options -> what is shown, in order, and what was left out.

A selection stays whole: a dispute that touches what is shown is shown with it, in the first of
its own sections that is there, or else in the first section that refers to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from briefing.document.order import in_print_order
from briefing.errors import UsageError, nearest
from briefing.layout.protocol import TOPIC
from briefing.model import anchors
from briefing.model.base import Item, Model, items_in
from briefing.model.brief import PICTURES, Brief, CutName, Dispute
from briefing.model.options import Options
from briefing.model.sections.base import SectionBase

__all__ = [
    "NO_TRIM",
    "PlacedDispute",
    "Selection",
    "Trim",
    "citation_style",
    "require_openness",
    "resolve_options",
    "select",
]


M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Trim:
    """What a page limit takes away: by section, items less important than `least`.

    The other two give the appendix and the disputes their shorter form.
    """

    least: tuple[tuple[str, int], ...] = ()
    appendix: bool = False
    disputes: bool = False

    @property
    def names(self) -> tuple[CutName, ...]:
        """Name what is cut, as the catalogue of labels does."""
        cuts: dict[CutName, object] = {
            "entries": self.least, "appendix": self.appendix, "disputes": self.disputes
        }  # fmt: skip
        return tuple(name for name, is_cut in cuts.items() if is_cut)

    def under(self, options: Options, section: str = "") -> Options:
        """Narrow the options for a section, or for the brief."""
        return options.model_copy(
            update={
                "priority": min(options.priority, dict(self.least).get(section, 3)),
                "appendix": "short" if self.appendix else options.appendix,
                "disputes": "line" if self.disputes else options.disputes,
            }
        )


NO_TRIM = Trim()


@dataclass(frozen=True, slots=True)
class PlacedDispute:
    """A dispute with its number in this selection and the section that prints it."""

    number: int
    dispute: Dispute
    section: str
    form: Literal["long", "line"]

    @property
    def anchor(self) -> str:
        """Return the id of its element."""
        return anchors.dispute(self.dispute.id)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is shown: sections in print order, their items filtered, their disputes placed."""

    brief: Brief
    options: Options
    sections: tuple[SectionBase, ...]
    disputes: tuple[PlacedDispute, ...]
    left_out: tuple[SectionBase, ...]
    items_left_out: int
    cut: Trim

    def items(self) -> Iterator[Item]:
        """Yield every item that is shown, in print order."""
        return (item for section in self.sections for item in items_in(section))

    @property
    def front(self) -> SectionBase | None:
        """Return the section that stands on the front page."""
        first = next(iter(self.sections), None)
        return first if first and first.is_front else None

    def served(self, pictures: Mapping[str, bytes], prefix: str = "") -> dict[str, bytes]:
        """Return the pictures of a topic that are shown, by the URL that the engine finds."""
        whole = self.brief.model_copy(update={"sections": self.sections})
        names = {*_pictures((whole,))} if pictures else ()
        return {f"{TOPIC}{prefix}{name}": pictures[name] for name in pictures if name in names}

    @property
    def cuts(self) -> tuple[CutName, ...]:
        """Name what was cut for a page limit, now or when the topic was cut."""
        return tuple(dict.fromkeys((*self.brief.left_out.cut, *self.cut.names)))

    @property
    def page_limit(self) -> int | None:
        """Return the limit for which it was cut."""
        return self.options.max_pages or self.brief.left_out.pages

    def item_ids(self, section: SectionBase) -> tuple[str, ...]:
        """Return the ids that items of a section bear."""
        return tuple(item.id for item in items_in(section) if item.id)


def _pictures(things: Iterable[Any]) -> Iterator[str]:
    for each in things:
        if isinstance(each, Model):
            for name in type(each).model_fields:
                value = getattr(each, name)
                if name in PICTURES and isinstance(value, str):
                    yield value
                elif isinstance(value, Model | tuple):
                    yield from _pictures((value,))
        elif isinstance(each, tuple):
            yield from _pictures(each)


def resolve_options(brief: Brief, options: Options) -> Options:
    """Complete the options from the profile that they name, or else the topic."""
    name = options.profile or brief.profile
    if name is None:
        return options
    if name not in brief.profiles:
        raise _unknown("profile", name, brief.profiles)
    return options.under(brief.profiles[name]).model_copy(update={"profile": name})


def citation_style(brief: Brief, options: Options) -> str:
    """Name the style of citation of a brief."""
    return options.citation_style or brief.citation_style or "numeric"


def require_openness(brief: Brief, options: Options) -> None:
    """Raise UsageError where all files would go into a PDF that is not for everybody."""
    if options.embed_all and (options.marking or brief.marking or options.copies):
        raise UsageError(
            "a brief with a marking or with numbered copies must not hold what it leaves out",
            "leave out --embed-all",
        )


def select(brief: Brief, options: Options, cut: Trim = NO_TRIM) -> Selection:
    """Choose sections and items; raise UsageError for a name that the topic does not have."""
    options = cut.under(options)
    known = {section.id: section for section in brief.sections}
    for name in (*(options.sections or ()), *options.without):
        if name not in known:
            raise _unknown("section", name, known)
    tags = {tag for _, each in _records(brief.sections) for tag in each.audience}
    for tag in options.audience:
        if tag not in tags:
            raise _unknown("audience", tag, tags)

    wanted = dict.fromkeys(known if options.sections is None else options.sections)
    before = [
        known[name]
        for name in sorted(wanted, key=lambda name: known[name].annexed)
        if name not in options.without and _is_for(known[name].audience, options)
    ]
    shown = tuple(
        kept
        for section in before
        if (kept := _chosen(section, brief, cut.under(options, section.id))).stands_alone
        or _count([kept])
        or not _count([section])
    )
    if not shown:
        raise UsageError("this selection leaves no section to print")
    names = {section.id for section in shown}
    if not any(section.names_parties for section in shown):
        brief = brief.model_copy(update={"parties": ()})
    return Selection(
        brief=brief,
        options=options,
        sections=shown,
        disputes=_place(brief.disputes, shown, options),
        left_out=tuple(section for section in brief.sections if section.id not in names),
        items_left_out=brief.left_out.entries + _count(before) - _count(shown),
        cut=cut,
    )


def _unknown(what: str, name: str, known: Iterable[str]) -> UsageError:
    return UsageError(f"there is no {what} `{name}`", nearest(name, known))


def _is_for(audience: tuple[str, ...], options: Options) -> bool:
    return not options.audience or not audience or not set(audience).isdisjoint(options.audience)


def _chosen(section: SectionBase, brief: Brief, options: Options) -> SectionBase:
    """Return a section with the entries that are shown, in the order of print."""
    return in_print_order(_keep(section, options).mended(), brief)


def _keep(record: M, options: Options) -> M:
    """Copy a record without the items that the options leave out, at any depth."""
    changed: dict[str, Any] = {}
    for name, value in record:
        if options.sheet and name in record.off_sheet:
            changed[name] = type(record).model_fields[name].default
            continue
        if not isinstance(value, tuple) or not any(isinstance(each, BaseModel) for each in value):
            continue
        kept = tuple(_keep(each, options) for each in value if _is_shown(each, options))
        # A container of items, such as an era, goes when all that it held has gone.
        kept = tuple(each for each in kept if isinstance(each, Item) or _holds_something(each))
        if kept != value:
            changed[name] = kept
    return record.model_copy(update=changed) if changed else record


def _is_shown(record: BaseModel, options: Options) -> bool:
    if not isinstance(record, Item):
        return True
    return record.priority <= options.priority and _is_for(record.audience, options)


def _holds_something(record: BaseModel) -> bool:
    lists = [value for _, value in record if isinstance(value, tuple)]
    return not lists or any(lists)


def _place(
    disputes: tuple[Dispute, ...], shown: tuple[SectionBase, ...], options: Options
) -> tuple[PlacedDispute, ...]:
    order = [section.id for section in shown]
    touched: dict[str, str] = {}
    for section, record in _records(shown):
        for name in record.disputes if isinstance(record, Item) else ():
            touched.setdefault(name, section.id)
    homes = {}
    for dispute in disputes:
        own = next((name for name in dispute.sections if name in order), None)
        homes[dispute.id] = own or touched.get(dispute.id)
    placed = [
        PlacedDispute(0, each, home, "line" if options.disputes == "line" else each.form)
        for each in disputes
        if (home := homes[each.id])
    ]
    # those in one line stand together, after the others of their section
    placed.sort(key=lambda each: (order.index(each.section), each.form == "line"))
    return tuple(replace(each, number=number) for number, each in enumerate(placed, start=1))


def _records(sections: Iterable[SectionBase]) -> Iterator[tuple[SectionBase, Any]]:
    """Yield every section and every item in it, at any depth, with its section."""
    for section in sections:
        yield section, section
        yield from ((section, item) for item in items_in(section))


def _count(sections: Iterable[SectionBase]) -> int:
    return sum(1 for section in sections for _ in items_in(section))
