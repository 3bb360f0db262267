import math

import pytest

from briefing.formats.scalars import Cell, Scalar, resolve_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("Null", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("0o17", 15),
        ("0xFf", 255),
        ("1.50", 1.5),
        ("-.5", -0.5),
        ("2.", 2.0),
        ("1e3", 1000.0),
        ("6.02E+23", 6.02e23),
        (".inf", math.inf),
        ("-.INF", -math.inf),
    ],
)
def test_plain_text_of_the_core_schema_becomes_a_value(text: str, value: Scalar) -> None:
    assert resolve_scalar(text) == value
    assert type(resolve_scalar(text)) is type(value)


def test_nan_is_a_number() -> None:
    assert math.isnan(float(str(resolve_scalar(".NaN"))))


OTHER = """
NO yes On nULL tRUE 012 -007 00.5 12:30 1:30:00 2023-09-14 1_000 1,000 0b1 0o8 0xG -0x1
- . .e1 1e +.nan .Infinity nan inf 1.2.3 ١٢ 5%
"""


@pytest.mark.parametrize("text", OTHER.split())
def test_all_other_text_stays_what_was_written(text: str) -> None:
    assert resolve_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("12", ".", 12),
        ("-1.50", ".", -1.5),
        ("012", ".", 12),
        ("1.5E+3", ".", 1500),
        ("2,5", ",", 2.5),
        ("-,5e3", ",", -500),
        ("12", ",", 12),
    ],
)
def test_a_cell_is_text_and_a_number_too(text: str, decimal: str, value: float) -> None:
    cell = Cell(text, decimal)
    assert cell == text
    assert cell.number() == value


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        *((text, ".") for text in ("", "2,5", "1,234.5", "1 234", "1_000", "nan", "5%", "٣")),
        *((text, ",") for text in ("2.5", "1.234,5", "1.234", "1,2,3")),
    ],
)
def test_a_cell_with_another_sign_or_with_separators_is_no_number(text: str, decimal: str) -> None:
    assert Cell(text, decimal).number() is None


def test_a_row_of_digits_too_long_for_a_number_stays_text() -> None:
    assert resolve_scalar("9" * 10_000) == "9" * 10_000
