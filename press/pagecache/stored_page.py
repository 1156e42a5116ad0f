"""One page as it is kept: once for everyone, with the places of the display cut out."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from accessibility.preferences import Preferences
from accessibility.slots import FRONT
from accessibility.splice import Slot
from press.pagecache import encodings
from press.pagecache.encodings import Packed
from press.pagecache.upstream import Headers

Key = tuple[str, str, str]  # path, canonical query, copy

# The objects of a page take so many bytes (measured).
PAGE_WITHOUT_PIECES = 1_600

# What is true of Django's own whole response, with its marks, and is said anew of each visitor's.
_SET_BY_US = {"content-length", "content-encoding", "etag", "last-modified", "vary"}


class StoredPage(msgspec.Struct, array_like=True, gc=False, eq=False, kw_only=True):
    """A page as of one value of the shared counter, in the pieces that are the same for everyone.

    It is the same in every process that renders it, and lies so on the disk. Nothing in it leads
    back to it: of a full store Python's collector of garbage would look at some ten thousand. What is seldom
    looked at stays packed: of a page from the disk the objects are what costs.

    `made`: when it was rendered; `lifetime`: for how many seconds it is true if nothing changes; `ends`: when
    it may not be shown any more; `expires`: when it is to be rendered anew; in seconds since 1970. `names`:
    what it shows, with spaces between; None: nobody knows. `digest`: what its ETags say of it; `modified`:
    since when, in whole seconds. `opening`: its headers and all up to the end of the slots of FRONT, as
    `split_opening` wrote them, which most pages of a language have in common. `slots`: those of the rest that
    a visitor's choices fill; `changing`: those that change by themselves. `filled`: the states that these
    have in the pieces before, between and behind the `slots`; and the pieces.
    """

    counter: int
    made: float
    lifetime: float
    ends: float
    expires: float
    digest: str
    modified: int
    names: str | None
    opening: bytes
    slots: tuple[Slot, ...]
    changing: tuple[Slot, ...]
    filled: tuple[tuple[Any, ...], tuple[Packed, ...]]

    def size(self) -> int:
        """Returns the bytes that it takes in memory."""
        texts = sum([len(each.deflated) for each in self.filled[1]])
        return PAGE_WITHOUT_PIECES + len(self.names or "") + texts

    def share(self) -> None:
        """Gives it what other pages have too, as the same object: of a small page it is a tenth."""
        self.opening = share(self.opening)

    def find_states(self) -> tuple[Hashable, ...]:
        """Returns the states of its `changing` slots as of now."""
        return tuple([slot.state() for slot in self.changing])

    def fill(self, states: tuple[Hashable, ...]) -> tuple[Packed, ...]:
        """Returns the pieces as they are with these states of its `changing` slots, and keeps them so."""
        known, pieces = self.filled
        if states != known:
            contents = _contents(self.changing, states)
            pieces = tuple(_join(_cut(piece), contents) if piece.gaps else piece for piece in pieces)
            self.filled = states, pieces
        return pieces


@lru_cache(maxsize=512)
def share(opening: bytes) -> bytes:
    """Returns the same object for the same bytes."""
    return opening


def keep_headers(headers: Headers) -> Headers:
    """Returns those of Django's whole answer that are true of each visitor's too, and what all vary by."""
    kept = [each for each in headers if each[0].lower() not in _SET_BY_US]
    return [*kept, ("Vary", "Accept-Encoding")]


class Opening(msgspec.Struct, array_like=True, frozen=True):
    """The headers of a page, and what stands before and between the first slots; none of both where those of
    FRONT are not the first.
    """

    headers: Headers
    pieces: tuple[Packed, ...] = ()
    slots: tuple[Slot, ...] = ()


def split_opening(headers: Headers, pieces: Sequence[bytes | Slot]) -> tuple[bytes, Sequence[bytes | Slot]]:
    """Returns what a page begins with, packed; and the rest of it."""
    front, rest = pieces[: 2 * len(FRONT)], pieces[2 * len(FRONT) :]
    slots = tuple(piece for piece in front if isinstance(piece, Slot))
    if tuple(slot.kind for slot in slots) != FRONT:
        return msgspec.msgpack.encode(Opening(headers)), pieces
    packed = tuple(encodings.pack(piece) for piece in front if isinstance(piece, bytes))
    return msgspec.msgpack.encode(Opening(headers, packed, slots)), rest


open_opening = lru_cache(maxsize=256)(msgspec.msgpack.Decoder(Opening).decode)


def fill_pieces(pieces: Sequence[bytes | Slot]) -> dict[str, Any]:
    """Returns the `slots`, `changing` and `filled` of a page."""
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    changing = tuple(dict.fromkeys(slot for slot in slots if slot.changes))
    states = tuple(slot.state() for slot in changing)
    contents = _contents(changing, states)
    packed, parts = list[Packed](), list[Packed | Slot]()
    for number, piece in enumerate(pieces, 1):
        if isinstance(piece, bytes):
            parts.append(encodings.pack(piece, last=number == len(pieces)))
        elif piece in contents:
            parts.append(piece)
        else:
            packed.append(_join(parts, contents))
            parts = []
    packed.append(_join(parts, contents))
    return {
        "slots": tuple(slot for slot in slots if slot not in contents),
        "changing": changing,
        "filled": (states, tuple(packed)),
    }


def _contents(slots: Sequence[Slot], states: Sequence[Hashable]) -> dict[Slot, bytes]:
    """Returns what fills slots that change by themselves: the same for every visitor."""
    return {slot: slot.content(_ANYONE, state) for slot, state in zip(slots, states, strict=True)}


_ANYONE = Preferences()

# In a piece: which slot lies from which byte to which, and the CRC-32 and length of what is around them.
Gaps = tuple[tuple[tuple[Slot, int, int], ...], tuple[tuple[int, int], ...]]
_pack_gaps = msgspec.msgpack.Encoder().encode
_open_gaps = msgspec.msgpack.Decoder(Gaps).decode


def _join(parts: Sequence[Packed | Slot], contents: Mapping[Slot, bytes]) -> Packed:
    """Returns as one piece what stands around slots that change, and them: in blocks that are not compressed,
    since each is short, and another one on every page.
    """
    filled = [encodings.store(contents[part]) if isinstance(part, Slot) else part for part in parts]
    whole = encodings.join(filled)
    if not contents:
        return whole
    gaps, around, end = list[tuple[Slot, int, int]](), list[tuple[int, int]](), 0
    for part, piece in zip(parts, filled, strict=True):
        begin, end = end, end + len(piece.deflated)
        if isinstance(part, Slot):
            gaps.append((part, begin, end))
        else:
            around.append((piece.crc, piece.length))
    return msgspec.structs.replace(whole, gaps=_pack_gaps((gaps, around))) if gaps else whole


def _cut(piece: Packed) -> list[Packed | Slot]:
    """Returns the parts that it was joined of."""
    gaps, around = _open_gaps(piece.gaps)
    parts, begin = list[Packed | Slot](), 0
    for (slot, until, end), (crc, length) in zip(gaps, around):  # noqa: B905 - the last part is behind them
        parts += (Packed(piece.deflated[begin:until], crc, length), slot)
        begin = end
    return [*parts, Packed(piece.deflated[begin:], *around[-1])]


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
