"""Stage: a selection -> the same with its texts parsed, its sources found and links settled.

Works by a walk over texts in print order and never learns about section kinds. Sources are put in
the order of their first citation, so that a selection has numbers without gaps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from briefing.document.reading_order import printed_texts
from briefing.document.select import Selection
from briefing.model import anchors
from briefing.model.base import Prose, Text, texts
from briefing.model.brief import Party
from briefing.model.source import Source
from briefing.text.rich_text import Cluster, Rich, parse_rich_text, plain_text

__all__ = ["Resolved", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A selection whose texts are parsed, whose links have targets.

    `sources` and `clusters` are what is cited and how, in the order of citation; `links` the
    addresses that texts link to, each with its words.
    `targets` maps the id of every section, dispute and item that is shown to its anchor.
    """

    selection: Selection
    parsed: Mapping[tuple[bool, str], Rich]
    sources: tuple[Source, ...]
    clusters: tuple[Cluster, ...]
    links: Mapping[str, str]
    targets: Mapping[str, str]

    def rich(self, text: Text) -> Rich:
        """Return the parsed form of a text of this selection."""
        return self.parsed[isinstance(text, Prose), text]


def resolve(selection: Selection) -> Resolved:
    """Parse every text of a selection and collect what it cites."""
    language = selection.brief.language.partition("-")[0]
    parsed: dict[tuple[bool, str], Rich] = {}
    cited: list[str] = []

    def read(text: Text) -> None:
        key = (isinstance(text, Prose), str(text))
        if key not in parsed:
            parsed[key] = parse_rich_text(text, block=key[0], language=language)
            keys = (item.key for cluster in parsed[key].citations for item in cluster)
            cited.extend(dict.fromkeys(key for key in keys if key not in cited))

    for text in chain(_of_the_brief(selection), printed_texts(selection), _of_parts(selection)):
        read(text)
    sources = {source.id: source for source in selection.brief.sources}
    for key in cited:  # which grows: what is said of a source may cite another one
        for _, text in texts(sources[key]):
            read(text)
    clusters = [cluster for rich in parsed.values() for cluster in rich.citations]
    addresses = {sources[key].url for key in cited}
    links: dict[str, str] = {}
    for each in (each for rich in parsed.values() for each in rich.links):
        if each.value not in addresses:
            links.setdefault(each.value, plain_text(Rich(each.children)))
    titles = (section.title for section in selection.left_out if section.title)
    for title in titles:  # they are listed by name, without what they cite
        parsed.setdefault(
            (False, str(title)), parse_rich_text(title, block=False, language=language)
        )
    return Resolved(
        selection=selection,
        parsed=parsed,
        sources=tuple(sources[key] for key in cited),
        clusters=tuple(dict.fromkeys(clusters)),
        links=links,
        targets=dict(_targets(selection)),
    )


def _of_the_brief(selection: Selection) -> Iterator[Text]:
    return (text for _, text in texts(selection.brief.model_copy(update=_ELSEWHERE)))


def _of_parts(selection: Selection) -> Iterator[Text]:
    """Yield every text of sections and disputes, also those that are not printed."""
    parts = (*selection.sections, *(placed.dispute for placed in selection.disputes))
    return (text for part in parts for _, text in texts(part))


# What a brief holds besides its identity, walked on its own above.
_ELSEWHERE: Mapping[str, tuple[Party, ...]] = {"sections": (), "sources": (), "disputes": ()}


def _targets(selection: Selection) -> Iterator[tuple[str, str]]:
    for section in selection.sections:
        yield section.id, anchors.section(section.id)
        yield from ((name, anchors.item(name)) for name in selection.item_ids(section))
    for placed in selection.disputes:
        yield placed.dispute.id, placed.anchor
