"""The texts of a selection as a reader meets them, the order in which sources are numbered.

Enters: a selection, its entries in the order of print. Leaves: its texts. Where a partial prints
fields otherwise than a record has them, the class of the record says so (`printed`); where a table
sets several records into one row, the function of its kind here does, in `READINGS`. In large print
tables of columns are lists, read entry by entry.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from briefing.document.charts import DRAWINGS
from briefing.document.economics_tables import firm_rows, sellers, strips
from briefing.document.select import PlacedDispute, Selection, citation_style
from briefing.model.base import Model, Text, fields_in_order
from briefing.model.sections.base import SectionBase, kind_of
from briefing.model.sections.comparison import Comparison
from briefing.model.sections.economics import Economics
from briefing.model.sections.multilateral import Multilateral

__all__ = ["READINGS", "printed_texts"]

_FRAME = frozenset(SectionBase.model_fields)


def printed_texts(selection: Selection) -> Iterator[Text]:
    """Yield the texts that sections and their disputes print, in the order of print."""
    read = _Reader(stacked=selection.options.large_print)
    for section in selection.sections:
        disputes = [each for each in selection.disputes if each.section == section.id]
        # the front page has no room for what stands around a section
        around = section is not selection.front
        yield from read([section.title, section.gist, section.lead] if around else [])
        yield from read(_parts(section, selection))
        yield from read(part for placed in disputes for part in _dispute(placed, selection))
        yield from read([section.note] if around else [])


def _parts(section: SectionBase, selection: Selection) -> Iterable[object]:
    reading = READINGS.get(kind_of(section))
    if reading:
        return reading(section, selection)
    return [getattr(section, name) for name in type(section).model_fields if name not in _FRAME]


class _Reader:
    """Reads whatever sections hold: texts, records, and lists of them."""

    def __init__(self, *, stacked: bool) -> None:
        self._stacked = stacked

    def __call__(self, value: object) -> Iterator[Text]:
        """Yield the texts of a value."""
        match value:
            case Text():
                yield value
            case Model():
                yield from self._by_rows([value])
            case str():
                return
            case [Model() as first, *others] if not (self._stacked and first.side_by_side):
                yield from self._by_rows([first, *others])
            case Iterable():
                for each in value:
                    yield from self(each)

    def _by_rows(self, records: Sequence[Any]) -> Iterator[Text]:
        first: Model = records[0]
        for row in _rows(type(first)):
            for record in records:
                for name in row:
                    yield from self(getattr(record, name))


@cache
def _rows(model: type[Model]) -> tuple[tuple[str, ...], ...]:
    """Return the fields that a record prints, by the rows of its table."""
    if model.printed:
        return tuple(tuple(row.split()) for row in model.printed.split("|"))
    return (fields_in_order(model),)


def _dispute(placed: PlacedDispute, selection: Selection) -> Iterator[object]:
    dispute = placed.dispute
    yield dispute.question
    if placed.form == "long":
        yield [dispute.positions, dispute.assessment or dispute.verdict, dispute.basis]
        return
    full = selection.options.disputes == "long"
    for position in dispute.positions:
        yield [position.value, position.citations, *([position.holder] if full else [])]
    yield [dispute.verdict, *([dispute.assessment, dispute.basis] if full else [])]


def _comparison(section: Comparison, selection: Selection) -> Iterator[object]:
    for table in section.tables:
        yield table.title
        if selection.options.large_print:  # each cell bears the name of its column
            yield from (
                [row.label, *zip(table.columns, row.cells, strict=True)] for row in table.rows
            )
        else:
            yield from (table.columns, table.rows)
        yield table.note


def _economics(section: Economics, selection: Selection) -> Iterator[object]:
    brief, options = selection.brief, selection.options
    yield from strips(section.indicators)
    for chart in section.charts:
        yield chart
        if citation_style(brief, options) == "numeric":  # others name a source in a drawing
            drawing = DRAWINGS[chart.type](chart, section.observations)
            yield [each.citations for each in drawing.observations]
    yield section.observations
    columns = sellers(section, brief.parties)
    for group, members in groupby(section.goods, key=lambda good: good.group):
        goods = list(members)
        # of two parties the goods stand left and right of their group
        ours = [good for good in goods if good.seller == columns[0] and len(columns) == 2]
        theirs = goods[len(ours) :]
        yield from (group, ours, theirs) if options.large_print else (ours, group, theirs)
    for first, *others in firm_rows(section.firms):
        yield [first.name, *(each.name for each in others)]
        yield [first.sector, first.text, first.citations]


def _multilateral(section: Multilateral, _: Selection) -> Iterator[object]:
    for body in section.bodies:
        yield [body.name, body.abbreviation, *(each.text for each in body.memberships)]
        yield [body.citations, *(each.citations for each in body.memberships)]


READINGS: dict[str, Callable[[Any, Selection], Iterator[object]]] = {
    "comparison": _comparison,
    "economics": _economics,
    "multilateral": _multilateral,
}
