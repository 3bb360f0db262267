"""Topics, themes, pictures and tables from somebody else: what each tries, and what comes of it.

Each row is built for real. A canary file lies outside the topic's folder and a canary server
listens on loopback; an audit hook in this process and in the engine's notes every file that is
opened and every use of the network that Python makes. What C libraries and pandoc do by themselves
the hook does not see: there the server and the word in the canary files stand alone.
"""

import os
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from secrets import token_hex
from threading import Thread
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, String

from briefing.errors import InputError, UsageError, visible
from briefing.formats import folder as files
from briefing.layout.engine import LayoutEngine
from briefing.loading.recipients import read_recipients
from briefing.model.options import Options
from briefing.packs.build import pack
from briefing.pipeline.build import build
from briefing.runtime.cache import FOLDER, Cache
from tests.archive.test_extract import HOSTILE
from tests.support import pdf as of
from tests.support.places import ROOT

HOOK = """\
import sys
_log = open({log!r}, "a", buffering=1, encoding="utf-8")
def _note(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "os.exec", "os.system")):
        # an address that holds its data asks nobody; other tests may take some meanwhile
        if event != "socket.__new__" and not str(arguments[:1]).startswith("('data:"):
            _log.write(f"{{event}} {{arguments!r:.200}}\\n")
    elif event == "open" and {word!r} in str(arguments[0]):
        _log.write(f"{{event}} {{arguments[0]!r}}\\n")
sys.addaudithook(_note)
"""
TOPIC = """\
title: "TITLE"
type: Note
originator: River desk
issued: 2024-05-01
cutoff: 2024-04-30
status: final
sources: SOURCES
MORE
sections:
  - kind: text
    id: words
    text: "TEXT[@gauge, para. 2]"
    SECTION
"""
PICTURE = 'images: [{file: "%s", alt: A map, caption: The river}]'
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="90" height="60" viewBox="0 0 90 60"><rect width="9" height="9"/>%s</svg>
"""
GAUGE = "[{id: gauge, type: webpage}]"
CSL = """\
<?xml version="1.0" encoding="utf-8"?>%s
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>%s</title><id>http://example.org/x</id><updated>2024-01-01T00:00:00Z</updated>%s</info>
<citation><layout prefix="("><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""


@dataclass(frozen=True)
class Attack:
    """What somebody tries: parts of a topic, files beside it, a theme; and what is to be said.

    `says` is what the error must say, or without `refused` a warning if there is one. `place`
    begins the error or warning. In all of it CANARY is the path of the canary file, SERVER the
    address of the canary server.
    """

    name: str
    refused: bool = False
    says: str = ""
    place: str = ""
    title: str = "The Alder"
    text: str = "It rose."
    sources: str = GAUGE
    more: str = ""
    section: str = ""
    files: dict[str, str | bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    theme: dict[str, str] = field(default_factory=dict)
    theme_links: dict[str, str] = field(default_factory=dict)
    shows: str = ""


def refused(name: str, says: str, place: str = "topic.yaml:", **parts: Any) -> Attack:
    return Attack(name, True, says, place, **parts)


def picture(name: str, file: str, says: str) -> Attack:
    return refused(name, says, "topic.yaml:13:21: ", section=PICTURE % file)


def drawing(name: str, content: str, says: str = "loads `", *, head: str = "") -> Attack:
    return Attack(
        name, bool(says), says, "topic.yaml:13:21: " if says else "", section=PICTURE % "a.svg",
        files={"a.svg": head + SVG % content}, shows="rose",
    )  # fmt: skip


def styled(name: str, css: str, says: str = "only files of the topic and its theme") -> Attack:
    place = "theme/evil.css:1:" if says else ""
    return Attack(name, says=says, place=place, theme={"evil.css": css}, shows="rose")


def partial(name: str, html: str, says: str = "only files of the topic and its theme") -> Attack:
    content = "<h1>{{ brief.title }}</h1>" + html
    # of an attachment the engine does not tell the address
    place = "theme/templates/front/title.html:1:" if says and "attachment" not in html else ""
    theme = {"templates/front/title.html": content}
    return Attack(name, says=says, place=place, theme=theme, shows="rose")


def template(name: str, code: str, says: str) -> Attack:
    title = "templates/front/title.html"
    return refused(name, says, f"theme/{title}:1:1: ", theme={title: code})


def text(name: str, words: str, shows: str) -> Attack:
    return Attack(name, text=words, shows=shows)


def workbook(*changes: tuple[str, str, str], larger: int = 0) -> bytes:
    """Write a table of events; in a file of the workbook, replace a text by another."""
    book, first, second = Workbook(), BytesIO(), BytesIO()
    assert book.active
    book.active.append(["date", "title"])
    book.active.append(["1924", "It rose."])
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name).decode()
            for file, one, other in changes:
                content = content.replace(one, other) if file == name else content
            new.writestr(name, content)
        new.filelist[-1].file_size += larger
    return second.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
