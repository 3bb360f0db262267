"""What is done in one round: the commands that do the same thing, each in its own way.

Enters: a folder to work in. Leaves: a `Work`, its inputs written. Invariant: all commands of a work
print the same content.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from forms import to_html, to_markdown, to_typst, write_topic
from generate import brief
from measure import ROOT, run
from peers import BRIEFING, IMPORT, WEASYPRINT, chromium, found, peer_commands, rendercv

from briefing.themes.theme import open_theme

__all__ = ["RESIDENT", "Work", "made_up", "many", "sample", "small", "two_pages", "write"]

RESIDENT = Path(__file__).with_name("resident.py")
SAMPLE = ROOT / "data" / "mexico-russia"
COLD = ("--no-cache",)
LONG = 226


@dataclass
class Work:
    """What the commands of one round do: the same thing, each in its own way."""

    name: str
    folder: Path
    commands: dict[str, list[str]]
    pdfs: dict[str, str] = field(default_factory=dict)
    """What a command writes, if not a PDF of its own name."""
    most: int = 99
    """Rounds at most, for what takes long."""


def _ours(work: str, topic: Path, folder: Path, most: int = 99) -> Work:
    """Build a topic cold, and print its own HTML with the engine alone and with Chromium."""
    html = folder / "export.html"
    build = [*BRIEFING, "build", str(topic), "-o"]
    run([*build, html, "--format", "html", *COLD])
    commands = {
        "briefing": [*build, str(folder / "briefing.pdf"), *COLD],
        "weasyprint": [*WEASYPRINT, str(html), "weasyprint.pdf"],
    }
    if found("chromium"):
        commands["chromium"] = chromium(html, folder / "chromium.pdf")
    return Work(work, folder, commands, most=most)


def sample(folder: Path) -> Work:
    """Take the sample: tables, citations and charts, close together."""
    return _ours("sample", SAMPLE, folder)


def made_up(pages: int) -> Callable[[Path], Work]:
    """Take a brief of so many pages, in the forms of all peers."""

    def prepare(folder: Path) -> Work:
        write(pages, folder)
        work = _ours(str(pages), folder / "topic", folder, most=2 if pages == LONG else 99)
        work.commands.update(peer_commands("brief", folder))
        if pages == LONG:
            # its driver gives up after three minutes, which a slow machine needs
            work.commands.pop("pagedjs", None)
        return work

    return prepare


def write(pages: int, folder: Path) -> None:
    """Write a made-up brief in all forms, and the fonts of the theme."""
    text = brief(pages)
    write_topic(text, folder / "topic")
    (folder / "brief.typ").write_text(to_typst(text), "utf-8")
    (folder / "brief.md").write_text(to_markdown(text), "utf-8")
    (folder / "brief.html").write_text(to_html(text), "utf-8")
    (folder / "fonts").mkdir()
    for url, data in open_theme("ministry", ()).files.items():
        if url.startswith("asset:fonts/"):
            (folder / "fonts" / Path(url).name).write_bytes(data)


def two_pages(folder: Path) -> Work:
    """Take two pages of ours and the two of RenderCV's sample."""
    write_topic(brief(2), folder / "topic")
    build = [*BRIEFING, "build", str(folder / "topic"), "-o", str(folder / "briefing.pdf"), *COLD]
    commands = {"briefing": build, **dict(rendercv(folder))}
    return Work("2", folder, commands, {"rendercv, PDF alone": "rendercv.pdf"})


def small(folder: Path) -> Work:
    """Take what is done so often that it must take no time."""
    build = [*BRIEFING, "build", str(SAMPLE), "-o", str(folder / "unchanged.pdf")]
    commands = {
        "import weasyprint": [*IMPORT],
        "--help": [*BRIEFING, "--help"],
        "check": [*BRIEFING, "check", str(SAMPLE)],
        "unchanged": build,
    }
    return Work("small", folder, commands)


def many(briefs: int, folder: Path) -> Work:
    """Take a hundred briefs, all at once, two at a time; and once more, unchanged."""
    for seed in range(briefs):
        write_topic(brief(6, seed=seed), folder / "topics" / f"{seed:03}")
    topics = str(folder / "topics" / "*" / "topic.yaml")
    batch = [*BRIEFING, "batch", topics, "--jobs", "2", "-o"]
    commands = {
        # an empty cache and an empty folder
        "batch": ["env", "BRIEFING_CACHE_DIR={new}/cache", *batch, "{new}/pdf"],
        "batch again": [*batch, str(folder / "pdf")],
    }
    if found("chromium"):
        run([sys.executable, RESIDENT, "--export", folder / "html", folder / "topics"])
        one = chromium(folder / "html" / "{}.html", "{new}/{}.pdf", "{new}/{}")
        turns = f"seq -f %03g 0 {briefs - 1} | xargs -P 2 -I {{}} {' '.join(one)}"
        commands["chromium"] = ["sh", "-c", f"mkdir -p {{new}} && {turns}"]
    return Work("many", folder, commands, most=2)
