"""Which of the house's names a text has, in any case and spelling: compared between the languages."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accessibility.content.figures import Figure, Kind
from accessibility.content.texts import Content, Name, Text

_WORD = re.compile(r"\w+")
# By so many letters it is seen that a name may begin.
_BEGUN = 3
# So many letters may follow a name: «Әшімбаев·тікінен».
_LONGEST_ENDING = 8
# A shorter surname is part of too many words.
_SHORTEST_SURNAME = 4
# What another ending takes the place of in Russian: «Сарсенова», «Сарсеновой».
_DROPPED = ("а", "я", "й", "ь")


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The words of a name, each without what an ending replaces. `is_whole`: it is no surname alone."""

    words: tuple[str, ...]
    key: str
    is_whole: bool

    def fits(self, said: Sequence["re.Match[str]"]) -> bool:
        return len(said) == len(self.words) and all(
            each[0].casefold().startswith(word.casefold())
            and len(each[0]) <= len(word) + _LONGEST_ENDING
            and (each[0][0].isupper() or not word[0].isupper())
            for each, word in zip(said, self.words, strict=True)
        )


def find_shared_names(contents: Sequence[Content]) -> set[str]:
    """Returns the keys of those names that each of the contents knows a spelling of."""
    first, *others = ({name.key for name in content.names if name.key} for content in contents)
    return first.intersection(*others)


def read_names(content: Content) -> Iterator[Figure]:
    """Yields the register's proper names where the texts have them, each with its key as the value.

    A surname that stands alone is not certain: the other language may have a pronoun there, or an office.
    """
    by_beginning: dict[tuple[str, str], list[_Spelling]] = defaultdict(list)
    for name in content.names:
        for spelling in _read_spellings(name):
            by_beginning[name.language, spelling.words[0][:_BEGUN].casefold()].append(spelling)
    for spellings in by_beginning.values():
        spellings.sort(key=lambda each: -len(each.words))
    for text in content.texts if by_beginning else ():
        yield from _read_text(text, by_beginning)


def _read_text(text: Text, by_beginning: dict[tuple[str, str], list[_Spelling]]) -> Iterator[Figure]:
    for passage in text.passages:
        for start, end, language in passage.spans():
            words = list(_WORD.finditer(passage.text, start, end))
            place = 0
            while place < len(words):
                begun = words[place][0][:_BEGUN].casefold()
                spellings = by_beginning.get((language, begun), ())
                found = next(
                    (one for one in spellings if one.fits(words[place : place + len(one.words)])), None
                )
                if found is not None:
                    first, last = words[place].start(), words[place + len(found.words) - 1].end()
                    said = " ".join(passage.text[first:last].split())
                    places = passage.locate(first, last)
                    yield Figure(Kind.NAME, found.key, said, text, *places, is_certain=found.is_whole)
                place += len(found.words) if found else 1


def _read_spellings(name: Name) -> Iterator[_Spelling]:
    """Yields nothing of a term: another language may say it in other words."""
    if not (name.key and name.is_proper):
        return
    for spelling in (name.preferred, *name.variants):
        words = tuple(_stem(word, name.language) for word in _WORD.findall(spelling))
        if not words or len(words[0]) < _BEGUN:
            continue
        is_surname = name.is_person and len(words) == 1 and " " in name.preferred
        yield _Spelling(words, name.key, is_whole=not is_surname)
        if name.is_person and len(words) > 1 and len(words[-1]) >= _SHORTEST_SURNAME:
            yield _Spelling(words[-1:], name.key, is_whole=False)


def _stem(word: str, language: str) -> str:
    is_dropped = language == "ru" and len(word) > _SHORTEST_SURNAME and word.endswith(_DROPPED)
    return word[:-1] if is_dropped else word
