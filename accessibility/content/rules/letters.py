"""Letters and signs: does a voice read them as words, and does a search find them?"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.findings import Edit, Finding, Repair, Severity, rule
from accessibility.content.markup import CODE, Passage
from accessibility.content.sentences import CYRILLIC, IS_CYRILLIC, IS_LATIN, LATIN, ROMAN, WORD, primary
from accessibility.content.texts import Content, Text
from accessibility.content.vocabulary import load_words_of_all

FEWEST_CAPITALS = 4
# A word of so many letters is hardly an acronym.
_LONG_WORD = 6
_VOWELS = re.compile("[AEIOUYАЕЁИОУЫЭЮЯӘӨҰҮІ]")
_WITH_HYPHENS = re.compile(r"\w[\w\u0300-\u036f\u00ad]*(?:[-\u2010\u2011'’]\w+)*")

# Latin letters and the Cyrillic ones that look the same (Unicode TS 39, confusables), as far as the alphabets
# of Kazakh and Russian have these; k and ë beside them, which are typed for к and ё.
_CYRILLIC_FOR = dict(zip("aceiopxyhəɵëkABCEHIKMOPTXYƏƟË", "асеіорхуһәөёкАВСЕНІКМОРТХУӘӨЁ", strict=True))
_LATIN_FOR = {cyrillic: latin for latin, cyrillic in _CYRILLIC_FOR.items() if latin not in "ëkËəɵƏƟ"}
_MIXED = re.compile(rf"[{LATIN}][\u0300-\u036f]*[{CYRILLIC}]|[{CYRILLIC}][\u0300-\u036f]*[{LATIN}]")
# "СберPay" is written as two words are; "PRщик" is an acronym with its ending.
_HUMP = re.compile(r"(?<=[^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
_WITH_ENDING = re.compile(r"[A-Z]{2,}[а-яёәғқңөұүһі]+")

# The places where KZ-1048 (СТ РК 1048-2002, registered with IANA) has a Kazakh letter and Windows-1251
# another: a text of the one that was read as the other. Then letters that stood in for missing ones.
_UPPER_HALF = bytes(range(0x80, 0x100))
_OLD_LETTERS = {
    old: new
    for old, new in zip(
        _UPPER_HALF.decode("cp1251", "replace"), _UPPER_HALF.decode("kz1048", "replace"), strict=True
    )
    if old != new
} | dict(zip("ӛӚӊӉҡҠ", "өӨңҢқҚ", strict=True))
_OLD = re.compile("[" + "".join(_OLD_LETTERS) + "]")

_HYPHEN_AS_DASH = re.compile(r"(?<=\S)[^\S\n]+(--?)[^\S\n]+(?=\S)")
# Kazakh and English set an en dash between spaces, Russian an em dash.
_DASHES = {"kk": "–", "ru": "—", "en": "–"}
# The outer and the inner marks of each language.
_MARKS = {"kk": ("«»", "“”"), "ru": ("«»", "„“"), "en": ("“”", "‘’")}
_OPENS_AFTER = " \t\n\xa0([{«“„‘-–—/"


@rule(19, "all-capitals", Severity.WARNING, gettext_lazy("A stretch in capital letters"))
def find_all_capitals(content: Content) -> Iterator[Finding]:
    acronyms, function_words = load_words_of_all("acronyms"), load_words_of_all("function_words")
    message = _(
        "Words in capitals all read alike, and some voices spell them letter by letter: write them as in any "
        "sentence."
    )
    for text in content.texts:
        for passage in text.passages:
            for words in _runs_of_capitals(passage.text):
                shouted = [
                    word
                    for word in words
                    if word[0].casefold() in function_words or not _is_acronym(word, acronyms)
                ]
                is_sure = any(
                    len(word[0]) >= _LONG_WORD or word[0].casefold() in function_words for word in shouted
                )
                if len(shouted) >= FEWEST_CAPITALS and is_sure:
                    changed = _in_small_letters(passage.text, words, acronyms, content)
                    repair = _repair(_("Write in small letters, then look at the names"), passage, changed)
                    yield text.at_words(passage, words[0].start(), words[-1].end(), message, repair)


@rule(21, "homoglyphs", Severity.WARNING, gettext_lazy("Letters of two alphabets in one word"))
def find_homoglyphs(content: Content) -> Iterator[Finding]:
    for text in content.texts:
        for passage in text.passages:
            if not _MIXED.search(passage.text):
                continue
            for start, end, language in passage.spans:
                for word in WORD.finditer(passage.text, start, end):
                    changed = _letters_of_one_alphabet(word, primary(language))
                    if changed:
                        message = _(
                            "“%(word)s” has letters of two alphabets that look alike: no voice reads it "
                            "right, and no search finds it."
                        )
                        repair = _repair(_("Write it in the letters of one alphabet"), passage, changed)
                        told = message % {"word": word[0]}
                        yield text.at_words(passage, word.start(), word.end(), told, repair)


@rule(33, "typography", Severity.WARNING, gettext_lazy("A sign or letter that stands in for another"))
def find_typography(content: Content) -> Iterator[Finding]:
    for text in content.texts:
        for passage in text.passages:
            for start, end, tag in passage.spans:
                language = primary(tag)
                if language in _MARKS:
                    yield from _find_hyphens_as_dashes(text, passage, start, end, language)
                    yield from _find_straight_marks(text, passage, start, end, language)
                if language == "kk":
                    yield from _find_old_letters(text, passage, start, end)


def _runs_of_capitals(text: str) -> Iterator[list[re.Match[str]]]:
    """Yields words in capitals that follow each other; figures between them part nothing."""
    run: list[re.Match[str]] = []
    for word in _WITH_HYPHENS.finditer(text):
        if word[0].isupper():
            run.append(word)
        elif not word[0].isdecimal():
            if len(run) >= FEWEST_CAPITALS:
                yield run
            run = []
    if len(run) >= FEWEST_CAPITALS:
        yield run


def _is_acronym(word: re.Match[str], acronyms: frozenset[str]) -> bool:
    said = word[0]
    parts = re.split(r"[-\u2010\u2011'’]", said)
    return all(
        len(part) == 1 or part.casefold() in acronyms or ROMAN.fullmatch(part) or not _VOWELS.search(part)
        for part in parts
    )


def _in_small_letters(
    text: str, words: list[re.Match[str]], acronyms: frozenset[str], content: Content
) -> dict[int, str]:
    """Returns the letters that become small, by their place.

    Capitals stay at the beginning of a sentence, in acronyms, and where a known name begins.
    """
    names = {part[0].casefold() for name in content.names for part in WORD.finditer(name.preferred)}
    stems = tuple(load_words_of_all("capitalised"))
    changed = {}
    for word in words:
        said = word[0]
        is_initial = len(said) == 1 and text[word.end() : word.end() + 1] == "."
        if is_initial or (len(said) > 1 and _is_acronym(word, acronyms)):
            continue
        is_name = said.casefold() in names or said.casefold().startswith(stems)
        keeps_first = is_name or _begins_a_sentence(text, word.start())
        for place in range(word.start() + keeps_first, word.end()):
            small = text[place].lower()
            if small != text[place] and len(small) == 1:
                changed[place] = small
    return changed


def _begins_a_sentence(text: str, place: int) -> bool:
    for before in range(place - 1, -1, -1):
        if text[before] in ".!?…":
            return True
        if text[before].isalnum():
            return False
    return True


def _letters_of_one_alphabet(word: re.Match[str], language: str) -> dict[int, str]:
    """Returns the letters of a word that others replace, by their place; none where it is not told which."""
    if not _MIXED.search(word[0]) or _WITH_ENDING.fullmatch(word[0]):
        return {}
    changed: dict[int, str] = {}
    place = word.start()
    for part in _HUMP.split(word[0]):
        table = _table_of(part, language) if _MIXED.search(part) else {}
        changed |= {place + at: table[letter] for at, letter in enumerate(part) if letter in table}
        place += len(part)
    return changed


def _table_of(word: str, language: str) -> dict[str, str]:
    """Returns which letters to replace: those of the alphabet that all look like letters of the other."""
    latin, cyrillic = IS_LATIN.findall(word), IS_CYRILLIC.findall(word)
    as_cyrillic = all(letter in _CYRILLIC_FOR for letter in latin)
    as_latin = all(letter in _LATIN_FOR for letter in cyrillic)
    if not (as_cyrillic and as_latin):
        return _CYRILLIC_FOR if as_cyrillic else _LATIN_FOR if as_latin else {}
    acronyms = load_words_of_all("acronyms")
    in_latin = "".join(_LATIN_FOR.get(letter, letter) for letter in word)
    in_cyrillic = "".join(_CYRILLIC_FOR.get(letter, letter) for letter in word)
    if ROMAN.fullmatch(in_latin) or in_latin.casefold() in acronyms:
        return _LATIN_FOR
    if in_cyrillic.casefold() in acronyms or len(cyrillic) > len(latin):
        return _CYRILLIC_FOR
    return _LATIN_FOR if language == "en" or len(latin) > len(cyrillic) else _CYRILLIC_FOR


def _find_hyphens_as_dashes(
    text: Text, passage: Passage, start: int, end: int, language: str
) -> Iterator[Finding]:
    said = passage.text
    if said.find("-", start, end) == -1:
        return
    message = _(
        "A hyphen between spaces is read out as “hyphen” or “minus”, or as nothing: a dash makes the pause."
    )
    code = passage.within(*CODE)
    for found in _HYPHEN_AS_DASH.finditer(said, start, end):
        # Between figures it may be a minus or a range too.
        is_sum = said[found.start() - 1].isdecimal() and said[found.end()].isdecimal()
        if not is_sum and not _is_inside(found.start(1), code):
            repair = Repair(_("Write a dash"), (Edit(*passage.locate(*found.span(1)), _DASHES[language]),))
            yield text.at_words(passage, *found.span(1), message, repair)


def _find_straight_marks(
    text: Text, passage: Passage, start: int, end: int, language: str
) -> Iterator[Finding]:
    """Finds the marks of a passage at once: which of them opens and which closes is told only together.

    It leads to the first words between two of them, by which they are found: not to all from first to last.
    """
    places = _straight_marks(passage, start, end)
    if places:
        message = _(
            "Straight quotation marks do not say where a quotation begins and where it ends: write those of "
            "the language."
        )
        marks = _quotation_marks(passage.text, places, language)
        repair = _repair(_("Write the quotation marks of the language"), passage, marks)
        closing = next((place for place in places if place > places[0] + 1), places[-1])
        yield text.at_words(passage, places[0], closing + 1, message, repair)


def _straight_marks(passage: Passage, start: int, end: int) -> list[int]:
    """Returns where they stand, without those of code and of inches and seconds (`15.6"`)."""
    said = passage.text
    if said.find('"', start, end) == -1:
        return []
    places: list[int] = []
    code = passage.within(*CODE)
    for place in range(start, end):
        if said[place] == '"' and not _is_inside(place, code):
            is_unit = place > 0 and said[place - 1].isdecimal() and len(places) % 2 == 0
            places += [] if is_unit else [place]
    return places


def _is_inside(place: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in stretches)


def _quotation_marks(text: str, places: list[int], language: str) -> dict[int, str]:
    """Returns the right mark for each place; nothing where they do not open and close in turn."""
    marks: dict[int, str] = {}
    straight, depth = set(places), 0
    for place, letter in enumerate(text):
        opens = letter in "«“„" or (place in straight and _opens(text, place, marks))
        closes = not opens and (letter in "»”" or place in straight)
        depth -= closes
        if depth < 0:
            return {}
        if place in straight:
            marks[place] = _MARKS[language][min(depth, 1)][closes]
        depth += opens
    return marks if depth == 0 else {}


def _opens(text: str, place: int, marks: dict[int, str]) -> bool:
    before = marks.get(place - 1, text[place - 1 : place])
    after = text[place + 1 : place + 2]
    return (not before or before in _OPENS_AFTER) and bool(after.strip())


def _find_old_letters(text: Text, passage: Passage, start: int, end: int) -> Iterator[Finding]:
    if not _OLD.search(passage.text, start, end):
        return
    for word in WORD.finditer(passage.text, start, end):
        changed = {
            word.start() + at: _OLD_LETTERS[letter]
            for at, letter in enumerate(word[0])
            if letter in _OLD_LETTERS
        }
        if changed:
            message = _(
                "“%(word)s” has letters that stood in for Kazakh ones before Unicode: no voice reads it "
                "right, and no search finds it."
            )
            repair = _repair(_("Write the Kazakh letters"), passage, changed)
            yield text.at_words(passage, word.start(), word.end(), message % {"word": word[0]}, repair)


def _repair(label: str, passage: Passage, changed: dict[int, str]) -> Repair | None:
    """Returns a repair that writes those letters in their places; none where there are none."""
    return Repair(label, tuple(_edits(passage, sorted(changed.items())))) if changed else None


def _edits(passage: Passage, changed: Iterable[tuple[int, str]]) -> Iterator[Edit]:
    last: Edit | None = None
    for place, letter in changed:
        start, end = passage.locate(place, place + 1)
        if last and last.end == start:
            last = Edit(last.start, end, last.text + letter)
        else:
            if last:
                yield last
            last = Edit(start, end, letter)
    if last:
        yield last
