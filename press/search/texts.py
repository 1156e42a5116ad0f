"""What of an edition is searched, and the lexemes that it is found by.

A lexeme says a language, where the word stands (`FIELDS`), by what it is found, and the word: `kkasсенат` is
the stem «сенат» in a Kazakh title. What stands in a title is entered for lead and text too: so what is asked
of one place and all above it is one key of the index, on either database, and fewer keys are less time.
"""

import calendar
import datetime
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone

from press.languages import Language
from press.models import Edition, Illustration, Person, Photograph, SearchEntry, Topic
from press.models.written_fields import WrittenField
from press.richtext.fields import RichTextField
from press.richtext.sanitise import plain_text
from press.search.dates import find_dates
from press.search.folding import tokens
from press.search.skeleton import skeletons
from press.search.stems import asked_stems, is_cyrillic, stems

# Where a word stands, the weightiest first: title, lead, text, all else.
FIELDS = "abcd"
# Of the texts that are no field of the edition.
CREDIT_LINE, PHONE = "credit_line", "phone"
# By what it is found, beside a date (d, m, y) and a telephone (f).
STEM, SKELETON, PAIR = "s", "k", "p"
# What says nothing of the words: of whom and what, when, and which of SAMPLES it is in.
EVERY, PERSON, TOPIC, MONTH, SAMPLE, NUMBER = "=", "=p", "=t", "=m", "=s", "=n"
SAMPLES = 512

DAY = datetime.timedelta(days=1)

# PostgreSQL takes no more than a million bytes of one text; a book has no more different words.
MAX_BYTES = 700_000
_CACHED = 200_000
# No plural is so short, of a word that is written in several ways: its, gas.
_SHORT = 4


class Text(NamedTuple):
    """A text of an edition: which of its fields it is, or which of an illustration's."""

    kind: str
    words: str


# --- What is searched ---


def read_texts(edition: Edition) -> list[Text]:
    """Returns its texts, the weightiest first."""
    written = [(weight, Text(field, words)) for field, weight, words in _written(edition)]
    written.sort(key=lambda pair: pair[0])
    phone = edition.contact.phone_dialled if edition.contact else ""
    texts = [*(text for _, text in written), Text(CREDIT_LINE, edition.credit_line), Text(PHONE, phone)]
    return [text for text in dict.fromkeys(texts) if text.words]


def _written(edition: Edition) -> Iterator[tuple[str, str, str]]:
    for field in _searched(Edition.WRITTEN_FIELDS):
        yield field.name, field.search_weight, _plain(edition, field.name)
    for illustration in edition.illustrations.all():
        for field in _searched(Illustration.WRITTEN_FIELDS):
            yield field.name, field.search_weight, str(getattr(illustration, field.name))
        for field in _searched(Photograph.WRITTEN_FIELDS):
            for language in Language.values:
                words = str(getattr(illustration.photograph, f"{field.name}_{language}"))
                yield field.name, field.search_weight, words


def _searched(fields: Iterable[WrittenField]) -> Iterator[WrittenField]:
    return (field for field in fields if field.search_weight)


def _plain(edition: Edition, name: str) -> str:
    value = str(getattr(edition, name))
    return plain_text(value) if isinstance(Edition._meta.get_field(name), RichTextField) else value


_WEIGHTS = {field.name: field.search_weight.lower() for field in Edition.WRITTEN_FIELDS}


def place_of(kind: str) -> str:
    """Returns which of FIELDS a kind of text is."""
    return _WEIGHTS.get(kind) or FIELDS[-1]


# --- What it is found by ---


def _entered(place: str) -> str:
    """Returns for which of FIELDS a word is entered whose weightiest place that is."""
    return FIELDS[FIELDS.index(place) : -1] or place


def asked(last: str) -> str:
    """Returns which of FIELDS are asked for what stands in that one or one above it."""
    return FIELDS[-2:] if last == FIELDS[-1] else last


def build_lexemes(entry: SearchEntry, topics: Sequence[Topic], people: Sequence[Person]) -> list[str]:
    """Returns the lexemes of an entry, each once, by its texts and times and the subjects of its story."""
    language = entry.language
    day = timezone.localdate(entry.first_published_at)
    names = frozenset(word for person in people for word in _name(person, language))
    found: dict[str, str] = {}
    for kind, words in entry.texts:
        place = place_of(kind)
        for suffix in phone_suffixes(words) if kind == PHONE else find_suffixes(words, language, names):
            found.setdefault(suffix, place)
    has_photograph = any(kind in _OF_PHOTOGRAPHS for kind, _ in entry.texts)
    called = _PHOTOGRAPH[language] if has_photograph else ""
    for words in (day_in_words(day, language), str(entry.release_id), called):
        for suffix in find_suffixes(words, language):
            found.setdefault(suffix, FIELDS[-1])
    for suffix in date_suffixes(day, day):
        found.setdefault(suffix, FIELDS[-1])
    about = [
        EVERY,
        *(f"{TOPIC}{topic.pk}" for topic in topics),
        *(f"{PERSON}{person.pk}" for person in people),
        f"{MONTH}{day:%Y%m}",
        f"{SAMPLE}{entry.edition_id % SAMPLES}",
        f"{NUMBER}{entry.release_id}",
    ]
    every = [*about, *(f"{field}{suffix}" for suffix, place in found.items() for field in _entered(place))]
    return _within_bounds(f"{entry.language}{each}" for each in every)