GROWING = "".join(f"<!ENTITY {b} '{f'&{a};' * 20}'>" for a, b in pairwise("abcdefghij"))
BOMB = f"<!DOCTYPE x [<!ENTITY a '{'lol' * 50}'>{GROWING}]>"
EXTERNAL = '<!DOCTYPE %s [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
EVENTS = "{id: when, kind: history, eras: [{title: Then, events: %s}]}"


def table(name: str, file: str, content: str | bytes, says: str = "", shows: str = "") -> Attack:
    section = f"\n  - {EVENTS % file}"
    return Attack(
        name, bool(says), says, f"{file}:" if says else "", section=section,
        files={file: content}, shows=shows,
    )  # fmt: skip


def library(name: str, file: str, content: str, says: str = "", shows: str = "") -> Attack:
    return Attack(
        name, bool(says), says, f"{file}:" if says else "", sources=file,
        files={file: content}, shows=shows,
    )  # fmt: skip


def style(name: str, content: str, says: str = "") -> Attack:
    return Attack(name, bool(says), says, more="citation_style: a.csl", files={"a.csl": content})


OUTSIDE = "does not lie below the topic's folder"
ADDRESS = "is an address, expected a file\n  hint: save it beside the topic"
UNSAFE = "is unsafe"

ATTACKS = [
    # names of files in a topic
    picture("path with `..`", "../canary.svg", OUTSIDE),
    picture("absolute path", "CANARY", OUTSIDE),
    picture("`file:` address", "file://CANARY", ADDRESS),
    picture("remote picture", "http://SERVER/a.png", ADDRESS),
    picture("remote picture without a scheme", "//SERVER/a.png", ADDRESS),
    picture("`data:` picture", "data:image/png;base64,AAAA", "is not an image"),
    picture("percent-encoded path", "%2e%2e/canary.svg", "does not exist"),
    picture("doubly percent-encoded path", "%252e%252e%252fcanary.svg", "does not exist"),
    picture("NUL in a name", r"a.svg\0.svg", r"`a.svg\x00.svg` cannot be read"),
    picture("backslashes in a name", r"..\\canary.svg", OUTSIDE),
    picture("escape sequence for the terminal in a name", r"\e[31m.svg", r"`\x1b[31m.svg` does"),
    picture("turned or unseen signs in a name", r"\u202egvs.\u200bsvg", r"`\u202egvs.\u200bsvg`"),
    Attack(
        "link to a file outside", True, "is a link that leads out", "topic.yaml:13:21: ",
        section=PICTURE % "a.svg", links={"a.svg": "../canary.svg"},
    ),
    Attack(
        "link to a folder outside", True, "is a link that leads out", "topic.yaml:13:21: ",
        section=PICTURE % "up/canary.svg", links={"up": ".."},
    ),
    Attack(
        "topic.yaml itself is a link outside", True, "is a link that leads out",
        links={"topic.yaml": "../canary.yaml"},
    ),
    refused(
        "web page under the name of a picture", "does not hold what its name says",
        section=PICTURE % "a.png", files={"a.png": "<html><script>x</script>"},
    ),
    refused("sources outside", OUTSIDE, sources="../canary.bib"),
    refused("section outside", OUTSIDE, section="\n  - ../canary.yaml"),
    refused("table outside", OUTSIDE, section=f"\n  - {EVENTS % '../canary.csv'}"),
    refused("names for copies outside", OUTSIDE, more="profiles: {a: {copies: ../canary.csv}}"),
    refused("citation style outside", OUTSIDE, more="citation_style: ../canary.csl"),
    # drawings
    drawing("SVG: picture from the network", '<image href="http://SERVER/a.png" width="9"/>'),
    drawing("SVG: picture from the disk", '<image xlink:href="file://CANARY" width="9"/>'),
    drawing("SVG: relative picture", '<image href="../canary.svg" width="9" height="9"/>'),
    drawing("SVG: `use` of another file", '<use href="file://CANARY#a"/>'),
    drawing("SVG: `@import`", '<style>@import url("http://SERVER/a.css");</style>'),
    drawing("SVG: `url()` in a style",
            '<style>rect { fill: url("http://SERVER/a.svg#a") }</style>'),
    drawing("SVG: filter that loads a picture",
            '<filter id="f"><feImage href="http://SERVER/a"/></filter>'
            '<rect width="9" height="9" filter="url(#f)"/>'),
    drawing("SVG: external entity", "<text>&x;</text>",
            head='<!DOCTYPE svg [<!ENTITY x SYSTEM "file://CANARY">]>'),
    drawing("SVG: external DTD", "", "", head='<!DOCTYPE svg SYSTEM "http://SERVER/a.dtd">'),
    drawing("SVG: entities that grow", "<text>&j;</text>", "declares entities", head=BOMB),
    drawing("SVG: HTML in a `foreignObject`",
            '<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" '
            'src="file://CANARY"/></foreignObject>'),
    drawing("SVG: script", '<script>fetch("http://SERVER/")</script><rect onload="x()"/>', ""),
    drawing("SVG: style sheet named in a processing instruction", "",
            head='<?xml-stylesheet href="http://SERVER/a.css" type="text/css"?>'),
    # style sheets of a theme
    styled("CSS: `@import` from the network", '@import url("http://SERVER/a.css");'),
    styled("CSS: `@import` from the disk", '@import "file://CANARY";'),
    styled("CSS: `url()` from the network", 'p { background: url("http://SERVER/a.png") }'),
    styled("CSS: `url()` in content", 'p::before { content: url("file://CANARY") }'),
    styled("CSS: font from the disk",
           '@font-face { font-family: X; src: url("file://CANARY") } p { font-family: X }', ""),
    styled("CSS: font from the network",
           '@font-face { font-family: X; src: url("http://SERVER/x.ttf") } p { font-family: X }',
           ""),
    Attack("CSS: file that is a link outside", True, "is a link that leads out of the theme's",
           "theme/", theme_links={"evil.css": "../../canary.css"}),
    Attack("theme: template that is a link outside", True,
           "is a link that leads out of the theme's", "theme/",
           theme_links={"templates/front/title.html": "../../../../canary.html"}),
    Attack("theme: folder of templates that is a link outside", True,
           "is a link that leads out of the theme's", "theme/",
           theme_links={"templates": "../../outside"}),
    Attack("theme: font outside", True, "does not lie below the theme's folder",
           "theme/theme.yaml:5:33: ", theme={"theme.yaml": "../../canary.ttf"}),
    Attack("theme: font by an absolute path", True, "does not lie below the theme's folder",
           "theme/theme.yaml:5:33: ", theme={"theme.yaml": "CANARY"}),
    # templates of a theme
    partial("template: `<link rel=attachment>`", '<link rel="attachment" href="file://CANARY">'),
    partial("template: `<a rel=attachment>`", '<a rel="attachment" href="file://CANARY">x</a>'),
    partial("template: `<img>` from the network", '<img alt="x" src="http://SERVER/a.png">'),
    partial("template: `<object>` and `<embed>`",
            '<object data="file://CANARY"></object><embed src="http://SERVER/a.png">'),
    partial("template: `<iframe>`", '<iframe src="file://CANARY"></iframe>', ""),
    partial("template: `<base>` to the disk",
            '<base href="file:///"><img alt="x" src="CANARY">', ""),
    partial("template: unknown host", '<img alt="x" src="http://canary.invalid/a.png">'),
    partial("template: style from the disk",
            '<link rel="stylesheet" href="file://CANARY"><style>@import "file://CANARY";</style>'),
    partial("template: percent-encoded way out of the theme",
            '<img alt="x" src="asset:fonts/%2e%2e/%2e%2e/canary.svg">', "there is no such file"),
    template("template: `__class__`", "{{ ''.__class__.__mro__ }}", UNSAFE),
    template("template: globals of `cycler`", "{{ cycler.__init__.__globals__ }}", UNSAFE),
    template("template: globals of `lipsum`", "{{ lipsum.__globals__['os'] }}", UNSAFE),
    template("template: filter `attr`", "{{ brief | attr('__class__') }}", UNSAFE),
    template("template: `format` of a text", "{{ '{0.__class__}'.format(brief) }}", UNSAFE),
    Attack("template: attribute in a phrase that is filled", shows="{x.__class__} rose",
           theme={"templates/front/title.html":
                  "<h1>{{ '{x.__class__} rose' | fill(x=joiner) }}</h1>"}),
    template("template: headline of what is no claim",
             "{{ namespace(within=none, item=namespace(headline='{a.__class__}', a=1.5))"
             " | headline }}", "expected a claim"),
    template("template: `%` of an object", "{{ '%(x)s' | format(x=joiner) }}", UNSAFE),
    template("template: pickle by pydantic",
             "{{ brief.parse_raw('cos\\nsystem\\n(S\\'touch CANARY-run\\'\\ntR.', "
             "proto='pickle', allow_pickle=true) }}", UNSAFE),
    template("template: file by pydantic", "{{ brief.parse_file('CANARY') }}", UNSAFE),
    template("template: class of a model", "{{ options.model_construct() }}", UNSAFE),
    template("template: `include` of `../`", "{% include '../../canary.html' %}", "canary.html"),
    template("template: `include` by an absolute path", "{% include 'CANARY' %}", "canary"),
    template("template: `import` of a module", "{% import 'os' as os %}", "os"),
    # texts
    text("HTML in a text", "<script>x</script><img src=x>", "<script>x</script><img src=x>"),
    text("attachment in a text", "<a rel=attachment href=CANARY>x</a>", "<a rel=attachment"),
    text("remote picture in a text", "![x](http://SERVER/a.png)", "![x](http"),
    text("Jinja in a text", "{{ 6 * 7 }}{% include 'x' %}", "{{ 6 * 7 }}{% include"),
    refused("`javascript:` link in a text", "leads nowhere", text="[x](javascript:alert(1))"),
    refused("encoded `javascript:` link in a text", "leads nowhere",
            text="[x](&#106;avascript:alert(1))"),
    refused("`file:` link in a text", "leads nowhere", text="[x](file://CANARY)"),
    refused("`data:` link in a text", "leads nowhere", text="[x](data:text/html,x)"),
    Attack("markup in the metadata", title="</rdf:li>]]><x a='&'>%", shows="</rdf:li>]]>"),
    refused("control characters in the metadata", "control character U+0000", title=r"A\0B"),
    # YAML
    refused("YAML: tag that makes an object", "unknown tag", more="x: !!python/object:os.x {}"),
    refused("YAML: tag that calls a function", "unknown tag",
            more="x: !!python/object/apply:os.system [touch CANARY-run]"),
    refused("YAML: merge key", "`<<` does not merge here", more="<<: {type: Other}"),
    refused("YAML: alias bomb", "more than 1,000,000 values",
            more="a0: &a0 [x, x]\n"
            + "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9))),
    refused("YAML: aliases of a long text", "aliases stand for more than 5,000,000 characters",
            more=f"a: &a {'word ' * 10_000}\nb: [{'*a, ' * 2_000}]"),
    refused("YAML: text without end", "has 200,000 characters", more=f"x: '{'[' * 200_000}'"),
    refused("YAML: alias of itself", "is a part of what it stands for", more="a: &a [*a]"),
    refused("YAML: deep nesting", "nested more than 64 deep", more="a: " + "[" * 5000),
    refused("YAML: key given twice", "is given a second time", more="type: Other"),
    refused("YAML: digits without end", "unknown", more="x: " + "9" * 5000),
    # sources
    library("BibTeX: `\\input`", "a.bib",
            r"@misc{gauge, title={\input{CANARY} Gauges}}", shows="Gauges"),
    library("BibTeX: strings that double", "a.bib", "@string{a0 = {abcd}}\n" + "".join(
            f"@string{{a{i} = a{i - 1} # a{i - 1}}}\n" for i in range(1, 60)), "100,000 char"),
    library("BibTeX: HTML in a title", "a.bib", "@misc{gauge, title={<script>x</script>}}",
            shows="<script>x</script>"),
    library("RIS: `javascript:` address", "a.ris",
            "TY  - ELEC\nID  - gauge\nTI  - Gauges\nUR  - javascript:alert(1)\nER  - \n",
            "is no web address"),
    library("CSL-JSON: `file:` address", "a.json",
            '[{"id": "gauge", "type": "webpage", "title": "Gauges", "URL": "file://CANARY"}]',
            "is no web address"),
    refused("source: `file:` address", "is no web address",
            sources="[{id: gauge, type: webpage, URL: 'file://CANARY'}]"),
    # tables
    table("CSV: formula", "a.csv",
          'date,title\n1924,"=HYPERLINK(""http://SERVER/"";""x"")"\n', shows="=HYPERLINK("),
    table("Excel: formula without a result", "a.xlsx",
          workbook((SHEET, '<c r="B2" t="inlineStr"><is><t>It rose.</t></is></c>',
                    '<c r="B2"><f>WEBSERVICE("http://SERVER/")</f><v/></c>')),
          "a formula whose result is not in the file"),
    table("Excel: more unpacked than is said to be", "a.xlsx",
          workbook(larger=300_000_000), "unpacked it has 300,"),
    table("Excel: cells far to the right", "a.xlsx",
          workbook((SHEET, "</sheetData>", "".join(
              f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="XFD{row}"><v>1</v></c></row>'
              for row in range(9, 900)) + "</sheetData>")), "more than 1,000,000 cells"),
    table("Excel: entities that grow", "a.xlsx",
          workbook((SHEET, "<worksheet", BOMB.replace(" x ", " worksheet ") + "<worksheet"),
                   (SHEET, "<t>It rose.</t>", "<t>&j;</t>")), "no workbook that can be read"),
    table("Excel: external entity", "a.xlsx",
          workbook((SHEET, "<worksheet", EXTERNAL % "worksheet" + "<worksheet"),
                   (SHEET, "<t>It rose.</t>", "<t>&x;</t>")),
          "no workbook that can be read"),
    # citation styles
    style("CSL: style of a remote parent",
          CSL % ("", "X", "<link rel='independent-parent' href='http://SERVER/styles/none'/>"),
          "there is no citation style `none`"),
    style("CSL: style of a remote parent, in another order",
          CSL % ("", "X", '<link href="http://SERVER/styles/none" rel="independent-parent"/>'),
          "there is no citation style `none`"),
    style("CSL: parent in another namespace",
          CSL % ("", "x", ('<link xmlns:x="http://example.org/x" x:rel="independent-parent" '
                 'x:href="http://SERVER/gone"/>')), "no citation style `gone`"),
    style("CSL: parent that is a file",
          CSL % ("", "x", ('<link xmlns:x="http://example.org/x" x:rel="independent-parent" '
                 'x:href="CANARY"/>')), "there is no citation style"),
    style("CSL: external entity",
          CSL % ('<!DOCTYPE style [<!ENTITY x SYSTEM "file://CANARY">]>', "&x;", ""),
          "is no CSL style"),
    style("CSL: entities that grow", CSL % (BOMB.replace(" x ", " style "), "&j;", ""),
          "is no CSL style"),
    style("CSL: HTML in a title", CSL % ("", "&lt;script&gt;", "")),
]  # fmt: skip


ELSEWHERE = {
    "topic that is a pipe or a device": "tests/batch/test_run.py"
    "::test_what_is_no_file_or_leads_elsewhere_fails_in_its_turn_and_nothing_waits",
    "theme that is a device, or holds a pipe": "tests/batch/test_run.py"
    "::test_what_is_no_file_or_leads_elsewhere_fails_in_its_turn_and_nothing_waits",
    "file, folder or topic swapped for a link amid a build": "tests/runtime/test_open_file.py"
    "::test_a_link_that_comes_amid_reading_is_never_followed",
    "SVG: link by an attribute that its type declares": "tests/formats/test_svg_drawing.py"
    "::test_a_type_that_changes_what_is_read_is_refused",
    "SVG: address behind escapes": "tests/formats/test_svg_drawing.py"
    "::test_what_would_be_loaded_or_cannot_be_read_is_refused",
    "SVG: text without an end": "tests/formats/test_svg_drawing.py"
    "::test_time_grows_with_length_alone",
    "picture: words in more than 200 places where they are not seen": "tests/end_to_end/"
    "test_unseen_marks.py::test_no_mark_in_any_place_that_a_format_knows_goes_out",
    "picture: one that is cut off, with words in it": "tests/formats/test_image_metadata.py"
    "::test_a_picture_that_is_cut_off_is_refused",
    "theme: picture of a section that is left out": "tests/end_to_end/test_unseen_marks.py"
    "::test_a_picture_of_a_section_that_is_left_out_is_nowhere",
    "names of files and titles that make lines of their own": "tests/cli/test_odd_calls.py"
    "::test_no_name_makes_a_line_of_its_own",
    "words that no one expects, in every place of every command": "tests/cli/test_odd_calls.py"
    "::test_an_odd_call_ends_in_a_word_that_helps",
    "text that is printed otherwise than it is written": "tests/checks/test_signs.py"
    "::test_what_misleads_is_told",
    "address of mixed alphabets, or that its link belies": "tests/checks/test_signs.py"
    "::test_what_misleads_is_told",
    "cache: folder in which others could write": "tests/runtime/test_cache.py"
    "::test_what_others_could_have_put_there_is_thrown_away",
    "copies: earlier file that only its owner may read": "tests/runtime/test_atomic_write.py"
    "::test_a_file_that_is_replaced_keeps_who_may_read_it",
    "batch: pattern that a link answers": "tests/batch/test_run.py"
    "::test_a_pattern_takes_no_topic_that_a_link_brings_from_elsewhere",
    "batch: pattern amid links that lead in circles": "tests/runtime/test_open_file.py"
    "::test_a_pattern_ends_where_links_lead_in_circles",
    "cluster: theme with a link outside": "tests/batch/test_dask_cluster.py"
    "::test_nothing_travels_that_is_no_part_of_a_theme",
    "cluster: folder that is no theme": "tests/batch/test_dask_cluster.py"
    "::test_nothing_travels_that_is_no_part_of_a_theme",
}
"""Those that have tests in other files."""

OTHERS = [
    "pack: topic outside its folder",
    "copies: names that are formulas",
    "copies: names that are paths",
    "marking that is a path",
    "web page: script and pictures of a theme",
    "cache: changed entry",
    *ELSEWHERE,
    *HOSTILE,
]
"""Those that have tests of their own below, and in those of `extract`."""


class World(NamedTuple):
    """Where attacks are made: a folder with canaries, a server, an engine, and what was noted."""

    root: Path
    word: str
    server: str
    engine: LayoutEngine
    asked: list[str]
    log: Path

    def fill(self, words: str) -> str:
        """Put in the addresses of the canaries."""
        return words.replace("CANARY", str(self.root / "canary.svg")).replace("SERVER", self.server)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    root, word, asked = tmp_path_factory.mktemp("attacks"), token_hex(12), list[str]()

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

    (root / "outside" / "front").mkdir(parents=True)
    (root / "outside" / "front" / "title.html").write_text(word)
    contents = {
        "svg": SVG % f'<text id="a" y="9">{word}</text>', "html": word, "csl": CSL % ("", word, ""),
        "css": f"/* {word} */", "bib": f"@misc{{gauge, title={{{word}}}}}", "ttf": word,
        "csv": f"date,title,name\n1924,{word},{word}\n",
        "yaml": f"{{kind: text, title: {word}, text: {word}}}",
    }  # fmt: skip
    for suffix, content in contents.items():
        (root / f"canary.{suffix}").write_text(content)
    hook = root / "hook"
    hook.mkdir()
    code = HOOK.format(log=str(root / "log"), word=f"{root}/canary")
    (hook / "sitecustomize.py").write_text(code)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    Thread(target=server.serve_forever, daemon=True).start()
    exec(compile(code, "hook", "exec"), {})  # in this process, until it ends
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{hook}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
        patch.setenv(FOLDER, str(root / "cache"))
        with LayoutEngine() as engine:
            address = f"127.0.0.1:{server.server_address[1]}"
            yield World(root, word, address, engine, asked, root / "log")
    server.shutdown()
    server.server_close()


def lay(world: World, attack: Attack) -> tuple[Path, Options]:
    """Write what an attack brings along; tell the topic and the options to build it with."""
    place = world.root / f"attack-{token_hex(4)}"
    topic, theme = place, place / "theme"
    topic.mkdir()
    words = TOPIC
    for name in ("title", "text", "sources", "more", "section"):
        words = words.replace(name.upper(), getattr(attack, name))
    if "topic.yaml" not in attack.links:
        (topic / "topic.yaml").write_text(world.fill(words))
    for name, content in attack.files.items():
        data = content if isinstance(content, bytes) else world.fill(content).encode()
        (topic / name).write_bytes(data)
    for name, target in attack.links.items():
        (topic / name).symlink_to(target)
    options: dict[str, Any] = {}
    if attack.theme or attack.theme_links:
        shutil.copytree(ROOT / "styles" / "ministry", theme)
        options["theme"] = str(theme)
        for name, content in attack.theme.items():
            written = content
            if name == "theme.yaml":
                yaml = (theme / name).read_text()
                written = re.sub("file: [^,}]*", f"file: {content}", yaml, count=1)
            (theme / name).parent.mkdir(parents=True, exist_ok=True)
            (theme / name).write_text(world.fill(written))
        for name, target in attack.theme_links.items():
            (theme / name).parent.mkdir(parents=True, exist_ok=True)
            (theme / name).symlink_to(target)
    return topic, Options(**options)


def everything(pdf: bytes) -> bytes:
    """Give all that a PDF holds, unpacked, and the words on its pages."""
    parts = [pdf, "\n".join(of.page_texts(pdf)).encode()]
    with Pdf.open(BytesIO(pdf)) as document:
        for each in document.objects:
            parts += strings(each)
            if isinstance(each, Stream):
                try:
                    parts.append(each.read_bytes())
                except PdfError:  # a picture stays as it is
                    parts.append(each.read_raw_bytes())
    return b"\n".join(parts)


def strings(thing: Object) -> Iterator[bytes]:
    """Give every text and name in an object, of those that stand in it directly."""
    if isinstance(thing, String | Name):
        yield str(thing).encode(errors="surrogateescape")
    elif isinstance(thing, Dictionary | Stream):
        for key, value in thing.items():
            yield str(key).encode()
            if not (isinstance(value, Object) and value.is_indirect):
                yield from strings(value)
    elif isinstance(thing, Array):
        for value in thing:
            if not (isinstance(value, Object) and value.is_indirect):
                yield from strings(value)


def without_data(pdf: bytes) -> bytes:
    """Take the brief's own data out of a PDF, and nothing that somebody else put in."""

    def drop(document: Pdf) -> None:
        own = {each.objgen for each in document.Root.AF.as_list()}
        named = document.Root.Names.EmbeddedFiles.Names.as_list()[1::2]
        assert {each.objgen for each in named} == own
        del document.Root.AF
        del document.Root.Names.EmbeddedFiles

    return of.edit(pdf, drop)


def check_closed(world: World, pdf: bytes) -> None:
    """Nothing of the canary is in a result, and nothing in it runs or loads anything."""
    assert world.word.encode() not in everything(pdf)
    data = everything(without_data(pdf))
    for key in (b"/EmbeddedFile", b"/JavaScript", b"/JS\n", b"/Launch", b"/GoToR", b"/OpenAction"):
        assert key not in data
    assert not re.search(rb"(?i)\n(javascript|file|data):", data)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_with_its_place_or_comes_to_nothing(
    attack: Attack, world: World
) -> None:
    topic, options = lay(world, attack)
    output = topic / "out.pdf"
    said = ""
    try:
        result = build(topic, output, options, engine=world.engine)
        said = "\n".join(map(str, result.warnings))
    except (InputError, UsageError) as error:
        said = str(error)
        assert attack.refused, said
        assert not output.exists()
        assert said.startswith(world.fill(attack.place)), said
    else:
        assert not attack.refused, said
        check_closed(world, output.read_bytes())
        shown = "".join(" ".join(of.page_texts(output.read_bytes())).split())
        assert "".join(attack.shows.split()) in shown
        assert f"\n{attack.place}" in f"\n{said}"
    assert world.fill(attack.says) in said
    assert world.word not in said
    assert said == visible(said)
    assert not list(world.root.glob("*-run"))


@pytest.mark.parametrize(
    "attack",
    [each for each in ATTACKS if each.name.startswith("SVG") and each.refused],
    ids=lambda attack: attack.name,
)
def test_the_engine_loads_nothing_for_a_drawing_that_was_not_looked_through(
    attack: Attack, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "strip_metadata", bytes)
    topic, options = lay(world, attack)
    result = build(topic, topic / "out.pdf", options, engine=world.engine)
    check_closed(world, (topic / "out.pdf").read_bytes())
    assert world.word not in str(result.warnings)


def test_a_pack_does_not_take_topics_from_outside_its_folder(world: World) -> None:
    place = world.root / "packs"
    place.mkdir()
    (world.root / "other.yaml").write_text("title: x")
    (place / "link.yaml").symlink_to("../other.yaml")
    for name, line in (("../other.yaml", 6), ("link.yaml", 6), (str(world.root / "other.yaml"), 6)):
        (place / "pack.yaml").write_text(
            "title: Pack\ntype: Pack\noriginator: Desk\nissued: 2024-05-10\ntopics:\n"
            f"  - {{topic: {name}}}\n"
        )
        with pytest.raises(InputError, match=rf"pack.yaml:{line}:\d+: .*below the folder"):
            pack(place / "pack.yaml", place / "out.pdf", engine=world.engine)


NAMES = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "../up", ".hidden", "a/b\\c", "gnp.\u202eexe", "＝1"),
    *("a;=1+1", "a | @SUM(A1)", " =1"),
]


