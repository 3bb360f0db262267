"""The catalogue of words that the templates print, one file a language."""

from collections.abc import Mapping
from typing import Any

from briefing.errors import UsageError, nearest
from briefing.formats.yaml_tree import Map, read_yaml
from briefing.runtime import package_data as assets

__all__ = ["labels", "languages"]


def languages() -> tuple[str, ...]:
    """List the languages that have a catalogue."""
    return tuple(sorted(path.stem for path in (assets.templates() / "labels").glob("*.yaml")))


def labels(language: str) -> Mapping[str, Any]:
    """Read the catalogue of a language such as `en` or `en-GB`; UsageError if there is none."""
    name = language.partition("-")[0]
    path = assets.templates() / "labels" / f"{name}.yaml"
    if not path.is_file():
        message = f"there are no words for the language `{language}`"
        raise UsageError(message, nearest(name, languages()))
    catalogue, faults = read_yaml(path.read_bytes(), path.name)
    assert not faults, faults
    assert isinstance(catalogue, Map)
    return catalogue
