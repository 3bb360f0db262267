"""What enters: a web address. What leaves: its QR code as inline SVG, readable from paper.

Standard: ISO/IEC 18004, with its quiet zone of 4 modules. A module is at least 0.4 mm, a code at
least 20 mm wide.
"""

from functools import cache
from urllib.parse import quote

from briefing.errors import UsageError

__all__ = ["qr_code"]

_QUIET_ZONE = 4  # modules
_MODULE, _WIDTH = 0.4, 20.0  # millimetres, at least


@cache
def qr_code(address: str, *, title: str) -> str:
    """Draw the code of an address; what is not ASCII in it is percent-encoded, as in RFC 3986."""
    import segno

    told = quote(address, safe="%/:=&?~#+!$,;'@()*[]")
    try:
        code = segno.make(told, error="m", micro=False)
    except segno.DataOverflowError:
        message = f"no QR code can hold the address `{address:.60}...`: it has {len(told):,} signs"
        raise UsageError(message, "ask for no QR codes, or give a shorter address") from None
    modules, _ = code.symbol_size(border=_QUIET_ZONE)
    width = max(_WIDTH, modules * _MODULE)
    drawing = code.svg_inline(omitsize=True, border=_QUIET_ZONE, title=title, light="#fff")
    return str(drawing).replace(
        "<svg ", f'<svg role="img" width="{width:g}mm" height="{width:g}mm" ', 1
    )
