"""The start of a layout process: it makes its folder, and finds the package that it belongs to.

Run by its path, with the number of an open file and the folder. Invariant: no other `briefing`
that may be installed, nor a module of the working folder, passes for ours; of the package nothing
is run but what is imported by name, and its `__init__` is not.
"""

import atexit
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

if __name__ == "__main__":
    _, line, folder = sys.argv
    os.mkdir(folder, 0o700)  # noqa: PTH102  the folder of all that is written here
    # should the main thread fail while another removes it, since the parent is gone
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sys.modules["briefing"] = package = ModuleType("briefing")
    package.__path__ = [str(Path(__file__).resolve().parents[2])]

    from briefing.layout.worker.main import main

    main(int(line), folder)
