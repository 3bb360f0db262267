"""Run a batch: plan it, leave out what is unchanged, build the rest, write each brief as it comes.

Enters: paths and patterns, a folder, options. Leaves: an entry for each topic, in their order, and
the files. Invariant: only this process writes, each brief whole or not at all, at once when it is
made; so what was done before an interruption need not be done again.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path

from briefing.batch.plan import Task, find_topics, plan
from briefing.batch.report import BatchEntry
from briefing.batch.worker import BuildOutcome
from briefing.batch.worker_pool import build_here
from briefing.errors import OutputError, UsageError
from briefing.layout.engine import Limits
from briefing.model.options import Options
from briefing.pipeline.up_to_date import lookup, store
from briefing.runtime.atomic_write import write_together
from briefing.runtime.cache import Cache
from briefing.runtime.processes import processors

__all__ = ["batch"]


def batch(
    topics: Sequence[str],
    folder: Path,
    options: Options | None = None,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    use_cache: bool = True,
    limits: Limits | None = None,
    tick: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[BatchEntry, ...]:
    """Build briefs side by side in `jobs` processes, or on the Dask cluster of a `scheduler`.

    What is wrong with a topic is told in its entry and stops no other. Without `use_cache` all is
    built anew. The `limits` hold for workers here, and for what is read here. `tick` is told how
    many are done, and of how many. Raises UsageError, OutputError for the folder, and
    EngineError if there is no cluster.
    """
    limits = limits or Limits()
    tasks = plan(find_topics(topics), folder, options or Options(), limits)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder `{folder}`: {error.strerror}") from error
    cache = Cache(enabled=use_cache)
    entries = {task.output: entry for task in tasks if (entry := _recall(cache, task))}
    todo = [task for task in tasks if task.output not in entries]
    if todo and scheduler:
        making = _there(todo, scheduler, limits)
    else:
        making = build_here(todo, jobs or processors(), use_cache=use_cache, limits=limits)
    with closing(making):
        tick(len(entries), len(tasks))
        for task, made in making:
            entries[task.output] = _keep(cache, task, made)
            tick(len(entries), len(tasks))
    return tuple(entries[task.output] for task in tasks)


def _there(
    tasks: Sequence[Task], address: str, limits: Limits
) -> Generator[tuple[Task, BuildOutcome], None, None]:
    try:
        from briefing.batch.dask_cluster import build_there
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        hint = 'run `pip install "briefing[dask]"`'
        raise UsageError("a cluster needs the extra `dask`", hint) from None
    return build_there(tasks, address, limits)


def _recall(cache: Cache, task: Task) -> BatchEntry | None:
    """Repeat what was printed of a brief that another build would not change."""
    if not (said := lookup(cache, _words(task))):
        return None
    pages, warnings, messages = said
    return BatchEntry(
        task.topic, task.output, "unchanged", pages, warnings, messages=tuple(messages)
    )


def _keep(cache: Cache, task: Task, made: BuildOutcome) -> BatchEntry:
    """Write what was made, and tell about it."""
    error = made.error
    try:
        files = [(task.output.with_name(name), data) for name, data in made.files]
        written = write_together(files)
    except OutputError as failure:
        error = f"error: {failure}"
    if error:
        return BatchEntry(
            task.topic, task.output, "failed", seconds=made.seconds, messages=(error,)
        )
    messages = (*made.warnings, made.remark) if made.remark else made.warnings
    said = made.pages, len(made.warnings), messages
    states = {**made.states, **{str(path.absolute()): state for path, state in written.items()}}
    store(cache, _words(task), said, topic=task.topic, states=states)
    seconds, notes = made.seconds, made.notes
    return BatchEntry(task.topic, task.output, "built", *said[:2], seconds, messages, notes)


def _words(task: Task) -> tuple[str, ...]:
    """Put into words what is asked for."""
    options = repr(task.options.model_dump(exclude_unset=True))
    return ("batch", str(task.topic), str(task.output), options)
