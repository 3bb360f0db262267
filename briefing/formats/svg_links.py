"""What an SVG drawing would load from outside itself.

Enters: the bytes of a file. Leaves: the first address met, None without one. Invariant: what is
overlooked here is not loaded either, since the layout engine reads no address.
"""

import re
from html import unescape

__all__ = ["loaded_links"]

_INSIDE = r"""\s*(?!#|data:|["'\s])"""
_LOADS = re.compile(
    # links of a reader, `<a>`, load nothing
    rf"""<(?!(?:\w+:)?a\s)[\w:.-]+\s[^<>]*?\b(?:href|src)\s*=\s*["']{_INSIDE}(?P<named>[^"'<>]+)"""
    rf"""|\burl\(\s*["']?{_INSIDE}(?P<url>[^"')]+)"""
    r"""|@import\s+["']\s*(?P<sheet>[^"']+)"""
    r"""|<!ENTITY\s[^>]*?\b(?:SYSTEM|PUBLIC)\s[^>]*?(?P<entity>[^"'\s]+)["']\s*>"""
    r"""|<\?xml-stylesheet\s[^>]*?href\s*=\s*["'](?P<style>[^"']+)""",
    re.IGNORECASE,
)


def loaded_links(data: bytes) -> str | None:
    """Return what a drawing names that is not inside it."""
    found = _LOADS.search(unescape(data.decode(errors="replace")))
    return next((each.strip() for each in found.groups() if each), None) if found else None
