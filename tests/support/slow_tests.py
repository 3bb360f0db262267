"""Which tests are slow: those that can lay out a page or start a process, and all of made-up input.

Enters: a collected test. Leaves: whether it is slow. Nobody keeps a list: it is seen in the code of
the test, of its fixtures, and of the helpers in `tests` that they call.
"""

import multiprocessing
import subprocess
from collections.abc import Iterator
from types import CodeType, FunctionType

import pytest
from typer.testing import CliRunner

import briefing
from briefing.batch.run import batch
from tests.support import kill_runs
from tests.support.built_briefs import BriefMaker
from tests.support.engine_pair import Engines
from tests.support.fuzz_oracle import Bench

__all__ = ["is_slow"]

# Whoever names one of them has to wait.
_WAITED_FOR = (
    subprocess, multiprocessing, kill_runs, CliRunner,
    briefing.LayoutEngine, briefing.build, briefing.pack, batch, BriefMaker, Engines, Bench,
)  # fmt: skip


def is_slow(test: pytest.Function) -> bool:
    """Return whether a test takes a process, a page or made-up input."""
    if hasattr(test.function, "hypothesis"):
        return True
    return any(_waits(function, set()) for function in _functions(test))


def _functions(test: pytest.Function) -> Iterator[object]:
    yield test.function
    fixtures = test._fixtureinfo.name2fixturedefs  # which pytest shows nowhere else
    yield from (each.func for name in test.fixturenames for each in fixtures.get(name, ()))


def _waits(function: object, seen: set[object]) -> bool:
    function = getattr(function, "__wrapped__", function)
    if not isinstance(function, FunctionType) or function in seen:
        return False
    seen.add(function)
    found = [function.__globals__.get(name) for name in _names(function.__code__)]
    if any(each is waited for each in found for waited in _WAITED_FOR):
        return True
    own = [each for each in found if getattr(each, "__module__", "").startswith("tests.")]
    return any(_waits(each, seen) for each in own)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)
