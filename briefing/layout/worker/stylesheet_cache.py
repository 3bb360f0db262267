"""Style sheets that are parsed once: the child's memory of them.

Enters: what WeasyPrint asks of a style sheet of a document. Leaves: the same, made anew or
remembered. Invariant: a document cannot tell the two apart. A sheet that had something logged, or
says more to its document than rules for pages, is made anew each time.
"""

import logging
from copy import copy
from typing import Any, Self

from weasyprint import CSS

__all__ = ["Sheets"]

RELIES_ON = (
    "weasyprint:CSS",
    "weasyprint.css:find_stylesheets",
    "weasyprint.css:preprocess_stylesheet",
)

LIMIT = 64
"""So many are remembered; all of a theme and the few rules that parts bring themselves."""


class Sheets:
    """Makes sheets as `CSS` does, for documents that share one font configuration and files."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], CSS] = {}

    def __call__(
        self, *, page_rules: list[Any], string: str = "", url: str = "", **how: Any
    ) -> CSS:
        """Return a sheet, and tell the document its rules for pages."""
        key = string, url, how["base_url"] if string else "", how["media_type"]
        if not (sheet := self._known.get(key)):
            shared = [how[name] for name in ("counter_style", "color_profiles", "layers")]
            before = list(map(copy, shared))
            with _Listener() as listener:
                source = {"url": url} if url else {"string": string}
                sheet = CSS(**source, page_rules=[], **how)
            if shared == before and not listener.has_heard and len(self._known) < LIMIT:
                self._known[key] = sheet
        page_rules.extend(sheet.page_rules)
        return sheet


class _Listener(logging.Handler):
    """Hears whether anything is logged."""

    has_heard = False

    def __enter__(self) -> Self:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        self.has_heard = True
