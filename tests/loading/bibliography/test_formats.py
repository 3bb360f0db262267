"""Exports of reference managers, as they are: all of it loads, keeps its places and prints."""

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.citations.reference_format import format_reference
from briefing.formats.yaml_tree import Map, Seq, span_of
from briefing.loading.bibliography import SUFFIXES, read_library
from briefing.loading.topic import LoadedTopic as Loaded
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.source import Source
from tests.support.places import TESTS

EXPORTS = TESTS / "library"
FRAME = """\
title: Rivers
type: Country brief
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
sections: [{kind: text, text: Words.}]
"""


def topic(folder: Path, text: str, **files: str) -> Loaded:
    """Write a topic with copies of exports and other files beside it, and load it."""
    for name in re.findall(r"zotero\.json|better\.bib|endnote\.ris", text):
        shutil.copy(EXPORTS / name, folder)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, "utf-8")
    (folder / "topic.yaml").write_text(FRAME + text, "utf-8")
    return load(folder)


@pytest.fixture(scope="module", params=["zotero.json", "better.bib", "endnote.ris"])
def export(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Loaded, Brief]:
    loaded = topic(tmp_path_factory.mktemp("topic"), f"sources: {request.param}\n")
    return loaded, validate(loaded)


def test_an_export_loads_whole_and_what_is_left_out_of_it_is_told(
    export: tuple[Loaded, Brief],
) -> None:
    loaded, brief = export
    (name,) = set(loaded.files) - {"topic.yaml"}
    types = {str(source.type) for source in brief.sources}
    told = [str(each).partition("\n")[0] for each in loaded.warnings]
    assert all(each.rule == "unknown-csl-variable" for each in loaded.warnings)
    if name == "zotero.json":
        assert len(brief.sources) == 48
        assert types >= {
            "article-journal", "article-newspaper", "bill", "book", "broadcast", "chapter",
            "dataset", "hearing", "interview", "legal_case", "legislation", "manuscript",
            "paper-conference", "personal_communication", "post-weblog", "report", "standard",
            "thesis", "treaty", "webpage",
        }  # fmt: skip
        more = "here and in 1 more entry"
        assert told == [f"{name}:12:3: warning: unknown variable `license` is left out, {more}"]
    elif name == "better.bib":
        assert len(brief.sources) == 44
        assert types >= {
            "article-journal", "article-magazine", "article-newspaper", "book", "broadcast",
            "chapter", "dataset", "interview", "legal_case", "legislation", "manuscript",
            "paper-conference", "patent", "personal_communication", "report", "thesis", "treaty",
            "webpage",
        }  # fmt: skip
        assert told == [
            f"{name}:366:3: warning: unknown field `license` is left out",
            f"{name}:412:1: warning: unknown type `@newsarticle` is read as `@misc`",
            f"{name}:418:3: warning: unknown field `colour` is left out",
        ]
    else:
        assert [source.id for source in brief.sources] == [
            "brandt2019", "sand1998", "brandt2017", "alderrivercommission2023", "arcMandate",
            "moss2022", "vance2023", "tamm2012", "olesen2016", "ports2004", "sand1901", "142",
            "143",
        ]  # fmt: skip
        assert told == [f"{name}:164:1: warning: unknown tag `XX` is left out"]


def test_no_export_names_a_real_address(export: tuple[Loaded, Brief]) -> None:
    hosts = {re.sub(r"^\w+://(www\.)?|/.*", "", each.url) for each in export[1].sources if each.url}
    assert hosts <= {"example.org", "arxiv.org"}
    assert "example.org" in hosts


def catalogue(language: str) -> Mapping[str, str]:
    return {**labels(language)["dates"], **labels(language)["references"]}


