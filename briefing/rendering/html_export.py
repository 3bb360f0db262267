"""A brief as one self-contained HTML file, with styles, fonts and images inside.

WeasyPrint alone prints it like our PDF: page numbers are already in the text, and running heads,
which a PDF gets as a layer of its own, are made by the theme's `running.css`.
"""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

from briefing.layout.page_map import PageMap
from briefing.rendering.renderer import Renderer

__all__ = ["export"]

_TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "otf": "font/otf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "webp": "image/webp",
}


def export(renderer: Renderer, pages: PageMap, assets: Mapping[str, bytes]) -> bytes:
    """Write the whole brief as one HTML document that refers to nothing outside itself."""
    html = renderer.export(pages)
    for url, data in assets.items():
        scheme, _, name = url.partition(":")
        if not name.endswith(".css"):
            html = html.replace(f'"{scheme}:{quote(name)}"', f'"{_data_url(name, data)}"')
    return html.encode()


def _data_url(name: str, data: bytes) -> str:
    kind = _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return f"data:{kind};base64,{b64encode(data).decode()}"
