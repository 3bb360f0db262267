"""How well a brief is supported: doubts about sources, dates and key judgements.

Enters: a valid brief with its places. Leaves: warnings.
"""

from collections.abc import Iterator
from datetime import date

from briefing.errors import Diagnostic, Span
from briefing.loading.bibliography import EXPORTS
from briefing.model.base import Item, texts
from briefing.model.sections.multilateral import Membership
from briefing.model.sections.summary import Judgement
from briefing.model.source import are_independent
from briefing.text.citation_scan import keys
from briefing.text.dates import Edtf
from briefing.validation.located_brief import Located

__all__ = ["check_evidence"]


def check_evidence(topic: Located) -> Iterator[Diagnostic]:
    """Find what is cited by nothing, comes too late, is too old or rests on too little."""
    yield from _sources(topic)
    yield from _ages(topic)
    yield from _judgements(topic)


def _warn(rule: str, message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(message, span, hint, "warning", rule)


def _sources(topic: Located) -> Iterator[Diagnostic]:
    brief = topic.brief
    cited = _cited(topic)
    for index, source in enumerate(brief.sources):
        span = topic.span("sources", index, "id")
        # A library is kept for many topics: what one of them leaves uncited is no fault.
        if source.id not in cited and not span.file.endswith(EXPORTS):
            message = f"nothing cites the source `{source.id}`"
            hint = "cite it where it is used, or remove it"
            yield _warn("source-never-cited", message, span, hint)
        if isinstance(source.issued, Edtf) and source.issued.first > brief.cutoff.last:
            message = f"`{source.id}` is of {source.issued}, after the cut-off {brief.cutoff}"
            span = topic.span("sources", index, "issued")
            hint = "move the `cutoff`, or do without the source"
            yield _warn("source-after-cutoff", message, span, hint)


def _cited(topic: Located) -> set[str]:
    """Collect what is cited, also by what is said of a cited source."""
    known = {source.id: source for source in topic.brief.sources}
    waiting = [text for _, text in topic.texts]
    cited: set[str] = set()
    while waiting:
        for key in keys(waiting.pop()):
            if key not in cited:
                cited.add(key)
                waiting += [text for _, text in texts(known.get(key))]
    return cited


def _ages(topic: Located) -> Iterator[Diagnostic]:
    cutoff = topic.brief.cutoff.first
    day = 28 if (cutoff.month, cutoff.day) == (2, 29) else cutoff.day
    year_before = date(max(1, cutoff.year - 1), cutoff.month, day)
    for loc, each in topic.every(Item):
        ended = isinstance(each, Membership) and each.until
        if not each.ages or ended:
            continue
        if each.as_of and each.as_of.last < year_before:
            message = f"as of {each.as_of}, more than twelve months before the cut-off"
            hint = "look whether it still holds, and date it anew"
            yield _warn("stale-stance", message, topic.span(*loc, "as_of"), hint)
        if isinstance(each, Membership) and not (each.as_of or each.since):
            if each.status == "not stated":
                continue
            message = f"the status `{each.status}` has no date"
            hint = "add `as_of: ...` with the date of the source, or `since: ...`"
            yield _warn("undated-status", message, topic.span(*loc, "status"), hint)


def _judgements(topic: Located) -> Iterator[Diagnostic]:
    derived_from = {source.id: source.derived_from for source in topic.brief.sources}
    for loc, each in topic.every(Judgement):
        cited = {key for _, text in texts(each) for key in keys(text)}
        span = topic.span(*loc, "statement")
        if not cited:
            hint = "cite what it rests on"
            yield _warn("unsourced-judgement", "the judgement cites no source", span, hint)
        elif not are_independent(cited, derived_from):
            alone = " alone" if len(cited) == 1 else ", which repeat each other or a third source"
            names = " and ".join(f"`{key}`" for key in sorted(cited))
            message = f"the judgement rests on {names}{alone}"
            hint = "find an independent source, and until then claim no high confidence"
            yield _warn("single-source-judgement", message, span, hint)
