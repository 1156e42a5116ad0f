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

_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_GZIP_END = struct.Struct("<2L")
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


def deflate(content: bytes, *, last: bool = False) -> bytes:
    """Returns raw deflate blocks (RFC 1951) that end on a byte and refer to nothing before them."""
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


@lru_cache(maxsize=4096)
def _deflated_slot(content: bytes) -> bytes:
    return deflate(content)


def gzip_member(pieces: Sequence[bytes], packed: Sequence[bytes | None]) -> bytes:
    """Returns the pieces as one gzip member; `packed` has each one deflated, None where it is a slot's."""
    check = 0
    for piece in pieces:
        check = zlib.crc32(piece, check)
    length = sum(map(len, pieces)) & 0xFFFFFFFF
    return b"".join(
        (
            _GZIP_HEADER,
            *(
                _deflated_slot(piece) if ready is None else ready
                for piece, ready in zip(pieces, packed, strict=True)
            ),
            _GZIP_END.pack(check, length),
        )
    )


def compress_brotli(content: bytes) -> bytes:
    """Returns it compressed by brotli (RFC 7932)."""
    compressed: bytes = brotli.compress(  # type: ignore[no-untyped-call]
        content, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY
    )
    return compressed
