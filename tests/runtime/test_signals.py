import os
import signal

import pytest

from briefing.runtime.signals import on_termination, uninterrupted


def test_an_interruption_waits_until_it_may_come() -> None:
    steps = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():  # noqa: PT012  the order is the point
        os.kill(os.getpid(), signal.SIGINT)
        steps.append("goes on")
    assert steps == ["goes on"]


def test_where_a_signal_cannot_wait_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    with uninterrupted():
        pass


def test_what_is_to_be_done_at_the_end_is_done_once() -> None:
    before, left = signal.getsignal(signal.SIGTERM), []
    try:
        on_termination(lambda: left.append("left"))
        os.kill(os.getpid(), signal.SIGTERM)
        on_termination(None)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert left == ["left"]
