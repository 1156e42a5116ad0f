"""The index of the search: an entry for each approved edition, in the transaction that approves it.

Time needs to change nothing here: what was approved is entered at once, and found while it is live.
"""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, prefetch_related_objects
from django.db.models.signals import m2m_changed, post_save
from django.utils import timezone

from press.languages import Language
from press.models import Edition, Person, Release, SearchEntry, SearchWord, Story, SubjectTerm, Topic
from press.search import expressions, kazakh, texts
from press.search.folding import tokens

# Moved by hand where a rule of this folder changes what a text is found by.
_OURS = "1"
_GRAMMAR = Path(kazakh.__file__).with_name("grammar.toml")
# By which rules entries are made: ours, the grammar of Kazakh, the dictionaries of Russian and English.
RULES = hashlib.sha256(
    b" ".join(
        [
            _OURS.encode(),
            _GRAMMAR.read_bytes(),
            *(version(name).encode() for name in ("pymorphy3", "pymorphy3-dicts-ru", "PyStemmer")),
        ]
    )
).hexdigest()[:16]

BATCH = 500
# As the migration makes it.
MAKE_INDEX = (
    "CREATE INDEX search_entry_lexemes ON press_searchentry USING gin (lexemes) WITH (fastupdate = off)"
)
SUBJECTS = {"topic": Topic, "person": Person}


# --- In the transaction of the deed ---


def update_entries(release: Release) -> None:
    """Brings the entries of a release, which is locked, up to date with its editions and their times."""
    approved = {edition.pk: edition for edition in release.editions.filter(state=Edition.State.APPROVED)}
    entries = {entry.pk: entry for entry in release.search_entries.defer("lexemes", "texts")}
    release.search_entries.filter(pk__in=entries.keys() - approved.keys()).delete()
    _enter((edition, release) for key, edition in approved.items() if key not in entries)
    for key in approved.keys() & entries.keys():
        _update_times(entries[key], approved[key], release)


def _update_times(entry: SearchEntry, edition: Edition, release: Release) -> None:
    times = _times(edition, release)
    changed = [name for name, value in times.items() if getattr(entry, name) != value]
    if "first_published_at" in changed:
        entry.delete()  # it is found by that date too
        _enter([(edition, release)])
    elif changed:
        SearchEntry.objects.filter(pk=entry.pk).update(**{name: times[name] for name in changed})


def _times(edition: Edition, release: Release) -> dict[str, Any]:
    assert release.first_published_at is not None
    return {
        "first_published_at": release.first_published_at,
        "year": timezone.localdate(release.first_published_at).year,
        "live_from": edition.live_from,
        "live_until": edition.live_until,
    }


def _enter(
    editions: Iterable[tuple[Edition, Release]], seen: Container[tuple[str, str]] = ()
) -> set[tuple[str, str]]:
    """Makes the entries of editions, each with its release; returns the words that are not `seen`."""
    editions = list(editions)
    prefetch_related_objects([edition for edition, _ in editions], "contact", "illustrations__photograph")
    made = [(_entry(edition, release), release.story_id) for edition, release in editions]
    if not made:
        return set()
    subjects = _subjects(story for _, story in made)
    for entry, story in made:
        entry.lexemes = texts.build_lexemes(entry, *subjects[story])
    entries = [entry for entry, _ in made]
    SearchEntry.objects.bulk_create(entries)
    return _remember_words(entries, seen)


def _entry(edition: Edition, release: Release) -> SearchEntry:
    return SearchEntry(
        edition=edition,
        release=release,
        language=release.language,
        texts=texts.read_texts(edition),
        rules=RULES,
        **_times(edition, release),
    )


def _subjects(stories: Iterable[int]) -> dict[int, tuple[list[Topic], list[Person]]]:
    """Returns the topics and people of each story."""
    rows = Story.objects.filter(pk__in=set(stories)).prefetch_related("topics", "people")
    return {story.pk: (list(story.topics.all()), list(story.people.all())) for story in rows}


