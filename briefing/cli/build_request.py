"""What the command `build` does: build once and keep what was said, or at each change.

Enters: a request, as the command line was read, and an engine that has started. Leaves: the brief,
and what is printed.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never

from briefing.cli.console import print_error, print_summary, summarize, tell_again
from briefing.cli.session import Session
from briefing.errors import BriefingError, EngineError
from briefing.layout.engine import LayoutEngine
from briefing.loading.recipients import read_recipients
from briefing.model.options import Options
from briefing.pipeline.up_to_date import store
from briefing.pipeline.warm_up import warm_up
from briefing.pipeline.watch import watch
from briefing.runtime.fingerprint import state_if_any
from briefing.runtime.signals import uninterrupted
from briefing.themes.theme import is_own

if TYPE_CHECKING:
    from briefing.pipeline.deliver import Result

__all__ = ["BuildRequest", "build_again", "build_once"]


@dataclass(frozen=True)
class BuildRequest:
    """A brief that is asked for: options that were given, and a table of those who get copies."""

    topic: Path
    output: Path | None
    given: Mapping[str, Any]
    copies: Path | None
    password: str | None = field(default=None, repr=False)

    @property
    def places(self) -> tuple[Path, ...]:
        """Name the files and folders that were named."""
        folder = self.topic if self.topic.is_dir() else self.topic.parent
        theme = self.given.get("theme") or ""
        return (
            folder,
            *([self.copies] if self.copies else []),
            *([Path(theme)] if is_own(theme) else []),
        )

    def build(self, engine: LayoutEngine) -> "Result":
        """Build it."""
        from briefing.pipeline.build import build

        given, states = dict(self.given), dict[str, str]()
        if self.copies:
            states = {str(self.copies.absolute()): state_if_any(self.copies)}
            given["copies"] = read_recipients(self.copies)
        result = build(
            self.topic, self.output, Options(**given), engine=engine, password=self.password
        )
        return replace(result, states={**result.states, **states})


def build_once(request: BuildRequest, session: Session) -> None:
    """Build, print what it gave, and keep that for as long as nothing changes."""
    warm_up(session.engine, request.topic, request.given.get("theme"))
    result = request.build(session.engine)
    words = summarize(result)
    print_summary(words)
    if session.engine.cache and session.words and not (result.encrypted or result.beside):
        store(session.engine.cache, session.words, words, topic=request.topic, states=result.states)


def build_again(request: BuildRequest, engine: LayoutEngine) -> Never:
    """Build now and at each change, with one engine as long as it lives; print errors and go on."""

    def make() -> Mapping[str, str] | None:
        nonlocal engine
        begin = time.perf_counter()
        try:
            result = request.build(engine)
        except BriefingError as error:
            print_error(error)
            if isinstance(error, EngineError):
                engine.close()
                with uninterrupted():
                    engine = LayoutEngine(limits=engine.limits, cache=engine.cache)
            return None
        tell_again(summarize(result), time.perf_counter() - begin)
        return result.states

    try:
        watch(make, request.places)
    finally:
        engine.close()
