"""Ask the package index for known faults of what is locked: `make audit`.

Exit codes: 0 if none is known, 1 if some are, 3 if it could not ask: then nothing is known.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence

from tests.support.places import ROOT

__all__ = ["FAULTS", "NOT_ASKED", "main"]

FAULTS, NOT_ASKED = 1, 3
_LOCKS = ("requirements.lock", "requirements-dev.lock")
_PROGRAM = ("uvx", "pip-audit")
_WORDS = (
    "--strict",
    "--disable-pip",
    "--require-hashes",
    "--format=json",
    "--progress-spinner=off",
)


def main(program: Sequence[str] = _PROGRAM) -> int:
    """Ask, print what is known, and return the exit code."""
    if not shutil.which(program[0]):
        return _not_asked(f"there is no `{program[0]}`: install uv")
    locks = [word for lock in _LOCKS for word in ("-r", str(ROOT / lock))]
    done = subprocess.run([*program, *_WORDS, *locks], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
        unknown = [each["name"] for each in packages if "skip_reason" in each]
        faults = [(each, fault) for each in packages for fault in each.get("vulns", ())]
    except (ValueError, KeyError, TypeError):
        return _not_asked(" ".join(done.stderr.split())[-500:] or "it gave no answer")
    for package, fault in faults:
        print(f"{package['name']} {package['version']}: {fault['id']}")  # noqa: T201
    if faults:
        return FAULTS
    if unknown or not packages or done.returncode:
        return _not_asked(f"nothing is known of {', '.join(unknown) or 'any package'}")
    print(f"{len(packages)} packages: no known fault")  # noqa: T201
    return 0


def _not_asked(reason: str) -> int:
    print(f"nothing was found out: {reason}", file=sys.stderr)  # noqa: T201
    return NOT_ASKED


if __name__ == "__main__":
    sys.exit(main())