def _remember_words(
    entries: Iterable[SearchEntry], seen: Container[tuple[str, str]] = ()
) -> set[tuple[str, str]]:
    """Remembers the words of the entries that are not `seen`, and returns these."""
    words = {
        pair
        for entry in entries
        for word in texts.words_of(entry)
        if (pair := (entry.language, word)) not in seen
    }
    # In one order, so that no two transactions wait for each other.
    rows = [SearchWord(language=language, word=word) for language, word in sorted(words)]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    return words


# --- When words are expunged ---


def renew_entries(release: Release) -> None:
    """Makes the entries of a release, which is locked, anew by its present texts."""
    release.search_entries.all().delete()
    update_entries(release)


def forget_words(words: Iterable[str]) -> None:
    """Offers these words for a typing error no more, but those that an entry has still.

    Call it once the entries are renewed. On SQLite the index also lets go of what it keeps of entries that
    are deleted; PostgreSQL does with the next VACUUM.
    """
    known = SearchWord.objects.filter(word__in=list(words))
    gone = [row.pk for row in known if not _is_said(row)]
    SearchWord.objects.filter(pk__in=gone).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO press_searchindex(press_searchindex) VALUES ('optimize')")


def _is_said(row: SearchWord) -> bool:
    suffixes = texts.term_suffixes((row.word,), row.language)
    lexemes = [f"{row.language}{place}{suffix}" for suffix in suffixes for place in texts.FIELDS]
    entries = SearchEntry.objects.filter(
        language=row.language, lexemes__matches=expressions.write(expressions.any_of(lexemes))
    )
    found = entries.defer("lexemes").order_by("pk").iterator(chunk_size=BATCH)
    return any(row.word in texts.words_of(entry) for entry in found)


# --- When topics and people change ---


def connect_signals() -> None:
    """Has Django say when the subjects of a story change, and the name of a subject."""
    for relation in (Story.topics.through, Story.people.through):
        m2m_changed.connect(
            _subjects_changed, sender=relation, dispatch_uid=f"press.search.{relation.__name__}"
        )
    for model in SUBJECTS.values():
        post_save.connect(_subject_saved, sender=model, dispatch_uid=f"press.search.{model.__name__}")


