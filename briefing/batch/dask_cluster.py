"""The same on the Dask cluster of a scheduler: each brief is made wherever a worker is free.

Enters: tasks, and the address of the scheduler. Leaves: each with what it became, as they are done.
Invariants: topics, themes and PDFs travel as bytes, so no disk is shared; topics are read here, so
what is wrong with one is told of its own files; what a lost worker had in hand is done again by
others, as often as Dask's `distributed.scheduler.allowed-failures` says; where no worker is left,
or the scheduler is gone, each brief that was not made is told to have failed.
"""

import atexit
import logging
import os
import time
import traceback
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import dask
from distributed import Client, Future, KilledWorker, as_completed

from briefing.batch.plan import Task, asked
from briefing.batch.worker import BuildOutcome, Worker
from briefing.errors import BriefingError, EngineError
from briefing.loading.topic import find_topic, load
from briefing.model.options import MODES, Options
from briefing.pipeline.build import states_of
from briefing.runtime.limits import Limits
from briefing.runtime.program_version import program_version
from briefing.themes.theme import is_own, open_theme, theme_as_named

__all__ = ["build_there"]

_SECONDS = 20
"""How long the scheduler may take to answer, the first worker to be there, and another one."""
_PAUSE = 0.05
_CLOCK = "SOURCE_DATE_EPOCH"
# what they log of a connection that is lost is told by us
_TOLD = ("distributed", "distributed.client")
# A topic is part of its task, or it would be lost with the worker that holds it.
_QUIET = {"distributed.admin.large-graph-warning-threshold": "1 GiB"}


@dataclass(frozen=True, slots=True)
class _TaskPayload:
    """All that makes a brief: files by their paths below a folder, and what is to be done."""

    files: Mapping[str, bytes]
    topic: str
    theme: str
    name: str
    options: Options
    clock: str | None
    version: str


def build_there(
    tasks: Sequence[Task], address: str, limits: Limits
) -> Generator[tuple[Task, BuildOutcome], None, None]:
    """Build briefs on a cluster; close the generator to withdraw what is not done.

    What is read here is read within limits. Raises EngineError if there is no scheduler or no
    worker at the beginning.
    """
    waiting, retried = deque(tasks), set[Path]()
    sent = dict[Future[BuildOutcome], tuple[Task, Mapping[str, str]]]()
    with dask.config.set(_QUIET), _connected(address) as client:
        done = as_completed(loop=client.loop)
        crew = _Crew(client, address)
        try:
            while waiting or sent:
                # so many that no worker waits, and no more, for they are held in memory
                room = 2 * crew.threads() or 1
                while waiting and len(sent) < room:
                    task = waiting.popleft()
                    try:
                        payload, states = _pack(task, limits)
                    except BriefingError as error:
                        yield task, BuildOutcome.failed(error)
                        continue
                    except Exception:  # noqa: BLE001  a fault of ours in one shall not stop others
                        yield task, BuildOutcome(error=traceback.format_exc())
                        continue
                    future = client.submit(_make, payload, pure=False)
                    sent[future] = task, states
                    done.add(future)
                if sent:
                    while not done.has_ready():
                        crew.threads()
                        time.sleep(_PAUSE)
                    crew.threads()  # what is ready may have been withdrawn with the scheduler
                    future = next(done)
                    task, states = sent.pop(future)
                    made = replace(_result(future), states=states)
                    if made.lost and task.output not in retried:
                        retried.add(task.output)
                        waiting.append(task)
                    else:
                        yield task, made
        except EngineError as error:
            for task in (*(task for task, _ in sent.values()), *waiting):
                yield task, BuildOutcome.failed(error)
        finally:
            if client.status == "running":
                client.cancel(list(sent))


class _Crew:
    """The workers of a cluster, asked for every second."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self._threads, self._asked, self._seen = 0, 0.0, time.monotonic()

    def threads(self) -> int:
        """Return how many briefs can be made at a time; raise EngineError where none ever can."""
        now = time.monotonic()
        if self._client.status != "running":
            raise EngineError(f"the Dask scheduler at `{self._address}` is gone")
        if now - self._asked >= 1:
            self._asked, self._threads = now, sum(self._client.nthreads().values())
            self._seen = now if self._threads else self._seen
        if now - self._seen > _SECONDS:
            lack = f"the Dask scheduler at `{self._address}` has lost all of its workers"
            raise EngineError(f"{lack}: start some, and run the batch again for the rest")
        return self._threads


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        for name in _TOLD:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineError(f"no Dask scheduler answers at `{address}`: {error}") from error
    try:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            raise EngineError(f"the Dask scheduler at `{address}` has no worker") from None
        yield client
    finally:
        with suppress(OSError, TimeoutError):  # of a scheduler that is gone
            client.close(timeout=2)


def _result(future: "Future[BuildOutcome]") -> BuildOutcome:
    try:
        return future.result()
    except KilledWorker:
        return BuildOutcome(error="error: all the workers that tried to make it died")
    except Exception as error:  # noqa: BLE001  of Dask, or of what a worker lacks
        return BuildOutcome(
            error=f"error: the cluster cannot make it: {type(error).__name__}: {error}"
        )


def _pack(task: Task, limits: Limits) -> tuple[_TaskPayload, Mapping[str, str]]:
    """Read all that a task needs, and tell its states; raise InputError where that fails."""
    source, (_, _, first) = load(task.topic, limits=limits), find_topic(task.topic)
    files = {f"topic/{source.name}/{name}": data for name, data in source.files.items()}
    theme, name = "", asked(source.tree, task.options, "theme") or ""
    if not task.options.theme:
        name = theme_as_named(name, source.folder)
    states = states_of(source, name)
    if is_own(name):
        # what is no theme, or a link that leads out of it, is refused before anything travels
        own = open_theme(name, MODES).own
        theme = f"theme/{Path(name).resolve().name}"
        files |= {f"{theme}/{file}": data for file, data in own.items()}
    payload = _TaskPayload(
        files=files,
        topic=f"topic/{source.name}/{first}",
        theme=theme,
        name=task.output.name,
        options=task.options,
        clock=os.environ.get(_CLOCK),
        version=program_version(),
    )
    return payload, states


# What runs on a worker

_IDLE: list[Worker] = []


@atexit.register
def _close() -> None:
    for worker in _IDLE:
        worker.close()


def _make(payload: _TaskPayload) -> BuildOutcome:
    """Unpack all and make the brief, with the engine of this process and in its folder."""
    if payload.version != program_version():
        message = f"the worker has briefing {program_version()}, expected {payload.version}"
        return BuildOutcome.failed(EngineError(message))
    os.environ.pop(_CLOCK, None)
    if payload.clock:
        os.environ[_CLOCK] = payload.clock
    try:
        worker = _IDLE.pop()
    except IndexError:  # the first brief, or another thread is busy with one
        worker = Worker()
    try:
        within = worker.folder
    except EngineError as error:
        worker.close()
        return BuildOutcome.failed(error)
    with TemporaryDirectory(dir=within, ignore_cleanup_errors=True) as folder:
        for name, data in payload.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        own = {"theme": str(Path(folder, payload.theme))} if payload.theme else {}
        options = payload.options.model_copy(update=own)
        made = worker.make(Path(folder, payload.topic), payload.name, options, within)
    if worker.worn:
        worker.close()
    else:
        _IDLE.append(worker)
    return made
