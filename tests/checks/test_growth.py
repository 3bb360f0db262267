"""What reading costs is in proportion to what is read; `growth` measures it by the clock."""

import sys
from pathlib import Path
from types import FrameType

import pytest

from briefing.checks import report
from tests.support.growth import KINDS, MOST, exponent, read, write

SIZES = (1, 4)
# up to a hundred of them each takes a little more than the one before
LATE = {"citations with notes", "figures of many periods"}


def steps(folder: Path) -> int:
    """Count the calls that reading a topic takes, of functions in Python and in C."""
    count = 0

    def note(_frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    read(folder)  # what is imported, or remembered, is so now
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read(folder)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - LATE))
def test_steps_grow_in_proportion_to_the_file(kind: str, tmp_path: Path) -> None:
    least, make = KINDS[kind]
    counts = []
    for size in SIZES:
        write(tmp_path, make(max(2, least * size // 8)))
        counts.append(steps(tmp_path))
    assert exponent(SIZES, counts) <= MOST


def test_each_file_is_split_once_for_all_its_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Break:
        def __init__(self) -> None:
            self.count = 0

        def split(self, text: str) -> list[str]:
            self.count += 1
            return text.splitlines()

    counting = Break()
    monkeypatch.setattr(report, "_BREAK", counting)
    least, make = KINDS["rows of CSV with bad dates"]
    write(tmp_path, make(least))
    assert read(tmp_path).count("12.05.1924") > least
    assert counting.count == 1
