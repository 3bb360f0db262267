"""A made-up brief as each program reads it: the same words, citations, tables, contents, sources.

Enters: a `Brief`. Leaves: a topic folder, or text in Typst, Markdown for pandoc with xelatex, or
HTML for paged.js. Invariant: every form has running heads with page x of y, a list of contents with
pages, links from citations to sources and, behind each source, the pages that cite it.
Sizes of paper, margins and type are those of the theme `ministry`, and its fonts lie in `fonts/`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from generate import Brief, Comparison, Faq, Paragraph, Prose, Sentence, Source

__all__ = ["to_html", "to_markdown", "to_typst", "write_topic"]

DATE = "2024-05-01"
Cite = Callable[[Sentence], str]


def write_topic(brief: Brief, folder: Path) -> None:
    """Write a topic: a file for each section, one for the sources."""
    (folder / "sections").mkdir(parents=True)
    names = []
    for number, section in enumerate(brief.sections, start=1):
        names.append(f"sections/{number:03}-{type(section).__name__.lower()}.yaml")
        _dump(folder / names[-1], {"id": f"part-{number}", **_section(section)})
    _dump(folder / "sources.yaml", [_source(each) for each in brief.sources])
    about = {
        "title": brief.title,
        "type": "Made up for measuring",
        "originator": "Bench of the briefing project",
        "status": "final",
        "issued": DATE,
        "cutoff": DATE,
        "sources": "sources.yaml",
        "sections": names,
    }
    _dump(folder / "topic.yaml", about)


def _dump(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, width=100), "utf-8")


def _section(section: Prose | Comparison | Faq) -> dict[str, object]:
    match section:
        case Prose(title, paragraphs):
            text = "\n\n".join(_plain(each, _key) for each in paragraphs)
            return {"kind": "text", "title": title, "text": text}
        case Comparison(title, caption, columns, rows):
            cells = [
                {"label": label, "cells": [each.text + _key(each) for each in row]}
                for label, row in rows
            ]
            table = {"title": caption, "columns": list(columns), "rows": cells}
            return {"kind": "comparison", "title": title, "tables": [table]}
        case Faq(title, questions):
            asked = [{"question": q, "answer": _plain(answer, _key)} for q, answer in questions]
            return {"kind": "faq", "title": title, "questions": asked}


def _source(source: Source) -> dict[str, object]:
    return {
        "id": f"s{source.number}",
        "type": "report",
        "title": source.title,
        "author": [{"literal": source.author}],
        "issued": source.year,
        "URL": source.address,
        "reliability": "C",
    }


def _key(sentence: Sentence) -> str:
    keys = "; ".join(f"@s{each.source}" for each in sentence.cited)
    return f"[{keys}]" if keys else ""


def _plain(paragraph: Paragraph, cite: Cite) -> str:
    return " ".join(each.text + cite(each) for each in paragraph)


def _described(source: Source) -> str:
    return f"{source.author}, {source.year}. {source.title}. Reliability C."


TYPST = """\
#set document(title: "{title}")
#set page(paper: "a4", margin: (top: 23mm, right: 20mm, bottom: 22mm, left: 69mm),
  header: text(10pt, style: "italic")[{title}],
  footer: context text(8.5pt, font: "Source Sans 3",
    counter(page).display("1 of 1", both: true)))
