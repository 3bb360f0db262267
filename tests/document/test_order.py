from typing import Any

import pytest

from briefing.document.order import ORDERS, in_print_order
from briefing.document.select import select
from briefing.model.base import Text
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.model.sections.glossary import Term
from briefing.model.sections.registry import KINDS


def section_of(brief: Brief, kind: str) -> Any:
    (section,) = [each for each in brief.sections if each.kind == kind]
    return section


def ordered(brief: Brief, kind: str, **lists: Any) -> Any:
    """Put a section in order, with other lists than its own."""
    return in_print_order(section_of(brief, kind).model_copy(update=lists), brief)


def backwards(brief: Brief, kind: str, name: str) -> Any:
    """Put a section in order whose list stands the wrong way round."""
    return getattr(
        ordered(brief, kind, **{name: getattr(section_of(brief, kind), name)[::-1]}), name
    )


def test_orders_are_of_kinds_and_lose_no_entry(every_kind: Brief, sample_brief: Brief) -> None:
    assert set(ORDERS) <= set(KINDS)
    for brief in (every_kind, sample_brief):
        for section in brief.sections:
            made = in_print_order(section, brief)
            for name, value in section:
                if isinstance(value, tuple) and name != "bodies":
                    assert sorted(map(id, getattr(made, name))) == sorted(map(id, value))


def test_what_is_in_order_stays_as_it_is(every_kind: Brief, sample_brief: Brief) -> None:
    for brief in (every_kind, sample_brief):
        for section in brief.sections:
            made = in_print_order(section, brief)
            assert in_print_order(made, brief) == made


def test_a_selection_holds_its_entries_in_the_order_of_print(every_kind: Brief) -> None:
    (glossary,) = select(every_kind, Options(sections=("glossary",))).sections
    assert glossary == ordered(every_kind, "glossary")
    assert glossary != section_of(every_kind, "glossary")


def test_visits_stand_in_the_order_of_their_dates(sample_brief: Brief) -> None:
    dates = [visit.date for visit in backwards(sample_brief, "bilateral", "visits")]
    assert len(dates) > 5
    assert dates == sorted(dates)


def test_risks_stand_from_the_highest_product_down(every_kind: Brief, sample_brief: Brief) -> None:
    for brief in (every_kind, sample_brief):
        risks = backwards(brief, "risks", "risks")
        scores = [(risk.likelihood * risk.impact, risk.impact) for risk in risks]
        assert scores == sorted(scores, reverse=True)


def test_points_that_are_defensive_only_stand_last(every_kind: Brief) -> None:
    topics = [str(each.topic) for each in ordered(every_kind, "talking_points").points]
    assert topics == ["The gauge", "Next session", "The founding year"]


def test_attendees_of_one_side_stand_together(every_kind: Brief) -> None:
    first, second, third = section_of(every_kind, "agenda").attendees
    made = ordered(every_kind, "agenda", attendees=(third, first, second))
    assert [each.side for each in made.attendees] == ["Lowland", "Upland", "Upland"]
    made = ordered(every_kind, "agenda", attendees=(first, third, second))
    assert [each.side for each in made.attendees] == ["Upland", "Upland", "Lowland"]


def test_goods_stand_by_group_and_then_by_party(every_kind: Brief) -> None:
    goods = backwards(every_kind, "economics", "goods")
    assert [str(each.product) for each in goods] == ["Cheese", "Eels"]
    other = goods[0].model_copy(update={"group": Text("Wood")})
    goods = ordered(every_kind, "economics", goods=(goods[1], other, goods[0])).goods
    assert [str(each.group) for each in goods] == ["Food", "Food", "Wood"]


def test_firms_that_share_a_row_stand_together(every_kind: Brief) -> None:
    ferries, timber = section_of(every_kind, "economics").firms
    salt = timber.model_copy(update={"name": Text("Upland Salt")})
    firms = ordered(every_kind, "economics", firms=(timber, ferries, salt)).firms
    assert [str(each.name) for each in firms] == ["Upland Timber", "Upland Salt", "Alder Ferries"]


def test_statuses_in_a_body_stand_by_party(every_kind: Brief) -> None:
    union, _ = section_of(every_kind, "multilateral").bodies
    turned = union.model_copy(update={"memberships": union.memberships[::-1]})
    (body,) = ordered(every_kind, "multilateral", bodies=(turned,)).bodies
    assert [each.party for each in body.memberships] == ["upland", "lowland"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["caña", "cañada", "canto", "día"]),
        ("es-MX", ["canto", "caña", "cañada", "día"]),
    ],
)
def test_terms_are_in_the_order_of_the_alphabet_of_the_brief(
    every_kind: Brief, language: str, expected: list[str]
) -> None:
    terms = [str(each.term) for each in ordered(every_kind, "glossary").terms]
    assert terms == ["Éclusée", "gauge", "[río]{lang=es}", "URC"]
    brief = every_kind.model_copy(update={"language": language})
    given = ("caña", "canto", "cañada", "día")
    unsorted = tuple(Term(term=Text(each), meaning=Text("M.")) for each in given)
    made = ordered(brief, "glossary", terms=unsorted)
    assert [str(each.term) for each in made.terms] == expected
