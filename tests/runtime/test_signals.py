import os
import signal
from threading import Event, Thread

import pytest

from briefing.runtime.signals import on_termination, uninterrupted


def test_an_interruption_waits_until_it_may_come() -> None:
    steps = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():  # noqa: PT012  the order is the point
        os.kill(os.getpid(), signal.SIGINT)
        steps.append("goes on")
    assert steps == ["goes on"]


def test_an_interruption_waits_though_other_threads_could_take_it() -> None:
    over, steps = Event(), []
    threads = [Thread(target=over.wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(50):
            with pytest.raises(KeyboardInterrupt), uninterrupted():  # noqa: PT012  as above
                os.kill(os.getpid(), signal.SIGINT)
                steps.append("goes on")
    finally:
        over.set()
    assert len(steps) == 50


def test_what_is_ignored_before_is_ignored_after() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_is_never_interrupted() -> None:
    steps = []

    def work() -> None:
        with uninterrupted():
            steps.append("done")

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert steps == ["done"]


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
