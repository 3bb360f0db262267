"""States are taken of files alone: nothing waits, and nothing is without an end."""

import os
from pathlib import Path

import pytest

from briefing.runtime.fingerprint import state, state_if_any


def test_a_pipe_or_a_device_has_no_state(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(OSError, match="not a regular file"):
            state(place)
        assert state_if_any(place) == ""
