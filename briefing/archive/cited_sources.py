"""Origins: the sources that a brief cites, without those that it does not.

Enters: a resolved selection. Leaves: its sources in the order of citation. Invariant: which of them
owe something to each other, or to a third one, is the same, and what is made of them has this form.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from briefing.document.resolve import Resolved
from briefing.model.source import UNPRINTED, Source

__all__ = ["cited_sources"]


def cited_sources(resolved: Resolved, *, whole: bool) -> Iterator[Source]:
    """Yield what is cited, without what no appendix prints unless a style might: then `whole`.

    Where cited sources repeat one that is not, a source without a name takes its place.
    """
    cited = {source.id: source for source in resolved.sources}
    known = {each.id: each.derived_from for each in resolved.selection.brief.sources}
    repeated = {key: _repeated(key, known, cited) for key in cited}
    sharing: dict[str, list[str]] = {}
    for key, origins in repeated.items():
        for origin in origins:
            if origin not in cited:
                sharing.setdefault(origin, []).append(key)
    groups = sorted({tuple(keys) for keys in sharing.values() if len(keys) > 1})
    groups = [each for each in groups if not any({*each} < {*other} for other in groups)]
    numbers = (f"origin-{number}" for number in range(1, len(groups) + len(cited) + 1))
    stubs = dict(zip((each for each in numbers if each not in cited), groups, strict=False))
    mute = {} if whole else dict.fromkeys(UNPRINTED)
    for key, source in cited.items():
        derived = [each for each in repeated[key] if each in cited]
        derived += [stub for stub, keys in stubs.items() if key in keys]
        independent = tuple(each for each in source.independent_of if each in cited)
        update = {"derived_from": tuple(derived), "independent_of": independent, **mute}
        yield source.model_copy(update=update)
    for stub in stubs:
        yield Source(id=stub, type="document")


def _repeated(
    key: str, known: Mapping[str, Sequence[str]], cited: Mapping[str, Source]
) -> list[str]:
    """List what a source repeats, also by way of sources that are not cited."""
    found: dict[str, None] = {}
    waiting = deque(known[key])
    while waiting:
        origin = waiting.popleft()
        if origin not in found and origin != key:
            found[origin] = None
            waiting += () if origin in cited else known.get(origin, ())
    return [*found]
