"""The program of a layout process: it answers one request after the other until its parent goes.

Enters: requests on a socket. Leaves: replies and PDF bytes, on the same one. Invariant: the process
does not outlive its parent, nor does its folder, and it does not outgrow its limits. Of the package
it imports what the standard library is enough for, `layout.worker` and `layout.protocol` above all,
since a user would wait for the rest.
"""

import gc
import logging
import os
import shutil
import sys
import tempfile
import traceback
from logging.handlers import BufferingHandler
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Never

from briefing.layout.protocol import (
    NO_LIBRARY,
    NO_MEMORY,
    OTHER_VERSION,
    Failure,
    Reply,
    Request,
)
from briefing.layout.worker import speedups
from briefing.layout.worker.compatibility import advice, is_untried, note_of, refusal
from briefing.runtime.limits import confine
from briefing.runtime.signals import ignore_interruptions

if TYPE_CHECKING:
    from briefing.layout.worker.part_renderer import PartRenderer

__all__ = ["main"]

OF_NO_MEMORY = MemoryError, SystemError  # C code may fail and not say why


def main(line: int, folder: str) -> Never:
    """Answer what comes on an open file; write nothing but in a folder."""
    ignore_interruptions()  # the parent handles them
    tempfile.tempdir = folder
    try:
        renderer, note = _load_engine()
        _answer(Connection(line), folder, renderer, note)
    except OF_NO_MEMORY:
        os._exit(NO_MEMORY)  # to say more would take memory


def _load_engine() -> tuple["type[PartRenderer]", str]:
    """Import the engine and speed it up; tell what is to be said of that.

    The process ends where the engine is missing, or another than we work with.
    """
    try:
        speedups.prepare()
        import weasyprint
    except OSError:  # Pango or a library it comes with
        sys.exit(NO_LIBRARY)
    if reason := refusal(weasyprint.VERSION):
        _refuse(reason)
    try:
        from briefing.layout.worker.part_renderer import PartRenderer
    except (AttributeError, ImportError) as error:
        if not is_untried(weasyprint.VERSION):
            raise
        _refuse(refusal(weasyprint.VERSION, lack=str(error)))
    return PartRenderer, note_of(speedups.apply())


def _refuse(reason: str) -> Never:
    sys.stderr.write(f"{reason}\n")
    sys.exit(OTHER_VERSION)


def _answer(pipe: Connection, folder: str, make_renderer: "type[PartRenderer]", note: str) -> Never:
    """Do one thing after the other, and reply."""
    gc.freeze()
    gc.disable()  # it would go through every box of every page, and free next to nothing
    requests: SimpleQueue[Request] = SimpleQueue()
    listener = Thread(target=_listen, args=(pipe, requests, folder), daemon=True)
    listener.start()
    journal = BufferingHandler(sys.maxsize)
    logging.getLogger("weasyprint").addHandler(journal)  # warnings and errors, by default
    renderer = make_renderer({})  # a first one, so that Fontconfig has read its files
    while True:
        request = requests.get()
        result, failure, pdf = None, None, b""
        try:
            confine(request.seconds, request.megabytes)
            if request.assets is not None:
                was_used = renderer.pages > 1
                renderer = make_renderer(request.assets)
                if was_used:
                    gc.collect()
            result, pdf = getattr(renderer, request.name)(*request.arguments)
        except OF_NO_MEMORY:
            raise
        except Exception as error:  # noqa: BLE001  the parent raises it
            name, trace = type(error).__name__, traceback.format_exc()
            failure = Failure(name, str(error), trace, "" if name == "LimitError" else advice())
        log = tuple(each.getMessage() for each in journal.buffer)
        journal.flush()
        told = Reply(result, failure, log, note).write()
        try:
            pipe.send_bytes(told)
            pipe.send_bytes(pdf)
        except OSError:
            listener.join()  # the parent is gone: that one cleans up, and ends this process


def _listen(pipe: Connection, requests: SimpleQueue[Request], folder: str) -> None:
    """Take requests; end the process, even amid a layout, when the parent is gone."""
    try:
        while True:
            requests.put(pipe.recv())
    except (EOFError, OSError):
        for _ in range(100):  # the other thread may be writing there
            shutil.rmtree(folder, ignore_errors=True)
            if not Path(folder).exists():
                break
    finally:
        os._exit(NO_MEMORY)  # without a parent, nobody reads the status
