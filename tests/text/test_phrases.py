import pytest
from babel import Locale

from briefing.text.phrases import form_of

PAGES = {"one": "on page {pages}", "other": "on pages {pages}"}
RANKS = {"one": "{number}st", "two": "{number}nd", "few": "{number}rd", "other": "{number}th"}
ENGLISH = Locale("en")


def test_a_phrase_in_one_form_is_the_same_for_each_number() -> None:
    assert {form_of("{count} in all", number, ENGLISH) for number in range(5)} == {"{count} in all"}


def test_a_count_takes_the_form_of_its_language() -> None:
    assert [form_of(PAGES, number, ENGLISH) for number in (0, 1, 2)] == [
        PAGES["other"],
        PAGES["one"],
        PAGES["other"],
    ]
    polish = {"one": "strona", "few": "strony", "many": "stron", "other": "strony"}
    found = [form_of(polish, number, Locale("pl")) for number in (1, 3, 5, 22)]
    assert found == ["strona", "strony", "stron", "strony"]


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd")],
)
def test_a_rank_takes_the_ordinal_form(number: int, written: str) -> None:
    assert form_of(RANKS, number, ENGLISH, ordinal=True).format(number=number) == written


def test_a_form_that_is_not_given_is_the_other_one() -> None:
    assert form_of({"other": "siglo {roman}"}, 1, ENGLISH, ordinal=True) == "siglo {roman}"
