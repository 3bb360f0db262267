"""Files that stand beside a topic, made up at random: libraries, tables and workbooks.

Enters: a way to draw. Leaves: bytes, some of them sound, most of them not.
"""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook
from pydantic import BaseModel

from briefing.loading.bibliography import biblatex, ris
from briefing.model.recipient import Recipient
from briefing.model.sections.bilateral import Agreement, Mission, Visit
from briefing.model.sections.comparison import ComparisonRow
from briefing.model.sections.economics import Firm, Good, Observation
from briefing.model.sections.history import Event
from briefing.model.sections.multilateral import Membership
from briefing.model.source import Source
from tests.support.broken_topics import changed, changes_with, damage, damage_xml
from tests.support.odd_tokens import OF_BIBTEX, OF_CSV, OF_RIS, OF_XML
from tests.support.places import TESTS
from tests.support.valid_topics import DATES, Draw, Maker, phrases

LIBRARIES = ("better.bib", "endnote.ris", "zotero.json", "made.bib", "made.ris", "made.yaml")
# where a table may stand: the section, the way to its field, and what its rows are
_HOLDERS: tuple[tuple[dict[str, Any], str, type[BaseModel]], ...] = (
    ({"kind": "economics"}, "observations", Observation),
    ({"kind": "economics"}, "goods", Good),
    ({"kind": "economics"}, "firms", Firm),
    ({"kind": "bilateral"}, "visits", Visit),
    ({"kind": "bilateral"}, "agreements", Agreement),
    ({"kind": "bilateral"}, "missions", Mission),
    ({"kind": "history", "eras": [{"title": "Then"}]}, "events", Event),
    ({"kind": "multilateral", "bodies": [{"name": "It"}]}, "memberships", Membership),
    (
        {"kind": "comparison", "tables": [{"title": "T", "columns": ["c"]}]},
        "rows",
        ComparisonRow,
    ),
)


def library(draw: Draw) -> tuple[str, bytes]:
    """Make a library, or break one; give the end of its name, too."""
    name = draw(st.sampled_from(LIBRARIES))
    form = name.rpartition(".")[2]
    if name == "made.bib":
        data = "\n".join(_bibtex(draw, n) for n in range(draw(st.integers(1, 4)))).encode()
    elif name == "made.ris":
        data = "\n".join(_ris(draw) for _ in range(draw(st.integers(1, 4)))).encode()
    elif name == "made.yaml" or (draw(st.booleans()) and form == "json"):
        maker = Maker(draw)
        entries = (
            [{**maker.record(Source), "id": each} for each in maker.sources]
            if form == "yaml"
            else json.loads((TESTS / "library" / name).read_bytes())
        )
        for _ in range(draw(st.integers(0, 2))):
            damage(entries, draw)
        data = json.dumps(entries, ensure_ascii=False).encode(errors="surrogatepass")
    else:
        data = (TESTS / "library" / name).read_bytes()
    if not name.startswith("made") or draw(st.booleans()):
        tokens = {"bib": OF_BIBTEX, "ris": OF_RIS}.get(form, ())
        data = changed(data, draw(changes_with(*tokens)))
    return form, data


def _bibtex(draw: Draw, number: int) -> str:
    kind = draw(st.sampled_from(sorted(biblatex._TYPES)))
    names = draw(st.lists(st.sampled_from(sorted(biblatex._KNOWN)), max_size=8))
    fields = "".join(f"  {name} = {{{_value(draw, name)}}},\n" for name in names)
    who = _value(draw, "author").strip(" ,") or "Doe"
    return f"@{kind}{{k{number},\n  author = {{{who}}},\n{fields}}}"


def _ris(draw: Draw) -> str:
    kind = draw(st.sampled_from(sorted(ris._TYPES)))
    names = draw(st.lists(st.sampled_from(sorted(ris._KNOWN)), max_size=8))
    fields = "".join(f"{name}  - {_value(draw, name)}\n" for name in names)
    return f"TY  - {kind}\nTI  - {_value(draw, 'TI')}x\n{fields}ER  - \n"


def _value(draw: Draw, name: str) -> str:
    if name.endswith("date") or name in ("year", "month", "DA", "PY", "Y1", "Y2", "RD"):
        return str(draw(st.sampled_from((*DATES, "jan", "13", "2024/02/30", "n.d.", ""))))
    names = st.sampled_from(("Doe, Jane and others", "{The Desk}", "von Ost, Jr, A.", " and ", ","))
    return str(draw(phrases | names))


def holder(draw: Draw) -> tuple[dict[str, Any], dict[str, Any], str, list[list[str]]]:
    """Draw a place for a table: its section, what holds its field, and the field; and its rows."""
    section, field, row = draw(st.sampled_from(_HOLDERS))
    section = json.loads(json.dumps(section))
    inner = next((each[0] for each in section.values() if isinstance(each, list)), section)
    return section, inner, field, rows(draw, row)


