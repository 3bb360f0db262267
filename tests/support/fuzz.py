"""A long run of cases made up at random; what must become of each, `trying` says.

python -m tests.support.fuzz 10000    # cases; the same --seed gives the same ones
"""

# ruff: noqa: T201  # it talks to a person

import os
import sys
import time
import traceback
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from briefing.runtime.cache import FOLDER
from tests.support.fuzz_cases import KINDS, Kind
from tests.support.fuzz_oracle import Bench

CHUNK = 200
"""So many cases, of all kinds, are drawn from one number."""


def main() -> None:
    """Try as many cases as are asked for, and go on after a fault; tell of each fault once."""
    names = [kind.__name__ for kind in KINDS]
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--kinds", nargs="+", choices=names, default=names, metavar="KIND",
                        help=", ".join(names))  # fmt: skip
    wanted = parser.parse_args()
    plan = {kind: share for kind, share in KINDS.items() if kind.__name__ in wanted.kinds}
    became: Counter[tuple[str, str]] = Counter()
    faults: Counter[str] = Counter()
    start = time.monotonic()
    number, done = wanted.seed, 0
    with TemporaryDirectory() as folder, Bench(Path(folder)) as bench:
        os.environ[FOLDER] = str(Path(folder, "cache"))
        while done < wanted.cases and time.monotonic() - start < 60 * wanted.minutes:
            number += 1
            for kind, share in plan.items():
                _chunk(bench, kind, CHUNK * share // sum(plan.values()), number, became, faults)
            done = became.total()
            print(
                f"{done} cases, {time.monotonic() - start:.0f} s, {len(faults)} faults", flush=True
            )
    _tell(became)
    sys.exit(1 if faults else 0)


def _chunk(
    bench: Bench,
    kind: Kind,
    count: int,
    number: int,
    became: Counter[tuple[str, str]],
    faults: Counter[str],
) -> None:
    """Try some cases of a kind."""

    @seed(number)
    @settings(
        # the first case of a chunk is always the simplest, so one is not enough
        max_examples=max(count, 2),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def cases(data: st.DataObject) -> None:
        try:
            became[kind.__name__, kind(bench, data.draw)] += 1
        except Exception as error:  # noqa: BLE001  the run goes on, and tells
            bench.restart()
            last = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {error}"
            became[kind.__name__, "failed"] += 1
            faults[key := fault[:80]] += 1
            if faults[key] == 1:
                print(f"\n{kind.__name__}, seed {number}: {fault[:300]}", flush=True)
                traceback.print_exc(limit=-8)

    cases()


def _tell(became: Counter[tuple[str, str]]) -> None:
    """Print a table of what became of the cases."""
    columns = sorted({column for _, column in became})
    print("| kind |", " | ".join(columns), "|")
    for name in dict.fromkeys(name for name, _ in became):
        print(f"| {name} |", " | ".join(f"{became[name, each]:,}" for each in columns), "|")


if __name__ == "__main__":
    main()
