"""What enters: nothing but this machine. What leaves: what it lacks, and the command that adds it.

WeasyPrint calls Pango, which no wheel carries. `make` runs this file as a script before anything
is installed, so it imports the standard library alone and even an old Python must get to `main`.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys

__all__ = ["main", "pango_hint", "reveal_homebrew"]

OLDEST_PYTHON = (3, 11)
PANGO_LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
PANGO_PACKAGES = {
    "apt-get": ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    "brew": ("pango",),
    "dnf": ("pango",),
}


def pango_hint() -> str:
    """Return how Pango is installed here: a command where its package manager is known."""
    manager = package_manager()
    if manager is None:
        return "install Pango 1.44 or newer and HarfBuzz with the package manager of this system"
    return install_command(manager, PANGO_PACKAGES[manager])


def reveal_homebrew() -> None:
    """Let a Python that is not Homebrew's own find the libraries of Homebrew.

    Why: such a Python does not search Homebrew's folder on Apple Silicon. To be called before
    WeasyPrint is imported.
    """
    if sys.platform == "darwin":
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib")


def package_manager() -> str | None:
    """Find the first package manager of this machine that is known."""
    return next(filter(shutil.which, PANGO_PACKAGES), None)


def install_command(manager: str, packages: tuple[str, ...]) -> str:
    """Write the shell command that installs packages, with the rights which that takes."""
    names = " ".join(packages)
    if manager == "brew":
        return f"brew install {names}"
    command = f"{manager} install -y {names}"
    if manager == "apt-get":
        command = f"apt-get update && {command}"
    if os.geteuid() == 0:
        return command
    return f"{'sudo sh' if shutil.which('sudo') else 'su'} -c '{command}'"


def missing_packages(manager: str | None) -> tuple[str, ...]:
    """List what is to be installed before a virtual environment can be made and WeasyPrint run."""
    packages: tuple[str, ...] = ()
    if not all(map(is_library, PANGO_LIBRARIES)):
        packages += PANGO_PACKAGES.get(manager or "", ("pango", "harfbuzz"))
    if importlib.util.find_spec("ensurepip") is None:
        # Debian's way of splitting Python; elsewhere the name at least says what is meant
        packages += (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",)
    return packages


def is_library(name: str) -> bool:
    """Look for a shared library where WeasyPrint does."""
    if sys.platform == "darwin":
        return ctypes.util.find_library(name) is not None
    try:
        ctypes.CDLL(f"lib{name}.so.0")
    except OSError:
        return False
    return True


def main() -> None:
    """Install the system packages that are missing, or say how and exit with 1."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"error: {sys.executable} is Python {sys.version.split()[0]}, briefing needs 3.11 or"
            " newer\n  hint: name another one, such as `make brief PYTHON=python3.13`"
        )
    reveal_homebrew()
    manager = package_manager()
    packages = missing_packages(manager)
    if not packages:
        return
    if manager is None:
        sys.exit(f"error: missing on this system: {', '.join(packages)}\n  hint: {pango_hint()}")
    command = install_command(manager, packages)
    # `su` would ask for the password of root: that is left to whoever knows it
    if not command.startswith("su "):
        print(f"Installing system packages: {command}", flush=True)
        subprocess.run(["/bin/sh", "-c", command], check=False)
    if command.startswith("su ") or missing_packages(manager):
        sys.exit(
            f"error: missing on this system: {', '.join(packages)}\n"
            f"  hint: run this, then try again: {command}"
        )


if __name__ == "__main__":
    main()
