import pytest

from briefing.text.formula import MAX_LENGTH, parse_formula


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("a / b = c-d", 4, 5),
        ("a - b - 1 = 0", 5, 0),
        ("a / b / 2 = 2 * (b + 1)", 2, 6),
        ("a + b * 2 = (a + b) * 2", 12, 20),
        ("c_d=2.5*b", 5, 5),
        ("((a)) = a", 8, 8),
    ],
)
def test_both_sides_of_a_formula_are_computed(text: str, left: float, right: float) -> None:
    assert parse_formula(text).evaluate({"a": 8, "b": 2, "c-d": 5}) == (left, right)


def test_a_formula_tells_its_names_and_its_sides() -> None:
    formula = parse_formula(" gdp/population = gdp_per_head * gdp / gdp")
    assert formula.names == ("gdp", "population", "gdp-per-head")
    assert formula.texts == ("gdp/population", "gdp_per_head * gdp / gdp")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no relation"),
        ("a", "no relation"),
        ("a = b = c", "no relation"),
        ("a == b", "no relation"),
        ("a =", "something is missing"),
        ("= a", "something is missing"),
        ("a + = b", "something is missing"),
        ("a b = c", "`b` is not expected"),
        ("a = -b", "`-` is not expected"),
        ("a ** 2 = b", r"`\*` is not expected"),
        ("(a = b", "not closed"),
        ("a) = b", r"`\)` is not expected"),
        ("A = b", "`A` is not expected"),
        ("1,000 = a", "`,` is not expected"),
        ("__import__('os') = 1", "`_` is not expected"),
        ("a.b = 1", r"`\.` is not expected"),
        ("a = " + "(" * MAX_LENGTH, "at most"),
    ],
)
def test_anything_else_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_formula(text)


def test_the_deepest_formula_is_computed() -> None:
    depth = (MAX_LENGTH - 5) // 2
    assert parse_formula("(" * depth + "a" + ")" * depth + " = 1").evaluate({"a": 1}) == (1, 1)


def test_a_division_by_zero_is_the_callers_affair() -> None:
    with pytest.raises(ZeroDivisionError):
        parse_formula("1 / a = 1").evaluate({"a": 0})
