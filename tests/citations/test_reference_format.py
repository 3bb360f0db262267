import re
from typing import Any

import pytest

from briefing.citations.reference_format import format_reference, readable_url
from briefing.model.source import Source

ENGLISH: dict[str, Any] = {
    "circa": "c. {date}",
    "decade": "{decade}s",
    "century": {"other": "{number}th century"},
    "since": "since {date}",
    "until": "until {date}",
    "quoted": "“{title}”",
    "untitled": "untitled",
    "no_date": "n.d.",
    "et_al": "{names} et al.",
    "editors": {"one": "{names} (ed.)", "other": "{names} (eds)"},
    "edited_by": "ed. {names}",
    "translated_by": "trans. {names}",
    "in": "in {work}",
    "interview": "interview",
    "interview_by": "interview by {names}",
    "letter": "personal communication",
    "letter_to": "personal communication to {names}",
    "dataset": "data set",
    "broadcast": "broadcast",
    "post-weblog": "blog",
    "edition": {"one": "{number}st ed.", "two": "{number}nd ed.", "other": "{number}th ed."},
    "version": "version {number}",
    "volume": "vol. {number}",
    "number": "no. {number}",
    "first_published": "first published {date}",
    "pages": {"one": "p. {pages}", "other": "pp. {pages}"},
}
SPANISH = ENGLISH | {
    "circa": "hacia {date}",
    "decade": "años {decade}",
    "century": "siglo {roman}",
    "since": "desde {date}",
    "until": "hasta {date}",
    "quoted": "«{title}»",
    "no_date": "s. f.",
    "edition": "{number}.ª ed.",
    "in": "en {work}",
    "editors": {"one": "{names} (ed.)", "other": "{names} (eds.)"},
}


def source(kind: str, **fields: Any) -> Source:
    return Source.model_validate(
        {"id": "one", "type": kind} | {k.replace("_", "-"): v for k, v in fields.items()}
    )


def reference(kind: str, **fields: Any) -> str:
    return format_reference(source(kind, **fields), locale="en", words=ENGLISH)


def people(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("given", "family"), name.split(" ", 1), strict=True)) for name in names]


