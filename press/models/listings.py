"""What lists and the archive read instead of asking every release each time (press.listings.entries)."""

from django.db import models
from django.db.models import Q

from press.languages import Language
from press.models.releases import Release
from press.models.stories import Person, Topic


class ListEntry(models.Model):
    """The place of a release in the list of one topic or person of its story, in the list's own order.

    Whether it is public is asked of its editions, as everywhere.
    """

    # The constraints and indexes below begin with each of the keys.
    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="list_entries", db_index=False
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, null=True, related_name="list_entries", db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="list_entries", db_index=False
    )
    language = models.CharField(max_length=2, choices=Language)
    first_published_at = models.DateTimeField()

    class Meta:
        db_table = "press_listed"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="listed_once_a_topic", fields=["release", "topic"]),
            models.UniqueConstraint(name="listed_once_a_person", fields=["release", "person"]),
            models.CheckConstraint(
                name="listed_under_a_topic_or_a_person",
                condition=Q(topic=None, person__isnull=False) | Q(topic__isnull=False, person=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic", "language", "-first_published_at", "-release"],
                name="listed_of_a_topic",
                condition=Q(topic__isnull=False),
            ),
            models.Index(
                fields=["person", "language", "-first_published_at", "-release"],
                name="listed_of_a_person",
                condition=Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic or self.person}: {self.release_id}"


class MonthCount(models.Model):
    """How many releases first published in a month are public, now or from a set moment on.

    The archive takes off those whose moment lies ahead: so time needs to change nothing here.
    """

    language = models.CharField(max_length=2, choices=Language)
    # Of the month, in the press room's time zone.
    first_day = models.DateField()
    releases = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="month_count_once_a_month", fields=["language", "first_day"])
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.first_day:%m.%Y}: {self.releases}"
