"""Wording: what a sentence asks of its reader, and what it will say to whoever reads it next year."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.findings import Finding, Severity, rule
from accessibility.content.markup import Passage
from accessibility.content.sentences import COUNTED, find_sentences, primary
from accessibility.content.texts import Content, Role
from accessibility.content.vocabulary import load_groups, load_words

# The longest of the release that we know has 49; GOV.UK asks for 25, plain-language standards for 15 to 20.
LONGEST_SENTENCE = 50
# What is read as the story itself.
_TOLD = (Role.TITLE, Role.LEAD, Role.BODY)
# A day means our times where so near behind it stands what lasts: "Сегодня в стране действуют девять музеев".
_REACH = 3
# A day is told in so many words at most: «на следующей неделе».
_LONGEST_DAY = 3
# What somebody has said stands as it was said; within it names have marks of their own.
_QUOTED = re.compile(r"«(?:[^«»]++|«[^«»]*+»)*+»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"")
# 18.03.2023, 18/03, 2023-03-18.
_NUMERIC_DATE = re.compile(r"(?<![\d.])(?:\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{4}-\d{2}-\d{2})(?![\d%])")
_DAY = re.compile(r"[0-3]?\d(?!\d)")
_BESIDE = re.compile(r"\w+")
_WITH_APOSTROPHE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@rule(30, "very-long-sentence", Severity.NOTICE, gettext_lazy("A very long sentence"))
def find_very_long_sentences(content: Content) -> Iterator[Finding]:
    for text in content.texts:
        for passage in text.passages:
            if len(passage.text) <= 2 * LONGEST_SENTENCE:  # a letter and a space each: a cell, an item
                continue
            for start, end in find_sentences(passage.text, passage.language):
                number = sum(1 for each in COUNTED.finditer(passage.text, start, end))
                if number > LONGEST_SENTENCE:
                    message = _(
                        "This sentence has %(number)s words: at its end its beginning is forgotten. Make two "
                        "of it."
                    )
                    yield text.at_words(passage, start, end, message % {"number": number})


@rule(34, "relative-day-without-a-date", Severity.NOTICE, gettext_lazy("A day that is told without its date"))
def find_relative_days_without_a_date(content: Content) -> Iterator[Finding]:
    for text in content.texts:
        if text.role not in _TOLD:
            continue
        for passage in text.passages:
            if not _may_tell_a_day(passage):
                continue
            told = _without_quotations(passage)
            for start, end in find_sentences(passage.text, passage.language):
                language = primary(passage.language)
                said = told[start:end]
                days = list(_relative_days(said, language))
                if not days or _has_date(said, language):
                    continue
                for begin, stop in days:
                    message = _(
                        "“%(words)s” is another time to whoever reads this next year. Write the date with it."
                    )
                    place = start + begin, start + stop
                    yield text.at_words(passage, *place, message % {"words": said[begin:stop]})


def _may_tell_a_day(passage: Passage) -> bool:
    """Tells it without taking the text apart: most passages tell none."""
    return any(map(_fold(passage.text).__contains__, _last_words(primary(passage.language))))


@cache
def _last_words(language: str) -> frozenset[str]:
    """Returns how the days end: before the last word may stand any space."""
    days = (load_words(name, language) for name in ("relative_days", "of_relative_days"))
    return frozenset(day.rpartition(" ")[2] for day in chain.from_iterable(days))


def _fold(words: str) -> str:
    return words.casefold().replace("’", "'")


def _without_quotations(passage: Passage) -> str:
    """Returns its text with spaces in place of quotations, however long: all the rest keeps its place."""
    letters = list(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), passage.text))
    for start, end in passage.within("blockquote", "q"):
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def _has_date(sentence: str, language: str) -> bool:
    """Tells whether a day of a month is named: "18 наурыз", "18-го марта", "March 18th", 18.03.2023."""
    if not any(letter.isdecimal() for letter in sentence):
        return False
    if _NUMERIC_DATE.search(sentence):
        return True
    words = _BESIDE.findall(sentence)
    months = _months(language)
    # Between the two may stand an ending or "of": "18-го марта", "18th of March".
    return any(
        _is_month(word, months, language) and any(map(_DAY.match, words[max(0, number - 3) : number + 3]))
        for number, word in enumerate(words)
    )


@cache
def _months(language: str) -> frozenset[str]:
    return frozenset(chain.from_iterable(load_groups("months", language)))


def _is_month(word: str, months: frozenset[str], language: str) -> bool:
    if language == "en":  # "may" is a verb too
        return word[0].isupper() and word.casefold() in months
    return word.casefold().startswith(tuple(months))


def _relative_days(sentence: str, language: str) -> Iterator[tuple[int, int]]:
    """Yields where they stand, of one word ("tomorrow") or of several ("next week")."""
    words = list(_WITH_APOSTROPHE.finditer(sentence))
    folded = [_fold(word[0]) for word in words]
    if not load_words("speaking_persons", language).isdisjoint(folded):
        return
    names_a_day = load_words("relative_days", language)
    of_a_day = load_words("of_relative_days", language)
    events = tuple(load_words("events", language))
    lasting = load_words("lasting", language)
    phrases: list[tuple[int, int]] | None = None
    for first, last in _runs(len(words), _LONGEST_DAY):
        start, end = words[first].start(), words[last].end()
        said = " ".join(_fold(sentence[start:end]).split())
        following = folded[last + 1 : last + 1 + _REACH]
        # A capital within a sentence is that of a name: "Kazakhstan Today".
        is_name = first > 0 and sentence[start].isupper()
        is_day = said in names_a_day and not is_name and lasting.isdisjoint(following)
        is_of_a_day = said in of_a_day and any(each.startswith(events) for each in following[:1])
        if is_day or is_of_a_day:
            phrases = _find_nowadays(sentence, language) if phrases is None else phrases
            if not any(begin <= start and end <= stop for begin, stop in phrases):
                yield start, end


def _runs(number: int, longest: int) -> Iterator[tuple[int, int]]:
    """Yields the first and the last of each of the runs of so many words."""
    for first in range(number):
        yield from ((first, last) for last in range(first, min(first + longest, number)))


def _find_nowadays(sentence: str, language: str) -> list[tuple[int, int]]:
    """Returns where phrases stand in which a day means our times: "today more than ever", "на сегодня"."""
    return [
        found.span()
        for phrase in load_words("nowadays", language)
        for found in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", sentence, re.IGNORECASE)
    ]
