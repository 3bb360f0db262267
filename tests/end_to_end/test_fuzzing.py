"""A few of the topics made up at random; `make fuzz` tries thousands."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefing.layout.engine import LayoutEngine
from tests.support.fuzz_cases import KINDS, Kind, laid, sheets, styles
from tests.support.fuzz_oracle import Bench, lay_out, try_out
from tests.support.odd_tokens import WORDS
from tests.support.places import ROOT
from tests.support.random_options import choices, commands

# the same cases each time, lest a change be blamed for what it did not do
settings.register_profile("fuzz", derandomize=True, deadline=None, database=None)
FUZZ = settings.get_profile("fuzz")
# what fails fails at once: to make it small would take minutes
MANY = settings(
    FUZZ,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


# what has to be laid out, or asks another program, takes longer
SHORT = {kind: max(9, share // 6) for kind, share in KINDS.items()}
SHORT |= {styles: 5, sheets: 5, choices: 5, commands: 4, laid: 3}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with Bench(tmp_path_factory.mktemp("bench")) as bench:
        yield bench


@pytest.fixture
def engine(bench: Bench) -> LayoutEngine:
    return bench.engine


def topic(*sections: Mapping[str, object], **more: object) -> dict[str, object]:
    """Make a small topic of sections."""
    return {
        "title": "T", "type": "N", "originator": "D", "issued": "2024-05-01",
        "cutoff": "2024-04-30", "sections": list(sections), **more,
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_case_of_each_kind_becomes_what_it_must(bench: Bench, kind: Kind) -> None:
    @settings(MANY, max_examples=SHORT[kind])
    @given(st.data())
    def cases(data: st.DataObject) -> None:
        assert kind(bench, data.draw)

    cases()


def test_every_hostile_word_becomes_a_valid_pdf(bench: Bench, engine: LayoutEngine) -> None:
    texts = [{"kind": "text", "id": f"t{n}", "text": f"A {each} b"} for n, each in enumerate(WORDS)]
    assert lay_out(bench.write(topic(*texts)), engine) == "built"


def test_a_sign_that_no_font_has_leaves_the_fonts_of_other_sections_as_they_are(
    bench: Bench, engine: LayoutEngine
) -> None:
    made = topic(
        {"kind": "text", "text": "Plain words, ĸ and Ⱦ."},
        {"kind": "text", "id": "other", "text": "Quick \U0001f2cf brown\U0001f2cf\u0301 jumps."},
    )
    assert lay_out(bench.write(made), engine, {"new_page": True}) == "built"


def test_two_files_of_one_family_stay_two_fonts(
    bench: Bench, engine: LayoutEngine, tmp_path: Path
) -> None:
    theme = tmp_path / "ours"
    shutil.copytree(ROOT / "styles" / "ministry", theme)
    settings, more = theme / "theme.yaml", "EB Garamond, file: Noto Sans/NotoSansSC-Regular.ttf"
    fonts = f"fonts:\n  - {{family: {more}}}\n"
    settings.write_text(settings.read_text().replace("fonts:\n", fonts, 1))
    made = topic({"kind": "text", "text": "Words, 漢字 and Ƣ among them."})
    assert lay_out(bench.write(made), engine, {"theme": str(theme)}) == "built"


@pytest.mark.parametrize("theme", ["ministry", "institute"])
def test_sections_without_entries_make_a_valid_pdf(
    theme: str, bench: Bench, engine: LayoutEngine
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
    columns: int, bench: Bench, engine: LayoutEngine
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