def reference(source: Source, language: str) -> str:
    """Write a reference as plain text, with stars around what is italic."""
    markup = format_reference(source, locale=language, words=catalogue(language))
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</?i\b[^>]*>", "*", markup)))


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_source_of_an_export_prints_without_traces_of_its_format(
    export: tuple[Loaded, Brief], language: str
) -> None:
    for source in export[1].sources:
        text = reference(source, language)
        assert text.endswith(".")
        assert not re.search(r"[\\{}$~<>]|--|None|&\w+;|, ,|\(\)|\s{2}", text), text
        assert letters(source.title or "") in letters(text)
        assert not source.url or "\\" not in source.url


def test_telling_references_are_printed_as_they_were_approved(tmp_path: Path) -> None:
    approved = (EXPORTS / "printed.txt").read_text("utf-8")
    keys = re.findall(r"^(\S+) (\S+)$", approved, re.MULTILINE)
    assert len(keys) >= 20
    sources = {}
    for name in dict.fromkeys(name for name, _ in keys):
        (folder := tmp_path / name).mkdir()
        for source in validate(topic(folder, f"sources: {name}\n")).sources:
            sources[name, source.id] = source
    blocks = (
        f"{name} {key}\n"
        + "".join(f"  {each}  {reference(sources[name, key], each)}\n" for each in ("en", "es"))
        for name, key in keys
    )
    assert "\n".join(blocks) == approved


def test_values_of_an_export_know_their_places(tmp_path: Path) -> None:
    names = ("zotero.json", "better.bib", "endnote.ris")
    for name in names:
        shutil.copy(EXPORTS / name, tmp_path)
    tree = topic(tmp_path, f"sources: [{', '.join(names)}]\n").tree
    sources = tree["sources"]
    assert isinstance(sources, Seq)
    ids = [item["id"] for item in sources if isinstance(item, Map)]

    def written(key: str, *loc: str | int) -> str:
        """Give the text at the place of a value."""
        span = span_of(tree, ("sources", ids.index(key), *loc))
        lines = (tmp_path / span.file).read_text("utf-8-sig").split("\n")
        return f"{span.file}: {lines[span.line - 1][span.column - 1 :].rstrip()}"

    assert written("sotoCaudalesAlisio2020", "author", 1, "family") == 'zotero.json: "Iglesias",'
    assert written("sotoCaudalesAlisio2020", "page") == 'zotero.json: "33–58",'
    assert written("dvorakCanals2014", "id") == "better.bib: dvorakCanals2014,"
    assert written("dvorakCanals2014", "page") == "better.bib: {12-34}"
    assert written("dvorakCanals2014", "issued") == "better.bib: {2014},"
    assert written("dvorakCanals2014").startswith("better.bib: @article{")
    assert written("bareMisc", "URL").startswith(r"better.bib: {\url{https")
    assert written("sand1998", "editor", 0) == "endnote.ris: Hill, Edna"
    assert written("sotoCaudalesAlisio2020", "id") == 'zotero.json: "sotoCaudalesAlisio2020"'
    assert written("142", "id") == "endnote.ris: 142"
    assert written("sand1998", "id") == "endnote.ris: Sand, Georg"
    span = span_of(tree, ("sources", ids.index("bareMisc"), "URL"), key=True)
    assert span.file == "better.bib"


def test_own_items_and_exports_stand_side_by_side_in_their_order(tmp_path: Path) -> None:
    loaded = topic(
        tmp_path,
        "sources: [{id: own, type: webpage}, a.bib, b.yaml, c.json, d.ris, e.yaml]\n",
        a_bib="@book{a1, title={A}}\n@book{a2, title={B}}\n",
        b_yaml="- {id: b, type: book}\n",
        c_json='{"items": [{"id": 4711, "type": "book"}]}',
        d_ris="TY  - BOOK\nID  - d\nER  - \n",
        e_yaml="references:\n- {id: e, type: book, issued: [{year: 2011, month: 5}], x: 1}\n",
    )
    brief = validate(loaded)
    ids = ["own", "a1", "a2", "b", "4711", "d", "e"]
    assert [source.id for source in brief.sources] == ids
    assert str(brief.sources[-1].issued) == "2011-05"
    assert [each.message for each in loaded.warnings] == ["unknown variable `x` is left out"]
    assert set(SUFFIXES) >= {".yaml", ".json", ".bib", ".ris"}


