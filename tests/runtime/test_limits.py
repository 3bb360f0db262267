"""A clock and a limit of memory around what runs in this process."""

import signal
import time
from collections.abc import Callable

import pytest

from briefing.errors import InputError
from briefing.runtime.bounded_reading import bounded_reading
from briefing.runtime.limits import Limits, bounded


def stopped(body: Callable[[], object]) -> str:
    """Run something within a moment, and tell how it was stopped."""
    with pytest.raises(TimeoutError) as caught, bounded(Limits(0.05)):
        body()
    return str(caught.value)


def test_what_swallows_the_end_of_its_time_gets_it_again_and_at_the_end() -> None:
    swallowed: list[OSError] = []

    def swallow() -> None:
        while len(swallowed) < 2:
            try:
                time.sleep(5)
            except OSError as error:
                swallowed.append(error)

    assert stopped(swallow) == "takes more than 0.05 seconds"
    assert len(swallowed) == 2


def test_an_error_that_was_made_of_the_end_of_time_is_told_as_that_end() -> None:
    def make_another() -> None:
        try:
            time.sleep(5)
        except OSError as error:
            raise ValueError("cannot be read: None") from error

    assert stopped(make_another) == "takes more than 0.05 seconds"


def test_the_timer_and_its_signal_are_as_they_were() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with bounded(Limits(50)):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 40
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == before


@pytest.mark.parametrize(
    ("fault", "option"), [(TimeoutError("takes long"), "--timeout"), (MemoryError(), "--memory")]
)
def test_what_cannot_be_read_within_limits_is_told_with_its_file(
    fault: Exception, option: str
) -> None:
    with (
        pytest.raises(InputError, match=rf"a.csv:1:1: error: to read this takes .*\n.*{option}"),
        bounded_reading(Limits(), lambda: "a.csv"),
    ):
        raise fault
