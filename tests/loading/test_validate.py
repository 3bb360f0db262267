import json
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import Diagnostic, InputError
from briefing.formats.yaml_tree import Map, read_yaml
from briefing.loading.topic import LoadedTopic, load
from briefing.loading.validate import validate
from briefing.model.brief import Brief
from tests.support.places import TESTS


def test_a_valid_topic_becomes_a_brief(every_kind: Brief, minimal: Brief) -> None:
    assert str(every_kind.title) == "The Alder River Commission"
    assert [str(section.id) for section in minimal.sections] == ["summary", "text"]
    assert str(minimal.issued) == "2024-05-01"


def read(text: str) -> LoadedTopic:
    tree, found = read_yaml(text.encode(), "topic.yaml")
    assert isinstance(tree, Map)
    assert not found
    return LoadedTopic("topic", tree, {})


def faults(source: LoadedTopic) -> Sequence[Diagnostic] | None:
    """Give the diagnostics of a topic, or None where it is valid."""
    try:
        validate(source)
    except InputError as error:
        return error.diagnostics
    return None


WORDS = st.sampled_from(
    ["", "x", "5", "2023-02-30", "not stated", "text", "risks", "[@nobody]", "[x](#no)", "a\u0007"]
)
VALUES: st.SearchStrategy[Any] = st.one_of(
    WORDS,
    # a copy each: what is put in may be damaged, too
    st.sampled_from([None, True, 0, -1, 3, 10**400, 0.5, [], {}, [[]], [None], [{}]]).map(deepcopy),
    st.lists(WORDS, max_size=2),
    st.dictionaries(st.sampled_from(["id", "kind", "title", "date-parts", "x"]), WORDS),
)


def slots(node: Any) -> list[tuple[Any, Any]]:
    """List every place in plain data, as a container and a key or an index."""
    if not isinstance(node, dict | list):
        return []
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    return [slot for key in keys for slot in ((node, key), *slots(node[key]))]


def damage(topic: dict[str, Any], draw: Any) -> None:
    """Replace, delete or repeat something, or put it under another key."""
    holder, key = draw(st.sampled_from(slots(topic)))
    match draw(st.sampled_from(["replace", "replace", "delete", "repeat"])):
        case "replace":
            holder[key] = draw(VALUES)
        case "delete":
            del holder[key]
        case "repeat" if isinstance(holder, list):
            holder.append(holder[key])
        case _:
            holder[draw(st.sampled_from([f"{key}s", "id", "kind", "title"]))] = holder[key]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_is_damaged_is_told_with_its_place_and_in_words_of_our_own(
    data: st.DataObject,
) -> None:
    path = TESTS / "topics" / "every-kind.yaml"
    topic = json.loads(json.dumps(load(path).tree))
    for _ in range(data.draw(st.integers(1, 3))):
        damage(topic, data.draw)
    found = faults(read(json.dumps(topic)))
    assert found is None or len(found) > 0
    for each in found or ():
        assert each.span
        assert each.span.file == "topic.yaml"
        assert not re.search(r"input should|None|True|Map\(|<class", each.message), each
    places = [each.span for each in found or () if each.span]
    assert places == sorted(places)
