"""Texts that show something else than they say are warned of, and no honest one is."""

from pathlib import Path

import pytest

from briefing.checks.run import diagnose
from tests.support.places import EVERY_KIND, SAMPLE, TOPICS

FOUND = {"turned-text", "unseen-sign", "misleading-address"}


def rules_of(text: str, tmp_path: Path) -> list[str]:
    words = (TOPICS / "minimal.yaml").read_text("utf-8")
    topic = tmp_path / "topic.yaml"
    topic.write_text(f"{words}  - kind: text\n    id: more\n    text: >-\n      {text}\n", "utf-8")
    found = [each for each in diagnose(topic).diagnostics if each.rule in FOUND]
    assert all(each.span and each.span.file == "topic.yaml" and each.hint for each in found)
    assert all(str(each).isprintable() or "\n" in str(each) for each in found)
    return [str(each.rule) for each in found]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("EUR \u202e000,9\u202c million", "turned-text"),
        ("EUR \u202d9\u202c", "turned-text"),
        ("EUR \u2067 000,9", "turned-text"),
        ("EUR \u2066 9 \u2069", "turned-text"),
        ("\u05d0\u05d1 \u2069 \u2067", "turned-text"),
        ("It \u3164rained", "unseen-sign"),
        ("It\u2800rained", "unseen-sign"),
        ("It rained\U000e0041\U000e0042", "unseen-sign"),
        ("See https://ex\u0430mple.org/a", "misleading-address"),
        ("See https://xn--exmple-4nf.org/", "misleading-address"),
        ("See https://bank.example@evil.example/", "misleading-address"),
        ("See https://example.org/%E2%80%AEfdp.exe", "misleading-address"),
        ("See [www.example.org/a](https://example.net/a)", "misleading-address"),
    ],
)
def test_what_misleads_is_told(text: str, rule: str, tmp_path: Path) -> None:
    assert rules_of(text, tmp_path) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "\u05e9\u05dc\u05d5\u05dd \u2066EUR 9\u2069 \u05e2\u05d5\u05dc\u05dd",
        "\u0645\u0631\u062d\u0628\u0627 \u200fEUR 9",
        "\u0645\u06cc\u200c\u0631\u0648\u0645",
        "\u0915\u094d\u200d\u0937 and a family \U0001f468\u200d\U0001f469",
        "Stra\xadße, naïve, \ufb01x, 9\u202f000",
        "See https://example.org/%C3%A9 and https://пример.рф/a",
        "See [example.org](https://www.example.org/a), [the page](https://example.net/)",
        "See [fig. 1.2](https://example.net/) and [9.5](https://example.net/)",
    ],
)
def test_what_is_honest_is_not(text: str, tmp_path: Path) -> None:
    assert rules_of(text, tmp_path) == []


@pytest.mark.parametrize(
    "topic", [EVERY_KIND, SAMPLE, TOPICS / "meeting.yaml"], ids=lambda p: p.name
)
def test_our_own_topics_are_honest(topic: Path) -> None:
    assert not [each for each in diagnose(topic).diagnostics if each.rule in FOUND]
