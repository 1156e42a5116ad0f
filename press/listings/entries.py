"""The index that lists and the archive read: each release's place in its lists, and how many a month has.

All of it follows from the editions, in the transaction that changes them (`publishing.schedule`) or the
subjects of a story; `rebuild` makes it anew.
"""

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.db.models.signals import m2m_changed, post_delete
from django.utils import timezone

from press.models import Edition, ListEntry, MonthCount, Release, Story

# The relations of a story that have lists, by the field of `ListEntry`.
SUBJECTS = {"topic": Story.topics.through, "person": Story.people.through}


def update_entries(release: Release, *, previous_date: datetime.datetime | None) -> None:
    """Brings the entries up to date with the times of a release, which is locked."""
    if release.first_published_at != previous_date:
        _replace_entries(release)
    # Always in one order, so that no two transactions wait for each other.
    for first_day in sorted({_month(at) for at in (previous_date, release.first_published_at) if at}):
        _count_month(release.language, first_day)


@transaction.atomic
def rebuild() -> tuple[int, int]:
    """Makes all of them anew: after rows were written in bulk, or TIME_ZONE was changed.

    Returns how many places in lists it made, and how many months it counted.
    """
    ListEntry.objects.all().delete()
    places = sum(_insert_entries(subject, relation._meta.db_table) for subject, relation in SUBJECTS.items())
    MonthCount.objects.all().delete()
    months = (
        Edition.objects.open_ended()
        .annotate(month=TruncMonth("release__first_published_at"))
        .values_list("release__language", "month")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counted = MonthCount.objects.bulk_create(
        MonthCount(language=language, first_day=month.date(), releases=count)
        for language, month, count in months
    )
    return places, len(counted)


def connect_relations() -> None:
    """Has Django say when the topics or people of a story change."""
    for relation in SUBJECTS.values():
        m2m_changed.connect(
            _subjects_changed, sender=relation, dispatch_uid=f"press.listings.{relation.__name__}"
        )


def connect_deletion() -> None:
    """Has Django say when a release is deleted."""
    post_delete.connect(_deleted, sender=Release, dispatch_uid="press.listings.Release")


def _subjects_changed(instance: Any, *, action: str, pk_set: set[int] | None, **_: Any) -> None:
    if not action.startswith("post_"):
        return
    if not isinstance(instance, Story) and pk_set is None:
        instance.list_entries.all().delete()
        return
    keys = [instance.pk] if isinstance(instance, Story) else sorted(pk_set or ())
    with transaction.atomic():
        # A release of the story may be on its way to the public: its lists are made by who commits last.
        list(Story.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        for release in Release.objects.filter(story__in=keys):
            _replace_entries(release)


def _deleted(instance: Release, **_: Any) -> None:
    if instance.first_published_at:
        _count_month(instance.language, _month(instance.first_published_at))


def _replace_entries(release: Release) -> None:
    release.list_entries.all().delete()
    if release.first_published_at is None:
        return
    ListEntry.objects.bulk_create(
        ListEntry(
            release=release,
            language=release.language,
            first_published_at=release.first_published_at,
            **{f"{subject}_id": key},
        )
        for subject, relation in SUBJECTS.items()
        for key in relation._default_manager.filter(story=release.story_id).values_list(
            f"{subject}_id", flat=True
        )
    )


def _insert_entries(subject: str, relation: str) -> int:
    """In the database itself: a million rows do not come here and go back. Returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO press_listed (release_id, {subject}_id, language, first_published_at) "  # noqa: S608
            f"SELECT r.id, s.{subject}_id, r.language, r.first_published_at "  # names of our own alone
            f"FROM press_release r JOIN {relation} s ON s.story_id = r.story_id "
            "WHERE r.first_published_at IS NOT NULL"
        )
        return int(cursor.rowcount)


@transaction.atomic
def _count_month(language: str, first_day: datetime.date) -> None:
    """Counts one month anew, its row locked first: who waits for it then sees what the other has changed."""
    row, _made = MonthCount.objects.select_for_update().get_or_create(language=language, first_day=first_day)
    row.releases = (
        Edition.objects.open_ended()
        .filter(
            release__language=language,
            release__first_published_at__gte=_beginning(first_day),
            release__first_published_at__lt=_beginning(first_day + datetime.timedelta(days=31)),
        )
        .count()
    )
    row.save(update_fields=["releases"])


def _month(at: datetime.datetime) -> datetime.date:
    return timezone.localdate(at).replace(day=1)


def _beginning(day: datetime.date) -> datetime.datetime:
    """Returns the first moment of the day's month in the press room's time zone."""
    return timezone.make_aware(datetime.datetime(day.year, day.month, 1))  # noqa: DTZ001 - made aware here