def _within_bounds(lexemes: Iterable[str]) -> list[str]:
    every = list(lexemes)
    if 4 * (sum(map(len, every)) + len(every)) <= MAX_BYTES:  # no letter has more than four bytes
        return every
    kept, size = [], 0
    for lexeme in every:
        size += len(lexeme.encode()) + 4
        if size > MAX_BYTES:
            break
        kept.append(lexeme)
    return kept


def _name(person: Person, language: str) -> list[str]:
    return [token.words[0] for token in tokens(person.name(language).text)]


def find_suffixes(words: str, language: str, names: Container[str] = ()) -> Iterator[str]:
    """Yields what each word of a text is found by; `names` are of the people whom it is about."""
    previous = ""
    for token in tokens(words):
        yield from term_suffixes(token.words, language, is_name=token.words[0] in names)
        if previous:
            yield pair_suffix(previous, token.words[0])
        previous = token.words[0]
    for found in find_dates(words):
        yield from date_suffixes(found.first, found.last)


def pair_suffix(one: str, next_one: str) -> str:
    """Returns what two words are found by that stand side by side."""
    return f"{PAIR}{one}_{next_one}"


@lru_cache(maxsize=_CACHED)
def term_suffixes(words: Sequence[str], language: str, *, is_name: bool = False) -> tuple[str, ...]:
    """Returns the stems and skeletons of a folded word and of its parts.

    The name of a person whom a text is about is hers or his: «Сарсенова» is no genitive of Сарсенов there.
    """
    stems_of = asked_stems if is_name else stems
    stemmed = dict.fromkeys(stem for word in words for stem in stems_of(word, language))
    bones = dict.fromkeys(bone for word in words for bone in bones_of(word, stems_of(word, language)))
    return (*(f"{STEM}{stem}" for stem in stemmed), *(f"{SKELETON}{bone}" for bone in bones))


def bones_of(word: str, its_stems: Iterable[str]) -> Iterator[str]:
    """Yields the skeletons of a word and of its stems; of a Latin one without its s, for English stems are no
    words."""
    singular = word.removesuffix("s") if len(word) > _SHORT else word
    for each in (word, *its_stems) if is_cyrillic(word) else (word, singular):
        yield from skeletons(each)


def date_suffixes(first: datetime.date, last: datetime.date) -> list[str]:
    """Returns what those days are found by: each of a month's days, their months, their years."""
    if (first.year, first.month) != (last.year, last.month):
        return [f"y{first.year:04}"]
    month = [f"m{first:%Y%m}", f"y{first.year:04}"]
    is_whole = first.day == 1 and (last + datetime.timedelta(days=1)).day == 1
    days = [] if is_whole else range(first.day, last.day + 1)
    return [*(f"d{first:%Y%m}{day:02}" for day in days), *month]


def period_suffixes(first: datetime.date, last: datetime.date) -> list[str]:
    """Returns what any day of a period is found by: whole years, whole months, the days beside them."""
    found = []
    while first <= last:
        year = first.replace(month=12, day=31)
        month = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        if (first.month, first.day) == (1, 1) and year <= last:
            found.append(f"y{first.year:04}")
            first = year
        elif first.day == 1 and month <= last:
            found.append(f"m{first:%Y%m}")
            first = month
        else:
            found.append(f"d{first:%Y%m%d}")
        if first == datetime.date.max:  # after it there is no day
            break
        first += DAY
    return found


_DAY_IN_WORDS = {
    "kk": "{0.year} жылғы {0.day} {1}",
    "ru": "{0.day} {1} {0.year} года",
    "en": "{0.day} {1} {0.year}",
}
_MONTHS = {
    "kk": [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def day_in_words(day: datetime.date, language: str) -> str:
    return _DAY_IN_WORDS[language].format(day, _MONTHS[language][day.month - 1])


# What is said beside a photographer's name: «фото Байбулина».
_PHOTOGRAPH = {"kk": "фото сурет фотосурет", "ru": "фото фотография снимок", "en": "photo photograph picture"}
_OF_PHOTOGRAPHS = {
    "courtesy",
    *(field.name for field in (*Illustration.WRITTEN_FIELDS, *Photograph.WRITTEN_FIELDS)),
}


def phone_suffixes(phone: str) -> list[str]:
    digits = "".join(filter(str.isdigit, phone))
    return [f"f{digits[-10:]}"] if digits else []


def words_of(entry: SearchEntry) -> set[str]:
    """Returns the words of its texts that may be offered for one with a typing error."""
    return {found for _, words in entry.texts for found in words_offered(words, entry.language)}


def words_offered(words: str, language: str) -> set[str]:
    """Returns the same of one text."""
    return {found for token in tokens(words) for found in _offered(token.words, language)}


@lru_cache(maxsize=_CACHED)
def _offered(words: Sequence[str], language: str) -> tuple[str, ...]:
    """Returns a word and its stems, of those that are words themselves."""
    stemmed = [stem for word in words for stem in stems(word, language)]
    written = {"kk": [stem for stem in stemmed if words[0].startswith(stem)], "ru": stemmed}.get(language, [])
    return tuple({word for word in [*words, *written] if len(word) > 3 and word.isalpha()})
