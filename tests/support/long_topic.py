"""A topic of about sixty pages: prose that cites forty sources and links to and fro, with disputes.

The words mean nothing; they are always the same.
"""

import json
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

__all__ = ["sixty_pages"]

_FOLDER = TemporaryDirectory(prefix="briefing-tests-")
_WORDS = """
    bank bridge canal clerk council crew crossing current dam delta dike ferry field flood gate
    gauge harbour island lake level lock mill mouth pier pilot port quay raft rain reed river road
    sand ship shore silt spring station stone stream survey tide toll tower town trade valley
    village warden water weir wharf wind winter year
"""
_NATURES = ("contradiction", "precision", "periods", "contradiction", "tension")
_SECTIONS, _SOURCES, _DISPUTES = 15, 40, 28


@cache
def sixty_pages() -> Path:
    """Write the topic, once, and say where."""
    path = Path(_FOLDER.name, "sixty-pages.yaml")
    path.write_text(json.dumps(_topic(), indent=1), "utf-8")  # which is YAML, too
    return path


def _topic() -> dict[str, Any]:
    random = Random(60)
    sources = [
        {"id": f"source-{number}", "type": "book", "title": f"The river, part {number}"}
        for number in range(1, _SOURCES + 1)
    ]
    summary = {
        "kind": "summary",
        "bottom_line": f"The river flows.{_cite(random)}",
        "judgements": [
            {
                "id": f"judgement-{number}",
                "statement": f"It will flow for {number} more years.{_cite(random)}",
                "likelihood": "likely",
                "confidence": "high",
            }
            for number in (20, 30, 40)
        ],
    }
    sections = [
        {"kind": "text", "id": f"part-{number}", "title": f"Part {number} of the river"}
        | {"text": "\n\n".join(_paragraph(random) for _ in range(random.randint(20, 40)))}
        for number in range(1, _SECTIONS + 1)
    ]
    return {
        "title": "A long river",
        "type": "Country brief",
        "originator": "River desk",
        "issued": "2024-05-01",
        "cutoff": "2024-04-30",
        "sources": sources,
        "disputes": [_dispute(random, number) for number in range(1, _DISPUTES + 1)],
        "sections": [summary, *sections],
    }


def _dispute(random: Random, number: int) -> dict[str, Any]:
    return {
        "id": f"dispute-{number}",
        "topic": f"Matter {number}",
        "question": f"What is so of matter {number}?",
        "nature": _NATURES[number % len(_NATURES)],
        "form": random.choice(("long", "line")),
        "sections": [f"part-{random.randint(1, _SECTIONS)}"],
        "positions": [
            {"value": f"Answer {answer}", "text": _sentence(random), "citations": _cite(random)}
            for answer in "ab"
        ],
        "unresolved": True,
        "verdict": "It is open.",
    }


def _paragraph(random: Random) -> str:
    """Write a paragraph; most cite something, and some lead to another part."""
    sentences = [_sentence(random) for _ in range(random.randint(3, 9))]
    if random.random() < 0.7:
        sentences[-1] += _cite(random)
    if random.random() < 0.2:
        kind, last = random.choice((("part", _SECTIONS), ("dispute", _DISPUTES)))
        sentences.append(f"See [there](#{kind}-{random.randint(1, last)}).")
    return " ".join(sentences)


def _sentence(random: Random) -> str:
    return " ".join(random.choices(_WORDS.split(), k=random.randint(6, 18))).capitalize() + "."


def _cite(random: Random) -> str:
    """Cite one source or two; some are cited everywhere and some hardly at all."""
    cited = [min(random.randint(1, _SOURCES), random.randint(1, _SOURCES)) for _ in "ab"]
    places = [f"@source-{number}, para. {random.randint(1, 99)}" for number in dict.fromkeys(cited)]
    return f"[{'; '.join(places[: random.randint(1, 2)])}]"
