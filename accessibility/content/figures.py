"""The figures of a text: numbers, dates, telephone numbers, quotations, each with a value for all languages.

"1 200", "1,200" and "1200" are one number; "18 марта 2023 г.", "2023 жылғы 18 наурыз" and "March 18, 2023"
are one date. What is no figure is left out: the numbers of lists and notes, and those in addresses.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import accumulate

from accessibility.content.findings import shorten
from accessibility.content.markup import Element, Passage
from accessibility.content.number_words import LANGUAGES, MAGNITUDE, count_zeros, read_number_words
from accessibility.content.texts import Content, Role, Text
from accessibility.content.vocabulary import load_groups, load_words


class Kind(StrEnum):
    NUMBER = "number"
    DATE = "date"
    TELEPHONE = "telephone"
    NAME = "name"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `value` is the same in every language, `words` what stands there; from `start` to `end`
    in the source of `text`.

    `is_certain`: not where another language may well write it otherwise, in words, as a Roman number or not
    at all.
    """

    kind: Kind
    value: str
    words: str
    text: Text
    start: int
    end: int
    is_certain: bool = True


def is_among(kind: Kind, value: str, others: Collection[str]) -> bool:
    """Whether one of the others says the same. A telephone may lack its code: then it is the end of one."""
    return value in others or (
        kind == Kind.TELEPHONE and any(one.endswith(value) or value.endswith(one) for one in others)
    )


def read_figures(content: Content) -> list[Figure]:
    """Returns what the texts of a content say in figures, text by text."""
    return [
        figure
        for text in content.texts
        if text.role != Role.NOTE
        for figure in (*_read_text(text), *_read_quotations(text))
    ]


# --- numbers, dates, telephone numbers ---

# Of one match: the values, and whether each is certain; None where it is no figure of that sort.
_Values = list[tuple[Kind, str, bool]] | None
_Reader = Callable[["re.Match[str]", str], _Values]

_IGNORED = re.compile(
    # Addresses. One with an @ only from its beginning: else each of its letters would look for the end.
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]++@\S+"
    r"|^[^\S\n]*[0-9]{1,3}[.)](?=\s)"  # the number of an item, typed
    r"|\[[0-9]{1,3}\]",  # a note
    re.IGNORECASE | re.MULTILINE,
)
# One of these is in each of them.
_OF_IGNORED = re.compile(r"[0-9@]|://|www\.", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def _read_text(text: Text) -> Iterator[Figure]:
    has_notes = bool(text.markup.find("sup"))
    for passage in text.passages:
        words = passage.text
        if _OF_IGNORED.search(words):
            words = _IGNORED.sub(_blank, words)
        for start, end, language in passage.spans:
            for found, kind, value, is_certain in _read_words(words[start:end], language):
                first, last = start + found.start(), start + found.end()
                if not (has_notes and _is_raised(passage, first, last)):
                    said = " ".join(passage.text[first:last].split())
                    yield Figure(kind, value, said, text, *passage.locate(first, last), is_certain)


def _is_raised(passage: Passage, start: int, end: int) -> bool:
    return any(each.name == "sup" or each.is_within("sup") for each in passage.elements(start, end))


def _blank(found: "re.Match[str]") -> str:
    return "\0" * len(found[0])


def _read_words(words: str, language: str) -> Iterator[tuple["re.Match[str]", Kind, str, bool]]:
    """What one pattern has read the next ones do not see."""
    # Most passages have none, and a dozen patterns look for them.
    has_digits = _DIGIT.search(words) is not None
    for pattern, read in _READERS if has_digits else _WITHOUT_DIGITS:
        left, place = [], 0
        for found in pattern.finditer(words):
            values = read(found, language)
            if values is None:
                continue
            for value in values:
                yield found, *value
            left += [words[place : found.start()], _blank(found)]
            place = found.end()
        if left:
            words = "".join([*left, words[place:]])
    for found, number in read_number_words(words, language):
        yield found, *_number(number)


_YEAR = r"(?<![0-9])[12][0-9]{3}(?![0-9])"
# "18", "18-го", "18th"; "18–20", "18 и 20", "18-нен 20".
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])(?:-?(?:го|е|я|й|му|ші|шы|st|nd|rd|th)(?!\w))?"
_DAYS = (
    rf"(?<![0-9.,:])(?<![0-9][-‑–]){_DAY}"  # 74-72-27 is no day
    rf"(?:(?:\s?[,–—-]\s?|\s(?:and|to|и|по|до|және|мен|бен|пен)\s|-[ндт][еа]н\s){_DAY}){{0,9}}"
)
_WORD = r"(?<!\w)[^\W\d_]{3,}"
# "2023 жылғы", "2023 ж."
_YEAR_BEFORE = rf"(?P<before>{_YEAR})\s?ж(?:ыл\w*|\.)?\s"


