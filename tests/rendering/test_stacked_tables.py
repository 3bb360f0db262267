"""Tables as lists, on small tables of each form."""

import re

from hypothesis import given
from hypothesis import strategies as st

from briefing.rendering.stacked_tables import stack


def table(head: str, *rows: str, kind: str = "t", caption: str = "") -> str:
    return (
        f'<table id="x" class="{kind}">\n{caption}\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody>\n</table>"
    )


def said(html: str) -> list[str]:
    """Give the words of each block."""
    blocks = re.split(r"</?(?:div|p|ul|li)\b[^>]*>", html)
    return [text for block in blocks if (text := " ".join(re.sub("<[^>]*>", "", block).split()))]


def test_a_row_is_an_entry_whose_fields_name_their_columns() -> None:
    html = stack(
        table(
            '<th scope="col">Firm</th><th scope="col">From</th><th scope="col">Sector</th>',
            '<tr id="i-a"><th scope="row">Alder</th><td>Upland</td><td>Boats</td></tr>',
            caption="<caption><b>Table 4.</b> Firms</caption>",
        )
    )
    assert said(html) == ["Table 4. Firms", "Firm", "Alder", "From: Upland", "Sector: Boats"]
    assert '<li id="i-a"' in html
    assert '<div id="x"' in html
    assert "<table" not in html


def test_a_number_stands_before_the_first_field_and_no_year_is_one() -> None:
    head = "<th>No.</th><th>Event</th><th>Owner</th>"
    risk = "<tr><th>R1</th><td>Flood</td><td>Upland</td></tr>"
    visit = "<tr><th>1924</th><td>Visit</td><td>Lowland</td></tr>"
    assert said(stack(table(head, risk))) == ["No. Event", "R1 Flood", "Owner: Upland"]
    assert said(stack(table(head, visit))) == ["No.", "1924", "Event: Visit", "Owner: Lowland"]


def test_what_is_compared_by_column_is_an_entry_a_column() -> None:
    positions = table(
        "<th>1924</th><th>12</th>",
        '<tr class="who"><td>yearbook</td><td>almanac</td></tr>',
        "<tr><td></td><td>Counts afresh.</td></tr>",
        kind="positions",
    )
    assert said(stack(positions)) == ["1924", "yearbook", "12", "almanac", "Counts afresh."]
    scenarios = table(
        '<td></td><th id="i-low">Low</th><th>High</th>',
        '<tr><th scope="row">Signposts</th><td><ul><li>Mark</li></ul></td><td>–</td></tr>',
        kind="t scen",
    )
    html = stack(scenarios)
    assert said(html) == ["Low", "Signposts:", "Mark", "High", "Signposts: –"]
    assert '<li id="i-low"' in html


def test_groups_stand_between_lists_and_ids_of_cells_stay() -> None:
    html = stack(
        table(
            "<th>Body</th><th>Upland</th>",
            '<tr class="group"><th colspan="2">Rivers</th></tr>',
            '<tr><th>URC board</th><td id="i-m">member</td></tr>',
        )
    )
    assert said(html) == ["Body", "Rivers", "URC board", "Upland: member"]
    assert '<div id="i-m"' in html


def test_drawings_and_tables_without_heads_stay_tables() -> None:
    poll = table("<th>Answer</th><th>%</th>", "<tr><th>Yes</th><td>5</td></tr>", kind="t poll")
    matrix = table("<th>L</th>", "<tr><td>1</td></tr>").replace(
        "</table>", "<tfoot></tfoot></table>"
    )
    plain = "<table><tbody><tr><th>When</th><td>Now</td></tr></tbody></table>"
    for html in (poll, matrix, plain, "<p>No table.</p>"):
        assert stack(html) == html


@given(
    st.sampled_from(["t", "positions", "t scen", "ind", ""]),
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.text("abc ", max_size=5), min_size=width, max_size=width), min_size=1
        )
    ),
)
def test_no_word_of_a_cell_is_lost(kind: str, rows: list[list[str]]) -> None:
    head = "".join(f"<th>head{n}</th>" for n, _ in enumerate(rows[0]))
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    html = stack(table(head, *(f"<tr>{line}</tr>" for line in lines), kind=kind))
    words = " ".join(said(html)).replace(":", "").split()
    for word in " ".join(cell for row in rows for cell in row).split():
        assert word in words
