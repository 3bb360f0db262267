"""Make one brief after another with an engine that stays warm, in whatever process this is.

Enters: a topic, the name of its file, and options. Leaves: `BuildOutcome`, which holds the bytes of
what was written, or what is wrong. Invariant: whatever goes wrong with one brief is told in its
`BuildOutcome`; the next one is made all the same.
"""

import gc
import os
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from briefing.errors import BriefingError, EngineError, InputError
from briefing.layout.engine import LayoutEngine, Limits
from briefing.model.options import Options
from briefing.runtime.cache import Cache
from briefing.runtime.processes import resident

__all__ = ["BuildOutcome", "Worker"]

# A process that has made so many briefs, or holds so many bytes, is replaced by a new one.
_BRIEFS = 250
_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """What became of a brief: its files by name, or the error; and what is to be said about it.

    `lost` tells that a process died over it, so that it is worth another try; `states` are those
    of the files that were read, for `unchanged`; `notes` are about the program that made it.
    """

    files: tuple[tuple[str, bytes], ...] = ()
    pages: int = 0
    warnings: tuple[str, ...] = ()
    remark: str = ""
    error: str = ""
    lost: bool = False
    seconds: float = 0
    states: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def failed(cls, error: BriefingError) -> Self:
        """Return the message of an error as the command prints it."""
        is_told = isinstance(error, InputError)
        return cls(error=str(error) if is_told else f"error: {error}")


class Worker:
    """An engine that is started at once, kept warm, and replaced where it dies."""

    def __init__(self, cache: Cache | None = None, limits: Limits | None = None) -> None:
        self._cache = cache
        self._engine = LayoutEngine(limits=limits, processes=1, cache=cache)
        # imported now, while the engine starts
        from briefing.pipeline.build import build

        self._build = build
        self._briefs = 0

    @property
    def pids(self) -> tuple[int, ...]:
        """Return which processes are here: this one and the engine's."""
        return (os.getpid(), *self._engine.pids)

    @property
    def folder(self) -> Path:
        """Return a folder that goes with the engine, also if this process is killed."""
        return self._engine.folder

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def make(
        self, topic: Path, name: str, options: Options, within: Path | None = None
    ) -> BuildOutcome:
        """Make a brief; a name with the suffix of a PDF or of HTML says what it is.

        Its files are for a while `within` a folder, or where the system has such.
        """
        start = time.perf_counter()
        try:
            made = self._make(topic, name, options, within)
        except EngineError as error:
            self._engine.close()
            limits = self._engine.limits
            self._engine = LayoutEngine(limits=limits, processes=1, cache=self._cache)
            made = replace(BuildOutcome.failed(error), lost=True)
        except BriefingError as error:
            made = BuildOutcome.failed(error)
        except Exception:  # noqa: BLE001  a fault of ours in one brief shall not stop the others
            made = BuildOutcome(error=traceback.format_exc())
        self._briefs += 1
        self._engine.forget()
        gc.collect()  # templates go round in circles
        return replace(made, seconds=time.perf_counter() - start)

    def _make(self, topic: Path, name: str, options: Options, within: Path | None) -> BuildOutcome:
        with TemporaryDirectory(
            prefix="briefing-", dir=within, ignore_cleanup_errors=True
        ) as folder:
            result = self._build(topic, Path(folder, name), options, engine=self._engine)
            paths = sorted(Path(folder).absolute().iterdir())
            files = tuple((each.name, each.read_bytes()) for each in paths)
        return BuildOutcome(
            files=files,
            pages=result.pages.total,
            warnings=tuple(map(str, result.warnings)),
            remark=str(result.fitted or ""),
            notes=result.notes,
            states={
                path: each
                for path, each in result.states.items()
                if path not in set(map(str, paths))
            },
        )

    @property
    def worn(self) -> bool:
        """Return whether it is time for a new process: memory is never given back whole."""
        return self._briefs >= _BRIEFS or resident(*self.pids) > _BYTES