def _date_of_digits(found: "re.Match[str]", language: str) -> _Values:
    """Day first; month first where it can be no other, as in 03/18/2023."""
    day, month = int(found["day"]), int(found["month"])
    if found[0].count("/") and month > 12:
        day, month = month, day
    return _date(found["year"], month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _date_day_first(found: "re.Match[str]", language: str) -> _Values:
    month = _months().get(_fold(found["month"]))
    return _dates(found, month) if month else None


def _date_month_first(found: "re.Match[str]", language: str) -> _Values:
    """Only as English and Kazakh write it: «в марте 12 депутатов» is no date."""
    name = _fold(found["month"])
    is_genitive = name.endswith(("ның", "нің", "дың", "дің", "тың", "тің"))
    month = _months().get(name) if is_genitive or name.isascii() else None
    return _dates(found, month) if month else None


def _month_and_year(found: "re.Match[str]", language: str) -> _Values:
    month = _months().get(_fold(found["month"]))
    return [(Kind.DATE, f"{found['year']}-{month:02}", True), _number(found["year"])] if month else None


def _dates(found: "re.Match[str]", month: int) -> _Values:
    groups = found.groupdict()
    year = groups.get("before") or groups.get("after") or ""
    days = [int(day) for day in re.findall("[0-9]+", found["days"])]
    return [value for day in days for value in _date(year, month, day)] if max(days) <= 31 else None


def _date(year: str, month: int, day: int) -> list[tuple[Kind, str, bool]]:
    """The other language may leave out the year, or say it once more without the day."""
    of_the_year = (Kind.DATE, f"{month:02}-{day:02}", not year)
    return [(Kind.DATE, f"{year}-{month:02}-{day:02}", True), _number(year), of_the_year] if year else [
        of_the_year
    ]  # fmt: skip


def _number(value: str, *, is_certain: bool = False) -> tuple[Kind, str, bool]:
    return Kind.NUMBER, value, is_certain


def _fold(word: str) -> str:
    """In English a month has a capital: "12 may come"."""
    return word.casefold() if not word.isascii() or word[0].isupper() else ""


@cache
def _months() -> dict[str, int]:
    """Returns the number of each form of a month's name, in any of the languages."""
    return {
        stem + ending: number
        for language in LANGUAGES
        for number, stems in enumerate(load_groups("months", language), start=1)
        for stem in stems
        for ending in load_words("month_endings", language)
    }


def _telephone(found: "re.Match[str]", language: str) -> _Values:
    """By its last ten digits: +7 and 8 before them are the same."""
    digits = re.sub("[^0-9]", "", found[0])
    return [(Kind.TELEPHONE, digits[-10:], True)] if 6 <= len(digits) <= 15 else None


def _time(found: "re.Match[str]", language: str) -> _Values:
    """Of the day's 24 hours; "10:00" is the number 10, as in «в 10 часов»."""
    half = (found.groupdict().get("half") or "").casefold()
    hour, minute = int(found["hour"]), found["minute"] or "00"
    if hour > 24 or minute > "59" or (half and hour > 12):
        return None
    if half:
        hour = hour % 12 + 12 * (half == "p")
    if minute == "00":
        return [_number(str(hour), is_certain=True)]
    return [_number(f"{hour}:{minute}", is_certain=True), _number(_value(str(hour), minute))]


def _amount(found: "re.Match[str]", language: str) -> _Values:
    """Whole part, fraction and thousands, as the language writes them, in one way."""
    whole, fraction = found["whole"], found["fraction"] or ""
    is_english = language.partition("-")[0] == "en"
    groups = re.split("[.,]", whole)
    if len(groups) == 2 and not (is_english and "," in whole):  # «1,125 млрд»: in English alone a thousand
        whole, fraction = groups[0], groups[1] + fraction[1:]
    value = _value(re.sub("[^0-9]", "", whole), fraction.strip(".,"), count_zeros(found["magnitude"] or ""))
    # COVID-19, «Казахстан-2050»: part of a name, which another language may write without it.
    is_certain = (
        re.search(r"[^\W\d_][-‑–]?\Z", found.string[max(found.start() - 2, 0) : found.start()]) is None
    )
    return [_number(value, is_certain=is_certain)]


def _value(whole: str, fraction: str, zeros: int = 0) -> str:
    """Returns the number as text: no arithmetic rounds it, or fails with a thousand digits."""
    digits, point = whole + fraction.ljust(zeros, "0"), len(whole) + zeros
    whole, fraction = digits[:point].lstrip("0") or "0", digits[point:].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _roman(found: "re.Match[str]", language: str) -> _Values:
    """Another language may write it in digits: «XXI ғасыр», "the 21st century"."""
    worth = [_ROMAN[letter] for letter in found[0]]
    signed = (-one if one < after else one for one, after in zip(worth, [*worth[1:], 0], strict=True))
    return [_number(str(sum(signed)))]


# Kazakh and Russian keyboards have letters of their own that look so.
_ROMAN = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10, "L": 50}

