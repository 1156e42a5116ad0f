"""`python -m benchmarks.search_answers`: asks the engines of `benchmarks.search`, in a process that knows the
database.

Prints as JSON the milliseconds of each question; with `--judged` reads questions, and prints with which
stories that engine answers.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.targets import SCRATCH

LANGUAGES = ("kk", "ru", "en")
QUESTIONS = 54  # of each kind, a third in each language
PAGE = 20
NAMES = ("minber", "counts", "websearch", "tantivy")
CONFIGURATIONS = {"kk": "simple", "ru": "russian", "en": "english"}
# A release is of one language, which names the configuration.
_VECTOR = "to_tsvector(CASE language {} END::regconfig, words)".format(
    " ".join(f"WHEN '{language}' THEN '{name}'" for language, name in CONFIGURATIONS.items())
)
_FILL = """
    CREATE UNLOGGED TABLE bench_texts AS
    SELECT edition_id, release_id, language, live_from, live_until, {vector} AS vector
    FROM (
        SELECT entry.edition_id, entry.release_id, entry.language, entry.live_from, entry.live_until,
            concat_ws(' ', title, lead, regexp_replace(body, '<[^>]+>', ' ', 'g')) AS words
        FROM press_searchentry entry JOIN press_edition edition ON edition.id = entry.edition_id
    ) texts
