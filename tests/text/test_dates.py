import datetime as dt
import pickle

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from briefing.text.dates import Edtf, parse_edtf


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
