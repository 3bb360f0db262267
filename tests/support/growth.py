"""What reading costs as files grow: in proportion to their size, for each kind of file and field.

`python -m tests.support.growth` reads files of the sizes n, 2n, 4n and 8n of each kind, five times
each, and fits the exponent by which the best processor times grow; those beyond 1.3 are told, and
make it fail. Kinds are generators of files; more than one may stand for a field.
"""

# ruff: noqa: T201  # it talks to a person

import gc
import math
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import linear_regression
from tempfile import TemporaryDirectory

from briefing.checks.report import FORMATS
from briefing.checks.run import diagnose
from briefing.runtime.limits import Limits

__all__ = ["KINDS", "Files", "exponent", "read"]

Files = Mapping[str, str]
HEAD = """\
title: The Alder
type: Note
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
sources:
  - {id: gauge-2023, type: webpage}
"""
SECTION = """\
sections:
  - kind: text
    id: background
    text: The river rose [@gauge-2023].
"""
TIMES = 5
MOST = 1.3
SIZES = (1, 2, 4, 8)


def text(write: Callable[[int], str]) -> Callable[[int], Files]:
    """Give a text that grows."""
    return lambda n: {"topic.yaml": f"{HEAD}subtitle: '{write(n)}'\n{SECTION}"}


def prose(write: Callable[[int], str]) -> Callable[[int], Files]:
    """Give paragraphs that grow."""
    more = "  - {kind: text, id: more, text: '%s'}\n"
    return lambda n: {"topic.yaml": HEAD + SECTION + more % write(n)}


def added(write: Callable[[int], str]) -> Callable[[int], Files]:
    """Give a topic with more of something at its end."""
    return lambda n: {"topic.yaml": HEAD + SECTION + write(n)}


def sources(write: Callable[[int], str]) -> Callable[[int], Files]:
    """Give a topic with more sources."""
    return lambda n: {"topic.yaml": HEAD + write(n) + SECTION}


def library(name: str, write: Callable[[int], str]) -> Callable[[int], Files]:
    """Give a topic whose sources stand in a file."""
    head, _, _ = HEAD.partition("sources:")
    plain = SECTION.replace(" [@gauge-2023]", "")
    return lambda n: {"topic.yaml": f"{head}sources: {name}\n{plain}", name: write(n)}


def table(write: Callable[[int], str]) -> Callable[[int], Files]:
    """Give a topic with a table beside it."""
    events = "  - {kind: history, id: past, eras: [{title: All, events: past.csv}]}\n"
    return lambda n: {"topic.yaml": HEAD + SECTION + events, "past.csv": write(n)}


def lines(line: str) -> Callable[[int], str]:
    """Repeat a line; `#` stands for its number."""
    return lambda n: "".join(line.replace("#", str(i)) for i in range(n))


def _source(more: str = "") -> str:
    return "  - {id: s#, type: webpage, title: T#" + more + "}\n"


_OBSERVATION = (
    "      - {measure: trade, value: %s, unit: USD, period: %s, reporter: A,"
    " citations: '[@gauge-2023]'%s}\n"
)
_DISPUTE = (
    "  - {id: d#, topic: T, question: Which, verdict: V, unresolved: true, nature: precision,"
    " sections: [background], positions: [{value: a, citations: '[@gauge-2023]'}]}\n"
)


def _figures(value: str = "5", period: str = "2020", more: str = "") -> Callable[[int], str]:
    write = lines(_OBSERVATION % (value, period, more))
    return lambda n: "  - kind: economics\n    id: trade\n    observations:\n" + write(n)


def _history(more: str) -> Callable[[int], str]:
    write = lines(f"          - {{date: 1990, title: It rose., {more}}}\n")
    head = "  - kind: history\n    id: past\n    eras:\n      - title: All\n        events:\n"
    return lambda n: head + write(n)