def rows(draw: Draw, model: type[BaseModel] = Recipient) -> list[list[str]]:
    """Make a header of fields and some rows, nearly as they have to be."""
    maker = Maker(draw)
    maker.sections, maker.disputes = ["economics"], []
    records = [maker.record(model) for _ in range(draw(st.integers(0, 3)))]
    names = list(dict.fromkeys(name for each in records for name in each)) or ["title"]
    names += draw(st.sampled_from((*[[]] * 7, ["c"], [""], names[:1], ["nonsense"])))
    return [names, *([_cell(draw, each.get(name)) for name in names] for each in records)]


def _cell(draw: Draw, value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    if isinstance(value, float | int) and not isinstance(value, bool):
        return str(
            draw(st.sampled_from((value, f"{value:,}", "1.234,56", "12,5", "3 %", "n/a", "")))
        )
    return "" if value is None else str(value)


def csv_of(draw: Draw, table: list[list[str]]) -> bytes:
    """Write a table as some program does, and perhaps break it."""
    text = io.StringIO()
    csv.writer(text, delimiter=draw(st.sampled_from(",;\t"))).writerows(table)
    coding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")))
    data = text.getvalue().encode(coding, errors="replace")
    return changed(data, draw(changes_with(*OF_CSV))) if draw(st.booleans()) else data


def xlsx_of(draw: Draw, table: list[list[str]]) -> bytes:
    """Write a table as a workbook, and perhaps break its archive or the XML in it."""
    whole = _workbook(draw, table)
    part = draw(st.sampled_from(("none", "archive", "bytes", "tree", "tree", "missing")))
    if draw(st.integers(0, 30)) == 7:
        return _bomb(draw(st.booleans()))
    if part in ("none", "archive"):
        return whole if part == "none" else changed(whole, draw(changes_with(b"PK\1\2", b"PK\3\4")))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(members) + ["xl/worksheets/sheet1.xml"] * 8))
    if part == "missing":
        del members[name]
    elif part == "tree":
        members[name] = damage_xml(members[name], draw)
    else:
        members[name] = changed(members[name], draw(changes_with(*OF_XML)))
    return _zipped(members)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for each, data in members.items():
            archive.writestr(each, data)
    return result.getvalue()


@cache
def _bomb(lies: bool) -> bytes:
    """Make a workbook of some kilobytes that unpacks to 300 MB, and may say that it does not."""
    name, size = "xl/worksheets/sheet1.xml", 300 << 20
    book = io.BytesIO()
    Workbook().save(book)
    with zipfile.ZipFile(book) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    members[name] = members[name].replace(b"<sheetData", b" " * size + b"<sheetData")
    length = len(members[name])
    data = _zipped(members)
    return data.replace(length.to_bytes(4, "little"), b"\xff\x0f\0\0") if lies else data


def _workbook(draw: Draw, table: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = draw(st.sampled_from(("Sheet", "Sheet", "a 'b'!")))
    values = st.sampled_from(
        (1, -2.5, 1e300, True, dt.date(2024, 2, 29), dt.time(1), "=A1",
         dt.datetime(1900, 1, 1, 3),  # noqa: DTZ001  no workbook has zones
         "#N/A", "=1/0", "1,5", "'", dt.timedelta(days=3))
    )  # fmt: skip
    formats = ("General", "0%", "yyyy", "mmmm yyyy", "[h]:mm", '"d"0', "0.00", "@", "d/m")
    for row, line in enumerate(table, 1):
        for column, text in enumerate(line, 1):
            usual = row == 1 or draw(st.integers(0, 3))
            cell = sheet.cell(row, column)
            try:
                cell.value = text if usual else draw(values)
            except ValueError:  # signs that no workbook can hold
                cell.value = "x"
            if not usual:
                cell.number_format = draw(st.sampled_from(formats))
    if draw(st.integers(0, 5)) == 0:
        sheet.merge_cells("A2:B3")
    book.create_sheet("Other").sheet_state = draw(st.sampled_from(("visible", "hidden")))
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


naming = st.fixed_dictionaries(
    {},
    optional={
        "sheet": st.sampled_from(("Sheet", "Sheet", "Sheet", "Other", "a 'b'!", "", "nowhere")),
        "range": st.sampled_from(
            ("A1:C3", "A1:A1", "B2:A1", "A:A", "1:1", "A1", "A0", "A1:ZZZZ9", "A1:XFD1048576", "",
             "A1:A9999999", "'x'!A1:B2", "A1:B2:C3", "$A$1:$C$4")
        ),
        "decimal": st.sampled_from((".", ",", ";")),
        "delimiter": st.sampled_from((",", ";", "\t", "|")),
    },
)  # fmt: skip
"""What a topic says of a table besides its name."""


def style_of(draw: Draw, data: bytes) -> bytes:
    """Break a CSL style."""
    if draw(st.integers(0, 3)):
        return damage_xml(data, draw)
    return changed(data, draw(changes_with(*OF_XML)))
