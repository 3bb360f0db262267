"""A few of the topics made up at random; `make fuzz` tries thousands."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from breaking import changes, damage
from fuzzing import Bench, lay_out, plain, try_out
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from making import WORDS, looks, topics
from printed import ROOT

from briefing.layout import Engine

# the same cases each time, lest a change be blamed for what it did not do
settings.register_profile("fuzz", derandomize=True, deadline=None, database=None)
FUZZ = settings.get_profile("fuzz")
# what fails fails at once: to make it small would take minutes
MANY = settings(
    FUZZ,
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(processes=1) as engine:
        yield engine


def topic(*sections: Mapping[str, object], **more: object) -> dict[str, object]:
    """Make a small topic of sections."""
    return {
        "title": "T", "type": "N", "originator": "D", "issued": "2024-05-01",
        "cutoff": "2024-04-30", "sections": list(sections), **more,
    }  # fmt: skip


@MANY
@given(st.data())
def test_a_file_with_broken_bytes_is_told_or_builds(bench: Bench, data: st.DataObject) -> None:
    assert bench.broken(data.draw(st.sampled_from(bench.places)), data.draw(changes))


@MANY
@given(st.data())
def test_a_topic_with_a_broken_structure_is_told_or_builds(
    bench: Bench, data: st.DataObject
) -> None:
    broken = json.loads(plain("every-kind.yaml"))
    for _ in range(data.draw(st.integers(1, 4))):
        damage(broken, data.draw)
    assert try_out(bench.write(broken))


@MANY
@given(topics(), looks)
def test_a_sound_topic_is_rendered(
    bench: Bench, made: dict[str, object], look: dict[str, object]
) -> None:
    assert try_out(bench.write(made), look)


@settings(MANY, max_examples=3)
@given(topics())
def test_a_sound_topic_becomes_a_valid_pdf(
    bench: Bench, engine: Engine, made: dict[str, object]
) -> None:
    assert lay_out(bench.write(made), engine) == "built"


def test_every_hostile_word_becomes_a_valid_pdf(bench: Bench, engine: Engine) -> None:
    texts = [{"kind": "text", "id": f"t{n}", "text": f"A {each} b"} for n, each in enumerate(WORDS)]
    assert lay_out(bench.write(topic(*texts)), engine) == "built"


def test_a_sign_that_no_font_has_leaves_the_fonts_of_other_sections_as_they_are(
    bench: Bench, engine: Engine
) -> None:
    made = topic(
        {"kind": "text", "text": "Plain words, ĸ and Ⱦ."},
        {"kind": "text", "id": "other", "text": "Quick \U0001f2cf brown\U0001f2cf\u0301 jumps."},
    )
    assert lay_out(bench.write(made), engine, {"new_page": True}) == "built"


@pytest.mark.parametrize("theme", ["ministry", "institute"])
def test_sections_without_entries_make_a_valid_pdf(
    theme: str, bench: Bench, engine: Engine
) -> None:
    kinds = (
        "agenda", "bilateral", "biographies", "cases", "economics", "faq", "glossary", "history",
        "multilateral", "myths", "opportunities", "outlook", "poll", "recommendations", "risks",
        "talking_points", "views",
    )  # fmt: skip
    more: dict[str, dict[str, object]] = {"agenda": {"date": "2024", "place": "x"}}
    sections = [{"kind": kind, "lead": "Words.", **more.get(kind, {})} for kind in kinds]
    table = {"kind": "comparison", "tables": [{"title": "x", "columns": ["y"]}]}
    made = topic(*sections, table, parties=[{"id": "one", "name": "One"}])
    assert lay_out(bench.write(made), engine, {"theme": theme}) == "built"


@pytest.mark.parametrize("columns", [1, 200])
def test_a_table_of_many_columns_becomes_a_valid_pdf(
    columns: int, bench: Bench, engine: Engine
) -> None:
    names = [f"c{n}" for n in range(columns)]
    table = {"title": "T", "columns": names, "rows": [{"label": "r", "cells": names}]}
    assert lay_out(bench.write(topic({"kind": "comparison", "tables": [table]})), engine) == "built"


@pytest.mark.parametrize("count", [0, 1, 5000])
def test_none_one_and_thousands_of_items_are_rendered(count: int, bench: Bench) -> None:
    questions = [{"question": f"Why {n}?", "answer": "So."} for n in range(count)]
    made = topic({"kind": "faq", "lead": "Words.", "questions": questions})
    assert try_out(bench.write(made)) == "rendered"


def test_the_bench_holds_the_sample(bench: Bench) -> None:
    files = len(list((ROOT / "data" / "mexico-russia").rglob("*.yaml")))
    assert len(bench.places) > files
    assert all(Path(file).is_file() for _, file in bench.places)
