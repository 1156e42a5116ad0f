"""What a question is answered with: as it was typed; where that finds nothing, as it may have been meant."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from press.search.keyboard import other_layouts
from press.search.questions import Group, Question, parse
from press.search.results import EVERYTHING, Filters, ResultCount, SearchQuery
from press.search.spelling import nearest_words

_QUOTES = re.compile("[«»“”„\"‹›‘’']")
# Of more spellings the first by the alphabet are held against the texts.
_MAX_SPELLINGS = 12
# A whole question of so many words is also answered by what has all but one, where so few have all.
_MANY_WORDS, _FEW = 3, 5


@dataclass(frozen=True, slots=True)
class Answer:
    """The results of `question`; `how` it differs from what was typed, empty where it does not.

    `layout`: the keys of another keyboard; `spelling`: a typing error mended; `most`: not all of its words.
    """

    question: Question
    query: SearchQuery
    how: str = ""

    @property
    def count(self) -> ResultCount:
        return self.query.count


@dataclass(frozen=True, slots=True)
class Asking:
    """Where and when it is asked."""

    language: str
    at: datetime.datetime
    filters: Filters = EVERYTHING
    by_date: bool = False

    def query(self, question: Question) -> SearchQuery:
        return SearchQuery(question, self.at, self.filters, by_date=self.by_date)

    def knows(self, group: Group) -> bool:
        """Whether any live release has that one thing, whatever the filters."""
        return SearchQuery(Question(group.words, self.language, (group,)), self.at).exists()

    def frequency(self, group: Group) -> int:
        """Returns how many live releases have one of its forms, up to a number from which on it is common."""
        return SearchQuery(Question(group.words, self.language, (group,)), self.at).count_forms()


def answer(text: str, asking: Asking) -> Answer:
    """Returns the first way to understand it that finds something; else as it was typed."""
    typed = parse(text, asking.language)
    first = Answer(typed, asking.query(typed))
    if not typed.groups:
        return first
    if first.count.number <= _FEW:
        first = _with_compounds(first, asking)
    if first.count.number:
        return _with_most(first, asking)
    tried = (Answer(question, asking.query(question), how) for how, question in _ways(typed, asking))
    return next((each for each in tried if each.query.exists()), first)


def narrower(answered: Answer, asking: Asking) -> list[Answer]:
    """Returns, of a question that finds nothing, what finds something with less of it.

    Without the words that no live text has; and a phrase as words in any form.
    """
    question = answered.question
    known = tuple(group for group in question.groups if asking.knows(group))
    texts = [" ".join(group.words for group in known)] if 0 < len(known) < len(question.groups) else []
    if any(not group.word and not group.date for group in question.groups):
        texts.append(_QUOTES.sub(" ", question.text).strip())
    fewer = [parse(text, asking.language) for text in dict.fromkeys(texts) if text]
    found = [Answer(each, asking.query(each)) for each in fewer if each.groups]
    return [each for each in found if each.count.number]


def _with_compounds(found: Answer, asking: Asking) -> Answer:
    """Returns the same with its words joined and parted too, if that finds more."""
    question = parse(found.question.text, asking.language, compounds=True)
    if question.groups == found.question.groups:
        return found
    wider = Answer(question, asking.query(question))
    return wider if wider.count.number > found.count.number else found


def _with_most(found: Answer, asking: Asking) -> Answer:
    """Returns, of a whole question that hardly anything answers, what has all of its words but one too."""
    question = found.question
    if not question.is_asking or len(question.groups) < _MANY_WORDS or found.count.number > _FEW:
        return found
    wider = replace(question, least=len(question.groups) - 1)
    return Answer(wider, asking.query(wider), "most")


def _ways(typed: Question, asking: Asking) -> Iterator[tuple[str, Question]]:
    """Yields in which other ways a question that finds nothing may be meant."""
    text, language = typed.text, asking.language
    both = parse(text, language, both_sexes=True)
    if both.groups != typed.groups:
        yield "", both
    # The signs of a phrase or a minus are letters on other keys.
    is_plain = not typed.excluded and all(group.word or group.date for group in typed.groups)
    others = [parse(other, language) for other in other_layouts(text)] if is_plain else []
    yield from (("layout", other) for other in others)
    for question in (typed, *others):
        if corrected := _corrected(question, asking):
            yield "spelling", corrected
    if typed.is_asking or typed.is_long:
        number = len(typed.groups)
        yield from (
            ("most", replace(typed, least=least))
            for least in dict.fromkeys((number - 1, ceil(number / 2)))
            if least
        )


def _corrected(question: Question, asking: Asking) -> Question | None:
    """Returns the question with the nearest spelling of each word that no live text has; None without one."""
    corrected = question
    for position, group in enumerate(question.groups):
        if not group.word or asking.knows(group):
            continue
        near = nearest_words(group.word, asking.language)[:_MAX_SPELLINGS]
        spelled = [spelling for word in near for spelling in parse(word, asking.language).groups]
        if len(spelled) == 1:  # whether any live release has it is asked with the whole question
            corrected = corrected.with_group(position, spelled[0])
            continue
        found = sorted(((asking.frequency(each), each) for each in spelled), key=lambda pair: -pair[0])
        if found and found[0][0]:
            corrected = corrected.with_group(position, found[0][1])
    return corrected if corrected is not question else None
