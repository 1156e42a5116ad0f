"""The letter skeleton of a word: one spelling for what is typed in many.

Kazakh typed without its letters (байкаушылар) or in Latin (baiqaushylar), a name as a passport has it and as
its bearer writes it (Ashimbaev, Ashimbayev, Әшімбаев) are to meet. So all is read as Russian letters, of
which those that are taken for one another are one. It says less than the word: a word found by its skeleton
alone ranks below one that was found as it stands.

Cyrillic has one skeleton. Latin is ambiguous in few letters (j is ж in Jambyl, й in Sergej), so a Latin word
may have several; whoever writes it is taken to write one letter in one way.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import product

# Letters typed for one another, and those that one keyboard lacks: Kazakh typed on a Russian keyboard.
# й, і and ы stand for и, since Latin alphabets write y, i and ı for each of them; signs are left out.
_CYRILLIC = {
    "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х",
    "і": "и", "й": "и", "ы": "и", "ё": "е", "э": "е", "щ": "ш", "ц": "тс", "ю": "иу", "я": "иа",
    "ь": "", "ъ": "",
    # Neighbours' names: Ukrainian, Uzbek, Tatar and Bashkir, Azerbaijani.
    "ї": "и", "є": "е", "ґ": "г", "ў": "у", "ҳ": "х", "җ": "ж", "ҡ": "к", "ҙ": "з", "ҫ": "с",
}  # fmt: skip

# Of the alphabets below, first what is written with several letters or has a mark. Their names:
# 2021 - the draft of Kazakhstan's national commission, 28 January 2021
# 2018 - the alphabet of the decree of 19 February 2018: acutes, sh and ch
# passport - ICAO Doc 9303, part 3, section 6 B; in Kazakhstan's passports too
# typed - what people type without marks, and English newspapers
_LATIN = {
    "shch": "ш", "sch": "ш", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "gh": "г",  # passport, typed
    "yu": "иу", "ya": "иа", "ck": "к",  # typed
    "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в",
    "y": "и", "z": "з",
    "ş": "ш", "ğ": "г", "ñ": "н", "ä": "а", "ö": "о", "ü": "у", "ū": "у", "ı": "и",  # 2021
    "á": "а", "ǵ": "г", "ń": "н", "ó": "о", "ú": "у",  # 2018; its ý, у, is y without a mark
    "ç": "ч", "š": "ш", "č": "ч", "ž": "ж", "ə": "а", "ɵ": "о",  # Turkic and scholarly alphabets
    # aev, oev end surnames: never ä and v.
    "aev": "аев", "oev": "оев", "uev": "уев",
}  # fmt: skip
# What is written for two: the first is meant more often here.
_AMBIGUOUS = {
    "j": ("ж", "и"),  # 2021 Jambyl; ja, ju, Sergej as scholars write them
    "c": ("тс", "к"),  # Cai; Macron
    "x": ("х", "кс"),  # Xabar; Alexander
    "w": ("у", "в"),  # awyl; Warsaw
    "ae": ("а", "ае"),  # ä without its mark; Israel
    "oe": ("о", "ое"),
    "ue": ("у", "уе"),
    "ng": ("нг", "н"),  # Angola; ñ without its mark
    "ye": ("е", "ие"),  # Yerlan, Ashimbayev; pervye
    "ie": ("ие", "е"),  # Aliev; Vasiliev, whose ь is left out
    "yo": ("е", "ио"),  # Semyonov; rayon
}
_LETTERS = re.compile("|".join(sorted([*_LATIN, *_AMBIGUOUS], key=len, reverse=True)))
_MOST_AMBIGUITIES = 4  # 16 skeletons; of more the first reading is taken

# Abbreviations and particles: IT is not ит, the dog of Kazakh, nor is "is" іс, its affair.
_SHORTEST_LATIN = 3

_FROM_CYRILLIC = str.maketrans(_CYRILLIC)
_DOUBLED = re.compile(r"([^\W\d_])\1+")


@lru_cache(maxsize=50_000)
def skeletons(word: str, shortest: int = _SHORTEST_LATIN) -> tuple[str, ...]:
    """Returns the skeletons of a folded word, the likeliest first; words meet that have one in common.

    >>> skeletons("әшімбаев"), skeletons("ashimbayev")
    (('ашимбаев',), ('ашимбаев', 'ашимбаиев'))

    A Latin word of fewer letters than `shortest` is its own.

    A word without a letter of either script is its own skeleton. Two in a row of one letter are one.
    """
    word = word.removesuffix("'s").replace("'", "")
    latin = [each for each in word if each.isalpha() and not "\u0400" <= each <= "\u052f"]
    if len(latin) < shortest:
        return (_finish(word),)
    plain = "".join(map(_without_unknown_mark, word))
    ambiguous = [each for each in dict.fromkeys(_LETTERS.findall(plain)) if each in _AMBIGUOUS]
    readings = product(*(_AMBIGUOUS[each] for each in ambiguous[:_MOST_AMBIGUITIES]))
    return tuple(dict.fromkeys(_read(plain, dict(zip(ambiguous, each, strict=False))) for each in readings))


def _read(word: str, chosen: dict[str, str]) -> str:
    def letter(match: re.Match[str]) -> str:
        found = match.group()
        return chosen.get(found) or _LATIN.get(found) or _AMBIGUOUS[found][0]

    return _finish(_LETTERS.sub(letter, word))


def _finish(word: str) -> str:
    return _DOUBLED.sub(r"\1", word.translate(_FROM_CYRILLIC))


def _without_unknown_mark(letter: str) -> str:
    """Returns a Latin letter without a mark that no alphabet of the table has: é is e."""
    if letter in _LATIN or "\u0400" <= letter <= "\u052f":
        return letter
    return unicodedata.normalize("NFKD", letter)[0]
