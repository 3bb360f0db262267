from collections.abc import Iterator
from typing import Any

import pytest

from briefing.document.claims import Claim
from briefing.locales.catalogue import labels
from briefing.model.base import Item, Text, items_in
from briefing.model.brief import Brief
from briefing.rendering.claim_headlines import Headlines
from briefing.text.dates import Edtf
from briefing.text.rich_text import parse_rich_text, plain_text


def say(brief: Brief, language: str = "en") -> Headlines:
    return Headlines(
        brief,
        labels(language),
        plain=lambda text: plain_text(parse_rich_text(text, block=False, language=language)),
        date=str,
        number=lambda value: f"{value:g}",
    )


def headlines(brief: Brief, language: str = "en") -> Iterator[tuple[str, str]]:
    """Yield the class and the headline of every item."""
    for section in brief.sections:
        for item in items_in(section):
            claim = Claim(item, None, (), (), corroborated=False)
            yield type(item).__name__, say(brief, language)(claim)


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("Judgement", "A flood like that of 2018 comes again within five years."),
        ("Event", "1924-08: The commission is founded"),
        ("Visit", "The Lowland minister for rivers, Upper Bridge, 2023-05-04"),
        ("Agreement", "Act of the commission, 1924-08-12"),
        ("Mission", "Consulate, Port Alder"),
        ("Indicator", "Freight: 2.6 million t, 2022"),
        ("Good", "Food: Cheese (Upland)"),
        ("Firm", "Alder Ferries (Lowland)"),
        ("Membership", "Upland, member"),
        ("Membership", "Lowland, not stated"),
        ("Risk", "The dam at Upper Bridge overflows"),
        ("Opportunity", "A common gauge: One warning for both banks"),
        ("Question", "Is the water drinkable? No source says so."),
        ("ComparisonRow", "Length of bank: 140 km; 150 km"),
        ("Myth", "It has kept to its bed since 1951."),
        ("Case", "The flood of 2018: Two towns were warned in time."),
        ("View", "A boatman: El río manda, as they say at the landing."),
        ("Scenario", "As before: Freight stays near its mean."),
        ("Recommendation", "Publish the gauge readings"),
        ("PollQuestion", "Do you trust the flood warnings?"),
        ("Image", "Water level over a year (example data)"),
        ("Attendee", "Legal adviser"),
        ("Post", "2019/..: Upland water office"),
        ("TalkingPoint", "One gauge gives one warning to both banks."),
        ("Biography", "Head of delegation: New in office."),
        ("Term", "río: A river; the boatmen's word."),
    ],
)
def test_an_item_is_said_in_its_own_words(every_kind: Brief, name: str, headline: str) -> None:
    assert (name, headline.replace("'", "’")) in set(headlines(every_kind))


def test_what_is_not_stated_leaves_no_gap(sample_brief: Brief) -> None:
    assert ("Indicator", "Russia among Mexico’s partners: 44th by trade") in set(
        headlines(sample_brief)
    )


def test_a_figure_keeps_what_its_source_says_of_its_exactness(sample_brief: Brief) -> None:
    found = [each for name, each in headlines(sample_brief) if name == "Observation"]
    assert any(": about " in each for each in found)
    assert all("  " not in each for each in found)


def test_an_item_within_another_is_said_after_it(every_kind: Brief) -> None:
    (multilateral,) = (each for each in every_kind.sections if each.kind == "multilateral")
    body = multilateral.bodies[0]
    claim = Claim(body.memberships[0], body, (), (), corroborated=False)
    assert say(every_kind)(claim) == "Union of river commissions: Upland, member"
    assert say(every_kind, "es")(claim) == "Union of river commissions: Upland, miembro"
    (biographies,) = (each for each in every_kind.sections if each.kind == "biographies")
    person = biographies.biographies[0]
    claim = Claim(person.posts[0], person, (), (), corroborated=False)
    assert say(every_kind)(claim) == "Head of delegation: 2019/..: Upland water office"


def classes() -> list[type[Item]]:
    found: list[type[Item]] = []
    waiting = [Item]
    while waiting:
        waiting += (more := waiting.pop().__subclasses__())
        found += more
    return [each for each in found if each.__module__.startswith("briefing.")]


@pytest.mark.parametrize("model", classes(), ids=lambda model: model.__name__)
def test_every_item_has_a_headline_of_its_own_fields(model: Any) -> None:
    assert "x" in model.headline.format(**dict.fromkeys(model.model_fields, "x"))


def test_no_headline_is_empty(every_kind: Brief, sample_brief: Brief) -> None:
    for brief in (every_kind, sample_brief):
        found = list(headlines(brief))
        assert len(found) > 40
        assert all(each.strip(" ,:()") for _, each in found)
    assert len({name for name, _ in headlines(every_kind)}) >= 25


def test_a_class_that_says_nothing_else_is_said_by_its_first_text() -> None:
    class Bridge(Item):
        built: Edtf
        remark: Text | None = None
        name: Text
        citations: Text

    assert Bridge.headline == "{name}"
