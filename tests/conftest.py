"""The topics that several tests read, each loaded and checked once: all of it is frozen."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from briefing.loading.topic import LoadedTopic, load
from briefing.loading.validate import validate
from briefing.model.brief import Brief
from briefing.runtime.cache import FOLDER
from tests.support.built_briefs import BriefMaker, Order
from tests.support.han_font import write_font
from tests.support.places import ROOT, TESTS
from tests.support.slow_tests import is_slow

# A change is judged by the same cases each time; at a desk new ones are looked for.
settings.register_profile("ci", derandomize=True)
if "CI" in os.environ:
    settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that `make test-quick` leaves out."""
    for item in items:
        if isinstance(item, pytest.Function) and is_slow(item):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests, and the processes that they start, off the cache of whoever runs them.

    They find a font for Chinese beside those of the system.
    """
    data = tmp_path_factory.mktemp("data")
    write_font(data / "fonts" / "han.ttf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(data))
        yield


@pytest.fixture(scope="session")
def sample_source() -> LoadedTopic:
    return load(ROOT / "data" / "mexico-russia")


@pytest.fixture(scope="session")
def sample_brief(sample_source: LoadedTopic) -> Brief:
    return validate(sample_source)


@pytest.fixture(scope="session")
def every_kind() -> Brief:
    return validate(load(TESTS / "topics" / "every-kind.yaml"))


@pytest.fixture(scope="session")
def minimal() -> Brief:
    return validate(load(TESTS / "topics" / "minimal.yaml"))


@pytest.fixture(scope="session")
def maker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BriefMaker]:
    """Give the maker of briefs; it begins at once with all that the chosen tests will ask for."""
    with BriefMaker(tmp_path_factory.mktemp("briefs")) as maker:
        for item in request.session.items:
            call = getattr(item, "callspec", None)
            for value in call.params.values() if call else ():
                if isinstance(value, Order):
                    maker.begin(value)
        yield maker
