"""What crosses to a layout process and back keeps its fields."""

import json
import subprocess
import sys

from briefing.document.select import select
from briefing.layout.protocol import (
    FONTS,
    THEME,
    TOPIC,
    Background,
    Bookmark,
    DrawResult,
    Failure,
    Overflow,
    Page,
    PageContents,
    Picture,
    PlacedText,
    PrintedNumbers,
    Reply,
    StrangeSigns,
)
from briefing.loading.topic import load
from briefing.loading.validate import validate
from briefing.model.options import Options
from briefing.themes.theme import open_theme
from tests.support.places import EVERY_KIND, ROOT

CONTENTS = PageContents(
    lines=2,
    drawn=True,
    depth=0.5,
    heading="Trade",
    overflows=(Overflow("text", "words", 2.5),),
    pictures=(Picture("A map", 96),),
    numbers=(PrintedNumbers("data-page-of", "s-trade", "2"),),
    signs=(StrangeSigns("\u0378", "", "words"),),
    texts=(PlacedText("words", 1, 2, 3, 4, 5, True, (0, 0, 0, 1), 1, False),),
    painted=(Background(1, 2, 3, 4, (1, 1, 1, 1)), Background(1, 2, 3, 4, None)),
)


def test_a_reply_is_read_as_it_was_written() -> None:
    failure = Failure("Kind", "words", "")
    for reply in (Reply(), Reply([1], None, ("a line",), "a note"), Reply(failure=failure)):
        assert Reply.read(reply.write()) == reply
    assert isinstance(Reply.read(Reply(failure=failure).write()).failure, Failure)


def test_pages_are_read_as_they_were_written() -> None:
    page = Page(("a",), ("a", "b"), (), True, (0.5,), 0.75)
    assert Page.read(json.loads(json.dumps(page))) == page
    result = DrawResult(({"hash": "A"},), (Bookmark(0, 1, "One", 2, 3),), (CONTENTS,))
    read = DrawResult.read(json.loads(json.dumps(result)))
    assert read == result
    (contents,) = read.pages
    kinds = {type(each) for field in contents[4:] for each in field}
    assert kinds == {Overflow, Picture, PrintedNumbers, StrangeSigns, PlacedText, Background}


def test_the_files_of_themes_and_topics_have_the_addresses_that_are_answered() -> None:
    theme = open_theme("ministry")
    assert all(url.startswith(THEME) for url in theme.files)
    assert {url.startswith(FONTS) for url in theme.files} == {True, False}
    brief = validate(load(EVERY_KIND))
    shown = select(brief, Options()).served(load(EVERY_KIND).pictures)
    assert shown
    assert all(url.startswith(TOPIC) for url in shown)


def test_a_layout_process_imports_little_of_the_package() -> None:
    script = f"""
import sys
from types import ModuleType
sys.modules["briefing"] = package = ModuleType("briefing")
package.__path__ = [{str(ROOT / "briefing")!r}]
from briefing.layout.worker import main
main._load_engine()
print(*(name for name in sys.modules if name.partition(".")[0] in ("briefing", "pydantic")))
"""
    told = subprocess.check_output([sys.executable, "-P", "-c", script], text=True).split()
    beside = {name for name in told if not name.startswith("briefing.layout.worker")}
    assert beside == {
        "briefing",
        "briefing.formats",
        "briefing.formats.image_size",
        "briefing.layout",
        "briefing.layout.protocol",
        "briefing.runtime",
        "briefing.runtime.limits",
        "briefing.runtime.signals",
    }