SERIC, LEE, KIM, ROSS = "Matija Šerić", "Ann Lee", "Bo Kim", "Cy Ross"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        (
            "webpage",
            {"title": "Are Mexico and Russia Allies?", "genre": "Reference note"},
            "“Are Mexico and Russia Allies?”, Reference note, n.d.",
        ),
        (
            "webpage",
            {
                "author": people(SERIC),
                "title": 'Russia\'s "friend"',
                "container-title": "A <b> & c",
            },
            "Matija Šerić, “Russia’s ‘friend’”, <i>A &lt;b&gt; &amp; c</i>, n.d.",
        ),
        (
            "post-weblog",
            {"author": people(SERIC), "title": "History", "issued": "2023-09-14"},
            "Matija Šerić, “History”, blog, 14 September 2023.",
        ),
        (
            "report",
            {
                "author": [{"literal": "World Bank"}],
                "title": "Outlook",
                "genre": "Working Paper",
                "number": 12,
                "publisher": "World Bank",
                "publisher-place": "Washington",
                "issued": 2021,
                "page": "3-5",
            },
            "World Bank, <i>Outlook</i>, Working Paper 12, Washington, 2021, pp. 3–5.",
        ),
        (
            "article-journal",
            {
                "author": people(LEE, KIM),
                "title": "Trade",
                "container-title": "World Economy",
                "volume": 12,
                "issue": 3,
                "page": "101-20",
                "issued": {"date-parts": [[2020, 5]]},
                "DOI": "https://doi.org/10.1000/x.1",
                "publisher": "Not printed",
            },
            (
                "Ann Lee and Bo Kim, “Trade”, <i>World Economy</i> 12(3), May 2020, pp. 101–20, "
                "doi:10.1000/x.1."
            ),
        ),
        (
            "article-newspaper",
            {"title": "Allies?", "container-title": "El País", "issued": "2023-11-23", "page": 4},
            "“Allies?”, <i>El País</i>, 23 November 2023, p. 4.",
        ),
        (
            "chapter",
            {
                "author": people(LEE),
                "title": "Oil",
                "editor": people(KIM, ROSS),
                "container-title": "Energy",
                "edition": 2,
                "publisher": "OUP",
                "publisher-place": "Oxford",
                "issued": "2019",
                "page": "1",
            },
            (
                "Ann Lee, “Oil”, in Bo Kim and Cy Ross (eds), <i>Energy</i>, 2nd ed., OUP, "
                "Oxford, 2019, p. 1."
            ),
        ),
        (
            "book",
            {
                "author": people(LEE),
                "title": "Oil.",
                "translator": people(KIM),
                "issued": "1890~",
                "editor": people(ROSS),
                "volume": "2",
                "original-date": "1880",
                "collection-title": "Series",
                "collection-number": 7,
            },
            (
                "Ann Lee, <i>Oil</i>, ed. Cy Ross, trans. Bo Kim, vol. 2, Series 7, c. 1890, "
                "first published 1880."
            ),
        ),
        ("book", {"editor": people(LEE), "title": "Oil"}, "Ann Lee (ed.), <i>Oil</i>, n.d."),
        (
            "treaty",
            {
                "title": "Treaty of Tlatelolco",
                "event-date": "1967-02-14",
                "volume": "634",
                "container-title": "UNTS",
                "page": "281",
            },
            "Treaty of Tlatelolco, <i>UNTS</i>, vol. 634, 14 February 1967, p. 281.",
        ),
        (
            "interview",
            {"author": people(LEE), "interviewer": people(KIM), "issued": "2022-03-01"},
            "Ann Lee, interview by Bo Kim, 1 March 2022.",
        ),
        ("interview", {"title": "On oil"}, "Interview, “On oil”, n.d."),
        (
            "legislation",
            {
                "title": "Hydrocarbons Act",
                "number": "2014/8",
                "authority": "Congress",
                "issued": 2014,
            },
            "Hydrocarbons Act, 2014/8, Congress, 2014.",
        ),
        (
            "personal_communication",
            {"author": people(LEE), "recipient": people(KIM), "issued": "2022-03"},
            "Ann Lee, personal communication to Bo Kim, March 2022.",
        ),
        (
            "dataset",
            {
                "author": [{"literal": "UN"}],
                "title": "Comtrade",
                "version": "3",
                "issued": "2014/2022",
            },
            "UN, <i>Comtrade</i>, data set, version 3, 2014–2022.",
        ),
        (
            "broadcast",
            {"title": "At six", "publisher": "BBC", "issued": {"literal": "spring 2022"}},
            "“At six”, broadcast, BBC, spring 2022.",
        ),
        ("webpage", {}, "Untitled, n.d."),
    ],
)
def test_a_reference_suits_the_type_of_its_source(
    kind: str, fields: dict[str, Any], expected: str
) -> None:
    assert reference(kind, **fields).replace("<wbr>", "") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([SERIC], "Matija Šerić, "),
        ([SERIC, LEE], "Matija Šerić and Ann Lee, "),
        ([SERIC, LEE, KIM], "Matija Šerić, Ann Lee and Bo Kim, "),
        ([SERIC, LEE, KIM, ROSS], "Matija Šerić, Ann Lee, Bo Kim et al., "),
    ],
)
def test_the_fourth_author_and_all_after_are_others(names: list[str], expected: str) -> None:
    assert reference("book", title="T", author=people(*names)) == f"{expected}<i>T</i>, n.d."


def test_a_name_has_all_its_parts() -> None:
    name = {
        "given": "Ludwig", "non-dropping-particle": "van", "family": "B.", "suffix": "Jr",
        "comma-suffix": True,
    }  # fmt: skip
    assert reference("book", title="T", author=[name]).startswith("Ludwig van B., Jr, ")