def items(data: str, file: str = "a.json") -> list[dict[str, object]]:
    tree, found = read_library(data.encode(), file)
    assert not [each for each in found if each.severity == "error"]
    assert isinstance(tree, Seq)
    return [json.loads(json.dumps(item)) for item in tree]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"id": "http://zotero.org/users/1/items/ABCD", "citation-key": "key"', {"id": "key"}),
        ('"id": "http://zotero.org/groups/1/items/ABCD"', {"id": "ABCD"}),
        (
            '"id": "http://zotero.org/users/1/items/AB", "note": "x\\nCitation Key: key\\ny"',
            {"id": "key", "note": "x Citation Key: key y"},
        ),
        ('"citation-key": "key"', {"id": "key"}),
        ('"id": "key", "citation-key": "other"', {"id": "key"}),
        ('"id": 4711', {"id": "4711"}),
        (r'"title": "A <i>b</i> &amp; c <span class=\"nocase\">D</span> < e"',
         {"title": "A b & c D < e"}),
        ('"title": "\\ud83c\\udf0a \\u00e9\\/"', {"title": "🌊 é/"}),
        ('"volume": 12, "ISSN": ["1", "2"], "DOI": null, "page": ""',
         {"volume": "12", "ISSN": "1, 2"}),
        ('"URL": "www.example.org"', {"URL": "https://www.example.org"}),
        ('"issued": {"date-parts": [[null]]}, "accessed": {"date-parts": [["2024", 3]]}',
         {"accessed": {"date-parts": [["2024", 3]]}}),
        ('"issued": {"raw": "2024/03/02"}, "submitted": "n.d."', {"issued": "2024-03-02"}),
        ('"author": [{"family": "A", "ORCID": "x"}, {}, "B"], "editor": []',
         {"author": [{"family": "A"}, {"literal": "B"}]}),
        ('"shortTitle": "S", "journalAbbreviation": "J", "event": "E"',
         {"title-short": "S", "container-title-short": "J", "event-title": "E"}),
        ('"language": "English", "reliability": "B", "PMID": "1"',
         {"language": "en", "reliability": "B"}),
    ],
)  # fmt: skip
def test_csl_json_of_many_programs_is_understood(written: str, read: dict[str, object]) -> None:
    assert items(f"[{{{written}}}]") == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("@misc{k}", {"type": "document"}),
        ("@Misc(k, URL = {https://example.org})", {"type": "webpage", "URL": "https://example.org"}),
        ("@book{k, title={A}, subtitle={B}}", {"type": "book", "title": "A: B"}),
        ("@book{k, title={A?}, subtitle={B},}", {"type": "book", "title": "A? B"}),
        ("@book{k, number=3, series=\"S\"}",
         {"type": "book", "collection-title": "S", "collection-number": "3"}),
        ("@report{k, number=3}", {"type": "report", "number": "3"}),
        ("@string{a = {A}}@string(b = a # \" & B\") @book{k, publisher = b # { C}}",
         {"type": "book", "publisher": "A & B C"}),
        ("@misc{k, year=2020, month=jan, day=5}", {"type": "document", "issued": "2020-01-05"}),
        ("@misc{k, year={2020}, month={1}}", {"type": "document", "issued": "2020-01"}),
        ("@misc{k, date={2020~}, year=1999}", {"type": "document", "issued": "2020~"}),
        ("@misc{k, eprint={0000.00000}, archivePrefix={arXiv}}",
         {"type": "document", "URL": "https://arxiv.org/abs/0000.00000"}),
        ("@article{k, entrysubtype={newspaper}}", {"type": "article-newspaper"}),
        ("@misc{k, entrysubtype={treaty}}", {"type": "treaty"}),
        ("@thesis{k, type={phdthesis}}", {"type": "thesis", "genre": "PhD thesis"}),
        ("% @book{\njane@example.org {\n@comment{@book{x}}\n@misc{k, note = {a \\} b}}",
         {"type": "document", "note": "a } b"}),
    ],
)  # fmt: skip
def test_bibtex_of_many_programs_is_understood(written: str, read: dict[str, object]) -> None:
    for text in (written, written.replace("\n", "\r\n"), "\ufeff" + written):
        assert items(text, "a.bib") == [{"id": "k", **read}]


