import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import Diagnostic, Span
from briefing.formats.yaml_tree import MAX_DEPTH, Map, Node, Seq, read_yaml, span_of


@pytest.fixture(params=[True, False], ids=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", request.param)


def read(text: str) -> Any:
    tree, found = read_yaml(text.encode(), "t.yaml")
    assert found == []
    return tree


def faults(text: str | bytes) -> list[tuple[int, int, str]]:
    """Read what must be wrong; tell line, column and message of each finding."""
    _, found = read_yaml(text if isinstance(text, bytes) else text.encode(), "t.yaml")
    assert found
    return [(each.span.line, each.span.column, each.message) for each in found if each.span]


TOPIC = """\
title: &name A brief
sections:
  - kind: risks
    risks:
      - event: Drought
        likelihood: 3
      - {event: Flood, likelihood: high}
  - kind: history
    title: *name
"""


@pytest.mark.usefixtures("parser")
def test_a_tree_is_plain_data_with_aliases_in_place() -> None:
    assert read(TOPIC) == {
        "title": "A brief",
        "sections": [
            {
                "kind": "risks",
                "risks": [
                    {"event": "Drought", "likelihood": 3},
                    {"event": "Flood", "likelihood": "high"},
                ],
            },
            {"kind": "history", "title": "A brief"},
        ],
    }


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("loc", "key", "line", "column"),
    [
        ((), False, 1, 1),
        (("title",), False, 1, 8),
        (("title",), True, 1, 1),
        (("subtitle",), False, 1, 1),  # missing, hence its parent
        (("sections", 0), False, 3, 5),
        (("sections", 9), False, 3, 3),
        (("sections", 0, "risks"), False, 3, 5),  # the tag of the union
        (("sections", 0, "risks", "title"), False, 3, 5),
        (("sections", 0, "risks", "risks"), False, 5, 7),
        (("sections", 0, "risks", "risks"), True, 4, 5),
        (("sections", 0, "risks", "risks", 1, "likelihood", "int"), False, 7, 36),
        (("sections", 0, "risks", "risks", 1, "likelihood"), True, 7, 24),
        (("sections", 1, "history", "title"), False, 9, 12),
        (("sections", 1, "history", "title", "[key]"), False, 9, 5),
    ],
)
def test_a_loc_of_pydantics_leads_to_line_and_column(
    loc: tuple[str | int, ...], key: bool, line: int, column: int
) -> None:
    assert span_of(read(TOPIC), loc, key=key) == Span("t.yaml", line, column)


def test_a_subtree_from_another_file_tells_that_file() -> None:
    tree = read(TOPIC)
    tree["sections"][1], _ = read_yaml(b"\n\nkind: faq\n", "faq.yaml")
    assert span_of(tree, ("sections", 1)) == Span("faq.yaml", 3, 1)
    assert span_of(tree, ("sections", 1, "faq", "kind")) == Span("faq.yaml", 3, 7)
    assert span_of(tree, ("sections", 0)) == Span("t.yaml", 3, 5)


def test_lines_and_columns_count_characters_after_any_line_end_and_a_byte_order_mark() -> None:
    tree = read("\ufeffä: {ö: é}\r\n# c\r\nb: ü\n")
    assert span_of(tree, ("ä", "ö")) == Span("t.yaml", 1, 8)
    assert span_of(tree, ("b",)) == Span("t.yaml", 3, 4)


def test_a_tree_survives_pickling_with_its_places() -> None:
    again = pickle.loads(pickle.dumps(read(TOPIC)))
    assert again == read(TOPIC)
    assert span_of(again, ("sections", 1, "kind")) == Span("t.yaml", 8, 11)


@pytest.mark.usefixtures("parser")
def test_only_plain_scalars_are_numbers_and_constants() -> None:
    tree = read('[1, "1", \'1\', ! 1, !!str 1, ~, "~", "", NO, 012, 2023-09-14, 12:30, 1_000]')
    kept = ["NO", "012", "2023-09-14", "12:30", "1_000"]
    assert tree == [1, "1", "1", "1", "1", None, "~", "", *kept]
    assert read("a:\nb: |\n  1\n") == {"a": None, "b": "1\n"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("aé:#<\"'\n", min_size=1), inner),
)


def nodes(tree: Node, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Node]]:
    yield loc, tree
    for part, value in (
        tree.items() if isinstance(tree, Map) else enumerate(tree) if isinstance(tree, Seq) else ()
    ):
        yield from nodes(value, (*loc, part))


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text("ab", min_size=1), JSON), st.sampled_from([None, 2]))
def test_json_is_read_as_it_is_and_each_span_points_at_its_value(
    data: dict[str, object], indent: int | None
) -> None:
    text = json.dumps(data, indent=indent)
    tree = read(text)
    assert tree == data
    lines = text.splitlines(keepends=True)
    for loc, value in nodes(tree):
        for key in (False, True) if loc else (False,):
            span = span_of(tree, loc, key=key and isinstance(loc[-1], str))
            rest = "".join(lines[span.line - 1 :])[span.column - 1 :]
            here, _ = json.JSONDecoder().raw_decode(rest)
            assert here == (loc[-1] if key and isinstance(loc[-1], str) else value)


