"""Content codings of a stored page: compressed once, when it is stored, never at each request.

gzip takes a visitor's choices in place: the pieces that are the same for everyone are deflated once, each so
that it ends on a byte, and what differs is deflated by itself and put between. What comes out is one valid
member (RFC 1952), which every browser reads whole. brotli can't be put together like that.
"""

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

import brotli
import msgspec
from isal.isal_zlib import crc32, crc32_combine

_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_GZIP_END = struct.Struct("<2L")
_STORED = struct.Struct("<B2H")  # RFC 1951, 3.2.4: not the last block, its length, and the complement of that
MOST_STORED = 0xFFFF
_GZIP_LEVEL = 9  # 3 ms for a page of 90 kB, ten per cent smaller than level 6 is
_BROTLI_QUALITY = 5  # 3 ms; 11 would take 150
_LONGEST_HEADER = 256


def parse_accept_encoding(header: str) -> tuple[str, ...]:
    """Returns which of "br" and "gzip" an Accept-Encoding header takes, the better first (RFC 9110, 12.5.3).

    Of two that are taken alike brotli is the better: it is smaller. What is past the first characters of a
    header is not read, nor remembered.
    """
    return _parse_accept_encoding(header[:_LONGEST_HEADER])


@lru_cache(maxsize=1024)
def _parse_accept_encoding(header: str) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    of = {name: weights.get(name, weights.get("*", 0.0)) for name in ("br", "gzip")}
    return tuple(sorted((name for name in of if of[name] > 0), key=lambda name: -of[name]))


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class Packed(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A piece of a page, deflated by itself; and the CRC-32 and length of what it was. `gaps`: what can be
    put anew in it (`press.pagecache.stored_page`).

    Python's collector of garbage does not look at it: of a full store it would at some ten thousand.
    """

    deflated: bytes
    crc: int
    length: int
    gaps: bytes = b""


def pack(content: bytes, *, last: bool = False) -> Packed:
    """Returns it as raw deflate blocks (RFC 1951) that end on a byte and refer to nothing before them."""
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflate.compress(content) + deflate.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
    return Packed(deflated, crc32(content), len(content))


def unpack(packed: Packed) -> bytes:
    """Returns what was packed. Raises zlib.error where that was damaged."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed.deflated)


def store(content: bytes) -> Packed:
    """Returns it as a block that is not compressed: what is short and other on every page is packed so in a
    tenth of the time, and is longer by some bytes. Raises struct.error above MOST_STORED bytes.
    """
    length = len(content)
    return Packed(_STORED.pack(0, length, length ^ MOST_STORED) + content, crc32(content), length)


def join(parts: Sequence[Packed]) -> Packed:
    """Returns as one piece what stands one behind the other."""
    return Packed(b"".join([part.deflated for part in parts]), *_sum(parts))


def gzip_member(parts: Sequence[Packed]) -> bytes:
    """Returns the parts, of which the last was packed as such, as one gzip member.

    The sum of the whole is put together from theirs: what they were is not read again.
    """
    check, length = _sum(parts)
    end = _GZIP_END.pack(check, length & 0xFFFFFFFF)
    return b"".join([_GZIP_HEADER, *[part.deflated for part in parts], end])


def _sum(parts: Sequence[Packed]) -> tuple[int, int]:
    """Returns the CRC-32 and the length of what they were together."""
    check = length = 0
    for part in parts:
        check = crc32_combine(check, part.crc, part.length) if length else part.crc
        length += part.length
    return check, length


def compress_brotli(content: bytes) -> bytes:
    """Returns it compressed by brotli (RFC 7932)."""
    compressed: bytes = brotli.compress(  # type: ignore[no-untyped-call]
        content, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY
    )
    return compressed
