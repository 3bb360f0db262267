import pytest

from briefing.loading.bibliography.items import language, line, read_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2023", "2023"),
        ("2023-09-04", "2023-09-04"),
        ("2024-03-02T10:15:00Z", "2024-03-02"),
        ("2020-01/2020-03", "2020-01/2020-03"),
        ("2020-01-01--2020-03-31", "2020-01-01/2020-03-31"),
        ("1998--2001", "1998/2001"),
        ("1998-2001", "1998/2001"),
        ("1967/68", "1967/1968"),
        ("1998–99", "1998/1999"),
        ("2014/", "2014/.."),
        ("/2014", "../2014"),
        ("199u", "199X"),
        ("19uu", "19XX"),
        ("1988?", "1988?"),
        ("c. 1899", "1899~"),
        ("2020-22", "2020"),
        ("2019/09//", "2019-09"),
        ("2023/10/17/", "2023-10-17"),
        ("2024/3/2/10:15:00", "2024-03-02"),
        ("1998///", "1998"),
        ("2023.10.17", "2023-10-17"),
        ("17 October 2023", "2023-10-17"),
        ("October 17, 2023", "2023-10-17"),
        ("5~mar 2014", {"literal": "5~mar 2014"}),
        ("5 mar 2014", "2014-03-05"),
        ("ene. 2020", "2020-01"),
        ("2022/Feb/5", "2022-02-05"),
        ("2022 Feb", "2022-02"),
        ("n.d.", ""),
        ("S. F.", ""),
        ("", ""),
        ("forthcoming", {"literal": "forthcoming"}),
        ("Spring 2020", {"literal": "Spring 2020"}),
        # no date, and no words either: left for the model to refuse
        ("3/4/2024", "3/4/2024"),
        ("2023-02-30", "2023-02-30"),
        ("2019/13/01/", "2019-13-01"),
    ],
)
def test_dates_are_read_as_exports_write_them(written: str, date: object) -> None:
    assert read_date(written) == date


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("en", "en"),
        ("EN-gb", "en-GB"),
        ("es_MX", "es-MX"),
        ("zh-hans", "zh-Hans"),
        ("spa", "es"),
        ("English", "en"),
        ("british", "en-GB"),
        ("Español", "es"),
        ("Russian", "ru"),
        ("Ukrainian", "uk"),
        ("Klingonisch", None),
    ],
)
def test_languages_are_known_by_many_names(written: str, code: str | None) -> None:
    assert language(written) == code


def test_what_cannot_be_printed_becomes_a_space() -> None:
    assert line("a\x00b\u2028c\n\td\xa0e") == "a b c d e"