def test_names_of_copies_are_neither_formulas_nor_paths(world: World) -> None:
    topic, _ = lay(world, Attack("copies"))
    (topic / "names.csv").write_text("name\n" + "\n".join(NAMES) + "\n")
    options = Options(copies=read_recipients(topic / "names.csv"))
    folder = topic / "copies"
    build(topic, folder, options, engine=world.engine)
    register = (folder / "register.csv").read_text("utf-8-sig").splitlines()[1:]
    said = [line.split(",")[1] for line in register]
    assert said == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        *NAMES[4:8],
        "'＝1",
        "a;'=1+1",
        "a | '@SUM(A1)",
        "'=1",
    ]
    files = sorted(path.name for path in folder.iterdir() if path.suffix == ".pdf")
    assert len(files) == len(NAMES)
    assert all(re.fullmatch(r"\d\d [^/\\:\u202e]+\.pdf", name) for name in files), files
    assert not (topic / "up.pdf").exists()


def test_a_marking_cannot_lead_the_file_elsewhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic, _ = lay(world, Attack("marking"))
    (topic / "here").mkdir()
    monkeypatch.chdir(topic / "here")
    options = Options(marking="text:../../x/.y")
    result = build(topic, options=options, engine=world.engine)
    assert [path.name for path in (topic / "here").iterdir()] == [result.path.name]
    assert "/" not in str(result.path)


