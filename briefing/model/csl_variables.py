"""What the variables of CSL-JSON mean, after appendix IV of the CSL 1.0.2 specification.

For the schema alone: editors show these words beside a field.
"""

from typing import Any

from pydantic import BaseModel

__all__ = ["describe"]

_VARIABLES = {
    "id": "Key by which the source is cited, such as `seric-2023`.",
    "type": "What sort of text it is.",
    "title": "Title of the item.",
    "author": "Who wrote it.",
    "editor": "Who edited it.",
    "translator": "Who translated it.",
    "interviewer": "Who asked the questions.",
    "collection-editor": "Who edits the series.",
    "compiler": "Who put it together.",
    "container-author": "Who wrote the book that holds the chapter.",
    "contributor": "Who else had a part in it.",
    "director": "Who directed the film.",
    "guest": "Who was a guest of the broadcast.",
    "host": "Who led through the broadcast.",
    "producer": "Who produced it.",
    "recipient": "To whom the letter went.",
    "issued": "When it was published.",
    "accessed": "When it was read.",
    "available-date": "When it became available online before it was published.",
    "event-date": "When the event took place.",
    "original-date": "When the original was published.",
    "submitted": "When it was submitted.",
    "title-short": "Short form of the title.",
    "abstract": "Abstract of the item.",
    "annote": "Annotation; not printed.",
    "archive": "Archive that keeps it.",
    "archive_location": "Where it lies in the archive, such as box and folder.",
    "archive-place": "City of the archive.",
    "authority": "Who issued or decided it, such as a court.",
    "call-number": "Shelf mark in a library.",
    "collection-title": "Title of the series.",
    "container-title": "Journal, newspaper, book or site that holds it.",
    "container-title-short": "Short form of the title of what holds it.",
    "event-title": "Name of the conference or event.",
    "event-place": "Where the event took place.",
    "genre": "Class or subtype, such as `Working paper`.",
    "jurisdiction": "Where it is law.",
    "keyword": "Keywords.",
    "medium": "Format or medium.",
    "note": "Remarks on the item.",
    "original-title": "Title of the original.",
    "publisher": "Who published it.",
    "publisher-place": "Where it was published.",
    "section": "Section of a law or a newspaper.",
    "source": "Catalogue or database in which it was found.",
    "status": "How far it is published, such as `forthcoming`.",
    "chapter-number": "Number of the chapter.",
    "collection-number": "Number in the series.",
    "edition": "Number of the edition of the book.",
    "issue": "Number of the issue of the journal.",
    "number": "Number of the report, law or patent.",
    "number-of-pages": "How many pages it has.",
    "number-of-volumes": "How many volumes it has.",
    "page": "From which page to which, where it is part of something.",
    "part-number": "Number of the part.",
    "version": "Version of the item.",
    "volume": "Number of the volume.",
    "language": "Language of the item, such as `es`.",
    "URL": "Address on the web.",
    "DOI": "Digital object identifier, such as `10.1000/182`.",
    "ISBN": "International standard book number.",
    "ISSN": "International standard serial number.",
}


def describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Say what each field means, and let it be written with underscores as validation does."""
    fields = schema["properties"]
    for name, field in model.model_fields.items():
        alias = field.alias or name
        if alias in _VARIABLES:
            fields[alias].setdefault("description", _VARIABLES[alias])
        if name not in fields:
            fields[name] = {"description": f"As `{alias}`.", "doNotSuggest": True}
