"""Which of the house's names a text has, in any case and spelling: compared between the languages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from accessibility.content.figures import Figure, Kind
from accessibility.content.texts import Content, Name, Role, Text

_WORD = re.compile(r"\w+")
# So many letters may follow a name: «Әшімбаев·тікінен».
_LONGEST_ENDING = 8
# A shorter name, or surname alone, is part of too many words.
_SHORTEST_NAME = 3
_SHORTEST_SURNAME = 4
# What another ending takes the place of in Russian: «Сарсенова», «Сарсеновой».
_DROPPED = ("а", "я", "й", "ь")


@dataclass(slots=True)
class _Node:
    """What may follow the words of a spelling so far; `key` where one ends here."""

    following: "dict[str, _Node]" = field(default_factory=dict)
    key: str = ""
    # No surname alone.
    is_whole: bool = False

    def add(self, words: Sequence[str], key: str, *, is_whole: bool) -> None:
        """Enters a spelling. Of two that are alike the first one stays, but for a surname a whole name."""
        node = self
        for word in words:
            node = node.following.setdefault(_fold(word), _Node())
        if not node.key or (is_whole and not node.is_whole):
            node.key, node.is_whole = key, is_whole

    def find(self, words: "Sequence[re.Match[str]]", place: int) -> "tuple[int, _Node] | None":
        """Returns how many of the words from that place on are the longest spelling, and where it ends."""
        longest = None
        for node in self._follow(words[place][0]) if place < len(words) else ():
            found = node.find(words, place + 1)
            length, end = (found[0] + 1, found[1]) if found else (1, node)
            if end.key and (longest is None or length > longest[0]):
                longest = length, end
        return longest

    def _follow(self, said: str) -> "Iterator[_Node]":
        """Yields where a word leads, its ending left out or not. A small letter begins no capital one."""
        folded = _fold(said)
        for begun in dict.fromkeys((folded, folded[0].lower() + folded[1:])):
            for end in range(len(begun), max(0, len(begun) - _LONGEST_ENDING - 1), -1):
                if node := self.following.get(begun[:end]):
                    yield node


def _fold(word: str) -> str:
    return word[0] + word[1:].lower()


def may_compare_names(contents: Iterable[Content]) -> bool:
    """Whether no content is redacted: what only the others name would be what it has lost."""
    return not any(content.is_redacted for content in contents)


def find_shared_names(contents: Sequence[Content]) -> set[str]:
    """Returns the keys of those names that each of the contents knows a spelling of; none that may not be
    compared.
    """
    if not may_compare_names(contents):
        return set()
    first, *others = ({name.key for name in content.names if name.key} for content in contents)
    return first.intersection(*others)


def read_names(content: Content) -> Iterator[Figure]:
    """Yields the register's proper names where the texts have them, each with its key as the value.

    A surname that stands alone is not certain: the other language may have a pronoun there, or an office.
    """
    known: dict[str, _Node] = defaultdict(_Node)
    for name in content.names:
        for words, is_whole in _read_spellings(name):
            known[name.language].add(words, name.key, is_whole=is_whole)
    for text in content.texts if known else ():
        if text.role != Role.NOTE:
            yield from _read_text(text, known)


def _read_text(text: Text, known: dict[str, _Node]) -> Iterator[Figure]:
    for passage in text.passages:
        for start, end, language in passage.spans:
            if language not in known:
                continue
            words, place = list(_WORD.finditer(passage.text, start, end)), 0
            while place < len(words):
                found = known[language].find(words, place)
                if found is None:
                    place += 1
                    continue
                length, node = found
                first, last = words[place].start(), words[place + length - 1].end()
                said = " ".join(passage.text[first:last].split())
                places = passage.locate(first, last)
                yield Figure(Kind.NAME, node.key, said, text, *places, is_certain=node.is_whole)
                place += length


def _read_spellings(name: Name) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yields the words of each spelling, and whether it is no surname alone.

    Nothing of a term: another language may say it in other words.
    """
    if not (name.key and name.is_proper):
        return
    for spelling in (name.preferred, *name.variants):
        words = tuple(_stem(word, name.language) for word in _WORD.findall(spelling))
        if sum(map(len, words)) < _SHORTEST_NAME:
            continue
        is_surname = name.is_person and len(words) == 1 and " " in name.preferred
        yield words, not is_surname
        if name.is_person and len(words) > 1 and len(words[-1]) >= _SHORTEST_SURNAME:
            yield words[-1:], False


def _stem(word: str, language: str) -> str:
    is_dropped = language == "ru" and len(word) > _SHORTEST_SURNAME and word.endswith(_DROPPED)
    return word[:-1] if is_dropped else word
