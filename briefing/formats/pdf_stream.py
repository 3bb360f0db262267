"""A stream of a PDF -> its bytes, of which it may be packed to hold far more than anybody wants.

Standard: ISO 32000-1 (PDF 1.7), 7.3.8 (streams) and 7.4.4 (their usual filter).
"""

import zlib

from pikepdf import Array, Name, Object, Stream

__all__ = ["unpack"]


def unpack(stream: Object, limit: int) -> bytes | None:
    """Unpack a stream by ourselves: qpdf knows no limit; None if that is not possible."""
    if not isinstance(stream, Stream) or Name.DecodeParms in stream:
        return None
    raw = stream.read_raw_bytes()
    if Name.Filter not in stream:
        return raw if len(raw) <= limit else None
    if stream.Filter not in (Name.FlateDecode, Array([Name.FlateDecode])):
        return None
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(raw, limit + 1)
    except zlib.error:
        return None
    return data if unpacker.eof and len(data) <= limit else None
