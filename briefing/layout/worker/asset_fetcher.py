"""The only way of the engine to a file: from what it was served, by URL.

Enters: URLs of a document. Leaves: the bytes of files. Invariant: no file of this machine is opened
and no address is asked, whatever a document says.
"""

from collections.abc import Mapping
from urllib.parse import unquote

from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefing.layout.protocol import THEME, TOPIC

__all__ = ["AssetFetcher"]


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Answer from the files served, decode `data:`, refuse all else."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._assets = assets

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Find one file; WeasyPrint logs what is raised here and goes on without the file."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if (body := self._assets.get(unquote(url))) is not None:
            kind = "text/css" if url.endswith(".css") else "application/octet-stream"
            return URLFetcherResponse(url, body, {"Content-Type": kind})
        if url.startswith((THEME, TOPIC)):
            raise FileNotFoundError("there is no such file")
        raise PermissionError("only files of the topic and its theme are read")