_SPACE = "[ \u00a0\u2009\u202f]"
# Not before the year of another date: «18 наурыз, 2024 жылғы 5 мамыр».
_COMMA = r"(?:,(?!\s[0-9]{4}\s?ж))?"
# 18.03.2023, 18/03/2023
_DAY_MONTH_YEAR = (
    r"(?<![0-9.])(?P<day>[0-9]{1,2})([./])(?P<month>[0-9]{1,2})\2(?P<year>[12][0-9]{3})(?![0-9])"
)
_ISO_DATE = rf"(?P<year>{_YEAR})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?![0-9])"
_DAY_FIRST = (
    rf"(?:{_YEAR_BEFORE})?(?P<days>{_DAYS})[\s-](?:of\s)?(?P<month>{_WORD})"
    rf"(?:\.?{_COMMA}\s(?P<after>{_YEAR}))?"
)
_MONTH_FIRST = (
    rf"(?:{_YEAR_BEFORE})?(?P<month>{_WORD})\.?\s(?P<days>{_DAYS})(?![,.:]?[0-9])(?:,?\s(?P<after>{_YEAR}))?"
)
_MONTH_YEAR = rf"(?P<month>{_WORD})\.?,?\s(?:of\s)?(?P<year>{_YEAR})"
_YEAR_MONTH = rf"(?P<year>{_YEAR})\s?ж(?:ыл\w*|\.)?\s(?P<month>{_WORD})"
# +7 (7172) 74-72-27
_WORLDWIDE = r"(?<!\w)\+[0-9](?:[\s()‑–-]{0,2}[0-9]){6,14}(?![0-9])"
# 8 (7172) 74-72-27, 74-72-27
_NATIONAL = (
    r"(?<![\w-])(?:8[\s(-]{1,2}|\()?(?:[0-9]{3,5}[\s)-]{1,2})?"
    r"[0-9]{2,3}[-‑–][0-9]{2}[-‑–][0-9]{2}(?![\w-])"
)
# 3:30 p.m.; 15:30
_HALF_DAY = r"(?<![0-9:.])(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?\s?(?P<half>[ap])\.?m(?!\w)"
_WHOLE_DAY = r"(?<![0-9:.])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?![0-9:])"
# 1 200; 1,200; 1.200.000; 1,5 млн
_AMOUNT = (
    rf"(?P<whole>[0-9]{{1,3}}(?:(?:{_SPACE}|,)[0-9]{{3}})+(?![0-9])|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}}(?![0-9])"
    rf"|[0-9]+)(?P<fraction>[.,][0-9]+)?(?:[\s-]?(?P<magnitude>{MAGNITUDE})(?!\w))?"
)
# Not I alone, which is a word of English. The letter first: what stands before it is asked only of these.
_IN_ROMAN = r"(?-i:[IІVXХL](?<!\w.)(?:(?<![IІ])|(?=\w))[IІVXХL]{0,8})(?!\w)"
_READERS: list[tuple["re.Pattern[str]", _Reader]] = [
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (_DAY_MONTH_YEAR, _date_of_digits),
        (_ISO_DATE, _date_of_digits),
        (_DAY_FIRST, _date_day_first),
        (_MONTH_FIRST, _date_month_first),
        (_MONTH_YEAR, _month_and_year),
        (_YEAR_MONTH, _month_and_year),
        (_WORLDWIDE, _telephone),
        (_NATIONAL, _telephone),
        (_HALF_DAY, _time),
        (_WHOLE_DAY, _time),
        (_AMOUNT, _amount),
        (_IN_ROMAN, _roman),
    )
]

