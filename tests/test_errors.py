import pickle

import pytest

from briefing.errors import (
    BriefingError,
    Diagnostic,
    EngineError,
    InputError,
    OutputError,
    Span,
    UsageError,
)
from tests.support.places import ROOT


@pytest.mark.parametrize("kind", [UsageError, OutputError, EngineError])
def test_an_error_is_its_message_and_its_hint_on_a_line_of_its_own(
    kind: type[BriefingError],
) -> None:
    assert str(kind("it is red", "paint it")) == "it is red\n  hint: paint it"
    assert str(kind("it is red")) == "it is red"
    assert (kind("it is red; truly").message, kind("it is red; truly").hint) == (
        "it is red; truly",
        None,
    )


@pytest.mark.parametrize(
    "error",
    [
        UsageError("it is red", "paint it"),
        EngineError("it is red"),
        InputError([Diagnostic("it is red", Span("topic.yaml", 1, 2), "paint it")]),
    ],
)
def test_an_error_is_the_same_behind_a_process_boundary(error: BriefingError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)


def test_no_module_cuts_a_hint_out_of_a_message() -> None:
    modules = list((ROOT / "briefing").rglob("*.py"))
    assert len(modules) > 100
    cutting = [each.name for each in modules if 'partition("; ")' in each.read_text("utf-8")]
    assert cutting == []
