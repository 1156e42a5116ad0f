"""The nearest spelling of a word that no live text has: one letter more, less, another, or two changed about.

What the nearest is, live texts alone say: a word that stands in what is scheduled or was withdrawn is never
offered, and of several the one that most live texts have is.
"""

from collections.abc import Iterator
from functools import cache

from django.db.models import QuerySet

from press.models import SearchWord
from press.prepared import prepared
from press.search import russian
from press.search.stems import stems

# Nothing is offered for a shorter word: it has too many neighbours.
SHORTEST = 4
# So short a word is mostly another one, if a letter of it is.
SHORT = 5
# From so many letters on a letter within is taken for any other, from LONG on the first one too; in a shorter
# word for one whose key is beside it. No dictionary says which Kazakh words are right: «бақыт», happiness, is
# not «бағыт», direction.
SURE, LONG = 6, 8
# What one word's forms have for one another.
_FORMS = [set(pair) for pair in ("қғ", "кг", "пб")]
# Keys as they lie (press.search.keyboard), each row half a key to the right of the one above.
_ROWS = (
    ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ('"әіңғ,.үұқөһ', "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
)
_VOWELS = frozenset("аәеёиоөуұүыіэюяaeiouy")
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LETTERS = {"en": "abcdefghijklmnopqrstuvwxyz", "ru": _CYRILLIC, "kk": _CYRILLIC + "әғқңөұүһі"}


def nearest_words(word: str, language: str) -> list[str]:
    """Returns the words of texts that are one typing error away from a folded word; if none, from its stems.

    None for a word that is right: of Russian that is known.
    """
    if len(word) < SHORTEST or not word.isalpha() or _is_right(word):
        return []
    its_stems = [stem for stem in stems(word, language) if SHORTEST <= len(stem) < len(word)]
    near = set(_neighbours(word, language))
    near_stems = {other for stem in its_stems for other in _neighbours(stem, language)}
    right = {word, *its_stems}
    return _known(near - right, language) or _known(near_stems - near - right, language)


def _known(words: set[str], language: str) -> list[str]:
    return [word for (word,) in _find_words(language, " ".join(words))] if words else []


@prepared
def _find_words(language: str, words: str) -> "QuerySet[SearchWord, tuple[str]]":
    known = SearchWord.objects.filter(language=language, word__among_words=words).order_by("word")
    return known.values_list("word")


def _is_right(word: str) -> bool:
    return any("\u0400" <= letter <= "\u052f" for letter in word) and russian.is_known(word)


def _neighbours(word: str, language: str) -> Iterator[str]:
    """Yields what is one typing error away.

    The last letter is neither lost nor another vowel, and no vowel comes after it: that would be another
    form, or her instead of him. A short word only lacks a letter within, or has two changed about.
    """
    last, is_short = len(word) - 1, len(word) < SHORT
    letters = _LETTERS["kk"] if "\u0400" <= word[0] <= "\u052f" else _LETTERS["en"]
    for place in range(last):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    for place in range(1, last + 1) if is_short else range(len(word) + 1):
        for letter in letters:
            if place <= last or letter not in _VOWELS:
                yield word[:place] + letter + word[place:]
    if is_short:
        return
    for place in range(last):
        yield word[:place] + word[place + 1 :]
    for place, typed in enumerate(word):
        for letter in letters if _may_be_any(word, place, language) else _beside(typed):
            is_form = {typed, letter} in _FORMS or (place == last and {typed, letter} & _VOWELS)
            if not is_form:
                yield word[:place] + letter + word[place + 1 :]


def _may_be_any(word: str, place: int, language: str) -> bool:
    """Whether the letter may stand for any, not only for one whose key is beside it."""
    return len(word) >= LONG or (place > 0 and len(word) >= (SURE if language == "kk" else SHORT))


@cache
def _beside(letter: str) -> str:
    """Returns the letters whose keys touch that letter's."""
    for rows in _ROWS:
        for number, row in enumerate(rows):
            if letter in row:
                place = row.index(letter)
                near = [row[max(0, place - 1) : place] + row[place + 1 : place + 2]]
                near += [
                    other[max(0, place - 1) : place + 2]
                    for other in rows[max(0, number - 1) : number + 2]
                    if other != row
                ]
                return "".join(each for each in "".join(near) if each.isalpha())
    return ""