def test_an_entry_takes_from_the_one_that_it_refers_to_what_it_lacks() -> None:
    child, parent = items(
        "@inproceedings{a, title={A}, crossref={b}, publisher={X}}\n"
        "@proceedings{b, title={B}, publisher={Y}, year=2020, url={https://example.org}}\n",
        "a.bib",
    )
    assert child == {
        "id": "a", "type": "paper-conference", "title": "A", "container-title": "B",
        "publisher": "X", "issued": "2020",
    }  # fmt: skip
    assert parent["title"] == "B"


def test_notes_are_merged_over_the_items_of_whatever_file(tmp_path: Path) -> None:
    text = """\
sources: [{id: own, type: webpage, reliability: C, descriptor: Kept.}, a.json, b.bib]
source_notes:
  own: {reliability: B, accessed: 2024-03-02}
  a: {reliability: A, archived: {url: "https://example.org/a", date: 2024-01-05}, language: es}
  b: {reliability_basis: "As [@a] says.", derived_from: [a], independent_of: [own]}
"""
    json_item = '[{"id": "a", "type": "webpage", "reliability": "F", "language": "English"}]'
    loaded = topic(tmp_path, text, a_json=json_item, b_bib="@misc{b, title={B}}")
    brief = validate(loaded)
    own, a, b = brief.sources
    assert (own.reliability, own.descriptor, str(own.accessed)) == ("B", "Kept.", "2024-03-02")
    assert (a.reliability, a.language) == ("A", "es")
    assert a.archived
    assert a.archived.url == "https://example.org/a"
    assert (b.reliability_basis, b.derived_from, b.independent_of) == (
        "As [@a] says.", ("a",), ("own",),
    )  # fmt: skip
    assert brief.source_notes == {}
    assert str(span_of(loaded.tree, ("source_notes", "b", "derived_from", 0))) == "topic.yaml:11:58"


def test_a_topic_without_exports_does_not_load_their_readers() -> None:
    script = (
        "import sys; from pathlib import Path; from briefing.loading.topic import load;"
        "load(Path(sys.argv[1]));"
        "print(*{'pylatexenc', 'briefing.loading.bibliography.items'} & set(sys.modules))"
    )
    sample = EXPORTS.parent.parent / "data" / "mexico-russia"
    run = [sys.executable, "-c", script, str(sample)]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=sample.parent.parent)
    assert done.stdout.strip() == ""


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["zotero.json", "better.bib", "endnote.ris"]), st.data())
def test_a_damaged_export_gives_items_or_faults_with_places(name: str, data: st.DataObject) -> None:
    lines = (EXPORTS / name).read_bytes().split(b"\n")
    first = data.draw(st.integers(0, len(lines) - 1))
    text = b"\n".join(lines[first : first + 40]).decode(errors="replace")
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 5))
        text = text[:at] + data.draw(st.sampled_from(SCRAPS)) + text[at + cut :]
    _, found = read_library(text.encode(), name)
    for each in found:
        assert each.rule
        assert each.span
        assert each.span.line <= len(text.splitlines()) + 1


SCRAPS = [
    "",
    "{",
    "}",
    '"',
    "@",
    "@x{",
    "\\",
    "\\'",
    "#",
    ",",
    "=",
    "$",
    "%",
    "[",
    "null",
    "TY  - ",
]