#set text(11.5pt, font: "EB Garamond", lang: "en", hyphenate: true)
#set par(leading: 6.5pt, spacing: 11pt)
#show heading: set text(18pt, weight: "regular")
#show heading: set block(above: 24.5pt, below: 10.5pt)
#show table: set text(8.8pt, font: "Source Sans 3", hyphenate: false)
#show outline: set text(8.8pt, font: "Source Sans 3")
#set table(stroke: (top: 0.4pt), inset: (x: 1mm, y: 2.6pt))
#let cited(..numbers) = super(numbers.pos().map(n => link(label("s" + str(n)))[#n]).join[, ])
#let page-of(place) = str(counter(page).at(label("c" + str(place))).first())
#let pages(..places) = context { places.pos().map(page-of).dedup().join(", ") }
#text(38pt)[{title}]
#outline()
"""


def to_typst(brief: Brief) -> str:
    """Write the brief in Typst."""
    return TYPST.replace("{title}", brief.title) + "\n\n".join(_typst(brief))


def _typst(brief: Brief) -> Iterator[str]:
    for section in brief.sections:
        yield f"= {section.title}"
        match section:
            case Prose(_, paragraphs):
                yield from (_plain(each, _typst_cite) for each in paragraphs)
            case Comparison(_, caption, columns, rows):
                head = "".join(f"[*{each}*]," for each in ("", *columns))
                cells = "\n".join(
                    f"[*{label}*]," + "".join(f"[{each.text}{_typst_cite(each)}]," for each in row)
                    for label, row in rows
                )
                yield (
                    f"#pad(left: -49mm, figure(caption: [{caption}], table(columns: (49mm,"
                    f"{'1fr,' * len(columns)}), align: left, table.header({head}),\n{cells}\n)))"
                )
            case Faq(_, questions):
                for question, answer in questions:
                    yield f"_{question}_"
                    yield _plain(answer, _typst_cite)
    yield "= Sources"
    for each in brief.sources:
        places = ", ".join(map(str, each.places))
        yield (
            f"#block(breakable: false)[{each.number}. {_described(each)} "
            f'#link("{each.address}") Cited on #pages({places}).] <s{each.number}>'
        )


def _typst_cite(sentence: Sentence) -> str:
    if not sentence.cited:
        return ""
    marks = "".join(f"#metadata(none)<c{each.place}>" for each in sentence.cited)
    return f"#cited({', '.join(str(each.source) for each in sentence.cited)}){marks}"


MARKDOWN = r"""---
title: {title}
lang: en
toc: true
papersize: a4
geometry: [top=23mm, right=20mm, bottom=22mm, left=69mm]
mainfont: EBGaramond
mainfontoptions: [Path=fonts/, Extension=.ttf, UprightFont=*-Regular, ItalicFont=*-Italic,
  BoldFont=*-Bold]
sansfont: SourceSans3
sansfontoptions: [Path=fonts/, Extension=.ttf, UprightFont=*-Regular, ItalicFont=*-Italic,
  BoldFont=*-Bold]
colorlinks: true
header-includes: |
  \renewcommand\normalsize{\fontsize{11.5}{14}\selectfont}
  \AtBeginEnvironment{longtable}{\fontsize{8.8}{10.5}\selectfont\sffamily}
  \raggedright
  \makeatletter
  \def\ps@brief{\def\@oddhead{\textit{{title}}\hfil}%
    \def\@oddfoot{\thepage{} of \pageref{last}\hfil}}
  \makeatother
  \pagestyle{brief}
  \AtEndDocument{\label{last}}
---

"""


def to_markdown(brief: Brief) -> str:
    """Write the brief in pandoc's Markdown; the pages that cite a source are LaTeX's to find."""
    return MARKDOWN.replace("{title}", brief.title) + "\n\n".join(_markdown(brief)) + "\n"


def _markdown(brief: Brief) -> Iterator[str]:
    for section in brief.sections:
        yield f"# {section.title}"
        match section:
            case Prose(_, paragraphs):
                yield from (_plain(each, _markdown_cite) for each in paragraphs)
            case Comparison(_, caption, columns, rows):
                rule = "|---|" + "----|" * len(columns)
                body = (
                    f"| **{label}** | "
                    + " | ".join(each.text + _markdown_cite(each) for each in row)
                    + " |"
                    for label, row in rows
                )
                yield "\n".join([f"| | {' | '.join(columns)} |", rule, *body, "", f": {caption}"])
            case Faq(_, questions):
                for question, answer in questions:
                    yield f"*{question}*"
                    yield _plain(answer, _markdown_cite)
    yield "# Sources"
    for each in brief.sources:
        pages = ", ".join(rf"\pageref{{c{place}}}" for place in each.places)
        yield (
            f"[]{{#s{each.number}}}{each.number}\\. {_described(each)} <{each.address}> "
            f"Cited on {pages}."
        )


def _markdown_cite(sentence: Sentence) -> str:
    marks = (f"[]{{#c{each.place}}}[{each.source}](#s{each.source})" for each in sentence.cited)
    # a bare blank would end the superscript
    return "^" + ",\\ ".join(marks) + "^" if sentence.cited else ""


STYLE = """
@page { size: A4; margin: 23mm 20mm 22mm 69mm;
  @top-left { content: "{title}"; font: italic 10pt "EB Garamond" }
  @bottom-left { content: counter(page) " of " counter(pages); font: 8.5pt "Source Sans 3" } }
