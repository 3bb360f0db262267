from typing import Any

import pytest

from briefing.text.date_format import babel_locale, format_date, numerals
from briefing.text.dates import parse_edtf

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "circa": "c. {date}",
        "decade": "{decade}s",
        "century": {"one": "{number}st century", "other": "{number}th century"},
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
    ("text", "short", "long", "spanish_short", "spanish_long"),
    [
        ("1890", "1890", "1890", "1890", "1890"),
        ("1924-08", "Aug 1924", "August 1924", "ago 1924", "agosto de 1924"),
        ("2022-03-01", "1 Mar 2022", "1 March 2022", "1 mar 2022", "1 de marzo de 2022"),
        ("1890~", "c. 1890", "c. 1890", "hacia 1890", "hacia 1890"),
        ("1890?", "1890?", "1890?", "1890?", "1890?"),
        ("1890%", "c. 1890?", "c. 1890?", "hacia 1890?", "hacia 1890?"),
        ("198X", "1980s", "1980s", "años 1980", "años 1980"),
        ("20XX", "21st century", "21st century", "siglo XXI", "siglo XXI"),
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


@pytest.mark.parametrize(("number", "roman"), [(1, "I"), (12, "XII"), (22, "XXII")])
def test_a_number_has_a_roman_form(number: int, roman: str) -> None:
    assert numerals(number) == {"number": str(number), "roman": roman}


@pytest.mark.parametrize("dash", ["–", "-", "—", " – ", "\u2009–\u2009", "\u202f—\u202f"])
def test_days_of_a_month_stand_at_a_closed_dash_whatever_a_release_of_cldr_writes(
    dash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranges = {"d": [f"d{dash}", "d MMM y"], "y": [f"d MMM y{dash}", "d MMM y"]}
    formats = {"yMMMd": ranges, "yMMMMd": ranges}
    monkeypatch.setitem(babel_locale("en")._data, "interval_formats", formats)
    days = parse_edtf("2016-09-12/2016-09-14")
    assert format_date(days, "en", WORDS["en"]) == "12–14 Sept 2016"
    years = parse_edtf("2016-09-12/2017-09-14")
    assert format_date(years, "en", WORDS["en"]) == "12 Sept 2016 – 14 Sept 2017"


def test_a_language_whose_ranges_have_no_dash_keeps_its_own_sign() -> None:
    assert (
        format_date(parse_edtf("2016-09-12/2016-09-14"), "ja", WORDS["en"]) == "2016年9月12日～14日"
    )


@pytest.mark.parametrize(
    ("tag", "known"), [("en-MX", "en_GB"), ("en-XX", "en_GB"), ("es-EU", "es"), ("en-US", "en_US")]
)
def test_a_region_that_nobody_wrote_down_has_the_plain_language(tag: str, known: str) -> None:
    assert str(babel_locale(tag)) == known
