"""Languages: does a text say of its parts which language they are in (WCAG 3.1.2)?

A voice reads Kazakh by the rules of Russian where nobody has told it. Proper names, technical terms, words of
no certain language and those that the language has taken in are excepted, as the criterion has it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from django.utils.translation import gettext_lazy

from accessibility.content.findings import Edit, Finding, Repair, Severity, rule
from accessibility.content.markup import CODE, INLINE, Element, Passage
from accessibility.content.sentences import IS_CYRILLIC, IS_LATIN, ROMAN, WORD, find_sentences, primary
from accessibility.content.texts import Content, Name, Text
from accessibility.content.vocabulary import load_words, load_words_of_all

LANGUAGES = ("kk", "ru", "en")
# A sentence has so many words; what is shorter may be a name or a greeting.
SHORTEST_SENTENCE = 4
# Fewer words in Latin letters are a name or a brand that everybody reads: "Air Astana", "Digital Bridge".
FEWEST_LATIN = 3
# In quotation marks and with a capital, so few are the name of something: «Нұрлы жол».
LONGEST_NAME = 3
# One word of so many must be evident, the rest may be of either language. Of Kazakh words every other one has
# letters of its own.
EVIDENT = {"kk": 2, "ru": 4, "en": 4}
_LONGEST_ACRONYM = 6
_SHORTEST_WITH_ENDING = 5

_KAZAKH = frozenset("әғқңөұүһі")
# Ukrainian and others have і too.
_OTHER_CYRILLIC = re.compile("[ґєїўјљњћђџѕ]", re.IGNORECASE)
# "qaz" is Kazakh in Latin letters, or another language.
_ENGLISH = re.compile(r"(?:[a-pr-z\u00ad]|é|qu)+", re.IGNORECASE)
_OPENING_MARKS = ("«", "“", "„", '"')
_SPACE = re.compile(r"\s+")
_HYPHENS = ("-", "\u2010", "\u2011")
_SENTENCE_ENDS = (".", "!", "?", "…")
# Addresses, accounts and file names.
_NO_WORDS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![^\s@])[^\s@]++@\S+|[@#][\w.]+"
    r"|(?<![\w.-])[\w-]++(?:\.[\w-]++)*\.[A-Za-z]{2,5}\b(?:/\S*)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[«»“”„\"()\[\]]|[:;](?=\s)")

_MESSAGES = {
    "kk": gettext_lazy(
        "These words are Kazakh, and the text does not say so: a voice reads them in another language."
    ),
    "ru": gettext_lazy(
        "These words are Russian, and the text does not say so: a voice reads them in another language."
    ),
    "en": gettext_lazy(
        "These words are English, and the text does not say so: a voice reads them in another language."
    ),
}
_REPAIRS = {
    "kk": gettext_lazy("Mark as Kazakh"),
    "ru": gettext_lazy("Mark as Russian"),
    "en": gettext_lazy("Mark as English"),
}


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    is_latin: bool
    # That it is evidently of; "" where others have it too.
    language: str

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class _Stretch:
    words: Sequence[_Word]
    language: str


@rule(20, "language-of-parts", Severity.ERROR, gettext_lazy("Words of another language"))
def find_unmarked_languages(content: Content) -> Iterator[Finding]:
    names = _proper(content.names)
    for text in content.texts:
        for passage in text.passages:
            for start, end, stretch in _find_foreign(passage, names):
                yield _finding(text, passage, start, end, stretch)


def find_foreign_stretches(passage: Passage, names: Sequence[Name]) -> list[tuple[int, int]]:
    """Returns what is evidently of another language than it is said to be: from and to in the passage."""
    return [(start, end) for start, end, _ in _find_foreign(passage, _proper(names))]


def _proper(names: Sequence[Name]) -> tuple[Name, ...]:
    return tuple(name for name in names if name.is_proper)


def _find_foreign(passage: Passage, names: tuple[Name, ...]) -> Iterator[tuple[int, int, _Stretch]]:
    for start, end, tag in passage.spans:
        # Kazakh in Latin letters says so itself; of languages beside these we know no words.
        if primary(tag) in LANGUAGES and "-latn" not in tag.lower():
            for stretch in _stretches(passage, start, end, primary(tag), names):
                last = _pass_names(passage.text, stretch.words[-1].end, names)
                yield stretch.words[0].start, last, stretch


def _pass_names(text: str, end: int, names: tuple[Name, ...]) -> int:
    """Returns where a stretch ends together with the names that end its sentence: «… направили в Мажилис.»"""
    last = end
    while names and (space := _SPACE.match(text, last)):
        found = _pattern(names).match(text, space.end())
        if found is None:
            break
        last = found.end()
    return last if text[last : last + 1] in _SENTENCE_ENDS else end


def _finding(text: Text, passage: Passage, start: int, end: int, stretch: _Stretch) -> Finding:
    is_sentence = _is_sentence(passage.text, start, end, stretch)
    while is_sentence and passage.text[end : end + 1] in _SENTENCE_ENDS:
        end += 1
    repair = None
    if text.is_html:
        edits = tuple(_wrapping(passage, start, end, stretch.language))
        repair = Repair(str(_REPAIRS[stretch.language]), edits)
    severity = Severity.ERROR if is_sentence else Severity.WARNING
    return text.at_words(passage, start, end, str(_MESSAGES[stretch.language]), repair, severity)


def _is_sentence(text: str, start: int, end: int, stretch: _Stretch) -> bool:
    """Tells whether that is all of a sentence: it fills its passage, or begins and ends as sentences do."""
    if len(stretch.words) < SHORTEST_SENTENCE + (stretch.language == "en"):
        return False
    before = text[:start].rstrip()
    if not WORD.search(before) and not WORD.search(text, end):
        return True
    begins = not before or before[-1] in (*_SENTENCE_ENDS, *_OPENING_MARKS, *":»”(–—")
    return begins and text[end : end + 1] in _SENTENCE_ENDS


def _stretches(
    passage: Passage, start: int, end: int, language: str, names: tuple[Name, ...]
) -> Iterator[_Stretch]:
    """Yields what is evidently of another language than this part of a passage is said to be."""
    words = list(_words(passage.text, start, end))
    if not any(_is_foreign(word, language) for word in words):
        return
    excepted = passage.within(*CODE)
    excepted += [found.span() for found in _NO_WORDS.finditer(passage.text, start, end)]
    if names:
        excepted += [found.span() for found in _pattern(names).finditer(passage.text, start, end)]
    words = [word for word in words if not _is_inside(word, excepted)]
    if _OTHER_CYRILLIC.search(passage.text, start, end):
        words = [word for word in words if word.is_latin]
    for is_latin, run in groupby(words, lambda word: word.is_latin):
        script = list(run)
        if _is_name(passage.text, script):
            continue
        if is_latin and language != "en" and _is_english(script):
            yield _Stretch(script, "en")
        elif not is_latin and language == "en" and (told := _language_of_cyrillic(script)):
            yield _Stretch(script, told)
    if language != "en":
        cyrillic = [word for word in words if not word.is_latin]
        found = (
            stretch
            for stretch in _cyrillic_stretches(passage, start, end, cyrillic, language)
            if _is_evident(stretch.words, stretch.language) and not _is_name(passage.text, stretch.words)
        )
        yield from _joined(found, cyrillic)


def _words(text: str, start: int, end: int) -> Iterator[_Word]:
    """Yields the words that may tell a language: no acronyms, numerals, initials and units.

    Of words with a hyphen only the first part: "start-up", "PDF-файл", "по-казахски".
    """
    for found in WORD.finditer(text, start, end):
        told = _tell(found[0])
        if told is not None and text[found.start() - 1 : found.start()] not in _HYPHENS:
            yield _Word(found[0], found.start(), found.end(), *told)


@lru_cache(maxsize=8192)  # half of a text's words have stood in it before
def _tell(said: str) -> tuple[bool, str] | None:
    """Returns whether a word is in Latin letters, and the language that it is evidently of, if any.

    None where it tells nothing.
    """
    folded = said.casefold()
    if (len(said) == 1 and (said.isascii() or said.isupper())) or folded in load_words("units", "en"):
        return None
    is_acronym = folded in load_words_of_all("acronyms") or ROMAN.fullmatch(said)
    if said.isupper() and (len(said) <= _LONGEST_ACRONYM or is_acronym):
        return None
    has_latin, has_cyrillic = bool(IS_LATIN.search(said)), bool(IS_CYRILLIC.search(said))
    return (has_latin, _language_of_word(said, folded, has_latin)) if has_latin != has_cyrillic else None


def _language_of_word(said: str, folded: str, is_latin: bool) -> str:
    if is_latin:
        return "en" if folded in load_words("function_words", "en") else ""
    if not _KAZAKH.isdisjoint(folded):
        return "kk"
    for language in ("kk", "ru"):
        if folded in load_words("function_words", language):
            return language
    # With a capital it may be a name, which has these endings in every language: Достоевский.
    has_ending = said.islower() and len(said) >= _SHORTEST_WITH_ENDING and folded.endswith(_russian_endings())
    return "ru" if has_ending else ""


@cache
def _russian_endings() -> tuple[str, ...]:
    return tuple(load_words("endings", "ru"))


def _is_foreign(word: _Word, language: str) -> bool:
    if language == "en" or word.is_latin:
        return word.is_latin != (language == "en")
    return word.language not in ("", language)


def _is_inside(word: _Word, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= word.start and word.end <= end for start, end in stretches)


@lru_cache(maxsize=8)
def _pattern(names: tuple[Name, ...]) -> re.Pattern[str]:
    """Returns what finds the names of the register, in every spelling and with every ending."""
    spellings = {spelling for name in names for spelling in (name.preferred, *name.variants)}
    found = "|".join(
        r"\s+".join(re.escape(part).replace(r"\*", r"\w*") for part in spelling.split())
        for spelling in sorted(spellings, key=len, reverse=True)
        if spelling.strip("* ")
    )
    return re.compile(rf"(?<!\w)(?:{found or '(?!)'})(?!\w)", re.IGNORECASE)


def _is_english(words: Sequence[_Word]) -> bool:
    """Tells whether words in Latin letters are evidently English, and no name or brand."""
    functions = sum(word.language == "en" for word in words)
    others = load_words("other_function_words", "en")
    return (
        len(words) >= FEWEST_LATIN
        and _has_enough(words, "en")
        and functions > sum(word.text.casefold() in others for word in words)
        # A title has capitals in all but its small words: it is a name, as that of a fund or a newspaper.
        and any(not word.is_capitalised and not word.language for word in words)
        and all(_ENGLISH.fullmatch(word.text) for word in words)
    )


def _language_of_cyrillic(words: Sequence[_Word]) -> str:
    """Returns the language of Cyrillic words in an English text; "" of names, and where it is not told."""
    if all(word.is_capitalised for word in words):
        return ""
    kazakh = sum(word.language == "kk" and not word.is_capitalised for word in words)
    russian = sum(word.language == "ru" for word in words)
    return "" if kazakh == russian else "kk" if kazakh > russian else "ru"


def _cyrillic_stretches(
    passage: Passage, start: int, end: int, words: Sequence[_Word], language: str
) -> Iterator[_Stretch]:
    """Yields what is Kazakh in a Russian text, Russian in a Kazakh one.

    What a sentence's end, a quotation mark or a bracket divides is looked at by itself: there another
    language begins.
    """
    if not any(_is_foreign(word, language) for word in words):
        return
    other = "ru" if language == "kk" else "kk"
    bounds = [found.start() for found in _PARTS.finditer(passage.text, start, end)]
    bounds += [start + begin for begin, _stop in find_sentences(passage.text[start:end], language)]
    bounds.sort()
    for _part, grouped in groupby(words, lambda word: bisect_right(bounds, word.start)):
        part = list(grouped)
        for is_own, run in groupby(part, lambda word: word.language == language):
            found = [] if is_own else list(run)
            evident = [number for number, word in enumerate(found) if word.language == other]
            if not evident:
                continue
            if len(found) < len(part):
                found = found[evident[0] : evident[-1] + 1]
            if _has_enough(found, other) or _is_quoted(passage.text, found):
                yield _Stretch(found, other)
            else:
                for is_other, group in groupby(found, lambda word: word.language == other):
                    if is_other:
                        yield _Stretch(list(group), other)


def _has_enough(words: Sequence[_Word], language: str) -> bool:
    return sum(word.language == language for word in words) * EVIDENT[language] >= len(words)


def _is_evident(words: Sequence[_Word], language: str) -> bool:
    evident = [word for word in words if word.language == language]
    if language == "kk":  # letters that no Russian word has, and not those of a name
        return any(not word.is_capitalised and not _KAZAKH.isdisjoint(word.text) for word in evident)
    functions = load_words("function_words", "ru")
    return len(evident) > 1 and len(words) > 2 and any(word.text.casefold() in functions for word in evident)


def _is_name(text: str, words: Sequence[_Word]) -> bool:
    return _is_quoted(text, words) and len(words) <= LONGEST_NAME and words[0].is_capitalised


def _is_quoted(text: str, words: Sequence[_Word]) -> bool:
    return text[words[0].start - 1 : words[0].start] in _OPENING_MARKS


def _joined(stretches: Iterable[_Stretch], words: Sequence[_Word]) -> Iterator[_Stretch]:
    """Yields the stretches, those that follow each other without a word between them as one."""
    place = {word.start: number for number, word in enumerate(words)}
    last: _Stretch | None = None
    for stretch in stretches:
        if last and place[stretch.words[0].start] == place[last.words[-1].start] + 1:
            last = _Stretch([*last.words, *stretch.words], last.language)
        else:
            if last:
                yield last
            last = stretch
    if last:
        yield last


def _wrapping(passage: Passage, start: int, end: int, language: str) -> Iterator[Edit]:
    """Yields the edits that put a stretch into a `span` of its language: into several where tags cross it."""
    wraps: list[tuple[int, int, Element]] = []
    for begin, stop, element in passage.pieces(start, end):
        wrap = _lifted(begin, stop, element)
        # What stands between two parts of one element is whole.
        while (
            same := next((at for at, (_a, _b, each) in enumerate(wraps) if each is wrap[2]), None)
        ) is not None:
            wrap = _lifted(wraps[same][0], wrap[1], wrap[2])
            del wraps[same:]
        wraps.append(wrap)
    for begin, stop, _element in wraps:
        yield Edit(begin, begin, f'<span lang="{language}">')
        yield Edit(stop, stop, "</span>")


def _lifted(begin: int, stop: int, element: Element) -> tuple[int, int, Element]:
    """Returns the stretch with the tags of the elements in a line that it fills."""
    while (
        element.name in INLINE
        and element.parent is not None
        and (begin, stop) == (element.inner_start, element.inner_end)
    ):
        begin, stop, element = element.start, element.end, element.parent
    return begin, stop, element