def test_a_web_page_loads_nothing_whatever_a_theme_puts_into_it(world: World) -> None:
    attack = Attack(
        "page",
        theme={
            "evil.css": "</style><script>x()</script>",
            "templates/front/title.html": '<h1>{{ brief.title }}</h1><img src="http://SERVER/a">',
        },
    )
    topic, options = lay(world, attack)
    output = topic / "out.html"
    build(topic, output, options.model_copy(update={"format": "html"}), engine=world.engine)
    page = output.read_text()
    head = page[: page.index("<style")]
    assert "Content-Security-Policy" in head
    assert "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'" in head
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert world.word not in page


def test_an_entry_of_the_cache_that_was_changed_is_not_used(world: World) -> None:
    topic, _ = lay(world, Attack("cache"))
    folder = topic / "cache"
    engine = world.engine
    engine.forget()
    engine.cache = Cache(folder)
    build(topic, topic / "one.pdf", engine=engine)
    entries = [path for path in (folder / "entries").iterdir() if not path.name.startswith(".")]
    assert entries
    for path in entries:
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    engine.forget()
    build(topic, topic / "two.pdf", engine=engine)
    engine.cache = None
    assert (topic / "one.pdf").read_bytes() == (topic / "two.pdf").read_bytes()


def test_no_canary_was_reached_and_no_name_looked_up(world: World) -> None:
    assert world.asked == []
    noted = [line for line in world.log.read_text().splitlines() if "bind" not in line]
    assert noted == []


