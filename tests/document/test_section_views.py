from typing import Any

from briefing.document.order import in_print_order
from briefing.document.section_views import VIEWS
from briefing.model.brief import Brief
from briefing.model.sections.registry import KINDS


def view(brief: Brief, kind: str) -> dict[str, Any]:
    (section,) = [each for each in brief.sections if each.kind == kind]
    return VIEWS[kind](in_print_order(section, brief), brief)


def test_views_are_of_kinds_and_can_be_made_of_empty_sections(every_kind: Brief) -> None:
    assert set(VIEWS) <= set(KINDS)
    for section in every_kind.sections:
        lists = {name: () for name, value in section if isinstance(value, tuple)}
        bare = section.model_copy(update=lists)
        build = VIEWS.get(section.kind)
        assert build is None or build(bare, every_kind)


def test_judgements_are_numbered_and_stand_on_the_band_of_their_likelihood(
    every_kind: Brief,
) -> None:
    made = view(every_kind, "summary")
    marks = {band.term: band.marks for band in made["bands"] if band.marks}
    assert marks == {"likely": (1,), "remote chance": (2,)}
    assert [number for number, _ in made["judgements"]] == [1, 2]
    # the second takes nothing for granted
    assert [number for number, _ in made["behind"]] == [1]


def test_charts_have_their_drawing_and_those_without_values_are_left_out(
    every_kind: Brief,
) -> None:
    (economics,) = [each for each in every_kind.sections if each.id == "economics"]
    charts = view(every_kind, "economics")["charts"]
    assert [(chart.type, type(draw()).__name__) for chart, draw, *_ in charts] == [
        ("lines", "LineChart"),
        ("bars", "BarChart"),
    ]
    bare = economics.model_copy(update={"observations": ()})
    assert VIEWS["economics"](bare, every_kind)["charts"] == []


def test_goods_of_a_group_stand_side_by_side_by_seller(every_kind: Brief) -> None:
    made = view(every_kind, "economics")
    assert made["sellers"] == ["upland", "lowland"]
    ((group, ours, theirs),) = made["pairs"]
    assert group == "Food"
    assert [str(good.product) for good in ours] == ["Cheese"]
    assert [str(good.product) for good in theirs] == ["Eels"]


def test_no_good_indicator_or_firm_of_the_sample_is_lost(sample_brief: Brief) -> None:
    (economics,) = [each for each in sample_brief.sections if each.id == "economics"]
    made: Any = view(sample_brief, "economics")
    section: Any = economics
    goods = [good for _, *sides in made["pairs"] for side in sides for good in side]
    assert sorted(map(id, goods)) == sorted(map(id, section.goods))
    assert [each for strip in made["strips"] for each in strip] == list(section.indicators)
    assert all(len(strip) <= made["across"] for strip in made["strips"])
    firms = [firm for _, row in made["firms"] for firm in row]
    assert sorted(map(id, firms)) == sorted(map(id, section.firms))


def test_firms_of_which_only_the_name_is_known_share_a_row(every_kind: Brief) -> None:
    rows = [[str(firm.name) for firm in row] for _, row in view(every_kind, "economics")["firms"]]
    assert rows == [["Alder Ferries"], ["Upland Timber"]]
    (economics,) = [each for each in every_kind.sections if each.id == "economics"]
    section: Any = economics
    bare = section.firms[1]
    more = section.model_copy(
        update={"firms": (*section.firms, bare.model_copy(update={"name": "Upland Salt"}))}
    )
    rows = VIEWS["economics"](more, every_kind)["firms"]
    assert [[str(firm.name) for firm in row] for _, row in rows] == [
        ["Alder Ferries"],
        ["Upland Timber", "Upland Salt"],
    ]


def test_a_body_has_a_cell_for_each_party_and_an_empty_one_where_nothing_is_known(
    every_kind: Brief,
) -> None:
    union, league = view(every_kind, "multilateral")["rows"]
    assert [[each.status for each in cell] for cell in union.cells] == [["member"], ["not stated"]]
    assert [[each.status for each in cell] for cell in league.cells] == [[], ["observer"]]
    assert [str(date) for date in union.dates] == ["2023"]
    assert (len(union.citations), len(league.citations)) == (1, 1)


def test_a_cell_holds_every_status_that_sources_give_a_party(every_kind: Brief) -> None:
    (section,) = (each for each in every_kind.sections if each.kind == "multilateral")
    union, *_ = section.bodies
    member = union.memberships[0]
    both = (member, member.model_copy(update={"status": "observer"}))
    more = section.model_copy(update={"bodies": (union.model_copy(update={"memberships": both}),)})
    (row,) = VIEWS["multilateral"](more, every_kind)["rows"]
    assert [[each.status for each in cell] for cell in row.cells] == [["member", "observer"], []]


def test_risks_are_labelled_from_the_highest_product_down(
    every_kind: Brief, sample_brief: Brief
) -> None:
    for brief in (every_kind, sample_brief):
        made = view(brief, "risks")
        products = [risk.likelihood * risk.impact for _, risk in made["register"]]
        assert products == sorted(products, reverse=True)
        labels = [label for label, _ in made["register"]]
        assert labels == [f"R{number}" for number in range(1, len(labels) + 1)]
        shown = [label for _, row in made["matrix"] for cell in row for label in cell.labels]
        assert sorted(shown) == sorted(labels)
    assert view(every_kind, "risks")["owned"]


def test_scenarios_have_the_band_of_their_likelihood(every_kind: Brief) -> None:
    assert view(every_kind, "outlook")["bands"] == [(25, 35), (55, 75)]


def test_recommendations_have_columns_for_owners_and_deadlines_only_where_there_are_any(
    every_kind: Brief,
) -> None:
    made = view(every_kind, "recommendations")
    assert (made["owned"], made["dated"]) == (True, True)
    (section,) = [each for each in every_kind.sections if each.id == "recommendations"]
    bare: Any = section
    bare = bare.model_copy(
        update={
            "recommendations": tuple(
                each.model_copy(update={"owner": None, "deadline": None})
                for each in bare.recommendations
            )
        }
    )
    made = VIEWS["recommendations"](bare, every_kind)
    assert (made["owned"], made["dated"]) == (False, False)


def test_the_longest_bar_of_a_poll_fills_its_column_and_the_others_are_in_proportion(
    every_kind: Brief,
) -> None:
    ((_, options),) = view(every_kind, "poll")["polls"]
    (first, whole), (second, part) = options
    assert whole == 100
    assert part == 100 * second.share / first.share


def test_attendees_of_one_side_stand_together(every_kind: Brief) -> None:
    made = view(every_kind, "agenda")
    assert [(side, len(people)) for side, people in made["sides"]] == [
        ("Upland", 2),
        ("Lowland", 1),
    ]
    assert (made["timed"], made["led"]) == (True, True)


def test_points_that_are_defensive_only_have_the_last_numbers(every_kind: Brief) -> None:
    made = view(every_kind, "talking_points")
    topics = {name: [(n, str(each.topic)) for n, each in made[name]] for name in made}
    assert topics["points"] == [(1, "The gauge"), (2, "Next session")]
    assert topics["defensive"] == [(3, "The founding year")]
