import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.text.citation_scan import cites_only, is_plain, keys, quick_keys, scan
from briefing.text.rich_text import parse_rich_text

PIECES = st.sampled_from(
    [
        "[@a]", "[@b, p. 3]", "[see @a; -@c, sec. 2]", "[@a {cred=2}]", "[sic]", "[@", "[@a", "]",
        "[x](#y)", "[x]{lang=es}", "![", "!", "(", "{", "\\", "<https://x.org>", "*", "word", " ",
        "\n", "\n\n", "- ", "1. ", "&amp;", "[@a @b]", "[@a {cred=9}]", "[[@a]]", "@a", "`", "  ",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_is_found_without_parsing_is_what_parsing_finds(text: str) -> None:
    rich = parse_rich_text(text, block=True, language="en")
    wanted = [item for cluster in rich.citations for item in cluster]
    assert list(keys(text)) == [item.key for item in wanted]
    found = scan(text)
    if found is not None:
        assert [item for cluster in found for item in cluster] == wanted
        assert (rich.references, rich.faults) == ((), ())
    assert not is_plain(text) or found == ()
    quick = quick_keys(text)
    if quick is not None:
        assert quick == [item.key for item in wanted]
        assert (rich.references, rich.faults) == ((), ())


@pytest.mark.parametrize(
    "text",
    ["Words.", "It floods [@a].[@b, p. 3; @c]", "One [sic] word", "It [@a,\np. 3].\n\nIt [@b]."],
)
def test_simple_texts_need_no_parsing(text: str) -> None:
    assert scan(text) is not None


def test_a_paragraph_that_ends_within_a_bracket_is_left_to_the_parser() -> None:
    assert scan("It floods [@a,\n \np. 3]") is None


def test_the_most_usual_citations_need_least() -> None:
    assert quick_keys("It floods [@a; -@b-c, p. 3].[@a, table 2]") == ["a", "b-c", "a"]
    assert quick_keys("[see @a]") is None


def test_what_only_cites_known_sources_needs_no_second_look() -> None:
    for text in ("Words.", "It floods.[@a; @b, p. 3] *Again*.[@a]", "[@a]"):
        assert cites_only(text, {"a", "b"})
    for text in ("It floods.[@c]", "[see @a]", "[@a", "<https://x.org>"):
        assert not cites_only(text, {"a", "b"})
    assert cites_only("[@a; @b]", {"a", "b"}, alone=True)
    for text in ("", "Words.", "[@a] [@b]", "It floods [@a]", "[@a]."):
        assert not cites_only(text, {"a", "b"}, alone=True)
