import datetime as dt
import pickle

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from briefing.text.dates import Edtf, format_date, numerals, parse_edtf

WORDS = {
    "en": {
        "circa": "c. {date}",
        "decade": "{decade}s",
        "century": "{ordinal} century",
        "since": "since {date}",
        "until": "until {date}",
    },
    "es": {
        "circa": "hacia {date}",
        "decade": "años {decade}",
        "century": "siglo {roman}",
        "since": "desde {date}",
        "until": "hasta {date}",
    },
}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1890", (1890, 1, 1), (1890, 12, 31)),
        ("1924-02", (1924, 2, 1), (1924, 2, 29)),
        ("2022-03-01", (2022, 3, 1), (2022, 3, 1)),
        ("1890%", (1890, 1, 1), (1890, 12, 31)),
        ("198X~", (1980, 1, 1), (1989, 12, 31)),
        ("19XX", (1900, 1, 1), (1999, 12, 31)),
        ("1936~/1940-05?", (1936, 1, 1), (1940, 5, 31)),
        ("2014/..", (2014, 1, 1), (9999, 12, 31)),
        ("../2014", (1, 1, 1), (2014, 12, 31)),
    ],
)
def test_a_date_reaches_from_its_first_day_to_its_last_and_gives_its_text_back(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    date = parse_edtf(text)
    assert (date.first, date.last) == (dt.date(*first), dt.date(*last))
    assert str(date) == text
    assert date.is_interval == ("/" in text)
    assert pickle.loads(pickle.dumps(date)) == parse_edtf(str(date)) == date


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12.3.2022", "`12.3.2022` is not a date: expected year, month, day, such as 1890"),
        ("March 2022", "`March 2022` is not a date"),
        ("2022-3-1", "`2022-3-1` is not a date"),
        ("2022-13-01", "`2022-13-01` has the month 13: expected one from 01 to 12"),
        ("2022-02-30", "`2022-02-30` has the day 30: expected one from 01 to 28"),
        ("2022-01-00", "has the day 00: expected one from 01 to 31"),
        ("1940/1936", "`1940/1936` ends before it begins"),
        ("1936/March", "`1936/March` is not a date"),
        ("2014/", "`2014/` is not a date: an open end is written `..`"),
        ("../..", "is not a date"),
        ("1/2/3", "is not a date"),
        ("198X-05", "is not a date"),
        ("000X", "`000X` has no year"),
        ("", "`` is not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_the_value_and_what_was_expected(
    text: str, words: str
) -> None:
    with pytest.raises(ValueError, match=r"is not a date|has |ends") as caught:
        parse_edtf(text)
    assert words in str(caught.value)


def test_dates_sort_by_their_earliest_day() -> None:
    texts = ["../1800", "189X", "1890~", "1924-08", "1936/1940", "1936-05", "2014/..", "2022-03-01"]
    assert [str(date) for date in sorted(map(parse_edtf, reversed(texts)))] == [
        "../1800", "1890~", "189X", "1924-08", "1936/1940", "1936-05", "2014/..", "2022-03-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "short", "long", "spanish_short", "spanish_long"),
    [
        ("1890", "1890", "1890", "1890", "1890"),
        ("1924-08", "Aug 1924", "August 1924", "ago 1924", "agosto de 1924"),
        ("2022-03-01", "1 Mar 2022", "1 March 2022", "1 mar 2022", "1 de marzo de 2022"),
        ("1890~", "c. 1890", "c. 1890", "hacia 1890", "hacia 1890"),
        ("1890?", "1890?", "1890?", "1890?", "1890?"),
        ("1890%", "c. 1890?", "c. 1890?", "hacia 1890?", "hacia 1890?"),
        ("198X", "1980s", "1980s", "años 1980", "años 1980"),
        ("18XX", "19th century", "19th century", "siglo XIX", "siglo XIX"),
        ("2014/..", "since 2014", "since 2014", "desde 2014", "desde 2014"),
        (
            "../2014-08",
            "until Aug 2014",
            "until August 2014",
            "hasta ago 2014",
            "hasta agosto de 2014",
        ),
        ("1936/1940", "1936–40", "1936–40", "1936–40", "1936–40"),
        ("1904/1905", "1904–05", "1904–05", "1904–05", "1904–05"),
        ("1998/2004", "1998–2004", "1998–2004", "1998–2004", "1998–2004"),
        ("2014/2022", "2014–2022", "2014–2022", "2014–2022", "2014–2022"),
        ("1936/1936", "1936", "1936", "1936", "1936"),
        (
            "1936~/1940",
            "c. 1936 – 1940",
            "c. 1936 – 1940",
            "hacia 1936 – 1940",
            "hacia 1936 – 1940",
        ),
        (
            "198X/199X",
            "1980s–1990s",
            "1980s–1990s",
            "años 1980 – años 1990",
            "años 1980 – años 1990",
        ),
        (
            "2022-03-01/2022-03-05",
            "1–5 Mar 2022",
            "1–5 March 2022",
            "1–5 mar 2022",
            "1–5 de marzo de 2022",
        ),
        (
            "2022-03/2023-04",
            "Mar 2022 – Apr 2023",
            "March 2022 – April 2023",
            "mar 2022 – abr 2023",
            "marzo de 2022 – abril de 2023",
        ),
    ],
)
def test_a_date_is_written_in_the_words_of_its_language(
    text: str, short: str, long: str, spanish_short: str, spanish_long: str
) -> None:
    date = parse_edtf(text)
    assert format_date(date, "en", WORDS["en"], style="short") == short
    assert format_date(date, "en-GB", WORDS["en"], style="long") == long
    assert format_date(date, "es", WORDS["es"], style="short") == spanish_short
    assert format_date(date, "es", WORDS["es"], style="long") == spanish_long


def test_american_english_is_written_only_where_it_is_asked_for() -> None:
    assert (
        format_date(parse_edtf("2022-03-01"), "en-US", WORDS["en"], style="long") == "March 1, 2022"
    )


def test_the_full_form_of_a_day_names_the_day_of_the_week() -> None:
    full = [
        format_date(parse_edtf(text), language, WORDS[language], style="full")
        for text in ("2024-05-14", "2024-05", "2024-05-14/2024-05-15")
        for language in ("en", "es")
    ]
    assert full == [
        *("Tuesday, 14 May 2024", "martes, 14 de mayo de 2024"),
        *("May 2024", "mayo de 2024"),
        *("14–15 May 2024", "14–15 de mayo de 2024"),
    ]


@pytest.mark.parametrize(
    ("number", "ordinal", "roman"), [(1, "1st", "I"), (12, "12th", "XII"), (22, "22nd", "XXII")]
)
def test_a_number_has_an_ordinal_and_a_roman_form(number: int, ordinal: str, roman: str) -> None:
    assert numerals(number) == {"number": str(number), "ordinal": ordinal, "roman": roman}


def test_a_model_takes_text_and_bare_years_and_writes_text() -> None:
    class Event(BaseModel):
        date: Edtf

    assert Event.model_validate({"date": 1890}).date == parse_edtf("1890")
    event = Event.model_validate({"date": "1936/1940"})
    assert Event.model_validate(event.model_dump()) == event
    assert event.model_dump_json() == '{"date":"1936/1940"}'
    for wrong in (True, 18.9, None, "soon"):
        with pytest.raises(ValidationError, match="is not a date"):
            Event.model_validate({"date": wrong})


def test_the_schema_says_what_a_date_looks_like() -> None:
    schema = TypeAdapter(Edtf).json_schema()
    assert schema["type"] == ["string", "integer"]
    assert "EDTF" in schema["description"]
    assert all(parse_edtf(str(example)) for example in schema["examples"])