body { font: 11.5pt/14pt "EB Garamond"; hyphens: auto }
h1 { font: 38pt/42pt "EB Garamond" } h2 { font: 18pt/21pt "EB Garamond"; break-after: avoid }
p { margin: 0; orphans: 2; widows: 2 } p + p { text-indent: 14pt }
table { border-collapse: collapse; margin-left: -49mm; width: 170mm; table-layout: fixed }
table, nav { font: 8.8pt/10.5pt "Source Sans 3"; hyphens: manual }
th, td { text-align: left; vertical-align: top; padding: 2.6pt 4mm 2.9pt 0 }
th, td { border-top: 0.4pt solid }
tr, .source { break-inside: avoid }
a { color: inherit; text-decoration: none } sup { font-size: 0.68em; line-height: 0 }
nav a::after, .on::after { content: " " target-counter(attr(href url), page) }
"""
FACES = "".join(
    f'@font-face {{ font-family: "{family}"; src: url("fonts/{file}-{cut}.ttf"); {rest} }}\n'
    for family, file in (("EB Garamond", "EBGaramond"), ("Source Sans 3", "SourceSans3"))
    for cut, rest in (
        ("Regular", ""),
        ("Italic", "font-style: italic"),
        ("Bold", "font-weight: 700"),
    )
)


def to_html(brief: Brief) -> str:
    """Write the brief in plain HTML, with page numbers as paged.js has them."""
    head = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{brief.title}</title>'
        f"<style>{FACES}{STYLE.replace('{title}', brief.title)}</style></head><body>"
    )
    links = "".join(
        f'<li><a href="#p{number}">{each.title}</a></li>'
        for number, each in enumerate(brief.sections, start=1)
    )
    contents = f"<h1>{brief.title}</h1><nav><h2>Contents</h2><ul>{links}</ul></nav>"
    return "\n".join([head, contents, *_html(brief), "</body></html>\n"])


def _html(brief: Brief) -> Iterator[str]:
    for number, section in enumerate(brief.sections, start=1):
        yield f'<section><h2 id="p{number}">{section.title}</h2>'
        match section:
            case Prose(_, paragraphs):
                yield from (f"<p>{_plain(each, _html_cite)}</p>" for each in paragraphs)
            case Comparison(_, caption, columns, rows):
                head = "".join(f'<th scope="col">{each}</th>' for each in ("", *columns))
                yield f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>"
                for label, row in rows:
                    cells = "".join(f"<td>{each.text}{_html_cite(each)}</td>" for each in row)
                    yield f'<tr><th scope="row">{label}</th>{cells}</tr>'
                yield "</tbody></table>"
            case Faq(_, questions):
                for question, answer in questions:
                    yield f"<p><em>{question}</em></p><p>{_plain(answer, _html_cite)}</p>"
        yield "</section>"
    yield "<section><h2>Sources</h2>"
    for each in brief.sources:
        pages = ", ".join(f'<a class="on" href="#c{place}"></a>' for place in each.places)
        yield (
            f'<p class="source" id="s{each.number}">{each.number}. {_described(each)} '
            f'<a href="{each.address}">{each.address}</a> Cited on {pages}.</p>'
        )
    yield "</section>"


def _html_cite(sentence: Sentence) -> str:
    marks = (
        f'<a id="c{each.place}" href="#s{each.source}">{each.source}</a>' for each in sentence.cited
    )
    return f"<sup>{', '.join(marks)}</sup>" if sentence.cited else ""