KINDS: Mapping[str, tuple[int, Callable[[int], Files]]] = {
    "blanks in a text": (8_000, text(lambda n: "a" + " " * n + "b")),
    "blanks before a citation": (8_000, text(lambda n: "a" + " " * n + "[@gauge-2023]")),
    "tabs and breaks": (8_000, prose(lambda n: "a" + "\n\n" * n + "b")),
    "languages": (800, text(lambda n: "[x]{lang=" * n)),
    "brackets that open": (800, text(lambda n: "[" * n)),
    "brackets that close": (3_000, text(lambda n: "]" * n)),
    "brackets in pairs": (1_000, text(lambda n: "[]" * n)),
    "citations that open": (800, text(lambda n: "[@" * n)),
    "citations": (1_000, text(lambda n: "a [@gauge-2023]" * n)),
    "citations with notes": (400, text(lambda n: "[see @gauge-2023, p. 3-5; " * n)),
    "footnotes in one bracket": (1_000, text(lambda n: "[@gauge-2023" + "; @gauge-2023" * n + "]")),
    "links": (500, text(lambda n: "[a](https://b.example)" * n)),
    "links that open": (500, text(lambda n: "[a](" * n)),
    "references": (500, text(lambda n: "[a](#background)" * n)),
    "pictures": (1_000, text(lambda n: "![a](" * n)),
    "stars": (1_500, text(lambda n: "*a_ " * n)),
    "stars in a row": (4_000, text(lambda n: "*" * n + "a")),
    "strong": (800, text(lambda n: "**a** " * n)),
    "emphasis that nests": (800, text(lambda n: "*a **b " * n)),
    "backslashes": (4_000, text(lambda n: "\\*" * n)),
    "entities": (2_000, text(lambda n: "&amp;" * n)),
    "entities that are none": (2_000, text(lambda n: "&a" * n)),
    "double quotes": (2_000, text(lambda n: '"a ' * n)),
    "quotes in pairs": (2_000, text(lambda n: '"a" ' * n)),
    "single quotes": (1_500, text(lambda n: "''a " * n)),
    "dashes": (4_000, text(lambda n: "a -- b---" * n)),
    "dots": (4_000, text(lambda n: "..." * n)),
    "angles": (2_000, text(lambda n: "<a" * n)),
    "braces": (4_000, text(lambda n: "{lang=" * n)),
    "lists": (500, prose(lambda n: "\n".join("\n- a" for _ in range(n)))),
    "lists that nest": (300, prose(lambda n: "- " * n + "a")),
    "numbered lists": (300, prose(lambda n: "1. " * n + "a")),
    "paragraphs": (1_000, prose(lambda n: "a\n\n" * n)),
    "lines": (2_000, prose(lambda n: "a\\\\\n\n" * n)),
    "keys that are unknown": (500, added(lines("key#: 1\n"))),
    "keys that are given twice": (500, added(lines("key#: 1\nkey#: 2\n"))),
    "keys that nest": (500, added(lambda n: "silence:\n" + lines("  rule-#: why\n")(n))),
    "sources": (200, sources(lines(_source()))),
    "sources with one id": (200, sources(lines(_source().replace("s#", "s")))),
    "sources that derive from one another": (
        150,
        sources(lambda n: "  - {id: s0, type: webpage}\n" + "".join(
            f"  - {{id: s{i + 1}, type: webpage, derived_from: [s{i}]}}\n" for i in range(n))),
    ),
    "sources that derive from unknown ones": (
        200, sources(lines(_source(", derived_from: [u#]")))
    ),
    "unknown citations": (200, lambda n: {
        "topic.yaml": HEAD + lines(_source())(n) + SECTION
        + "".join(f"  - {{kind: text, id: t{i}, text: 'a [@q{i}]'}}\n" for i in range(n))
    }),
    "notes on unknown sources": (
        500, added(lambda n: "source_notes:\n" + lines("  q#: {reliability: A}\n")(n))
    ),
    "parties": (500, added(lambda n: "parties:\n" + lines("  - {id: p#, name: P#}\n")(n))),
    "parties with one id": (
        500, added(lambda n: "parties:\n" + lines("  - {id: p, name: P#}\n")(n))
    ),
    "disputes": (200, added(lambda n: "disputes:\n" + lines(_DISPUTE)(n))),
    "links to unknown disputes": (
        200, added(_history("disputes: [d#], citations: '[@gauge-2023]'"))
    ),
    "audiences": (200, added(_history("audience: [a#], citations: '[@gauge-2023]'"))),
    "events": (200, added(_history("citations: '[@gauge-2023]'"))),
    "dates that are none": (200, added(_history("as_of: 12.05.1924"))),
    "sections": (200, added(lines("  - {kind: text, id: t#, text: a}\n"))),
    "sections of unknown kind": (200, added(lines("  - {kind: k#, id: t#, text: a}\n"))),
    "equal figures": (200, added(_figures())),
    "figures that contradict": (200, added(_figures(value="#"))),
    "figures in one dispute": (200, added(
        lambda n: _figures("#", more=", disputes: [d0]")(n) + "disputes:\n" + lines(_DISPUTE)(1)
    )),
    "figures of many periods": (500, added(lambda n: _figures()(0) + "".join(
        _OBSERVATION % (i, f"'{1000 + i % 900}-01-01/20{i // 900:02}'", "") for i in range(n)
    ))),
    "silences": (500, added(lambda n: "silence:\n" + lines("  r#: why\n")(n))),
    "profiles": (200, added(lambda n: "profiles:\n" + lines("  p#: {sections: [q#]}\n")(n))),
    "aliases of texts": (
        500, added(lambda n: "a: &a '" + "b" * n + "'\nb: [" + "*a," * min(n, 400) + "]\n")
    ),
    "aliases of lists": (
        500, added(lambda n: "a: &a [" + "b," * 100 + "]\nb: [" + "*a," * n + "]\n")
    ),
    "anchors": (1_000, added(lambda n: "a:\n" + lines("  - &a# b\n")(n))),
    "tags": (500, added(lambda n: "a:\n" + lines("  - !t# b\n")(n))),
    "directives": (500, lambda n: {"topic.yaml": lines("%TAG !a#! x#\n")(n) + "---\n" + HEAD}),
    "comments": (5_000, added(lambda n: "# note\n" * n)),
    "rows of CSV": (500, table(lambda n: "date,title,citations\n" + "1990,a,[@gauge-2023]\n" * n)),
    "rows of CSV with bad dates": (500, table(lambda n: "date,title\n" + "12.05.1924,a\n" * n)),
    "columns of CSV": (250, table(lambda n: lines("c#,")(n) + "\n" + "1," * n + "\n")),
    "quotes of CSV": (5_000, table(lambda n: 'date,title\n1990,"' + '""' * n + '"\n')),
    "quotes of CSV that open": (2_000, table(lambda n: "date,title\n" + '"a' * n + "\n")),
    "blanks of CSV": (5_000, table(lambda n: "date,title\n1990," + " " * n + '"a" b\n')),
    "entries of BibTeX": (200, library("a.bib", lines("@book{k#, title = {T#}, year = 2020}\n"))),
    "entries of BibTeX with one key": (200, library("a.bib", lines("@book{k, title = {T#}}\n"))),
    "strings of BibTeX": (500, library("a.bib", lines("@string{s# = {a}}\n"))),
    "strings that double": (8, library("a.bib", lambda n: "@string{a0 = {abc}}\n" + "".join(
        f"@string{{a{i} = a{i - 1} # a{i - 1}}}\n" for i in range(1, n)))),
    "unknown strings of BibTeX": (
        200, library("a.bib", lines("@string{s# = {a}}\n@book{k#, title = q#}\n"))
    ),
    "pieces of a value of BibTeX": (
        1_000, library("a.bib", lambda n: "@book{k, title = {a}" + " # {b}" * n + "}\n")
    ),
    "braces of BibTeX": (2_000, library("a.bib", lambda n: "@book{k, title = {" + "{" * n)),
    "entries of BibTeX that open": (300, library("a.bib", lambda n: "@b{k,t={{ }" * n)),
    "blanks of BibTeX": (2_000, library("a.bib", lambda n: "@b{" + " " * n)),
    "accents of BibTeX": (1_000, library("a.bib", lambda n: "@b{k,title={" + r"\'" * n + "a}}")),
    "names of BibTeX": (300, library("a.bib", lambda n: "@b{k,author={" + "A B and " * n + "C}}")),
    "fields of BibTeX": (500, library("a.bib", lambda n: "@b{k," + lines("f#={a},")(n) + "}")),
    "parents of BibTeX": (200, library("a.bib", lines("@b{k#, crossref={k1}, title={a}}\n"))),
    "entries of RIS": (200, library("a.ris", lines("TY  - BOOK\nID  - k#\nTI  - T\nER  - \n"))),
    "unknown types of RIS": (200, library("a.ris", lines("TY  - B#\nID  - k#\nTI  - T\nER  - \n"))),
    "lines of RIS": (2_000, library("a.ris", lambda n: "TY  - BOOK\nTI  - a\n" + "b c\n" * n)),
    "authors of RIS": (500, library("a.ris", lambda n: "TY  - BOOK\n" + "AU  - A, B\n" * n)),
    "blanks of RIS": (5_000, library("a.ris", lambda n: "TY  - BOOK\nY1  - 1" + " " * n + "\n")),
    "items of JSON": (200, library("a.json", lambda n: "[" + ",".join(
        f'{{"id": "k{i}", "type": "book", "title": "T"}}' for i in range(n)) + "]")),
    "variables of JSON": (500, library("a.json", lambda n: '[{"id": "k", "type": "book"' + "".join(
        f', "v{i}": 1' for i in range(n)) + "}]")),
    "blanks in a date of JSON": (3_000, library("a.json", lambda n: (
        '[{"id": "k", "type": "book", "issued": "1' + " " * n + '2"}]'))),
    "lists of JSON": (1_000, library("a.json", lambda n: "[" + "[]," * n + "[]]")),
    "names of JSON": (300, library("a.json", lambda n: (
        '[{"id": "k", "type": "book", "author": [' + '{"family": "A"},' * n + '"B"]}]'))),
}  # fmt: skip


