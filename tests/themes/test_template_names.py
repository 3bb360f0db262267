import shutil
from pathlib import Path

import pytest

from briefing import Options, build
from briefing.checks.run import diagnose
from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.layout.page_map import PageMap
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.rendering.renderer import Renderer
from briefing.runtime import package_data
from briefing.themes.template_names import RENAMED, check_template_names, names_of, present_name
from briefing.themes.theme import open_theme, theme_names
from tests.support.places import ROOT, TOPICS

KNOWN = frozenset(
    path.relative_to(package_data.templates()).as_posix()
    for path in package_data.templates().rglob("*.html")
)


def said(**files: str | None) -> list[str]:
    """Check the templates of a theme; `front__title` stands for `front/title.html`."""
    named = {f"{name.replace('__', '/')}.html": text for name, text in files.items()}
    return [str(each) for each in check_template_names("ours", named, KNOWN)]


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "styles" / "ministry", tmp_path / "ours"))


def write(ours: Path, name: str, text: str) -> None:
    path = ours / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def printed(brief: Brief, theme: Path) -> str:
    document = assemble(resolve(select(brief, Options())), labels("en"))
    parts = tuple(part.name for part in document.parts)
    renderer = Renderer(document, open_theme(str(theme)))
    return "".join(renderer.part(name, PageMap(parts)) for name in parts)


def test_every_renamed_template_is_there_and_no_present_one_has_an_old_name() -> None:
    assert len(RENAMED) >= 32
    assert set(RENAMED.values()) <= KNOWN
    assert not KNOWN & set(RENAMED)
    for old, new in RENAMED.items():
        assert present_name(old) == present_name(new) == new
        assert {old, new} <= set(names_of(new))


@pytest.mark.parametrize("theme", theme_names())
def test_a_theme_that_comes_along_is_silent_and_so_is_a_copy_of_it(
    theme: str, tmp_path: Path
) -> None:
    copy = shutil.copytree(package_data.styles() / theme, tmp_path / "ours")
    assert open_theme(theme).warnings == open_theme(str(copy)).warnings == ()


def test_an_old_name_is_told_with_the_new_one() -> None:
    (line,) = said(title="<h1>Ours</h1>")
    place, _, hint = line.partition(": warning: `title.html` is the old name of `front/title.html`")
    assert place == "ours/templates/title.html:1:1"
    assert hint == "\n  hint: move it to `templates/front/title.html`"


def test_an_old_name_beside_the_new_one_is_of_no_use() -> None:
    (line,) = said(title="", front__title="")
    assert "which the theme overrides as well" in line
    assert line.endswith("hint: remove the file, which is not used")


def test_an_old_name_within_a_template_is_told_where_it_stands() -> None:
    text = """<ul>\n  {% from "disputes.html" import marks %}{%- include 'body/block.html' %}"""
    (line,) = said(sections__myths=text)
    assert line.startswith("ours/templates/sections/myths.html:2:12: warning: `disputes.html` is ")
    assert line.endswith("\n  hint: write `marks/disputes.html`")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("titel", "front/title.html"),
        ("fornt__title", "front/title.html"),
        ("title__front", "parts/front.html"),
        ("sections__recomendations", "sections/recommendations.html"),
    ],
)
def test_a_file_that_overrides_nothing_is_told_with_the_nearest_name(name: str, near: str) -> None:
    (line,) = said(**{name: "<p>Ours</p>"})
    assert "overrides no template" in line
    assert line.endswith(f"hint: did you mean `{near}`?")


def test_a_file_like_no_other_is_told_what_to_do() -> None:
    (line,) = said(zzz="")
    assert line.endswith("hint: remove it, or name it as what it replaces")


def test_a_file_that_is_no_template_is_told_too() -> None:
    found = check_template_names("ours", {"front/title.htm": None}, KNOWN)
    assert [each.hint for each in found] == ["did you mean `front/title.html`?"]


def test_a_template_that_another_one_of_the_theme_includes_is_used() -> None:
    assert said(front__title='{% include "stripe.html" %}', stripe="<hr>") == []


def test_an_override_under_an_old_name_is_printed(minimal: Brief, ours: Path) -> None:
    write(ours, "signs.html", "<p>Ask the river desk.</p>")
    assert "Ask the river desk." in printed(minimal, ours)
    write(ours, "front/signs.html", "<p>Ask the flood desk.</p>")
    assert "Ask the flood desk." in printed(minimal, ours)
    assert "river desk" not in printed(minimal, ours)


def test_templates_are_included_by_old_names_too(every_kind: Brief, ours: Path) -> None:
    text = '{% from "disputes.html" import marks %}{% include "clearance.html" %}Ours'
    write(ours, "sections/faq.html", text)
    assert "Ours" in printed(every_kind, ours)


def test_a_build_and_a_check_tell_of_it_once_and_a_topic_may_silence_it(
    ours: Path, tmp_path: Path
) -> None:
    write(ours, "title.html", "<h1>{{ brief.title | md }}</h1>")
    topic = tmp_path / "brief" / "topic.yaml"
    topic.parent.mkdir()
    text = (TOPICS / "minimal.yaml").read_text("utf-8")
    topic.write_text(f"theme: ../ours\n{text}", "utf-8")
    (found,) = build(topic, tmp_path / "out.pdf").warnings
    assert (found.rule, str(found.span)) == ("renamed-template", "ours/templates/title.html:1:1")
    places = [str(each.span) for each in diagnose(topic).diagnostics]
    assert "../ours/templates/title.html:1:1" in places
    topic.write_text(f"theme: ../ours\nsilence: {{renamed-template: Later.}}\n{text}", "utf-8")
    assert build(topic, tmp_path / "out.pdf").warnings == ()
    assert diagnose(topic).diagnostics == ()
