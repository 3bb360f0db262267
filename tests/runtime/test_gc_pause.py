import gc

import pytest

from briefing.runtime.gc_pause import paused


def test_the_collector_rests_and_goes_on() -> None:
    with paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_made_while_it_rested_counts_as_old() -> None:
    gc.collect()
    with paused():
        made: list[list[object]] = [[] for _ in range(10_000)]
    assert not any(each is made for each in gc.get_objects(generation=0))
    assert gc.get_freeze_count() == 0


def test_the_collector_goes_on_after_a_fault() -> None:
    with pytest.raises(KeyError), paused():
        raise KeyError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
