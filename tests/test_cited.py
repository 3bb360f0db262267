import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.checking.cited import is_plain, keys, quick_keys, scan
from briefing.markup import parse

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
    rich = parse(text, block=True, language="en")
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


@pytest.mark.parametrize("text", ["Words.", "It floods [@a].[@b, p. 3; @c]", "One [sic] word"])
def test_simple_texts_need_no_parsing(text: str) -> None:
    assert scan(text) is not None


def test_the_most_usual_citations_need_least() -> None:
    assert quick_keys("It floods [@a; -@b-c, p. 3].[@a, table 2]") == ["a", "b-c", "a"]
    assert quick_keys("[see @a]") is None
