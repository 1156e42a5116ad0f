"""One page as it is kept: once for everyone, with the places of the display cut out."""

import hashlib
from collections.abc import Sequence

import msgspec

from accessibility.preferences import Preferences
from accessibility.slots import FRONT
from accessibility.splice import Slot
from press.pagecache import encodings
from press.pagecache.encodings import Packed
from press.pagecache.upstream import Headers

Key = tuple[str, str, str]  # path, canonical query, copy

# The objects of a page take so many bytes, and each name (measured).
PAGE_WITHOUT_PIECES = 2_000
NAME = 70

# What is true of Django's own whole response, with its marks, and is said anew of each visitor's.
_SET_BY_US = {"content-length", "content-encoding", "etag", "last-modified", "vary"}


class StoredPage(msgspec.Struct, array_like=True, gc=False, eq=False, kw_only=True):
    """A page as of one value of the shared counter, in the pieces that are the same for everyone.

    It is the same to the byte in every process that renders it, and lies so on the disk. Nothing in it leads
    back to it: of a full store Python's collector of garbage would look at some ten thousand.

    `made`: when it was rendered; `lifetime`: for how many seconds it is true if nothing changes; `ends`: when
    it may not be shown any more; `expires`: when it is to be rendered anew; in seconds since 1970. `names`:
    what it shows; None: nobody knows. `digest`: what its ETags say of it; `modified`: since when, in whole
    seconds. `headers`: as `pack_headers` wrote them. `packed` has one more than there are `slots`. `front`:
    what names the page up to the end of the slots of FRONT, which is the same on most pages of a language;
    empty where something of its own stands before them.
    """

    key: Key
    counter: int
    made: float
    lifetime: float
    ends: float
    expires: float
    digest: str
    modified: int
    names: tuple[str, ...] | None
    headers: bytes
    packed: tuple[Packed, ...]
    slots: tuple[Slot, ...]
    front: bytes

    def size(self) -> int:
        """Returns the bytes that it takes in memory."""
        texts = sum([len(each.deflated) for each in self.packed]) + sum(map(len, self.key))
        return PAGE_WITHOUT_PIECES + NAME * len(self.names or ()) + texts


def keep_headers(headers: Headers) -> Headers:
    """Returns those of Django's whole answer that are true of each visitor's too."""
    return [each for each in headers if each[0].lower() not in _SET_BY_US]


pack_headers = msgspec.msgpack.Encoder().encode
unpack_headers = msgspec.msgpack.Decoder(Headers).decode


def pack_pieces(pieces: Sequence[bytes | Slot]) -> tuple[Packed, ...]:
    """Returns what stands before, between and behind the slots."""
    last = len(pieces) - 1
    return tuple(
        encodings.pack(piece, last=number == last)
        for number, piece in enumerate(pieces)
        if isinstance(piece, bytes)
    )


def find_slots(pieces: Sequence[bytes | Slot]) -> tuple[Slot, ...]:
    return tuple(piece for piece in pieces if isinstance(piece, Slot))


def name_front(pieces: Sequence[bytes | Slot]) -> bytes:
    """Returns what names what a page begins with, up to the end of the slots of FRONT."""
    front = pieces[: 2 * len(FRONT)]
    if tuple(piece.kind for piece in front if isinstance(piece, Slot)) != FRONT:
        return b""
    return hashlib.blake2b(msgspec.msgpack.encode(front), digest_size=12).digest()


def compute_digest(pieces: Sequence[bytes | Slot]) -> str:
    """Returns what an ETag says of the page: as it is usually seen, so that a change of the bar alone makes
    another one too; without what changes by itself, so that who has read it need not read it again.
    """
    usual = Preferences()
    whole = hashlib.blake2s(digest_size=12)
    for piece in pieces:
        if isinstance(piece, bytes):
            whole.update(piece)
        elif not piece.changes:
            whole.update(piece.content(usual))
    return whole.hexdigest()
