import pytest

from briefing.document.charts import WIDTH, bar_chart, level, line_chart, matrix, yardstick
from briefing.model.sections.economics import Chart, Observation
from briefing.model.sections.risks import Risk
from briefing.model.yardstick import YARDSTICKS


def observation(value: float, period: str, *, source: str = "a", **more: object) -> Observation:
    data = {"measure": "Freight", "unit": "t", "citations": f"[@{source}]", **more}
    return Observation.model_validate({"value": value, "period": period, **data})


def chart(*measures: str) -> Chart:
    return Chart.model_validate({"title": "A chart", "measures": measures})


@pytest.mark.parametrize("name", YARDSTICKS)
def test_every_term_of_a_yardstick_lies_on_the_drawing(name: str) -> None:
    marks = dict(enumerate(YARDSTICKS[name]))
    bands = yardstick(name, marks)
    assert sorted(mark for band in bands for mark in band.marks) == list(marks)
    for band in bands:
        assert 0 <= band.x < band.x + band.width <= WIDTH
        x, anchor = band.label_at
        assert 0 <= x <= WIDTH
        assert anchor in ("start", "middle", "end")
    assert [band.low for band in bands] == sorted(band.low for band in bands)


def test_bars_begin_at_zero_and_are_in_proportion() -> None:
    drawing = bar_chart(chart("Freight"), [observation(2, "2020"), observation(4, "2021")])
    ((_, _, (low, high)),) = drawing.groups
    assert high.width == 2 * low.width
    assert high.x + high.width < WIDTH
    assert low.y < high.y < drawing.height


def test_bars_of_several_measures_have_headings_above_them() -> None:
    made = [observation(2, "2020"), observation(3, "2020", measure="Passengers")]
    groups = bar_chart(chart("Passengers", "Freight"), made).groups
    assert [str(measure) for measure, _, _ in groups] == ["Passengers", "Freight"]
    ys = [y for _, heading, (bar,) in groups for y in (heading, bar.y)]
    assert ys == sorted(set(ys))


def test_what_is_expected_and_what_has_no_period_look_different() -> None:
    made = [
        observation(1, "2020"),
        observation(1, "not stated"),
        observation(1, "2030", conditional=True),
    ]
    ((_, _, bars),) = bar_chart(chart("Freight"), made).groups
    assert [bar.pattern for bar in bars] == ["solid", "open", "hatched"]


def test_a_line_joins_the_years_of_one_source_and_never_two_sources() -> None:
    made = [observation(year % 7, str(year)) for year in (2021, 2019, 2020)]
    made += [observation(3, "2020", source="b"), observation(4, "2021", source="b")]
    first, second = line_chart(chart("Freight"), made).series
    assert [str(each.period) for each in first.members] == ["2019", "2020", "2021"]
    assert {str(each.citations) for each in second.members} == {"[@b]"}
    assert [x for x, _ in first.points] == sorted(x for x, _ in first.points)
    assert first.points[1][0] == second.points[0][0]


@pytest.mark.parametrize("highest", [0, 0.03, 1, 4, 99, 12_345, 7_000_000])
def test_points_ticks_and_years_lie_on_the_drawing(highest: float) -> None:
    made = [observation(highest * n / 9, str(1990 + 3 * n)) for n in range(10)]
    drawing = line_chart(chart("Freight"), made)
    (series,) = drawing.series
    for x, y in series.points:
        assert 0 <= x <= WIDTH
        assert 0 <= y <= drawing.height
    ys = [y for y, _ in drawing.ticks]
    assert ys == sorted(ys, reverse=True)
    assert drawing.ticks[0][1] == 0
    assert drawing.ticks[-1][1] >= highest
    assert 2 <= len(drawing.ticks) <= 6
    assert drawing.years[0][1] == 1990
    assert len(drawing.years) <= 10


def test_levels_cover_all_25_products() -> None:
    assert [level(product) for product in (1, 4, 5, 9, 10, 14, 15, 25)] == [
        "low", "low", "moderate", "moderate", "high", "high", "very_high", "very_high",
    ]  # fmt: skip


def test_a_risk_stands_where_its_likelihood_meets_its_impact() -> None:
    risk = Risk(event="A flood", likelihood=2, impact=5)  # type: ignore[arg-type]
    rows = matrix([("R1", risk)])
    assert [likelihood for likelihood, _ in rows] == [5, 4, 3, 2, 1]
    (cell,) = [cell for _, row in rows for cell in row if cell.labels]
    assert rows[3][1][4] == cell
    assert (cell.labels, cell.product, cell.level) == (("R1",), 10, "high")


def test_a_value_below_zero_is_a_bar_to_the_left_of_zero() -> None:
    values = [observation(2, "2020"), observation(-2, "2021")]
    ((_, _, (gain, loss)),) = bar_chart(chart("Freight"), values).groups
    assert loss.x + loss.width == pytest.approx(gain.x)
    assert loss.width == pytest.approx(gain.width)
