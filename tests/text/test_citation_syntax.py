import pytest

from briefing.text.citation_syntax import Citation, is_cluster, read_cluster


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@one", Citation("one")),
        ("@seric-2023, para. 12", Citation("seric-2023", "paragraph", "12")),
        ("@one, pp. 3-5", Citation("one", "page", "3–5")),
        ("@one, pp. 3 -- 5, 9 & 11", Citation("one", "page", "3–5, 9, 11")),
        ("@one pp. xi–xiv", Citation("one", "page", "xi–xiv")),
        ("@one, 33", Citation("one", "page", "33")),
        ("@one, ¶¶ 3, 4", Citation("one", "paragraph", "3, 4")),
        ("@one, paras 3 and passim", Citation("one", "paragraph", "3", suffix="and passim")),
        ("@one, sec. 4.2", Citation("one", "section", "4.2")),
        ("@one, Table 3, my note", Citation("one", "table", "3", suffix="my note")),
        ("@one, figs. 2a-2c", Citation("one", "figure", "2a–2c")),
        ("@one, ch. 7", Citation("one", "chapter", "7")),
        ("@one, vol. 3", Citation("one", suffix="vol. 3")),
        ("@one, in the author's view", Citation("one", suffix="in the author’s view")),
        ("see also @one", Citation("one", prefix="see also")),
        ("-@one", Citation("one", suppressed=True)),
        ("@one, p. 3 {cred=2}", Citation("one", "page", "3", credibility=2)),
        ("@one.two:3", Citation("one.two:3")),
    ],
)
def test_a_citation_is_read_into_its_parts(body: str, expected: Citation) -> None:
    assert is_cluster(body)
    assert read_cluster(body) == (expected,)


def test_a_cluster_holds_several_sources() -> None:
    assert [item.key for item in read_cluster("@one; see -@two, sec. 4;@three")] == [
        "one", "two", "three",
    ]  # fmt: skip


def test_a_locator_knows_whether_it_names_more_than_one_place() -> None:
    assert [read_cluster(f"@one, p. {each}")[0].plural for each in ("3", "3-5", "3, 5")] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("body", ["me@example.org", "sic", "write to me@example.org", "5 @ 3", ""])
def test_other_text_in_brackets_is_no_citation(body: str) -> None:
    assert not is_cluster(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("@", "`[@]` is no citation: expected `[@key]`"),
        ("@one;", "is no citation"),
        ("@one; two", "is no citation"),
        ("@one, @two", "runs two sources together: expected `;`"),
        ("@one and @two, p. 3", "runs two sources together"),
        ("@one {c2}", "expected {cred=1} to {cred=6}"),
        ("@one {cred=7}", "expected {cred=1} to {cred=6}"),
        ("@one {cred=2}, p. 3", "expected {cred=1} to {cred=6}"),
    ],
)
def test_a_malformed_citation_is_refused(body: str, words: str) -> None:
    assert is_cluster(body)
    with pytest.raises(ValueError, match=r"expected") as caught:
        read_cluster(body)
    assert words in str(caught.value)
