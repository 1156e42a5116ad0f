"""What a question would have been on the other layout of the keyboard: ghbdtn is привет.

Keys by their place, from the digits' row down: US English, Russian ЙЦУКЕН and Kazakh as Windows has them
(KBDUS, KBDRU, KBDKAZ). The Kazakh one is the Russian, with nine letters where the digits are.
"""

_ENGLISH = "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_ENGLISH_SHIFT = '!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?~'
_RUSSIAN = "1234567890-=йцукенгшщзхъфывапролджэячсмитьбю.ё"
_RUSSIAN_SHIFT = '!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё'
_KAZAKH = '"әіңғ,.үұқөһйцукенгшщзхъфывапролджэячсмитьбю№('
_KAZAKH_SHIFT = "!ӘІҢҒ;:ҮҰҚӨҺЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ?)"

_TYPED = {
    "en": _ENGLISH + _ENGLISH_SHIFT,
    "ru": _RUSSIAN + _RUSSIAN_SHIFT,
    "kk": _KAZAKH + _KAZAKH_SHIFT,
}
# Between Russian and Kazakh the keys of the digits alone differ: 0аза0 is қазақ.
_FROM_LATIN = [str.maketrans(_TYPED["en"], _TYPED[meant]) for meant in ("ru", "kk")]
_FROM_CYRILLIC = [
    str.maketrans(_TYPED[typed], _TYPED[meant]) for typed, meant in (("ru", "kk"), ("ru", "en"), ("kk", "en"))
]


def other_layouts(question: str) -> list[str]:
    """Returns what the same keys give on the other layouts, each once, without the question itself.

    >>> other_layouts("ghbdtn")
    ['привет']

    What is of digits and signs alone is a number, and stays; so do letters that no layout here has.
    """
    words = question.split()
    letters = [letter for letter in question.casefold() if letter.isalpha()]
    tables = _FROM_LATIN * any("a" <= letter <= "z" for letter in letters)
    tables += _FROM_CYRILLIC * any("\u0400" <= letter <= "\u052f" for letter in letters)
    swapped = (" ".join(_swap(word, table) for word in words) for table in tables)
    return [other for other in dict.fromkeys(swapped) if other != " ".join(words)]


def _swap(word: str, table: dict[int, int]) -> str:
    return word.translate(table) if any(map(str.isalpha, word)) else word