def _subjects_changed(instance: Any, *, action: str, pk_set: set[int] | None, **_: Any) -> None:
    if not action.startswith("post_"):
        return
    keys = [instance.pk] if isinstance(instance, Story) else sorted(pk_set or ())
    with transaction.atomic():
        # As the lists do (press.listings.entries): who commits last makes them.
        list(Story.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        _make_again(SearchEntry.objects.filter(release__story__in=keys))


def _subject_saved(instance: Topic | Person, **_: Any) -> None:
    with transaction.atomic():
        instance.search_terms.all().delete()
        # As it was saved: a name may have been left to the database to make.
        SubjectTerm.objects.bulk_create(_terms_of(type(instance)._default_manager.get(pk=instance.pk)))


def _terms_of(subject: Topic | Person) -> list[SubjectTerm]:
    """Returns what it is found by on the pages of each language: every name, whatever language it is in."""
    key = {"topic" if isinstance(subject, Topic) else "person": subject}
    written = {"name": True, "position": False}
    terms: dict[tuple[str, str], bool] = {}
    for field, is_of_name in written.items():
        for named_in in Language.values:
            for token in tokens(getattr(subject, f"{field}_{named_in}", "")):
                for asked_in in Language.values:
                    for suffix in texts.term_suffixes(token.words, asked_in, is_name=is_of_name):
                        terms.setdefault((asked_in, suffix), is_of_name)
    return [
        SubjectTerm(language=language, term=term, is_of_name=is_of_name, **key)
        for (language, term), is_of_name in terms.items()
    ]


# --- Anew, by the worker or `rebuild_index` ---


def _make_again(entries: Any) -> int:
    """Makes the lexemes of those entries by their texts, the present rules and their stories' subjects."""
    rows = list(entries.select_related("release").defer("lexemes"))
    subjects = _subjects({entry.release.story_id for entry in rows})
    for entry in rows:
        entry.lexemes = texts.build_lexemes(entry, *subjects[entry.release.story_id])
        entry.rules = RULES
        entry.save(update_fields=["lexemes", "rules"])
    _remember_words(rows)
    return len(rows)


def update_outdated(*, limit: int = BATCH) -> int:
    """Makes entries again that other rules made; returns how many: 0 where none is left.

    The old ones answer meanwhile. What another transaction holds waits for the next time.
    """
    other_rules = Q(rules__lt=RULES) | Q(rules__gt=RULES)  # each an end of the index
    with transaction.atomic():
        keys = list(
            SearchEntry.objects.select_for_update(skip_locked=True)
            .filter(other_rules)
            .order_by("rules", "pk")
            .values_list("pk", flat=True)[:limit]
        )
        return _make_again(SearchEntry.objects.filter(pk__in=keys).order_by("pk")) if keys else 0


def _enter_missing(seen: set[tuple[str, str]]) -> Iterator[int]:
    """Enters approved editions that have no entry, by their number; yields how many, batch by batch.

    `seen` are the words that are remembered already: those of each batch are added.
    """
    missing = Edition.objects.filter(state=Edition.State.APPROVED, search_entry=None)
    last = 0
    while keys := list(missing.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = keys[-1]
        with transaction.atomic():
            theirs = Edition.objects.filter(pk__in=keys).values("release")
            locked = Release.objects.select_for_update().filter(pk__in=theirs).order_by("pk")
            releases = {release.pk: release for release in locked}
            # One of them may have been entered meanwhile.
            editions = missing.filter(pk__in=keys).order_by("pk")
            found = _enter(((edition, releases[edition.release_id]) for edition in editions), seen)
        seen |= found
        yield len(keys)


def enter_all_missing() -> None:
    """Enters all that is missing: what was published before there was an index, or past Django."""
    if not SubjectTerm.objects.exists():
        enter_subjects()
    for _ in _enter_missing(set()):
        pass
    if connection.vendor == "postgresql":
        _make_index()  # a filling that was killed may have left none


def enter_subjects() -> None:
    """Makes the terms of every topic and person anew."""
    for model in SUBJECTS.values():
        for subject in model._default_manager.all():
            _subject_saved(subject)  # type: ignore[arg-type]


def rebuild(say: Callable[[int, int], object] = lambda done, of: None) -> None:
    """Enters what is missing and makes again what other rules made; stopped, the next run goes on.

    `say` is told how many are done, and of how many.
    """
    enter_subjects()
    approved = Edition.objects.filter(state=Edition.State.APPROVED).count()
    done = SearchEntry.objects.count()
    with _index_made_last(is_empty=not done):
        for number in _enter_missing(set()):
            done += number
            say(done, approved)
    while update_outdated():
        say(SearchEntry.objects.filter(rules=RULES).count(), approved)


@contextmanager
def _index_made_last(*, is_empty: bool) -> Iterator[None]:
    """Has PostgreSQL make its index of lexemes after all else where there is nothing yet: it is much faster.

    Killed between, the next run makes it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        if is_empty:
            cursor.execute("DROP INDEX IF EXISTS search_entry_lexemes")
    try:
        yield
    finally:
        _make_index()


def _make_index() -> None:
    """Makes PostgreSQL's index of lexemes, if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_entry_lexemes')")
        if cursor.fetchone()[0]:
            return
        # Within a transaction: what was entered in it is to be checked before.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(MAKE_INDEX)
        cursor.execute("RESET maintenance_work_mem")


def mark_outdated() -> None:
    """Has `rebuild` begin with the first entry."""
    SearchEntry.objects.update(rules="")
