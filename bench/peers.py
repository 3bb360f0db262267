"""The programs that are compared, and the command of each.

Enters: files in a working folder. Leaves: commands, each a whole process that writes one PDF, or
None for a program that is not installed. Invariant: nothing is fetched, nothing is guessed; a peer
is found on the PATH or it is left out.

In a command, `{new}` stands for a path at which nothing lies yet, another for each run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["BRIEFING", "IMPORT", "WEASYPRINT", "chromium", "found", "peer_commands", "rendercv"]

BRIEFING = (sys.executable, "-m", "briefing")
IMPORT = (sys.executable, "-c", "import weasyprint")
ALONE = """
import sys
from weasyprint import HTML
HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/a-3a")
"""
WEASYPRINT = (sys.executable, "-c", ALONE)
TYPST = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=["fonts"])
"""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-pdf-header-footer",
)  # fmt: skip
ROOTED = ("--no-sandbox",) if os.geteuid() == 0 else ()  # its sandbox refuses root


@cache
def found(name: str) -> str | None:
    """Find a peer: the start of its command line, or None."""
    match name:
        case "chromium":
            return next(filter(None, map(shutil.which, BROWSERS)), None)
        case "typst":
            # no command comes with the package, so that of the first Python that has it
            return _python_with("typst")
        case "pandoc":
            return shutil.which("pandoc") or _pandoc_of_pypandoc()
        case "xelatex":
            return found("pandoc") if shutil.which("xelatex") else None
        case "pagedjs":
            return shutil.which("pagedjs-cli") if found("chromium") else None
    return shutil.which(name)


def _python_with(module: str) -> str | None:
    candidates = {shutil.which("python3"), shutil.which("python"), sys.executable} - {None}
    for python in sorted(map(str, candidates)):
        asked = [python, "-c", f"import {module}"]
        if not subprocess.run(asked, capture_output=True, check=False).returncode:
            return python
    return None


def _pandoc_of_pypandoc() -> str | None:
    if python := _python_with("pypandoc"):
        ask = [python, "-c", "import pypandoc; print(pypandoc.get_pandoc_path())"]
        done = subprocess.run(ask, capture_output=True, text=True, check=False)
        return done.stdout.strip() or None
    return None


def chromium(html: Path | str, pdf: Path | str, profile: str = "{new}") -> list[str]:
    """Print HTML with Chromium, which gets a folder of its own that is empty."""
    browser = found("chromium")
    assert browser
    asked = (f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", f"file://{html}")
    return [browser, *QUIET, *ROOTED, *asked]


def peer_commands(name: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """List what prints the brief `name` of a folder, in the peers' own forms; run it there."""
    if python := found("typst"):
        yield "typst", [python, "-c", TYPST, f"{name}.typ", "typst.pdf"]
    if pandoc := found("xelatex"):
        yield "xelatex", [pandoc, f"{name}.md", "-o", "xelatex.pdf", "--pdf-engine=xelatex"]
    if pagedjs := found("pagedjs"):
        rooted = [f"--browserArgs={','.join(ROOTED)}"] if ROOTED else []
        # it stops after 30 seconds of its own accord
        asked = [f"{folder}/{name}.html", "-o", "pagedjs.pdf", "--timeout", "600000", *rooted]
        yield "pagedjs", [pagedjs, *asked]


def rendercv(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """List what prints RenderCV's sample, which is made anew: all its files, and the PDF alone."""
    if command := found("rendercv"):
        made = [command, "new", "Made Up"]
        subprocess.run(made, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        render = [command, "render", "Made_Up_CV.yaml", "-pdf", "rendercv.pdf"]
        yield "rendercv", render
        yield "rendercv, PDF alone", [*render, "-nomd", "-nohtml", "-nopng"]
