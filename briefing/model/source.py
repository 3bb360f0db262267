"""A source: an item of CSL-JSON 1.0.2, and what a brief has to say about how far to trust it.

Fields are named as CSL names them (`container-title`, `DOI`); `container_title` is accepted too.
Dates are CSL's date objects or plain EDTF.
"""

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from briefing.model.base import Model, Text, require_signs
from briefing.model.csl_types import CSL, Date, Names, SourceType
from briefing.text.citation_syntax import KEY
from briefing.text.dates import Edtf

__all__ = ["UNPRINTED", "Archived", "Key", "Source", "SourceNote", "are_independent"]


def _check_url(url: str) -> str:
    if not url.startswith(("https://", "http://")) or any(map(str.isspace, url)):
        raise ValueError(f"`{url}` is no web address: expected one like https://example.org/page")
    return url


def _check_key(key: str) -> str:
    if not re.fullmatch(KEY, key):
        raise ValueError(
            f"`{key}` cannot be cited: expected letters and digits, joined by - . _ or :"
        )
    return key


UNPRINTED = ("abstract", "annote", "keyword", "note")
"""What an export has copied from anywhere, and no appendix prints."""

Url = Annotated[str, AfterValidator(_check_url), Field(examples=["https://example.org/page"])]
# Volumes and pages are numbers to YAML and text to CSL.
Variable = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    WithJsonSchema({"type": ["string", "integer"]}),
]
Key = Annotated[str, AfterValidator(_check_key), Field(examples=["seric-2023"])]


class Archived(Model):
    """A copy of a web page that will stay as it was."""

    url: Url = Field(description="Address of the copy.")
    date: Edtf = Field(description="When it was made.")


class SourceNote(Model):
    """What a brief has to say about a source, beside the export that holds it or in the source."""

    model_config = CSL

    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = Field(
        None,
        description="Admiralty code: A completely reliable to E unreliable, F cannot be judged.",
    )
    reliability_basis: Text | None = Field(None, description="What the grade rests on.")
    descriptor: Text | None = Field(None, description="What the source is good and bad for.")
    archived: Archived | None = Field(None, description="Where a lasting copy of it is.")
    accessed: Date | None = None
    language: str | None = Field(None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    derived_from: tuple[Key, ...] = Field((), description="Sources that this one repeats.")
    independent_of: tuple[Key, ...] = Field((), description="Sources it owes nothing to.")


class Source(SourceNote):
    """Where a statement comes from, and how far it can be trusted."""

    silent: ClassVar[frozenset[str]] = frozenset({"derived_from", "independent_of"})

    id: Key
    type: SourceType
    title: str | None = None
    author: Names = ()
    editor: Names = ()
    translator: Names = ()
    interviewer: Names = ()
    collection_editor: Names = ()
    compiler: Names = ()
    container_author: Names = ()
    contributor: Names = ()
    director: Names = ()
    guest: Names = ()
    host: Names = ()
    producer: Names = ()
    recipient: Names = ()
    issued: Date | None = None
    available_date: Date | None = None
    event_date: Date | None = None
    original_date: Date | None = None
    submitted: Date | None = None
    title_short: str | None = None
    abstract: str | None = None
    annote: str | None = None
    archive: str | None = None
    archive_location: str | None = None
    archive_place: str | None = None
    authority: str | None = None
    call_number: str | None = None
    collection_title: str | None = None
    container_title: str | None = None
    container_title_short: str | None = None
    event_title: str | None = None
    event_place: str | None = None
    genre: str | None = None
    jurisdiction: str | None = None
    keyword: str | None = None
    medium: str | None = None
    note: str | None = None
    original_title: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    section: str | None = None
    source: str | None = None
    status: str | None = None
    chapter_number: Variable | None = None
    collection_number: Variable | None = None
    edition: Variable | None = None
    issue: Variable | None = None
    number: Variable | None = None
    number_of_pages: Variable | None = None
    number_of_volumes: Variable | None = None
    page: Variable | None = None
    part_number: Variable | None = None
    version: Variable | None = None
    volume: Variable | None = None
    url: Url | None = Field(None, alias="URL")
    doi: str | None = Field(None, alias="DOI")
    isbn: Variable | None = Field(None, alias="ISBN")
    issn: Variable | None = Field(None, alias="ISSN")

    @field_validator("*", mode="after")
    @classmethod
    def _has_signs(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what cannot be printed where it would be."""
        if isinstance(value, str) and info.field_name not in UNPRINTED:
            require_signs(value.replace("\r", "\n"))
        return value


def are_independent(cited: set[str], derived_from: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether two sources at least neither repeat each other nor a common third one."""
    origins = {key: _origins(key, derived_from) for key in cited}
    return any(origins[one].isdisjoint(origins[other]) for one, other in combinations(cited, 2))


def _origins(key: str, derived_from: Mapping[str, tuple[str, ...]]) -> set[str]:
    found, waiting = {key}, [key]
    while waiting:
        more = set(derived_from.get(waiting.pop(), ())) - found
        found |= more
        waiting += more
    return found
