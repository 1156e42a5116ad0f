"""Russian stems: the dictionary forms of a word (pymorphy3 and OpenCorpora), and surnames by their grammar.

Surnames in -ов, -ев, -ин, -ын are declined by their sex, and hers is another person's: Ашимбаев, Ашимбаева.
The dictionary has both as forms of one word, and guesses at those that it lacks; so here each has its own.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from pymorphy3.analyzer import MorphAnalyzer, Parse

# Endings after -ов and the like: his, hers, of both or of a family (Russian Grammar of 1980, volume 1, the
# mixed declension of surnames).
_HIS = frozenset({"", "а", "у", "ым", "е"})
_HERS = frozenset({"а", "ой", "ою", "у"})
_SURNAME = re.compile(r"(?P<his>[^\W\d_]{2,}(?:[ое]в|[иы]н))(?P<ending>|а|у|ым|е|ой|ою|ы|ых|ыми)")
_MANY = re.compile(r"[^\W\d_]{2,}[ое]в")
# Patronymics: Сагатханович, Сагатхановна.
_HIS_PATRONYMIC = re.compile(r"([^\W\d_]{2,}[ое]вич)(?:|а|у|ем|е|и|ей|ам|ами|ах)")
_HER_PATRONYMIC = re.compile(r"([^\W\d_]{2,}[ое]вн)(?:а|ы|е|у|ой|ою)")

# Words of Kazakhstan that the dictionary lacks and takes for names or adjectives. Тенге is not declined.
_LOCAL_HARD = re.compile(r"(акимат|маслихат|мажилисмен|хаб)(?:|а|у|ом|е|ы|ов|ам|ами|ах)")
_LOCAL_SOFT = re.compile(r"(семе|костана)(?:й|я|ю|ем|е)")
_LOCAL_FIXED = frozenset({"тенге"})

# A guess at an unknown word that is less likely than this is noise: маулить, of which Маулена were a form.
_LIKELY = 0.1
_NOMINAL = frozenset({"NOUN", "ADJF", "ADJS"})


def stems(word: str) -> tuple[str, ...]:
    """Returns the dictionary forms of a folded word, ё as е; of a surname that can be his or hers, both."""
    return _stems(word, asked=False)


def asked_stems(word: str) -> tuple[str, ...]:
    """Returns the same, but of a surname that can be a nominative that one alone: Ашимбаева is she."""
    return _stems(word, asked=True)


def _stems(word: str, *, asked: bool) -> tuple[str, ...]:
    if local := _local(word):
        return local
    if patronymic := _HIS_PATRONYMIC.fullmatch(word):
        return (patronymic[1],)
    if patronymic := _HER_PATRONYMIC.fullmatch(word):
        return (patronymic[1] + "а",)
    analyzer = _analyzer()
    parses = analyzer.parse(word)
    if analyzer.word_is_known(word):
        return _known(word, parses, asked=asked)
    return _unknown(word, parses, asked=asked)


def _local(word: str) -> tuple[str, ...]:
    if word in _LOCAL_FIXED:
        return (word,)
    if hard := _LOCAL_HARD.fullmatch(word):
        return (hard[1],)
    if soft := _LOCAL_SOFT.fullmatch(word):
        known = _analyzer().parse(word) if _analyzer().word_is_known(word) else []  # families are семей too
        return _distinct([soft[1] + "й", *map(_normal_form, known)])
    return ()


def _known(word: str, parses: list[Parse], *, asked: bool) -> tuple[str, ...]:
    surnames = [parse for parse in parses if "Surn" in parse.tag]
    # Токаев is known as "of many forests" alone, Нурланов as "of many Nurlans", which nobody says.
    unlisted = [word] if not surnames and _MANY.fullmatch(word) else []
    parses = [parse for parse in parses if not ({"Name", "plur"} in parse.tag and (surnames or unlisted))]
    if asked:
        nominatives = [parse for parse in surnames if {"nomn", "sing"} in parse.tag]
        surnames = nominatives or surnames
    # Who is named Иванова is meant, not what belongs to an Ivan: the adjective would join her to Иванов.
    others = [parse for parse in parses if "Surn" not in parse.tag and not (surnames and "Poss" in parse.tag)]
    return _distinct(
        [*chain.from_iterable(map(_of_surname, surnames)), *map(_normal_form, others), *unlisted]
    )


def _of_surname(parse: Parse) -> tuple[str, ...]:
    """Returns his or hers, by the sex that a dictionary's form says; of a family's both."""
    his = _normal_form(parse)
    hers = re.sub("(?<=[ое]в|[иы]н)$", "а", his) if his[-1] in "вн" else re.sub("[иыо]й$", "ая", his)
    return {"masc": (his,), "femn": (hers,)}.get(str(parse.tag.gender), (his, hers))


def _unknown(word: str, parses: list[Parse], *, asked: bool) -> tuple[str, ...]:
    """Returns what an unknown word is by its ending: a surname first, or what pymorphy3 guesses."""
    guesses = [parse for parse in parses if parse.score >= _LIKELY] or parses
    # New words are names of persons and things; as a verb is taken what can be nothing else.
    guesses = [parse for parse in guesses if parse.tag.POS in _NOMINAL] or guesses
    surname = _SURNAME.fullmatch(word)
    if not surname:
        return _distinct(map(_normal_form, guesses))
    his, hers = surname["his"], surname["his"] + "а"
    # It may be things all the same: квизов. Of persons' names nobody says "many": Кошанов is not of Кошан.
    things = (_normal_form(parse) for parse in guesses if {"NOUN", "inan"} in parse.tag)
    others = [thing for thing in things if thing not in (his, hers)]
    return (*_whose(his, hers, surname["ending"], asked=asked), *_distinct(others))


def _whose(his: str, hers: str, ending: str, *, asked: bool) -> tuple[str, ...]:
    if asked and ending == "а":
        return (hers,)
    return (his,) * (ending in _HIS) + (hers,) * (ending in _HERS) or (his, hers)  # else a family's


def _normal_form(parse: Parse) -> str:
    return str(parse.normal_form).replace("ё", "е")


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _analyzer() -> MorphAnalyzer:
    """Loaded when first asked: 0.3 s and 30 MB that a process which never searches is spared."""
    return MorphAnalyzer(lang="ru")


def is_known(word: str) -> bool:
    """Whether the dictionary has the word itself, so that it is not a typing error."""
    return bool(_analyzer().word_is_known(word))
