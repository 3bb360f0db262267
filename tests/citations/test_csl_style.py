"""What pandoc reads of a style leads nowhere, and writes what the style wrote."""

from itertools import product
from pathlib import Path

import pytest

from briefing.citations import csl, find_style, open_formatter
from briefing.citations.csl_style import parse_style, rewrite_style
from briefing.errors import UsageError
from briefing.locales.catalogue import labels
from tests.citations.test_own_styles import SOURCES, clusters

STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" xmlns:x="http://example.org/x"
 xmlns:c="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info>
<title>x</title><id>x</id><updated>2024-01-01T00:00:00Z</updated>%s</info><!-- MARK -->%s
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography></style>"""
ADDRESSES = ("http://127.0.0.1:9/MARK", "file:///MARK", "/MARK/of/a/file", "../MARK")
LINKS = [
    f'<{tag} {a}rel="{rel}" {b}href="{{}}"/>'
    for tag, a, b, rel in product(
        ("link", "c:link", "x:link"), ("", "x:"), ("", "x:"), ("independent-parent", "template")
    )
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("link", LINKS)
def test_no_link_of_a_style_reaches_pandoc(link: str, address: str) -> None:
    for places in ((link.format(address), ""), ("", link.format(address))):
        style = (STYLE % places).encode()
        assert b"MARK" not in rewrite_style(style)


@pytest.mark.parametrize("link", [each for each in LINKS if "independent" in each])
def test_a_parent_is_looked_for_in_the_installed_styles(link: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csl"
    path.write_text(STYLE % (link.format("http://127.0.0.1:9/no-such-style"), ""))
    with pytest.raises(UsageError, match="there is no citation style `no-such-style`"):
        find_style(str(path), {})


@pytest.mark.parametrize("name", ["apa", "ieee", "nature", "chicago-author-date", "oscola"])
def test_a_style_that_was_written_anew_writes_the_same(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = find_style(name, {})
    assert isinstance(style, bytes)
    texts = [clusters("[see @levels, p. 3; @canals]"), clusters("[@levels]")]

    def written() -> list[str]:
        own = open_formatter(style, SOURCES, texts, labels("en"), locale="en", numeric="bracket")
        return [*map(own.inline, texts), *(each.html for each in own.references)]

    anew = written()
    monkeypatch.setattr(csl, "rewrite_style", lambda data: data)
    assert anew == written()
    assert rewrite_style(rewrite_style(style)) == rewrite_style(style)


def test_a_document_type_is_refused() -> None:
    with pytest.raises(ValueError, match="document type"):
        parse_style(b"<!DOCTYPE style [<!ENTITY a 'b'>]><style/>")


def test_a_pandoc_on_the_path_or_in_the_working_folder_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pandoc"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\necho pandoc 99.9\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".:{tmp_path}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYPANDOC_PANDOC", str(program))
    style = find_style("apa", {})
    open_formatter(style, SOURCES, (), labels("en"), locale="en", numeric="bracket")
    assert not (tmp_path / "ran").exists()
