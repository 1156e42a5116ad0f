"""Which characters a text keeps, and whether it says anything to a reader. The one rule, for every way in.

Gone is what no reader can see and some program refuses: one such character makes a whole feed malformed (XML
1.0, section 2.2), a page unwritable (half a surrogate pair is not UTF-8), a row unsaveable (PostgreSQL knows
no zero character). All else stays as it was typed.
"""

import unicodedata
from itertools import chain

# The breaks of a line or page that other programs write: the words beside them must not run together.
_BREAKS = "\x0b\x0c\x85"
_GONE = chain(
    # Controls, C0 and C1 (category Cc), but for tab and the two ends of lines, which a browser sends.
    (code for code in chain(range(0x20), range(0x7F, 0xA0)) if code not in b"\t\n\r"),
    # Halves of surrogate pairs, and noncharacters: U+FDD0 to U+FDEF and the last two of each plane.
    range(0xD800, 0xE000),
    range(0xFDD0, 0xFDF0),
    (plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
    # Embeddings, overrides and isolates turn round what stands after them, beyond the end of their own field:
    # a date read backwards, a title that says another thing than is searched. A body has `dir`, `bdi` and
    # `bdo` for it (UAX 9 prefers markup). The marks that act only where they stand, U+200E, U+200F and
    # U+061C, stay.
    range(0x202A, 0x202F),
    range(0x2066, 0x206A),
)
_KEPT = dict.fromkeys(_GONE, "") | dict.fromkeys(map(ord, _BREAKS), " ")
_MARKED = dict.fromkeys(_KEPT, "\ufffd")

# Of categories that are seen, yet with no mark on the page: the fillers of Hangul (default-ignorable, UAX
# 44), the blanks of Braille, of music and of hieroglyphs, and what stands for something that is not there.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442\ufffc\ufffd")
_SEEN = "LNPS"  # letters, numbers, punctuation, symbols; a lone accent is no word


def clean_text(text: str) -> str:
    """Returns the text without the characters that no text may hold. Idempotent; never fails."""
    return text.translate(_KEPT)


def mark_unkept(html: str) -> str:
    """Returns sanitised HTML with U+FFFD for each of them: left out, they might make other markup of it."""
    return html.translate(_MARKED)


def is_blank(text: str) -> bool:
    """Returns whether a reader sees nothing of the text: empty, spaces, or characters that leave no mark."""
    return not any(unicodedata.category(each)[0] in _SEEN and each not in _UNSEEN for each in text)


def get_words(text: str) -> str:
    """Returns what somebody typed as it is kept: clean, without space around it, "" where it is blank."""
    return "" if is_blank(text) else clean_text(text).strip()
