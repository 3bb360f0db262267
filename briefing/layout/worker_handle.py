"""A layout process with the thread that waits for it, and all that it is still to do.

Enters: requests. Leaves: futures of their answers. Invariant: a process does one thing after the
other, in the order in which it was asked.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefing.layout.process import Answer, Process
from briefing.runtime.limits import Limits

if TYPE_CHECKING:
    from concurrent.futures import Future

    from briefing.layout.parts import PartLayout

__all__ = ["WorkerHandle"]


class WorkerHandle:
    """A process and the thread that waits for it."""

    def __init__(self, limits: Limits, assets: Mapping[str, bytes]) -> None:
        self.process = Process(limits)
        self._queue: list[tuple[Future[Answer], int]] = []
        self.serve(assets)

    def serve(self, assets: Mapping[str, bytes]) -> None:
        """Set the files that may be used; the process forgets its pages."""
        if "_thread" in self.__dict__:
            self._thread.submit(self.process.serve, assets)  # in its turn
        else:
            self.process.serve(assets)
        self.parts: dict[str, PartLayout] = {}

    @property
    def load(self) -> int:
        """Return how much is still to be done."""
        self._queue = [each for each in self._queue if not each[0].done()]
        return sum(load for _, load in self._queue)

    @cached_property
    def _thread(self) -> Any:
        from concurrent.futures import ThreadPoolExecutor  # dear, and the process has started

        return ThreadPoolExecutor(1)

    def submit(self, request: str, *arguments: object, load: int = 0) -> "Future[Answer]":
        """Queue a request; `load` is how much work it is, in characters to be laid out."""
        future: Future[Answer] = self._thread.submit(self.process.ask, request, *arguments)
        self._queue.append((future, load))
        return future

    def close(self) -> None:
        """End the process; what waits for it gets an error."""
        self.process.close()
        if "_thread" in self.__dict__:
            self._thread.shutdown(cancel_futures=True)
