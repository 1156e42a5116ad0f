"""The index follows the deeds in their own transaction; made anew it is the same."""

import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from press import publishing
from press.management.commands import work
from press.models import Edition, Release, SearchEntry, SearchWord, SubjectTerm, User
from press.publishing.site_findings import update_outdated as update_findings
from press.search import entries
from tests.factories import make_person, make_topic

Build = Callable[..., Release]
NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
STATES = ("draft", "submitted", "live", "scheduled", "withdrawn", "removed")


def found(client: Client, asked: str) -> list[int]:
    page = client.get("/en/search/", {"q": asked}).context["page"]
    return sorted(edition.release_id for edition in page.editions) if page else []


def index() -> dict[int, tuple[Any, ...]]:
    """Returns the whole index, its lexemes as sets."""
    rows = SearchEntry.objects.values_list(
        "pk", "release", "language", "first_published_at", "year", "live_from", "live_until", "texts", "rules"
    )
    lexemes = {
        pk: frozenset(split_lexemes(written))
        for pk, written in SearchEntry.objects.values_list("pk", "lexemes")
    }
    return {row[0]: (*row[1:7], [tuple(text) for text in row[7]], row[8], lexemes[row[0]]) for row in rows}


def split_lexemes(written: str) -> list[str]:
    if connection.vendor != "postgresql":
        return written.split()
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(tsvector_to_array(%s::tsvector))", [written])
        return [row[0] for row in cursor.fetchall()]


def assert_the_index_agrees() -> None:
    """Every approved edition has an entry and no other, with its times; FTS5 keeps what the rows say."""
    editions = Edition.objects.filter(state=Edition.State.APPROVED).order_by("pk")
    columns = ("pk", "release", "release__language", "release__first_published_at", "live_from", "live_until")
    own = ("pk", "release", "language", "first_published_at", "live_from", "live_until")
    assert list(SearchEntry.objects.order_by("pk").values_list(*own)) == list(editions.values_list(*columns))
    years = SearchEntry.objects.values_list("first_published_at", "year")
    assert all(timezone.localdate(moment).year == year for moment, year in years)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO press_searchindex(press_searchindex, rank) VALUES ('integrity-check', 1)"
            )


def test_every_approved_edition_has_an_entry_with_its_times(
    make_release: Build, correct: Callable[..., Edition], author: User, editor: User
) -> None:
    now = timezone.now()
    for language in ("kk", "ru", "en"):
        for state in STATES:
            make_release(state=state, language=language, title=f"{state} {language}")
    # In Almaty it is the next year already.
    make_release(title="New year", at=datetime.datetime(2022, 12, 31, 20, 0, tzinfo=datetime.UTC))
    mended, planned, back = (make_release(title=title, at=NOON) for title in ("One", "Two", "Three"))
    correct(mended, title="One mended")
    correct(planned, title="Two mended", at=now + DAY)
    publishing.unschedule(correct(back, title="Three mended", at=now + DAY), by=editor)
    assert SearchEntry.objects.count() == 3 * 4 + 1 + 2 + 2 + 1
    assert_the_index_agrees()


def test_what_is_unscheduled_has_no_entry_and_what_it_followed_is_open_again(
    client: Client, make_release: Build, correct: Callable[..., Edition], editor: User
) -> None:
    release = make_release(state="scheduled", title="The reservoir")
    edition = release.editions.get()
    assert list(SearchEntry.objects.values_list("pk", flat=True)) == [edition.pk]
    publishing.unschedule(edition, by=editor)
    assert list(SearchEntry.objects.all()) == []
    assert_the_index_agrees()
    live = make_release(title="The budget")
    ahead = correct(live, title="The treasury", at=timezone.now() + DAY)
    assert SearchEntry.objects.get(release=live, live_until=ahead.live_from).pk != ahead.pk
    publishing.unschedule(ahead, by=editor)
    assert SearchEntry.objects.get(release=live).live_until is None
    assert found(client, "budget") == [live.pk]


def test_a_date_that_moves_moves_what_is_found_by_it(
    client: Client, make_release: Build, editor: User
) -> None:
    """A scheduled release that is taken back and approved for another day is dated by that one."""
    release = make_release(state="scheduled", title="The reservoir", at=timezone.now() + 400 * DAY)
    edition = release.editions.get()
    publishing.unschedule(edition, by=editor)
    publishing.submit(edition, by=edition.created_by)
    publishing.approve(edition, by=editor)
    today = timezone.localdate()
    assert found(client, f"{today:%d.%m.%Y}") == [release.pk]
    assert found(client, str((today + 400 * DAY).year)) == []
    # Entered under another date, as by a fault, it is entered anew with the next deed.
    SearchEntry.objects.update(first_published_at=NOON, year=2023)
    publishing.withdraw(release, by=editor, reason="The figures were wrong.")
    assert_the_index_agrees()


