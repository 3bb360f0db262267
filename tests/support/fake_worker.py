"""A worker of a batch that does in no time what the name of a topic says.

It lives in a module of its own because a worker imports its program, and nothing is imported here
that takes time.
"""

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from briefing.batch.worker import BuildOutcome

__all__ = ["work"]


def work(pipe: Connection, folder: str, *_: object) -> None:
    """Answer until the pipe is closed; tell the own process as a remark."""
    while True:
        topic, name, _options = pipe.recv()
        has_been_here = topic.exists()
        topic.touch()
        word = topic.name.partition("-")[0]
        if word == "fatal" or (word == "frail" and not has_been_here):
            Path(folder, "left").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "slow":
            time.sleep(60)
        made = BuildOutcome(files=((name, b"whole"),), pages=1, remark=str(os.getpid()))
        pipe.send((made, word == "tiring"))
