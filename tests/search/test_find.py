"""Every place of a figure, a name, a source or a dispute is found, the most useful ones first."""

import pytest

from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.search.find import find_places, suggest
from briefing.validation.located_brief import Located

TOPIC = """\
title: The Alder
type: Note
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
parties: [{id: upland, name: The Upland}]
sources:
  - {id: gauge, type: webpage, title: Levels and Freight, author: [{family: Reéd, given: Ada}]}
  - {id: reeds, type: book, title: All about reeds,
     descriptor: "Says more than [@gauge] does."}
disputes:
  - id: total
    topic: Freight
    question: How much is carried?
    nature: precision
    sections: [economics]
    positions:
      - {value: 2.6 million t, holder: the gauge, citations: "[@gauge, table 4]"}
      - {value: about 3, citations: "[@reeds, pp. 2-3; @gauge]"}
    unresolved: true
    verdict: Give both.
sections:
  - kind: text
    title: The *river*
    text: >-
      It rose to 2.5 m in March.[@gauge, para. 2] In May[@reeds] it fell, and "never
      so fast." Then came [the freight](#freight-2022), then
      2.5 m again.[@gauge, para. 9]
  - kind: economics
    observations:
      - id: freight-2022
        measure: Freight
        value: 2500.5
        unit: t
        period: 2022-03
        citations: "[@gauge, p. 7]"
        disputes: [total]
      - {measure: Freight, value: 9, unit: t, period: 2017/2019, priority: 1, citations: "[@reeds]"}
  - kind: multilateral
    bodies:
      - name: River commission
        memberships:
          - {party: upland, status: observer, citations: "[@gauge]"}
"""


@pytest.fixture(scope="module")
def topic(tmp_path_factory: pytest.TempPathFactory) -> Located:
    path = tmp_path_factory.mktemp("topic") / "alder.yaml"
    path.write_text(TOPIC, "utf-8")
    source = load(path)
    return Located(source.tree, validate(source))


def brought(topic: Located, wanted: str) -> list[tuple[str, str, str, str]]:
    """Give of each place its title, what is typed there, what was found and who says so."""
    lines = TOPIC.splitlines()
    return [
        (
            place.title,
            lines[place.span.line - 1][place.span.column - 1 :][:12],
            place.words[slice(*place.match)],
            "; ".join(place.sources),
        )
        for place in find_places(topic, wanted)
    ]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ("ALDER", [("", "The Alder", "Alder", "")]),
        ("never so fast", [("The river", ">-", "never so fast", "reeds")]),
        ("2500,5", [("Economy and trade", "2500.5", "2,500.5", "gauge, p. 7")]),
        ("2500.5 t", [("Economy and trade", "2500.5", "2,500.5 · t", "gauge, p. 7")]),
        ("2019", [("Economy and trade", "2017/2019, p", "2019", "reeds")]),
        ("march 2022", [("Economy and trade", "2022-03", "March 2022", "gauge, p. 7")]),
        (
            "observer",
            [("International bodies, River commission", "observer, ci", "observer", "gauge")],
        ),
        ("levels and", [("source gauge", "Levels and F", "Levels and", "")]),
        ("give both", [("dispute total", "Give both.", "Give both", "")]),
        ("about 3", [("dispute total", "about 3, cit", "about 3", "reeds, pp. 2–3; gauge")]),
        ("2022 t freight", [("Economy and trade", "2022-03", "2022", "gauge, p. 7")]),
        ("freight nowhere", []),
    ],
)
def test_texts_figures_dates_and_names_are_found(
    wanted: str, places: list[tuple[str, str, str, str]], topic: Located
) -> None:
    assert brought(topic, wanted) == places


def test_each_sentence_of_a_long_text_is_a_place_with_sources_of_its_own(topic: Located) -> None:
    assert brought(topic, "2.5") == [
        ("The river", ">-", "2.5", "gauge, para. 2"),
        ("The river", ">-", "2.5", "gauge, para. 9"),
    ]
    assert [(place.nth, place.of) for place in find_places(topic, "2.5")] == [(0, 2), (1, 2)]
    assert [place.printed[0] for place in find_places(topic, "2.5")] == [
        "It rose to 2.5 m in March.",
        "Then came the freight, then 2.5 m again.",
    ]


@pytest.mark.parametrize("wanted", ["gauge", "Reed", "ADA REÉD", "levels and freight"])
def test_a_source_comes_with_all_that_cites_it(wanted: str, topic: Located) -> None:
    assert brought(topic, wanted)[:8] == [
        ("source gauge", "gauge, type:", "", ""),
        ("The river", ">-", "It rose to 2.5 m in March.", "gauge, para. 2"),
        ("The river", ">-", "Then came the freight, then 2.5 m again.", "gauge, para. 9"),
        ("Economy and trade", '"[@gauge, p.', "", "gauge, p. 7"),
        ("International bodies, River commission", '"[@gauge]"}', "", "gauge"),
        ("source reeds", '"Says more t', "Says more than", "gauge"),
        ("dispute total", '"[@gauge, ta', "", "gauge, table 4"),
        ("dispute total", '"[@reeds, pp', "", "gauge"),
    ]


def test_a_dispute_comes_with_its_positions_and_what_it_touches(topic: Located) -> None:
    assert brought(topic, "total") == [
        ("dispute total", "total", "", ""),
        ("dispute total", "2.6 million ", "", "gauge, table 4"),
        ("dispute total", "about 3, cit", "", "reeds, pp. 2–3; gauge"),
        ("Economy and trade", "[total]", "", "gauge, p. 7"),
    ]


def test_an_entry_comes_with_what_links_to_it(topic: Located) -> None:
    entry, link = find_places(topic, "freight-2022")
    assert (entry.anchors, entry.printed) == (("i-freight-2022", "s-economics"), ())
    assert link.words[link.match[0] :].startswith("the freight, then")
    assert link.sources == ("gauge, para. 9",)


def test_important_entries_come_first_and_parts_of_words_last(topic: Located) -> None:
    assert [(typed, found) for _, typed, found, _ in brought(topic, "freight")][:2] == [
        ("Freight, val", "Freight"),
        (">-", "freight"),
    ]
    whole = [
        (f" {place.words} "[place.match[0]] + f" {place.words} "[place.match[1] + 1]).isspace()
        for place in find_places(topic, "t")
    ]
    assert 2 <= whole.count(True) < len(whole)
    assert whole == sorted(whole, reverse=True)


def test_what_comes_near_is_named_where_nothing_is_found(topic: Located) -> None:
    assert find_places(topic, "freigth") == []
    assert suggest(topic, "freigth") == "did you mean `freight` or `freight-2022`?"
    assert "`gauge`" in (suggest(topic, "guage") or "")
    assert "`commission`" in (suggest(topic, "river comission") or "")
    assert suggest(topic, "zzzzzz") is None
