import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from briefing.errors import BriefingError, UsageError
from briefing.loading.topic import LoadedTopic
from briefing.locales.catalogue import labels, languages, usual_title, with_former_keys
from briefing.model.options import Options
from briefing.model.yardstick import YARDSTICKS
from briefing.pipeline.build import build
from briefing.runtime import package_data as assets
from briefing.text.date_format import babel_locale
from tests.support import pdf as of
from tests.support.places import SAMPLE

FIELD = re.compile(r"\{\w*\}")


CASES = {"zero", "one", "two", "few", "many", "other"}
# phrases of a rank take the ordinal forms of a language
RANKS = {("dates", "century"), ("references", "edition")}


def is_inflected(node: Any) -> bool:
    """Return whether a node of a catalogue is one phrase in several forms."""
    return isinstance(node, Mapping) and "other" in node and node.keys() <= CASES


def entries(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """List every entry of a catalogue, a phrase or its forms, with the keys that lead to it."""
    if isinstance(node, str) or is_inflected(node):
        yield path, node
        return
    for key, each in node.items() if isinstance(node, Mapping) else enumerate(node):
        yield from entries(each, (*path, str(key)))


def phrases(node: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """List every phrase of a catalogue, each form of one that has several."""
    for path, entry in entries(node):
        for phrase in [entry] if isinstance(entry, str) else entry.values():
            yield path, phrase


def forms_of(language: str, *, ranks: bool) -> set[str]:
    """Name the cases that numbers below a thousand have in a language."""
    names = babel_locale(language)
    return {names.ordinal_form(n) if ranks else names.plural_form(n) for n in range(1000)}


def without_lines(catalogue: Mapping[str, Any]) -> dict[str, Any]:
    """Take out the labels of the scale, whose words a language breaks into lines as it likes."""
    return {key: each for key, each in catalogue.items() if key != "terms_on_the_scale"}


def keys_named(template: nodes.Template) -> Iterator[tuple[str, ...]]:
    """List what a template reads from `words`, as far as the keys are written out."""
    for node in template.find_all((nodes.Getattr, nodes.Getitem)):
        path: list[str] = []
        inner: nodes.Node = node
        while isinstance(inner, nodes.Getattr | nodes.Getitem):
            if isinstance(inner, nodes.Getattr):
                path.insert(0, inner.attr)
            elif isinstance(inner.arg, nodes.Const):
                path.insert(0, str(inner.arg.value))
            else:
                path.clear()
            inner = inner.node
        if isinstance(inner, nodes.Name) and inner.name == "words":
            yield tuple(path)


def find(text: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def pieces(language: str) -> set[str]:
    """List the stretches of a catalogue's phrases that are printed as they stand."""
    stretches = (each for _, phrase in phrases(labels(language)) for each in FIELD.split(phrase))
    return {
        each.strip(" \u00a0.,;:()%“”«»") for each in stretches if re.search(r"[^\W\d]{2}", each)
    }


def test_a_language_is_found_by_its_tag_with_or_without_a_country() -> None:
    assert labels("es-MX") == labels("es")
    assert languages()[:2] == ("en", "es")


def test_a_language_without_words_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"`tlh`\n  hint: known: `en`"):
        labels("tlh")


def test_a_kind_without_a_title_is_an_error_that_says_where_to_add_one() -> None:
    assert usual_title(labels("es"), "risks") == "Riesgos"
    with pytest.raises(BriefingError, match=r"`gadgets`.*`kinds` in templates/labels/es.yaml"):
        usual_title(labels("es"), "gadgets")


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_has_the_same_keys_in_the_same_order(language: str) -> None:
    keys = [path for path, _ in entries(without_lines(labels(language)))]
    assert len(keys) > 150
    assert keys == [path for path, _ in entries(without_lines(labels("en")))]
    assert list(labels(language)["terms_on_the_scale"]) == list(labels("en")["terms_on_the_scale"])


def test_no_key_is_the_name_of_a_method_which_a_template_would_find_first() -> None:
    names = {key for path, _ in entries(labels("en")) for key in path}
    assert sorted(name for name in names if hasattr(labels("en"), name)) == []


@pytest.mark.parametrize("language", languages())
def test_a_theme_of_version_0_1_0_finds_the_keys_that_it_names(language: str) -> None:
    words = with_former_keys(labels(language))
    spoken = {
        "en": ("“”", "Case", "about", "expected", "no source gives values"),
        "es": ("«»", "Caso", "aprox.", "previsto", "ninguna fuente da valores"),
    }
    economics = words["economics"]
    assert spoken[language] == (
        words["quotes"]["open"] + words["quotes"]["close"],
        words["cases"]["name"],
        *(economics[key] for key in ("about", "conditional", "goods_note")),
    )
    assert words["masthead"] == labels(language)["masthead"]


@pytest.mark.parametrize("language", languages())
def test_every_phrase_says_something(language: str) -> None:
    assert [path for path, phrase in phrases(labels(language)) if not phrase.strip()] == []


@pytest.mark.parametrize("language", languages())
def test_a_phrase_has_the_same_fields_in_every_language(language: str) -> None:
    original = dict(phrases(labels("en")))
    # a century is written in figures of both kinds, of which each language takes its own
    figures = {"{roman}": "{number}"}
    for path, phrase in phrases(without_lines(labels(language))):
        here, there = (
            sorted(figures.get(field, field) for field in FIELD.findall(text))
            for text in (phrase, original[path])
        )
        assert here == there, path


@pytest.mark.parametrize("language", languages())
def test_a_phrase_that_names_how_many_has_each_form_of_its_language(language: str) -> None:
    inflected = {path: each for path, each in entries(labels(language)) if is_inflected(each)}
    assert len(inflected) > 8
    for path, forms in inflected.items():
        assert forms.keys() == forms_of(language, ranks=path in RANKS) | {"other"}, path


@pytest.mark.parametrize("language", languages())
def test_every_term_of_a_yardstick_has_a_word_and_at_most_two_lines(language: str) -> None:
    catalogue = labels(language)
    for yardstick in YARDSTICKS.values():
        assert yardstick.keys() <= catalogue["terms"].keys()
        firsts = {band: term for term, band in reversed(yardstick.items())}
        for term in firsts.values():
            assert 1 <= len(catalogue["terms_on_the_scale"][term]) <= 2, term


def test_every_word_that_a_template_names_is_in_the_catalogue() -> None:
    parser = Environment(autoescape=True)
    found = {
        (path.name, keys)
        for folder in (assets.templates(), assets.styles())
        for path in folder.rglob("*.html")
        for keys in keys_named(parser.parse(path.read_text("utf-8")))
        if keys
    }
    assert len(found) > 100
    for name, keys in found:
        node: Any = labels("en")
        for key in keys:
            assert isinstance(node, Mapping), (name, keys)
            assert key in node, (name, keys)
            node = node[key]


def test_a_brief_in_spanish_prints_no_english_label_and_spanish_dates(
    sample_source: LoadedTopic, tmp_path: Path
) -> None:
    output = tmp_path / "brief.pdf"
    result = build(SAMPLE, output, Options(language="es"))
    assert not result.warnings
    text = " ".join(" ".join(of.page_texts(output.read_bytes())).split())
    # the topic is in English: a label that it happens to use itself proves nothing
    topic = " ".join(data.decode() for data in sample_source.files.values())
    topic = " ".join(topic.split())
    spanish = pieces("es")
    english = {each for each in pieces("en") - spanish if not find(topic, each)}
    assert len(english) > 150
    assert sorted(each for each in english if find(text, each)) == []
    assert sum(find(text, each) for each in spanish) > 100
    for date in ("24 de noviembre de 2023", "1 mar 2022", "ago 1924", "años 1980", "desde 1991"):
        assert find(text, date), date
