"""The catalogue of words that the templates print, one file a language."""

import re
from collections.abc import Mapping
from typing import Any

from briefing.errors import BriefingError, UsageError, nearest
from briefing.formats.yaml_tree import Map, read_yaml
from briefing.runtime import package_data as assets

__all__ = ["labels", "languages", "usual_title", "with_former_keys"]

_PLACE = re.compile(r"\{\w+\}")


def languages() -> tuple[str, ...]:
    """List the languages that have a catalogue."""
    return tuple(sorted(path.stem for path in (assets.templates() / "labels").glob("*.yaml")))


def labels(language: str) -> Mapping[str, Any]:
    """Read the catalogue of a language such as `en` or `en-GB`; UsageError if there is none."""
    name = language.partition("-")[0]
    if name not in languages():
        message = f"there are no words for the language `{language}`"
        raise UsageError(message, nearest(name, languages()))
    path = assets.templates() / "labels" / f"{name}.yaml"
    catalogue, faults = read_yaml(path.read_bytes(), path.name)
    assert not faults, faults
    assert isinstance(catalogue, Map)
    return catalogue


def with_former_keys(words: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a catalogue with the keys of version 0.1.0, too, which a theme's templates may name.

    They were parts of what is one phrase now, and are cut out of it.
    """
    economics, cases = words["economics"], words["cases"]
    opening, closing = words["reference"]["quoted"].split("{text}")

    def part(phrase: str) -> str:
        return _PLACE.sub("", phrase).strip()

    return {
        **words,
        "quotes": {"open": opening, "close": closing},
        "cases": {**cases, "name": part(cases["numbered"])},
        "economics": {
            **economics,
            **{name: part(phrase) for name, phrase in economics["qualified"].items()},
            "conditional": part(economics["conditional_value"]),
            "goods_note": economics["goods_without_values"].removeprefix(economics["goods"])[2:-1],
        },
    }


def usual_title(words: Mapping[str, Any], kind: str) -> str:
    """Return the title of a section kind; raise BriefingError where a catalogue lacks it."""
    titles = words["kinds"]
    if kind not in titles:
        place = f"`kinds` in templates/labels/{titles.file}"
        raise BriefingError(f"the section kind `{kind}` has no title: add one to {place}")
    return str(titles[kind])
