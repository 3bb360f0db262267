"""The briefs that are looked at, and what their topics and options ask for."""

from functools import cache
from pathlib import Path

from briefing.locales.catalogue import labels
from briefing.model.base import Text
from briefing.model.brief import Brief
from briefing.model.sections.base import SectionBase
from briefing.pipeline.build import check
from briefing.text.rich_text import parse_rich_text, plain_text
from briefing.themes.theme import theme_names
from tests.support.built_briefs import Order, order
from tests.support.long_topic import sixty_pages
from tests.support.places import EVERY_KIND
from tests.support.read_text import flat

WORDS = labels("en")


def briefs(profile: str) -> list[Order]:
    """Name a profile's briefs in every theme, on both papers."""
    return [
        order(profile=profile, paper=paper, theme=theme)
        for theme in theme_names()
        for paper in ("a4", "letter")
    ]


FULL, MEETING, SHEET = briefs("full"), briefs("meeting"), briefs("one-sheet")
KINDS = [order(EVERY_KIND, theme=theme) for theme in theme_names()]
PAPERS = [
    order(EVERY_KIND, theme="ministry", paper="a5", duplex=True),
    order(theme="institute", paper="a5"),
    order(
        EVERY_KIND,
        sections=("summary", "history", "economics", "risks", "faq", "comparison", "evidence"),
        theme="institute", paper="legal", recto=True, bleed=3,
    ),
    order(theme="ministry", profile="meeting", margin_notes=True, duplex=True),
]  # fmt: skip
STYLES = [order(EVERY_KIND, citation_style=style) for style in ("author-date", "notes")]
REVERSED = order(
    sections=(
        "about-sources", "poll", "views", "cases", "myths", "comparison", "faq",
        "recommendations", "outlook", "opportunities", "risks", "multilateral", "economics",
        "bilateral", "history", "summary",
    )
)  # fmt: skip
SELECTIONS = [
    REVERSED,
    order(sections=("risks",)),
    order(sections=("summary",)),
    order(sections=("bilateral",), priority=2),
    order(sections=("about-sources",), disputes="line"),
    order(sections=("cases", "comparison")),
    order(sections=("comparison", "cases", "comparison"), appendix="short"),
    order(sections=("views", "summary", "poll")),
    order(sections=("myths", "views", "outlook", "poll", "opportunities", "recommendations")),
    order(without=("summary", "history", "economics", "bilateral", "multilateral", "faq")),
    order(sections=("summary", "faq", "poll"), without=("faq",)),
    order(EVERY_KIND, sections=("faq",)),
    order(EVERY_KIND, sections=("recommendations", "history")),
    order(EVERY_KIND, profile="press"),
    order(EVERY_KIND, audience=("engineers",), sections=("economics", "history", "background")),
    order(EVERY_KIND, profile="short", sheet=True),
]
ALL = [*FULL, *MEETING, *SHEET, *KINDS, *PAPERS, *SELECTIONS]
LONG = order(sixty_pages())


def appendix(order: Order) -> list[tuple[str, str]]:
    """List what stands behind the numbered sections, by heading and anchor."""
    annex = [each for each in chosen(order) if each.annexed]
    return [("Sources", "sources"), *((title(each), f"s-{each.id}") for each in annex)]


@cache
def topic(path: Path) -> Brief:
    return check(path)


def title(section: SectionBase) -> str:
    """Return a section's heading."""
    return plainly(section.title or WORDS["kinds"][getattr(section, "kind", "")])


def plainly(text: Text | str) -> str:
    return flat(plain_text(parse_rich_text(text, block=False, language="en")))


def chosen(order: Order) -> list[SectionBase]:
    """Return the sections that an order asks for, in its order."""
    brief, options = topic(order.topic), order.options
    if options.profile:
        options = options.under(brief.profiles[options.profile])
    known = {section.id: section for section in brief.sections}
    names = [name for name in options.sections or known if name not in options.without]
    return [
        known[name]
        for name in dict.fromkeys(names)
        if not (options.audience and known[name].audience)
        or {*options.audience} & {*known[name].audience}
    ]
