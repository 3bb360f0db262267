"""Citations by number, by author and date, and by note; every style with the same sources."""

import re
from html import unescape
from typing import Any

import pytest

from briefing.citations import CitationFormatter, open_formatter
from briefing.locales.catalogue import labels
from briefing.model.source import Source
from briefing.text.rich_text import Cluster, parse_rich_text

LEE = {"family": "Lee", "given": "Ann"}
KIM = {"family": "Kim", "given": "Bo"}
ROSS = {"family": "Ross", "given": "Cy"}


def source(key: str, **fields: Any) -> Source:
    return Source.model_validate({"id": key, "type": "report", **fields})


SOURCES = (
    source("levels", title="River levels: a survey", author=[LEE, KIM], issued="2024-05"),
    source("floods", title="Floods", author=[LEE, KIM], issued=2024),
    source("canals", title="Canals", author=[LEE, KIM, ROSS], issued=2020),
    source("note", type="webpage", title="Are the towns on the river allies?"),
    source("body", title="Yearbook", author=[{"literal": "River Commission"}], issued="1998/1999"),
    source("brother", title="Bridges", author=[{"family": "Ross", "given": "Abel"}], issued="198X"),
    source("ross", title="Weirs", author=[ROSS], issued="1890~"),
)


def formatter(
    style: str, *texts: str, language: str = "en", form: Any = "bracket"
) -> CitationFormatter:
    return open_formatter(
        style,
        SOURCES,
        [clusters(text) for text in texts],
        labels(language),
        locale=language,
        numeric=form,
    )


def clusters(text: str) -> Cluster:
    (cluster,) = parse_rich_text(text, block=False, language="en").citations
    return cluster


def bare(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html)).replace("\u00a0", " ").replace("\u202f", " ")


def printed(style: str, text: str, **options: Any) -> str:
    return bare(formatter(style, text, **options).inline(clusters(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[@levels]", "(Lee and Kim 2024b)"),
        ("[@levels, para. 3]", "(Lee and Kim 2024b, ¶3)"),
        ("[@levels, pp. 3-5]", "(Lee and Kim 2024b, pp. 3–5)"),
        ("[@levels, para. 3; @levels, para. 9]", "(Lee and Kim 2024b, ¶3, 9)"),
        ("[@floods; @levels]", "(Lee and Kim 2024a, 2024b)"),
        ("[@floods, p. 1; @levels]", "(Lee and Kim 2024a, p. 1; Lee and Kim 2024b)"),
        ("[see @canals, table 2, a guess]", "(see Lee et al. 2020, table 2, a guess)"),
        ("[@note]", "(“Are the towns on …” n.d.)"),
        ("[-@canals, sec. 4]", "(2020, §4)"),
        ("[@body, fig. 2, 4]", "(River Commission 1998–1999, figs 2, 4)"),
        ("[@brother; @ross]", "(A. Ross 1980s; C. Ross c. 1890)"),
    ],
)  # fmt: skip
def test_author_and_date_name_a_source(text: str, expected: str) -> None:
    assert printed("author-date", text) == expected


def test_the_words_of_a_citation_are_those_of_the_language() -> None:
    text = "[@levels, pp. 3-5; @canals; @note]"
    assert printed("author-date", text, language="es") == (
        "(Lee y Kim 2024b, pp. 3–5; Lee et al. 2020; «Are the towns on …» s. f.)"
    )


def test_a_list_by_name_begins_with_names_and_years() -> None:
    entries = {each.source.id: bare(each.html) for each in formatter("author-date").references}
    assert list(entries) == ["note", "floods", "levels", "canals", "body", "brother", "ross"]
    assert entries["floods"] == "Lee, Ann and Bo Kim (2024a), Floods."
    assert entries["levels"] == "Lee, Ann and Bo Kim (2024b), River levels: a survey, May 2024."
    assert entries["note"] == "“Are the towns on the river allies?” (n.d.)."
    assert entries["body"] == "River Commission (1998–1999), Yearbook."
    assert not any(each.mark for each in formatter("author-date").references)


def test_notes_are_numbered_in_the_order_of_the_text_and_each_is_said_once() -> None:
    texts = ("[@levels, p. 3]", "[@note]", "[@levels, p. 3 {cred=2}]", "[-@floods; @canals]")
    notes = formatter("notes", *texts)
    assert [bare(notes.inline(clusters(text))) for text in texts] == ["1", "2", "1", "3"]
    assert [bare(note.html) for note in notes.notes] == [
        "Lee and Kim, “River levels”, p. 3.",
        "“Are the towns on …”.",
        "“Floods”; Lee et al., “Canals”.",
    ]


def test_a_source_is_cited_where_a_note_on_it_is() -> None:
    notes = formatter("notes", "[@levels, p. 3]", "[@note]", "[@note; @levels]")
    assert notes.anchors("levels") == ("note-1", "note-3")
    assert notes.anchors("note") == ("note-2", "note-3")


def test_notes_lead_to_a_list_by_name() -> None:
    entries = [bare(each.html) for each in formatter("notes", "[@levels]").references]
    assert entries[1] == "Lee, Ann and Bo Kim, Floods, 2024."
    assert 'href="#src-levels"' in formatter("notes", "[@levels]").notes[0].html


@pytest.mark.parametrize(
    ("form", "expected"),
    [("superior", "1:3, 9, see 4 p. 2"), ("bracket", "[1 ¶3, 9; see 4 p. 2]")],
)
def test_numbers_are_the_house_style(form: str, expected: str) -> None:
    text = "[@levels, para. 3; @levels, para. 9; see @note, p. 2]"
    assert printed("numeric", text, form=form) == expected
    references = formatter("numeric", text, form=form).references
    assert [each.mark for each in references] == [str(n + 1) for n in range(len(SOURCES))]


@pytest.mark.parametrize("style", ["numeric", "author-date", "notes"])
def test_a_column_names_each_place_once(style: str) -> None:
    texts = ("[@note, p. 2]", "[@canals; @note, p. 2]", "[@note, p. 2 {cred=3}]")
    column = bare(formatter(style, *texts).column([clusters(text) for text in texts]))
    expected = {
        "numeric": "4 p. 2; 3",
        "author-date": "“Are the towns on …” n.d., p. 2; Lee et al. 2020",
        "notes": "1, 2",
    }
    assert column == expected[style]


@pytest.mark.parametrize("style", ["numeric", "author-date", "notes"])
def test_drawings_name_sources_in_a_word_or_two(style: str) -> None:
    expected = {"numeric": "source 3, 4", "author-date": "Lee et al. 2020, “Are the towns …",
                "notes": "Lee et al., “Are the towns …"}  # fmt: skip
    assert bare(formatter(style).names(["canals", "note"])) == expected[style]


@pytest.mark.parametrize("style", ["numeric", "author-date", "notes"])
def test_no_text_of_a_source_is_markup(style: str) -> None:
    evil = source("evil", title="<b>Bold</b>", author=[{"literal": "A <u>& Co"}])
    cluster = clusters("[<u> @evil, p. 3, <s>]")
    own = open_formatter(style, [evil], [cluster], labels("en"), locale="en", numeric="bracket")
    lists = [*(each.html for each in own.references), *(each.html for each in own.notes)]
    html = own.inline(cluster) + "".join(lists)
    assert not re.search(r"<(b|u|s)\b|& ", html)