@pytest.mark.usefixtures("parser")
def test_all_faults_of_content_are_found_in_one_pass() -> None:
    text = """\
a: 1
b: {c: 1, "c": 2, c: {d: 3}}
a: 2
2020: x
true: y
<<: {z: 1}
"<<": kept
? [p]
: q
"": r
e: !foo bar
f: !!python/object:os.system []
g: &g [*g]
h: *none
i: !!int "3"
"""
    assert faults(text) == [
        (2, 11, "`c` is given a second time, first at t.yaml:2:5"),
        (2, 19, "`c` is given a second time, first at t.yaml:2:5"),
        (3, 1, "`a` is given a second time, first at t.yaml:1:1"),
        (4, 1, "key `2020` is not text"),
        (5, 1, "key `true` is not text"),
        (6, 1, "`<<` does not merge here"),
        (8, 3, "a key is not text"),
        (10, 1, "a key is empty"),
        (11, 4, "unknown tag `!foo`"),
        (12, 4, "unknown tag `!!python/object:os.system`"),
        (13, 8, "`*g` is a part of what it stands for"),
        (14, 4, "`*none` stands for nothing above"),
        (15, 4, "unknown tag `!!int`"),
    ]
    tree, _ = read_yaml(text.encode(), "t.yaml")
    assert tree == {
        "a": 1,
        "b": {"c": 1},
        "<<": "kept",
        "e": "bar",
        "f": [],
        "g": [""],
        "h": "",
        "i": "3",
    }
    assert isinstance(tree, Map)
    assert span_of(tree, ("i",)) == Span("t.yaml", 15, 4)


@pytest.mark.usefixtures("parser")
def test_a_key_that_is_good_in_quotes_is_judged_again_without() -> None:
    text = '- {"true": 1, "<<": 2, a: 3}\n- {true: 1, <<: 2, "a": 3, a: 4}\n'
    assert [(line, column) for line, column, _ in faults(text)] == [(2, 4), (2, 13), (2, 28)]


@pytest.mark.usefixtures("parser")
def test_a_second_document_is_refused_after_the_faults_of_the_first() -> None:
    assert faults("---\na: 1\na: 2\n---\nb: 1\n") == [
        (3, 1, "`a` is given a second time, first at t.yaml:2:1"),
        (4, 1, "a second document begins here"),
    ]


@pytest.mark.parametrize("data", [b"", b"# only a comment\n", b"---\n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_a_fault(data: bytes) -> None:
    assert faults(data) == [(1, 1, "the file is empty")]


def test_bytes_that_are_not_utf_8_are_shown_with_line_and_column() -> None:
    _, found = read_yaml("a: é\nb: Zürich".encode() + b" Z\xfcrich", "t.yaml")
    hint = "save the file with the encoding UTF-8"
    message, span = "byte 0xfc is not UTF-8", Span("t.yaml", 2, 12)
    assert found == [Diagnostic(message, span, hint, rule="not-utf-8")]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_depth_is_bounded_before_any_parser_gives_way(opening: str) -> None:
    (fault,) = faults(opening * 100_000)
    assert fault == (1, MAX_DEPTH * len(opening) + 1, "nested more than 64 deep")
    closing = {"[": "]", "{a: ": "}", "- ": ""}[opening]
    read(opening * MAX_DEPTH + "1" + closing * MAX_DEPTH)


def test_depth_counts_what_an_alias_stands_for() -> None:
    half = MAX_DEPTH // 2
    read(f"- &a {'[' * half}{']' * half}\n- {'[' * (half - 1)}*a{']' * (half - 1)}\n")
    (fault,) = faults(f"- &a {'[' * half}{']' * half}\n- {'[' * half}*a{']' * half}\n")
    assert fault == (2, half + 3, "nested more than 64 deep")


def test_a_bomb_of_aliases_is_refused_and_shared_aliases_are_not_copied() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    ((_, _, message),) = faults("\n".join(["a0: &a0 [lol]", *levels]))
    assert message == "more than 1,000,000 values, counting again what each alias stands for"
    tree = read("a: &a [1]\nb: *a\n")
    assert tree["a"] is tree["b"]


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.formats.yaml_tree.MAX_NODES", 5)
    assert len(read("{a: 1, b: 2}")) == 2
    assert faults("a: 1\nb: 2\nc: 3\n")[0][:2] == (3, 1)
