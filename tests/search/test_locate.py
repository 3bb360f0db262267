"""Words are found on the line on which they are typed, or else where their field begins."""

import pytest

from briefing.errors import Span
from briefing.search.locate import locate

FILE = """\
sections:
  - kind: text
    text: >-
      It rose to 2.5 m,[@gauge, p. 2.5] then
      fell; [in the 2.5 years](#after-2.5) after it rose to

      2.5 m again.
    note: Not 2.5 m.
  - {kind: faq, gist: Never 2.5 m, note: "Or 2.5 m"}
"""
TEXT = (
    "It rose to 2.5 m,[@gauge, p. 2.5] then fell; [in the 2.5 years](#after-2.5) after it rose to\n"
    "2.5 m again."
)


@pytest.mark.parametrize(
    ("words", "nth", "of", "place"),
    [
        ("2.5", 0, 3, (4, 18)),
        ("2.5", 1, 3, (5, 21)),
        ("2.5", 2, 3, (7, 7)),
        ("then fell", 0, 1, (4, 41)),
        ("ROSE TO", 1, 2, (5, 53)),
        ("2.5", 0, 4, (3, 11)),
        ("gauge", 0, 1, (3, 11)),
    ],
)
def test_words_of_a_long_text_are_found_on_their_line(
    words: str, nth: int, of: int, place: tuple[int, int]
) -> None:
    found = locate(Span("topic.yaml", 3, 11), FILE.splitlines(), TEXT, words, nth=nth, of=of)
    assert found == ("topic.yaml", *place)


def test_of_fields_on_one_line_none_is_taken_for_another() -> None:
    span = Span("topic.yaml", 9, 23)
    assert locate(span, FILE.splitlines(), "Never 2.5 m", "2.5", nth=0, of=1) == span
    assert locate(span, FILE.splitlines(), "Never 2.5 m", "never", nth=0, of=1) == span
