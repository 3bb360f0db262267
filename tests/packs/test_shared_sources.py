from typing import Any

import pytest

from briefing.citations import open_formatter
from briefing.locales.catalogue import labels
from briefing.model.source import Source
from briefing.packs.shared_sources import SharedKeyFormatter, SharedSources
from briefing.text.rich_text import Citation


def source(key: str = "report", **fields: Any) -> Source:
    return Source.model_validate({"id": key, "type": "report", **fields})


def joint(one: Source, two: Source) -> bool:
    """Tell whether sources of two topics become one."""
    library = SharedSources()
    library.add([one])
    return bool(library.known([two]))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"DOI": "10.1000/A1"}, {"DOI": "https://doi.org/10.1000/a1", "title": "Otherwise"}),
        ({"URL": "https://www.example.org/a/"}, {"URL": "http://example.org/a#:~:text=b"}),
        (
            {
                "title": "Floods: a report",
                "author": [{"literal": "River desk"}],
                "issued": "2023-01",
            },
            {
                "title": "Floods – a Report",
                "author": [{"literal": "River Desk"}],
                "issued": "2023-01",
            },
        ),
        ({"title": "Floods", "DOI": "10.1000/a1"}, {"title": "Floods"}),
    ],
)
def test_a_work_is_known_by_doi_address_or_description(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    assert joint(source("one", **one), source("two", **two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({}, {}),
        ({"title": "Floods", "DOI": "10.1000/a1"}, {"title": "Floods", "DOI": "10.1000/a2"}),
        ({"title": "Floods", "issued": "2022"}, {"title": "Floods", "issued": "2023"}),
        ({"title": "Floods", "author": [{"literal": "A"}]}, {"title": "Floods"}),
        ({"URL": "https://example.org/#/a"}, {"URL": "https://example.org/#/b"}),
    ],
)
def test_what_differs_stays_apart_under_one_key(one: dict[str, Any], two: dict[str, Any]) -> None:
    library = SharedSources()
    assert library.add([source(**one)]) == {"report": "report"}
    assert library.known([source(**two)]) == {}
    assert library.add([source(**two)]) == {"report": "report-2"}
    assert [each.id for each in library.sources.values()] == ["report", "report-2"]


def test_two_sources_of_one_topic_stay_two_and_each_finds_its_own_twin() -> None:
    page = "https://example.org/tables"
    tables = [source(name, URL=page, title=name) for name in ("exports", "imports")]
    library = SharedSources()
    assert len(library.add(tables)) == 2
    others = [source(f"own-{each.id}", URL=page, title=each.title) for each in reversed(tables)]
    assert library.known(others) == {"own-imports": "imports", "own-exports": "exports"}


def test_a_topic_cites_by_its_own_keys_with_the_numbers_of_all() -> None:
    library = SharedSources()
    library.add([source("other", title="Other"), source(title="First")])
    keys = library.add([source(title="Second")])
    formatter = open_formatter(
        "numeric", [*library.sources.values()], [], labels("en"), locale="en", numeric="bracket"
    )
    own = SharedKeyFormatter(formatter, keys)
    cluster = (Citation("report"),)
    assert own.inline(cluster) == '<a class="c" href="#src-report-2">[3]</a>'
    assert 'href="#src-report-2">3<' in own.column([cluster])
    assert (own.name("report"), own.names(["report"])) == ("3", "source 3")
    assert own.anchors("report") == ("src-report-2",)