_WITHOUT_DIGITS = [(pattern, read) for pattern, read in _READERS if read is _roman]


# --- quotations ---

# The outermost pair; within « » one more pair of them, and of straight ones, which tell only by the space
# before them that they open. These end with their passage, not with its lines.
_QUOTED = re.compile(
    r"«(?P<a>(?:[^«»]++|«[^«»]*+»)*+)»|„(?P<b>[^„“”]*+)[“”]|“(?P<c>[^“”]*+)”"
    r"|\"(?P<d>(?:[^\"\n]++|\n(?!\n)|(?<=[\s(])\"(?=\w)[^\"\n]*+\"(?!\w))*+)\""
)
_LONGEST_NAME = 3
# Who said it follows: «…», — сказал он. Kazakh needs neither comma nor dash before «деді», said; what is
# «деп аталады» is called so.
_IS_SAID = re.compile(r"\s?,\s?[–—-]|\s?,?\s?[–—-]?\s?(?:(?:деді|дейді)(?!\w)|деп\s(?!ата(?:л|й|ды|ған)))")


def _read_quotations(text: Text) -> Iterator[Figure]:
    """Yields the quotations in marks and in blocks; not what is only called so: «Аманат» партиясы."""
    for block in text.markup.find("blockquote", "q"):
        if not block.is_within("blockquote"):
            words = block.words()
            yield Figure(Kind.QUOTATION, words, shorten(words), text, block.start, block.end)
    passages = [each for each in text.passages if not _is_quoted(each.block)]
    starts = [0, *accumulate(len(passage.text) + 2 for passage in passages)]
    # Over the paragraphs that one quotation may go on through.
    words = "\n\n".join(passage.text for passage in passages)
    number = 0
    for found in _QUOTED.finditer(words):
        if _is_name(found, words):
            continue
        while starts[number + 1] <= found.start():
            number += 1
        passage, start = passages[number], found.start() - starts[number]
        places = passage.locate(start, min(start + len(found[0]), len(passage.text)))
        yield Figure(Kind.QUOTATION, found[0], shorten(found[0]), text, *places)


def _is_quoted(block: Element) -> bool:
    return block.name == "blockquote" or block.is_within("blockquote")


def _is_name(found: "re.Match[str]", words: str) -> bool:
    """A few words that neither end as a sentence does nor are followed by who said them."""
    inside = next(part for part in found.groups() if part is not None).strip()
    is_said = inside.endswith((".", ",", "!", "?", "…")) or _IS_SAID.match(words, found.end())
    return len(inside.split()) <= _LONGEST_NAME and not is_said