def test_the_canaries_sing(world: World) -> None:
    """They would tell, in this process and in the engine's."""
    import subprocess
    from urllib.request import urlopen

    before = world.log.read_text()
    canary = str(world.root / "canary.svg")
    code = f"import socket; open({canary!r}).read(); socket.getaddrinfo('localhost', 80)"
    subprocess.run([sys.executable, "-P", "-c", code], check=True, timeout=30)
    with pytest.raises(OSError, match="404"), urlopen(f"http://{world.server}/here"):
        pass
    noted = world.log.read_text().removeprefix(before)
    assert "open" in noted
    assert "socket.getaddrinfo" in noted
    assert world.asked == ["/here"]


@pytest.mark.parametrize("test", sorted({*ELSEWHERE.values()}))
def test_an_attack_of_the_table_is_tried_where_it_says(test: str) -> None:
    file, name = test.split("::")
    assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8")


def test_the_table_in_the_documentation_has_each_attack() -> None:
    lines = (ROOT / "docs" / "security.md").read_text().splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| ") and " | " in line]
    told = {row[0].removeprefix("| "): row[2] for row in rows[1:]}
    assert list(told) == [attack.name for attack in ATTACKS] + OTHERS
    refused = {name for name, now in told.items() if now.startswith("refused")}
    assert refused - {*OTHERS} == {attack.name for attack in ATTACKS if attack.refused}
