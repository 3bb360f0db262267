"""Words are found however they are typed, and numbers however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.search.query import fold, read_wanted


def finds(wanted: str, text: str) -> bool:
    return bool(read_wanted(wanted).phrase.search(fold(text)))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("obregon", "President Obregón"),
        ("ŠERIĆ", "Seric writes"),
        ("lodz", "in Łódź"),
        ("mexico's", "Mexico’s trade"),
        ("mi 8", "two Mi-8 helicopters"),
        ("fertili", "fertilisers"),
        ("2.5", "about $2.5 billion"),
        ("2,5", "2.5 billion"),
        ("2.5", "2,50 mil millones"),
        ("2500", "2,500 cars"),
        ("2,500", "2500 cars"),
        ("2 500", "2.500 coches"),
        ("80000", "80\u202f000 visitors"),
        ("1,234,567.8", "1234567.80"),
        ("2.5 bn", "2.5 billion"),
        ("2.5bn", "2.5 · billion dollars"),
        ("17%", "17 per cent"),
        ("$76", "$76 million"),
        ("≠", "marked ≠"),
    ],
)
def test_what_is_the_same_is_found(wanted: str, text: str) -> None:
    assert finds(wanted, text)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("2.5", "12.5"),
        ("2.5", "2.55"),
        ("2.5", "25"),
        ("25", "2.5"),
        ("2", "2.5"),
        ("2", "2,500"),
        ("500", "2,500"),
        ("1924", "19240"),
        ("mexico trade", "Mexico and its trade"),
    ],
)
def test_what_is_another_thing_is_not(wanted: str, text: str) -> None:
    assert not finds(wanted, text)


@given(st.text())
def test_a_folded_text_keeps_its_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.integers(0, 10**9), st.integers(0, 999))
def test_a_number_is_found_as_it_is_printed(whole: int, thousandths: int) -> None:
    number = f"{whole}.{thousandths:03}"
    assert finds(f"{whole:,}.{thousandths:03}", number)
    assert finds(str(whole), f"{whole:,}")
    assert not finds(str(whole), f"1{whole}")
