"""Where the time of a cold build goes: stage by stage, and request by request.

Enters: a topic. Leaves: for each function that the pipeline calls, and each method of the engine
and the renderer, the median of seconds by the clock over some builds, each a process of its own.
Invariant: nothing of `briefing` is changed or named here: what the pipeline imports is wrapped from
outside. Time within an inner function is the inner one's alone.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from statistics import median
from subprocess import check_output
from tempfile import TemporaryDirectory
from types import FunctionType
from typing import Any

from measure import ROOT

__all__: list[str] = []


class Clock:
    """Adds up what wrapped functions take, less what others within them take."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._within = [0.0]

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap one function."""

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._within.append(0.0)
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter() - start
                self.seconds[name] += took - self._within.pop()
                self._within[-1] += took

        return timed

    def wrap_all(self, module: Any) -> None:
        """Wrap the functions of ours that a module imports, and the methods of such classes."""
        for name, value in list(vars(module).items()):
            if not getattr(value, "__module__", "").startswith("briefing."):
                continue
            if isinstance(value, FunctionType):
                setattr(module, name, self.wrap(name, value))
            elif name in ("LayoutEngine", "Renderer"):
                for method, body in list(vars(value).items()):
                    if isinstance(body, FunctionType) and (
                        method[0] != "_" or method == "__init__"
                    ):
                        setattr(value, method, self.wrap(f"{name}.{method}", body))


def once(topic: Path, output: Path) -> dict[str, float]:
    """Build in this process, with all functions wrapped."""
    start = time.perf_counter()
    from briefing.pipeline import build as pipeline

    clock = Clock()
    clock.seconds["imports"] = time.perf_counter() - start
    clock.wrap_all(pipeline)
    pipeline.build(topic, output)
    return clock.seconds


def engine_start() -> dict[str, float]:
    """Return how long an engine takes to its first answer when nothing else is done meanwhile."""
    from briefing.layout.engine import LayoutEngine

    start = time.perf_counter()
    with LayoutEngine() as engine:
        engine.serve({})
        engine.lay_out("empty", "<title>empty</title>")
        return {"(an engine, from its start to its first answer)": time.perf_counter() - start}


def main() -> None:
    """Build some times, print the stages that take longest first."""
    parser = argparse.ArgumentParser(description="Tell where the time of a cold build goes.")
    parser.add_argument("topic", nargs="?", type=Path, default=ROOT / "data" / "mexico-russia")
    parser.add_argument("--builds", type=int, default=5)
    parser.add_argument("--once", type=Path, metavar="PDF", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.once:
        print(json.dumps({**once(asked.topic, asked.once), **engine_start()}))
        return
    runs: list[dict[str, float]] = []
    with TemporaryDirectory() as folder:
        pdf = Path(folder, "a.pdf")
        command = [sys.executable, __file__, "--once", str(pdf), str(asked.topic.resolve())]
        runs += [json.loads(check_output(command, text=True)) for _ in range(asked.builds)]
    names = {name for each in runs for name in each}
    table = {name: median(each.get(name, 0) for each in runs) for name in names}
    whole = sum(seconds for name, seconds in table.items() if name[0] != "(")
    for name, seconds in sorted(table.items(), key=lambda item: -item[1]):
        if seconds >= 0.0005:
            print(f"{1000 * seconds:7.0f} ms {seconds / whole:5.0%}  {name}")
    print(f"{1000 * whole:7.0f} ms  all of a build, without the start of Python")


if __name__ == "__main__":
    main()
