"""A pack as one document: its cover, its topics behind their tabs, one appendix.

Enters: topics that were assembled, and a document of the pack itself. Leaves: HTML of each part, as
a renderer gives it. Invariant: an anchor of a topic bears the name of its tab, and a topic sees
pages with its own anchors as it knows them; those of sources and notes are common to all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from briefing.citations import CitationFormatter
from briefing.document.assemble import Block, Document, DocumentPart, Tab
from briefing.layout.page_map import PageMap
from briefing.model import anchors
from briefing.model.base import Text
from briefing.model.pack import Pack
from briefing.model.source import Source
from briefing.packs.shared_sources import SharedKeyFormatter
from briefing.rendering.renderer import Leaf, Renderer
from briefing.runtime.limits import Limits
from briefing.text.rich_text import parse_rich_text, plain_text
from briefing.themes.theme import Theme

__all__ = ["PackRenderer", "PackedTopic", "bind"]

_TAG = re.compile(r"<[a-z][^<>]*>")
_OWN = re.compile(rf'\s(?:(?:id|data-page-of)="|href="#)(?={anchors.own_anchors()})|\ssrc="topic:')


@dataclass(frozen=True, slots=True)
class PackedTopic:
    """A topic of a pack with its files; `keys` are the joint ones of its sources, by its own."""

    document: Document
    keys: Mapping[str, str]
    files: Mapping[str, bytes]
    pictures: Mapping[str, bytes]

    @property
    def tab(self) -> Tab:
        """Return its tab."""
        assert self.document.tab
        return self.document.tab

    @property
    def prefix(self) -> str:
        """Return what its anchors, parts and files begin with in the pack."""
        return anchors.within(self.tab.anchor)


def bind(packed_topics: Sequence[PackedTopic]) -> tuple[DocumentPart, ...]:
    """Put the parts of a pack in print order."""
    inner = (
        replace(part, name=f"{each.prefix}{part.name}", opens=part is each.document.parts[0])
        for each in packed_topics
        for part in each.document.parts
    )
    first, last = (
        DocumentPart("cover", "cover", paged=True),
        DocumentPart(anchors.SOURCES, "sources", paged=True),
    )
    return (first, *inner, replace(last, opens=True))


class PackRenderer(Renderer):
    """Renders a pack; `document` holds the joint sources and what the pack says of itself."""

    folder = "pack"

    def __init__(
        self,
        document: Document,
        packed_topics: Sequence[PackedTopic],
        theme: Theme,
        style: str | bytes,
        *,
        pack: Pack,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(document, theme, style, limits=limits)
        self._topics = [_Topic(each, theme, self._formatter, limits) for each in packed_topics]
        self._formatter.references = [
            replace(each, source=self._voice(each.source).tell(each.source))
            for each in self._formatter.references
        ]
        day = self._filters.date(pack.date, "long") if pack.date else None
        time, place = (each and self._parse(each) for each in (pack.time, pack.place))
        self._environment.globals |= {
            "tabs": self._topics,
            "meeting": [*filter(None, (", ".join(filter(None, (day, time))), place))],
        }

    def part(self, name: str, pages: PageMap) -> str:
        """Render one part, of the pack or of a topic."""
        for topic in self._topics:
            if name.startswith(topic.prefix):
                return topic.part(name, pages)
        return super().part(name, pages)

    @property
    def heads(self) -> Mapping[str, str]:
        """Running heads of the appendix."""
        heads = {**super().heads}
        for topic in self._topics:
            heads[topic.account_anchor] = f"{topic.letter} {topic.title}"
            heads |= {anchor: f"{topic.letter} {title}" for _, title, anchor in topic.annexed}
        return heads

    def leaves(self, pages: PageMap) -> list[Leaf]:
        """Return what stands in the frame of each page: behind a tab what its topic says."""
        own = leaves = super().leaves(pages)
        for topic in self._topics:
            before = pages.start(topic.first) - 1
            leaves = leaves[:before] + topic.leaves(pages)[before:]
        before = pages.start(anchors.SOURCES) - 1
        return leaves[:before] + own[before:]

    def _parse(self, text: Text) -> str:
        return plain_text(parse_rich_text(text, block=False, language=self._locale))

    def _voice(self, source: Source) -> "_Topic":
        """Find the topic that says what is said of a source: the first that cites it."""
        return next(each for each in self._topics if source.id in each.keys.values())


class _Topic(Renderer):
    """Renders a topic behind its tab; its attributes are what the templates of a pack ask for."""

    def __init__(
        self, packed: PackedTopic, theme: Theme, formatter: CitationFormatter, limits: Limits | None
    ) -> None:
        formatter = SharedKeyFormatter(formatter, packed.keys)
        super().__init__(packed.document, theme, formatter=formatter, limits=limits)
        self.keys, self.prefix = packed.keys, packed.prefix
        self.letter, self.anchor = packed.tab.letter, packed.tab.anchor
        self.account_anchor = packed.tab.account
        self.first = f"{packed.prefix}{packed.document.parts[0].name}"

        brief = self._resolved.selection.brief
        self.title, self.type = self.plain(brief.title), self.plain(brief.type)
        self.cutoff = self._filters.date(brief.cutoff, "long")
        self.contents = self._list(self._document.blocks)
        self.annexed = self._list(self._document.annex)

    def part(self, name: str, pages: PageMap) -> str:
        """Render one part as it stands in the pack."""
        return self._inlaid(super().part(name.removeprefix(self.prefix), self._seen(pages)))

    def account(self, pages: PageMap) -> Markup:
        """Return what the topic owes its reader besides sources: disputes, what was left out."""
        return self._fragment("pack/account.html", pages)

    def annex(self, pages: PageMap) -> Markup:
        """Print what stands behind the sources."""
        return self._fragment("appendix/annex.html", pages)

    def leaves(self, pages: PageMap) -> list[Leaf]:
        """Return what stands in the frame of each page, as far as it is the topic's."""
        return super().leaves(self._seen(pages))

    def tell(self, source: Source) -> Source:
        """Write what is said of a source, with the citations and links of this topic."""
        said = {name: text for name, text in source if isinstance(text, Text)}
        written = {name: self._inlaid(self._filters.markup(text)) for name, text in said.items()}
        return source.model_copy(update=written)

    def _list(self, blocks: Sequence[Block]) -> list[tuple[int, str, str]]:
        """Return number, title and anchor of sections."""
        return [
            (each.number, self.plain(each.title), f"{self.prefix}{each.anchor}") for each in blocks
        ]

    def _fragment(self, template: str, pages: PageMap) -> Markup:
        return self._inlaid(self._render(template, pages=self._seen(pages)))

    def _inlaid(self, html: str) -> Markup:
        """Return the anchors and pictures of this topic from those of others."""

        def name(tag: re.Match[str]) -> str:
            return _OWN.sub(rf"\g<0>{self.prefix}", tag[0])

        return Markup(_TAG.sub(name, html))

    def _seen(self, pages: PageMap) -> PageMap:
        """See the pages of the pack as a topic that stands alone."""

        def own(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(name.removeprefix(self.prefix) for name in names)

        laid = {
            name.removeprefix(self.prefix): replace(
                part, pages=tuple(page._replace(anchors=own(page.anchors)) for page in part.pages)
            )
            for name, part in pages.laid.items()
        }
        return replace(pages, order=own(pages.order), laid=laid, right=frozenset(own(pages.right)))
