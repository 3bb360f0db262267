"""Where a brief goes that is not written at its own place, and what is said of it."""

import os
from pathlib import Path

import pytest

from briefing.errors import OutputError
from briefing.pipeline.build import build
from tests.support.places import TOPICS

MINIMAL = TOPICS / "minimal.yaml"


def test_a_brief_that_is_written_through_a_link_says_where(tmp_path: Path) -> None:
    (tmp_path / "brief.pdf").symlink_to("elsewhere.pdf")
    result = build(MINIMAL, tmp_path / "brief.pdf")
    assert [str(each) for each in result.warnings] == [
        f"warning: `{tmp_path}/brief.pdf` is a link: `{tmp_path}/elsewhere.pdf` was written"
    ]
    assert (tmp_path / "elsewhere.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "brief.pdf").is_symlink()


def test_a_pipe_is_no_place_for_a_brief() -> None:
    reader, writer = os.pipe()
    try:
        with pytest.raises(OutputError, match="is not a regular file"):
            build(MINIMAL, Path(f"/dev/fd/{writer}"))
    finally:
        os.close(reader)
        os.close(writer)
