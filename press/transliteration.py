"""Addresses in Latin letters from Kazakh, Russian and English titles.

Kazakh: the Latin alphabet presented by Kazakhstan's national commission on 28 January 2021 (қ q, ж j,
х and һ h, й and и i, ы y), its marks dropped for ASCII (ä a, ğ g, ñ n, ö o, ü and ū u) and ş written
sh; letters of borrowed words (ч, щ, ц, ё, ю, я, э) as that alphabet spells them out.
Russian: ICAO Doc 9303 part 3, section 6 B, which Russian and Kazakh passports follow; only the hard
sign is dropped (ICAO: ie), which in an address would only be read as two more vowels.
"""

import re
import unicodedata

_COMMON = dict(zip("абвгдезиклмнопрстуфы", "abvgdeziklmnoprstufy", strict=True)) | {
    "й": "i",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "э": "e",
    "ю": "iu",
    "я": "ia",
    "ъ": "",
    "ь": "",
}

# Letters that Russian lacks are read as Kazakh in any text: a Kazakh name stays whole in a Russian title.
_KAZAKH_LETTERS = dict(zip("әғқңөұүһі", "agqnouuhi", strict=True))

_KAZAKH = _COMMON | _KAZAKH_LETTERS | {"ж": "j", "х": "h", "ё": "io"}
_RUSSIAN = _COMMON | _KAZAKH_LETTERS | {"ж": "zh", "х": "kh", "ё": "e"}

# Latin letters that Unicode does not take apart into a letter and a mark.
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}

_APOSTROPHES = dict.fromkeys("'’‘ʼ`´", "")

_TABLES = {
    language: str.maketrans(letters | _LATIN | _APOSTROPHES)
    for language, letters in (("kk", _KAZAKH), ("ru", _RUSSIAN), ("en", _RUSSIAN))
}


def slug(text: str, language: str, *, max_length: int = 80) -> str:
    """Returns the text as an address: `a-z`, `0-9` and single hyphens inside, never longer than max_length.

    It ends at a word's end; only a first word that is longer than max_length is cut. A text without a
    usable letter or digit gives "". Cyrillic in an English text is read by the Russian rules.
    """
    # Composed first (й is one letter, not и and a mark), taken apart only after the tables were asked.
    lowered = unicodedata.normalize("NFC", text.lower())
    latin = unicodedata.normalize("NFKD", lowered.translate(_TABLES.get(language, _TABLES["en"])))
    # A mark belongs to the letter before it: dropped, it must not part the word.
    unmarked = "".join(letter for letter in latin.lower() if not unicodedata.combining(letter))
    words = re.findall("[a-z0-9]+", unmarked)
    address = "-".join(words)
    if len(address) <= max_length:
        return address
    cut = address[: max(max_length, 0) + 1].rpartition("-")[0]
    return cut or address[: max(max_length, 0)]