def test_a_deed_that_is_rolled_back_leaves_the_index_as_it_was(
    client: Client, make_release: Build, correct: Callable[..., Edition], editor: User, chief: User
) -> None:
    submitted = make_release(state="submitted", title="The reservoir").editions.get()
    live = make_release(title="The budget")
    person = make_person("Aidana Sarsenova")
    before, words, terms = index(), SearchWord.objects.count(), SubjectTerm.objects.count()
    deeds: list[Callable[[], object]] = [
        lambda: publishing.approve(submitted, by=editor),
        lambda: correct(live, title="The treasury"),
        lambda: publishing.withdraw(live, by=editor, reason="The figures were wrong."),
        lambda: publishing.remove(live, by=chief, reason="Published by mistake."),
        lambda: live.story.people.add(person),
        lambda: make_topic("Rivers"),
    ]
    for deed in deeds:
        with transaction.atomic():
            deed()
            transaction.set_rollback(True)
        assert index() == before
        assert (SearchWord.objects.count(), SubjectTerm.objects.count()) == (words, terms)
        submitted.refresh_from_db()
        live.refresh_from_db()
    assert (found(client, "reservoir"), found(client, "budget")) == ([], [live.pk])
    assert_the_index_agrees()


def test_it_is_found_by_the_subjects_that_it_has_and_by_their_present_names(
    client: Client, make_release: Build, editor: User
) -> None:
    release, other = make_release(title="One"), make_release(title="Two")
    topic, person = make_topic("Irrigation"), make_person("Aidana Sarsenova", position_en="Treasurer")
    assert (found(client, "irrigation"), found(client, "sarsenova")) == ([], [])
    about: dict[str, Any] = {"related": [], "pinned_until": None}
    publishing.revise_story(release.editions.get(), by=editor, topics=[topic], people=[person], **about)
    for asked in ("irrigation", "sarsenova", "aidana sarsenova", "treasurer"):
        assert found(client, asked) == [release.pk]
    person.name_en, person.position_en = "Aidana Baibulina", "Auditor"
    person.name_kk = person.name_ru = person.name_en
    person.save()
    topic.name_en = topic.name_kk = topic.name_ru = "Reservoirs"
    topic.save()
    for asked in ("irrigation", "sarsenova", "treasurer"):
        assert found(client, asked) == []
    for asked in ("reservoirs", "baibulina", "auditor"):
        assert found(client, asked) == [release.pk]
    # From the side of the topic too; and taken away, or with the topic itself.
    topic.stories.set([other.story])
    assert found(client, "reservoirs") == [other.pk]
    publishing.revise_story(release.editions.get(), by=editor, topics=[], people=[], **about)
    assert found(client, "baibulina") == []
    topic.delete()
    assert found(client, "reservoirs") == []
    assert_the_index_agrees()


# --- Anew ---


@pytest.fixture
def room(make_release: Build, correct: Callable[..., Edition]) -> list[Release]:
    person, topic = make_person("Айдана Сарсенова"), make_topic("Реки")
    made = [
        make_release(title=f"Budget {number}", state=state, language=language)
        for number, (state, language) in enumerate((s, x) for s in STATES[2:] for x in ("kk", "ru", "en"))
    ]
    made[0].story.people.add(person)
    made[1].story.topics.add(topic)
    correct(made[2], title="Treasury")
    return made


def rebuilt(*options: str) -> list[str]:
    said = StringIO()
    call_command("rebuild_index", *options, stdout=said)
    return said.getvalue().splitlines()


def test_a_lost_index_is_made_again_as_the_deeds_made_it(client: Client, room: list[Release]) -> None:
    before, words = index(), set(SearchWord.objects.values_list("language", "word"))
    terms = set(SubjectTerm.objects.values_list("topic", "person", "language", "term", "is_of_name"))
    for model in (SearchEntry, SearchWord, SubjectTerm):
        model.objects.all().delete()
    assert found(client, "treasury") == []
    assert rebuilt() == ["13 of 13 editions", "The index is complete."]
    assert index() == before
    assert set(SearchWord.objects.values_list("language", "word")) == words
    assert set(SubjectTerm.objects.values_list("topic", "person", "language", "term", "is_of_name")) == terms
    assert found(client, "treasury") == [room[2].pk]
    assert_the_index_agrees()
    assert rebuilt() == ["The index is complete."]


def test_stopped_half_way_the_next_run_goes_on_and_the_old_entries_answer(
    client: Client, room: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = index()
    entries.mark_outdated()
    assert SearchEntry.objects.filter(rules="").count() == 13
    assert entries.update_outdated(limit=1) == 1
    assert SearchEntry.objects.filter(rules=entries.RULES).count() == 1
    assert found(client, "treasury") == [room[2].pk]
    monkeypatch.setattr(entries.update_outdated, "__kwdefaults__", {"limit": 5})
    assert rebuilt() == [
        "6 of 13 editions", "11 of 13 editions", "13 of 13 editions", "The index is complete.",
    ]  # fmt: skip
    assert index() == before
    assert rebuilt("--all")[-2:] == ["13 of 13 editions", "The index is complete."]
    assert index() == before
    assert_the_index_agrees()


def test_the_worker_renews_what_older_and_newer_rules_made_and_enters_what_is_missing(
    client: Client, room: list[Release]
) -> None:
    before = index()
    first, second, lost = SearchEntry.objects.order_by("pk")[:3]
    for entry, rules in ((first, "0"), (second, "zzzz")):
        SearchEntry.objects.filter(pk=entry.pk).update(rules=rules, lexemes=[f"{entry.language}="])
    assert client.get("/kk/search/?q=Budget").context["count"] == 0
    lost.delete()
    own = (entries.update_outdated.__name__, entries.enter_all_missing.__name__)
    tasks = [task for task in work.tasks() if task.__name__ in own and task is not update_findings]
    assert len(tasks) == 2
    for task in tasks:
        task()
    assert index() == before
    assert client.get("/kk/search/?q=Budget").context["count"] == 1
