"""How a brief is worded: likelihood, confidence, the length of its sentences, points to make.

Enters: a valid brief with its places. Leaves: warnings. The words looked for are English; a text
in another language is only measured.
"""

import re
from collections.abc import Iterable, Iterator

from briefing.errors import Diagnostic
from briefing.model.base import Loc, Text
from briefing.model.sections.talking_points import TalkingPoints
from briefing.model.yardstick import YARDSTICKS
from briefing.text.rich_text import parse_rich_text, plain_text
from briefing.validation.located_brief import Located

__all__ = ["check_wording"]

_LONGEST = 40
_MOST_POINTS = 6
_BREAK = re.compile(r"\n[ \t]*\n|\n[ \t]*(?:[-+*]|\d+[.)])[ \t]")
_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=[\"“‘«¿¡(]*[A-ZÀ-Þ0-9])")


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b".replace(" ", r"\s+"), re.IGNORECASE)


_TERM = _any(term for terms in YARDSTICKS.values() for term in terms)
_CONFIDENCE = _any(
    (
        "(?:high|moderate|medium|low|full|little) (?:analytic )?confidence",
        "confidence (?:is|was|stays|remains) (?:high|moderate|medium|low)",
        "(?:we|i) (?:are|am|remain) (?:[a-z]+ )?confident",
    )
)


def check_wording(topic: Located) -> Iterator[Diagnostic]:
    """Find sentences that mislead or tire."""
    own = YARDSTICKS[topic.brief.yardstick]
    for loc, text in topic.texts:
        section = topic.brief.sections[int(loc[1])] if loc[0] == "sections" else None
        if _CONFIDENCE.search(text):
            yield from _mixed(topic, loc, text)
        if section and section.is_front:
            yield from _long(topic, loc, text)
        if section and section.on_yardstick:
            for term in dict.fromkeys(_plain(found[0]) for found in _TERM.finditer(text)):
                if term not in own:
                    message = f"`{term}` is not a term of the yardstick `{topic.brief.yardstick}`"
                    hint = "expected " + ", ".join(f"`{each}`" for each in own)
                    yield _warn("foreign-yardstick-term", message, topic, loc, hint)
    for loc, points in topic.every(TalkingPoints):
        count = sum(not point.defensive_only for point in points.points)
        if count > _MOST_POINTS:
            message = f"there are {count} points to make"
            hint = f"keep at most {_MOST_POINTS}, or mark some `defensive_only: true`"
            yield _warn("too-many-talking-points", message, topic, (*loc, "points"), hint)


def _mixed(topic: Located, loc: Loc, text: Text) -> Iterator[Diagnostic]:
    for sentence in _sentences(text):
        term, confidence = _TERM.search(sentence), _CONFIDENCE.search(sentence)
        if term and confidence:
            message = f"`{term[0]}` and `{confidence[0]}` stand in one sentence"
            hint = "say in one sentence how likely it is, in another how good the evidence is"
            yield _warn("likelihood-with-confidence", message, topic, loc, hint)


def _long(topic: Located, loc: Loc, text: Text) -> Iterator[Diagnostic]:
    for sentence in _sentences(text):
        words = [word for word in sentence.split() if any(map(str.isalnum, word))]
        if len(words) > _LONGEST:
            beginning = " ".join(words[:6])
            message = f"the sentence `{beginning} ...` has {len(words)} words"
            hint = f"write sentences of at most {_LONGEST} words here"
            yield _warn("long-sentence", message, topic, loc, hint)


def _sentences(text: Text) -> Iterator[str]:
    """Split a text into sentences, without its markup and its citations."""
    for block in _BREAK.split(text):
        yield from _END.split(plain_text(parse_rich_text(block, block=False, language="en")))


def _plain(term: str) -> str:
    return " ".join(term.lower().split())


def _warn(rule: str, message: str, topic: Located, loc: Loc, hint: str) -> Diagnostic:
    return Diagnostic(message, topic.span(*loc), hint, "warning", rule)
