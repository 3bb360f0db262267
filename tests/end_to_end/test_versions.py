"""What earlier versions wrote is read, built and taken out of its PDFs by this one.

`tests/versions/` has a folder for each: two topics, a pack of both, a theme of a desk's own that
overrides templates, and what that version made of them. Nothing in such a folder is ever changed:
where a test fails here, it is the program that no longer keeps what docs/compatibility.md promises.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.archive.extract import extract
from briefing.checks.run import diagnose
from briefing.layout.engine import LayoutEngine
from briefing.model.options import Options
from briefing.packs.build import pack
from briefing.pipeline.build import build
from tests.support.pdf import page_texts
from tests.support.places import TESTS

VERSIONS = sorted((TESTS / "versions").glob("*.*.*"))
MOTTO = "House style of the river desk"

pytestmark = pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)


@pytest.fixture(scope="module")
def engine() -> Iterator[LayoutEngine]:
    with LayoutEngine() as engine:
        yield engine


def words(pdf: Path) -> set[str]:
    """Return the words of a PDF; lines may break elsewhere, and numbers count what is around."""
    text = "".join(page_texts(pdf.read_bytes()))
    joined = re.sub(r"[\x02\xad\ufffe]\s*|(?<=\w)-\s+", "", text)
    return set(re.findall(r"[^\W\d_]{2,}", joined))


def test_topics_hold_no_error(version: Path) -> None:
    topics = [path.parent for path in version.glob("*/topic.yaml")]
    found = [each for topic in topics for each in diagnose(topic).diagnostics]
    assert len(topics) == 2
    assert [str(each) for each in found if each.severity == "error"] == []


def test_a_topic_is_built_in_a_theme_of_ones_own(
    version: Path, engine: LayoutEngine, tmp_path: Path
) -> None:
    options = Options(theme=str(version / "house"), profile="one-sheet")
    build(version / "mexico-russia", tmp_path / "brief.pdf", options, engine=engine)
    assert words(version / "brief.pdf") - words(tmp_path / "brief.pdf") == set()
    assert MOTTO in page_texts((tmp_path / "brief.pdf").read_bytes())[0]


def test_a_pack_is_bound(version: Path, engine: LayoutEngine, tmp_path: Path) -> None:
    pack(version / "visit.yaml", tmp_path / "pack.pdf", engine=engine)
    assert words(version / "pack.pdf") - words(tmp_path / "pack.pdf") == set()


def test_the_data_of_a_brief_make_it_again_with_the_theme_that_came_along(
    version: Path, engine: LayoutEngine, tmp_path: Path
) -> None:
    data = extract(version / "brief.pdf", tmp_path / "data")
    assert [each for each in diagnose(data).diagnostics if each.severity == "error"] == []
    build(data, tmp_path / "again.pdf", engine=engine)
    assert words(version / "brief.pdf") - words(tmp_path / "again.pdf") == set()
    assert MOTTO in page_texts((tmp_path / "again.pdf").read_bytes())[0]


def test_the_data_of_a_pack_make_it_again(
    version: Path, engine: LayoutEngine, tmp_path: Path
) -> None:
    data = extract(version / "pack.pdf", tmp_path / "data")
    pack(data / "pack.yaml", tmp_path / "again.pdf", engine=engine)
    assert words(version / "pack.pdf") - words(tmp_path / "again.pdf") == set()


def test_there_is_something_of_each_sort(version: Path) -> None:
    names = {path.relative_to(version).as_posix() for path in version.rglob("*") if path.is_file()}
    assert names >= {"visit.yaml", "brief.pdf", "pack.pdf", "house/templates/identity.html"}
    assert sum(path.stat().st_size for path in version.rglob("*") if path.is_file()) < 2_000_000