def write(folder: Path, files: Files) -> None:
    """Write the files of a topic."""
    for name, data in files.items():
        (folder / name).write_text(data, "utf-8")


def read(folder: Path) -> str:
    """Read a topic as `check` does, and tell what was found as it does."""
    return FORMATS["text"]([diagnose(folder, Limits(timeout=60))])


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Fit the power of the size by which a cost grows."""
    logs = [[math.log(each) for each in values] for values in (sizes, costs)]
    return linear_regression(*logs).slope


def _best(folder: Path) -> float:
    times = []
    for _ in range(TIMES):
        gc.collect()
        start = time.process_time()
        read(folder)
        times.append(time.process_time() - start)
        if times[-1] > 5:
            break
    return min(times)


def main() -> None:
    """Measure all kinds, or those that are named."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kinds", nargs="*", default=[*KINDS])
    parser.add_argument("--scale", type=float, default=1, help="times the usual sizes")
    wanted = parser.parse_args()
    worst = []
    for kind in wanted.kinds:
        least, make = KINDS[kind]
        costs = []
        for size in SIZES:
            with TemporaryDirectory() as name:
                write(Path(name), make(int(least * size * wanted.scale)))
                costs.append(_best(Path(name)))
        found = exponent(SIZES, costs)
        worst += [kind] if found > MOST else []
        told = " ".join(f"{1000 * each:8.1f}" for each in costs)
        print(f"{found:5.2f}  {told} ms  {kind}{'  TOO STEEP' * (found > MOST)}", flush=True)
    sys.exit(1 if worst else 0)


if __name__ == "__main__":
    main()