def test_a_reference_is_written_in_the_language_of_the_brief() -> None:
    fields = {"editor": people("Ana Paz", "Inés Gil"), "issued": "2022-03-01", "edition": 3}
    text = format_reference(
        source("chapter", title="La paz", container_title="Libro", language="en", **fields),
        locale="es",
        words=SPANISH,
    )
    assert text == (
        '<span lang="en">«La paz»</span>, en Ana Paz e Inés Gil (eds.), <i lang="en">Libro</i>, '
        "3.ª ed., 1 de marzo de 2022."
    )


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://example.org/", "example.org"),
        ("http://example.org/", "http://example.org/"),
        ("https://example.org/a_b-c?d=1&e", "example.org/a_b-c?d=1&amp;e"),
        ("https://example.org/M%C3%A9xico%2Ca%20b%2f%7Ec", "example.org/México%2Ca%20b%2F~c"),
        ("https://example.org/%FF%E2%80%AE", "example.org/%FF%E2%80%AE"),
    ],
)
def test_an_address_is_readable_and_still_leads_there(url: str, text: str) -> None:
    assert readable_url(url).replace("<wbr>", "") == text


def test_an_address_may_break_after_its_signs() -> None:
    html = readable_url("https://example.org/a_b-c?d=1&e")
    assert html == (
        "example.<wbr>org/<wbr>a_<wbr>b-<wbr>c?<wbr>d=<wbr>1&amp;<wbr>e"
    )  # fmt: skip
    assert not re.search(r"<wbr>$", readable_url("https://example.org/a/"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"id": "a b"}, "`a b` cannot be cited"),
        ({"URL": "ftp://x.org"}, "`ftp://x.org` is no web address"),
        ({"issued": "March 2022"}, "`March 2022` is not a date"),
        ({"issued": {"date-parts": [[2022, 2, 30]]}}, "`2022-02-30` has the day 30"),
        ({"issued": {}}, "a date is empty"),
        ({"author": [{}]}, "a name is empty"),
        ({"reliability": "G"}, "'A', 'B', 'C', 'D', 'E' or 'F'"),
        ({"publsher": "x"}, "Extra inputs are not permitted"),
    ],
)
def test_a_source_is_strict(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        Source.model_validate({"id": "one", "type": "book"} | fields)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ({"date-parts": [[2023, 9, 14]]}, "2023-09-14"),
        ({"date-parts": [[2020], [2021]], "circa": True}, "2020~/2021~"),
        ({"raw": "2023-09"}, "2023-09"),
        (1890, "1890"),
    ],
)
def test_a_csl_date_becomes_edtf(date: object, expected: str) -> None:
    assert str(source("book", issued=date).issued) == expected


def test_a_source_speaks_csl() -> None:
    item = source("book", container_title="T", URL="https://x.org", issue=3)
    assert Source.model_validate({"id": "one", "type": "book", "container_title": "T"})
    dumped = item.model_dump(by_alias=True, exclude_defaults=True)
    assert dumped["container-title"] == "T"
    assert dumped["URL"] == "https://x.org"


def test_authors_that_an_export_leaves_unnamed_become_et_al() -> None:
    named = people(LEE, KIM)
    others = {"literal": "others"}
    assert reference("book", title="A", author=[*named, others]) == (
        "Ann Lee, Bo Kim et al., <i>A</i>, n.d."
    )
    assert reference("book", title="A", author=[others]).startswith("<i>A</i>")


def test_a_name_keeps_its_small_letter_and_a_body_is_named_once() -> None:
    pilot = [{"literal": "riverpilot"}]
    assert reference("post", title="A", author=pilot) == "riverpilot, “A”, n.d."
    body = "Standards Body"
    assert reference("standard", title="A", authority=body, publisher=body) == (
        "<i>A</i>, Standards Body, n.d."
    )
