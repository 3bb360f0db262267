"""The licences of all that is installed with the program, from the packages' own metadata.

Enters: a lock. Leaves: `docs/licences.md`, when run as a program. A package that says nothing, or
whose licence is not in the list below, is an error; nothing in the list binds who uses a program
over a network (AGPL).
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from typing import NamedTuple

from tests.support.places import ROOT

ALLOWED = re.compile(
    r"MIT(-CMU|-0)?|Apache-2\.0|BSD(-[23]-Clause)?|0BSD|ISC|PSF-2\.0|MPL-(1\.1|2\.0)"
    r"|LGPL-2\.1\+?(-or-later)?|HPND|OFL-1\.1|Zlib|Unlicense|CC0-1\.0"
)
# as older metadata names them
_NAMES = {
    "Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0", "BSD License": "BSD", "BSD 3-Clause": "BSD-3-Clause",
    "BSD-style": "BSD", "BSD 3-Clause License": "BSD-3-Clause",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC", "MIT License": "MIT", "MIT license": "MIT",
    "The MIT License (MIT)": "MIT", "New BSD License": "BSD-3-Clause",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip


HEAD = """\
# Licences

What is installed with the program, as `requirements.lock` pins it, and under which licence each \
package says that it comes. `make licences` writes this list; a test refuses a package that says \
nothing, and any licence that is not known to it, AGPL above all.

The extra `csl` brings pandoc (GPL-2.0-or-later), which runs as a program of its own, and the \
styles of the CSL repository (CC BY-SA 3.0).

| package | version | licence |
|---|---|---|"""


class Package(NamedTuple):
    """A line of a lock; `where` tells for which systems alone it is."""

    name: str
    version: str
    where: str


def locked(lock: str = "requirements.lock") -> list[Package]:
    """List what a lock pins."""
    text = (ROOT / lock).read_text()
    found = re.findall(r"^([\w.-]+)==(\S+)(?: ; (.*?))? \\$", text, re.MULTILINE)
    return [Package(*each) for each in found]


def licence(name: str) -> str | None:
    """Return the licence of a package as an expression, None if it is not installed here."""
    try:
        said = dict(metadata(name).json)
    except PackageNotFoundError:
        return None
    if expression := said.get("license_expression"):
        return str(expression)
    classed = [
        each.rpartition(" :: ")[2]
        for each in said.get("classifier", ())
        if each.startswith("License :: ") and each != "License :: OSI Approved"
    ]
    words = classed or [str(said.get("license", "")).strip().partition("\n")[0]]
    return " OR ".join(sorted({_NAMES.get(each, each) for each in words}))


def is_allowed(expression: str) -> bool:
    """Return whether one of the alternatives of a licence can be had, each part of it."""
    alternatives = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
    return any(
        all(ALLOWED.fullmatch(part) for part in re.split(r"\s+AND\s+|\s+WITH\s+", each))
        for each in alternatives
    )


def page() -> str:
    """Write the list."""
    rows = [
        f"| {each.name} | {each.version} | {licence(each.name) or 'not for this system'} |"
        for each in locked()
    ]
    return "\n".join((HEAD, *rows, ""))


if __name__ == "__main__":
    sys.stdout.write(page())
