"""Texts that nobody types and programs stumble over."""

from hypothesis import strategies as st

# Each is a character that is gone, and what XML 1.0 or Unicode says of it.
GONE = {
    "zero": "\x00",
    "control": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "C1": "\x9f",
    "half a pair": "\ud800",
    "the other half": "\udfff",
    "noncharacter": "\ufdd0",
    "U+FFFE": "\ufffe",
    "U+FFFF": "\uffff",
    "last of the last plane": "\U0010ffff",
    "override": "\u202e",
    "isolate": "\u2067",
}
# Each leaves no mark on a page, or none that says anything.
INVISIBLE = {
    "space": " ",
    "no-break space": "\xa0",
    "ideographic space": "\u3000",
    "line separator": "\u2028",
    "zero width space": "\u200b",
    "word joiner": "\u2060",
    "soft hyphen": "\xad",
    "byte order mark": "\ufeff",
    "right-to-left mark": "\u200f",
    "grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "half-width Hangul filler": "\uffa0",
    "choseong filler": "\u115f",
    "Khmer vowel": "\u17b4",
    "Mongolian separator": "\u180e",
    "Braille blank": "\u2800",
    "variation selector": "\ufe0f",
    "variation selector of a plane": "\U000e0100",
    "tag": "\U000e0041",
    "musical": "\U0001d173",
    "null notehead": "\U0001d159",
    "lone accent": "\u0301",
    "unassigned": "\U000e0fff",
    "private": "\ue000",
    "object replacement": "\ufffc",
    "replacement": "\ufffd",
    **GONE,
}

# Half of what is tried is of the kinds above, which chance alone would seldom find.
CHARACTERS = st.sampled_from([*GONE.values(), *INVISIBLE.values(), "\x0b", "\x0c", "\x85", "]]>", "&#11;"])
TEXTS = st.lists(CHARACTERS | st.characters(), max_size=12).map("".join)