"""
_FOUND = "FROM bench_texts, websearch_to_tsquery(%s::regconfig, %s) query WHERE vector @@ query"
_LIVE = "language = %s AND live_from <= now() AND (live_until IS NULL OR live_until > now())"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.search_answers")
    parser.add_argument("--judged", choices=("websearch", "tantivy"))
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    judged = arguments.judged
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory(prefix="minber-bench-") as folder:
        if judged:
            print(json.dumps(list(_judge(judged, json.load(sys.stdin), Path(folder)))))
        else:
            print(json.dumps(_measure(Path(folder), arguments.rounds)))


# --- The others ---


class Websearch:
    """The full text search of PostgreSQL as its documentation has it."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_texts")
            cursor.execute(_FILL.replace("{vector}", _VECTOR))
            cursor.execute("CREATE INDEX bench_vectors ON bench_texts USING gin (vector)")
            cursor.execute("VACUUM ANALYZE bench_texts")

    def ask(self, language: str, text: str) -> list[int]:
        from django.db import connection

        question = [CONFIGURATIONS[language], text]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {_FOUND} AND {_LIVE}", [*question, language])
            first = "ORDER BY ts_rank(vector, query) DESC, release_id DESC LIMIT %s"
            cursor.execute(
                f"SELECT release_id {_FOUND} AND {_LIVE} {first}",
                [*question, language, PAGE],
            )
            return [number for (number,) in cursor.fetchall()]

    @property
    def size(self) -> int:
        return _size_of("pg_relation_size('bench_vectors')")

    def close(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_texts")


class Tantivy:
    """A process of its own environment, which has an index of the same rows."""

    def __init__(self, folder: Path) -> None:
        python = SCRATCH / "tantivy" / "venv" / "bin" / "python"
        self._process = subprocess.Popen(
            [str(python), str(Path(__file__).with_name("peers") / "tantivy_site" / "answer.py"), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for row in _live_texts():
            self._say(row)
        self._say([])
        self.size = self._hear()

    def ask(self, language: str, text: str) -> tuple[list[int], float]:
        """Returns the releases, and the milliseconds by the clock of that process."""
        self._say([language, text])
        releases, milliseconds = self._hear()
        return releases, milliseconds

    def _say(self, told: list[Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def _live_texts() -> Iterator[list[Any]]:
    from django.utils import timezone

    from press.models import Edition
    from press.richtext.sanitise import plain_text

    live = Edition.objects.live(timezone.now()).filter(search_entry__isnull=False)
    rows = live.values_list("release_id", "release__language", "title", "lead", "body")
    for release, language, title, lead, body in rows.iterator(chunk_size=2_000):
        yield [release, language, title, f"{lead} {plain_text(body)}"]


# --- How fast ---


def _measure(folder: Path, number: int) -> dict[str, Any]:
    questions = _questions()
    websearch, tantivy = Websearch(), Tantivy(folder)
    kinds: dict[str, dict[str, list[float]]] = {}
    for kind, asked in questions.items():
        rounds = [_ask_all(websearch, tantivy, asked) for _ in range(number)]
        each = [[min(times) for times in zip(*of_one, strict=True)] for of_one in zip(*rounds, strict=True)]
        kinds[kind] = dict(zip(NAMES, map(list, zip(*each, strict=True)), strict=True))
    sizes = {
        "minber": _size_of("pg_relation_size('search_entry_lexemes')"),
        "table": _size_of("pg_table_size('press_searchentry')"),
        "websearch": websearch.size,
        "tantivy": tantivy.size,
    }
    websearch.close()
    tantivy.close()
    return {"kinds": kinds, "rounds": number, "sizes": sizes, "words_a_second": _words_a_second()}


def _ask_all(websearch: Websearch, tantivy: Tantivy, asked: list[tuple[str, str]]) -> list[list[float]]:
    """Returns the milliseconds of each of NAMES, of each question.

    An engine is asked all of them before the next is: no site has a second engine that reads through the
    whole table between two questions, and leaves nothing of the first one's index in memory.
    """
    ours = [_ask_ours(*each) for each in asked]
    plain = [_timed(lambda: websearch.ask(*each)) for each in asked]  # noqa: B023 - asked at once
    other = [tantivy.ask(*each)[1] for each in asked]
    return [
        [page, counts, by_websearch, by_tantivy]
        for (page, counts), by_websearch, by_tantivy in zip(ours, plain, other, strict=True)
    ]


def _timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def _ask_ours(language: str, text: str) -> tuple[float, float]:
    """Returns the milliseconds of a page of results, and of the counts of its filters."""
    from django.utils import timezone, translation

    from press.listings.cards import cards_in
    from press.listings.keyset import get_page, live_in
    from press.public.search import _results
    from press.search.answers import Asking, answer
    from press.search.results import searching

    at = timezone.now()
    began = time.perf_counter()
    with translation.override(language), searching():
        answered = answer(text, Asking(language, at))
        if answered.count.number:
            page = get_page(live_in(language, at), query=answered.query, find_cards=cards_in(language, at))
            _results(page, answered, at)
        found = time.perf_counter()
        for kind in ("year", "topic", "person"):
            answered.query.count_by(kind)
        return (found - began) * 1000, (time.perf_counter() - found) * 1000


def _questions() -> dict[str, list[tuple[str, str]]]:
    """Returns the questions of each kind, picked from titles and texts."""
    from django.utils import timezone

    from press.models import Edition, Person

    chance = random.Random(1)  # noqa: S311 - no secret
    found: dict[str, list[tuple[str, str]]] = {}
    live = Edition.objects.live(timezone.now()).select_related("release")
    newest = live.order_by("-pk").values_list("pk", flat=True)[0]
    people = list(Person.objects.order_by("pk"))
    for number in range(QUESTIONS):
        language = LANGUAGES[number % len(LANGUAGES)]
        near = live.filter(release__language=language, pk__gte=chance.randint(1, newest * 9 // 10))
        edition = near.order_by("pk")[0]
        title = re.findall(r"[^\W\d_]{5,}", edition.title)
        body = re.sub("<[^>]+>", " ", edition.body)
        record = re.search(r"A-[0-9]{7}", body)
        assert record and len(title) >= 2
        at = chance.randrange(len(title) - 1)
        phrase = chance.choice(re.findall(r"(?:[^\W\d_]+ ){2}[^\W\d_]+", edition.title))
        common = chance.choice(re.findall(r"[^\W\d_]{6,}", re.sub(r"\W", " ", edition.lead)))
        for kind, text in {
            "a rare word": record[0],
            "two words": f"{title[at]} {title[at + 1]}",
            "a word of half of all": common,
            "a phrase": f'"{phrase}"',
            "a person's name": people[number % len(people)].name(language).text,
            "a typing error": _mistyped(max(title, key=len), chance),
        }.items():
            found.setdefault(kind, []).append((language, text))
    return found


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 3)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _words_a_second() -> float:
    """Returns how many words of texts are made lexemes in a second, once most words were seen."""
    from press.models import SearchEntry
    from press.search.folding import tokens
    from press.search.texts import build_lexemes, words_of

    entries = list(SearchEntry.objects.order_by("pk").defer("lexemes")[:3_000])
    words = sum(len(tokens(text)) for entry in entries for _, text in entry.texts)

    def make() -> None:
        for entry in entries:
            build_lexemes(entry, [], [])
            words_of(entry)

    return words / min(_timed(make) for _ in range(3)) * 1000


def _size_of(relation: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {relation}")
        return int(cursor.fetchone()[0])


# --- How well ---


def _judge(engine: str, questions: list[dict[str, Any]], folder: Path) -> Iterator[tuple[list[str], int]]:
    from press.models import Release
    from press.sample.loading import KEY

    stories = {
        number: ((key or "").removeprefix(KEY), language)
        for number, key, language in Release.objects.values_list("pk", "story__import_key", "language")
    }
    numbers = {known: number for number, known in stories.items()}
    websearch = Websearch() if engine == "websearch" else None
    tantivy = None if websearch else Tantivy(folder)
    for question in questions:
        language, text = question["language"], question["text"]
        if "{number}" in text:
            text = text.format(number=numbers[question["expected"][0], language])
        if websearch:
            found = websearch.ask(language, text)
        else:
            assert tantivy
            found = tantivy.ask(language, text)[0]
        yield [stories[number][0] for number in found], len(found)
    (websearch or tantivy).close()  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
