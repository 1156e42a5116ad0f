"""What was saved, version by version: of a text in work, of what a story is about, of a photograph's words.

A row is written where the version moves, in the same transaction. What two officers wrote is merged by it,
and it says what changed since somebody last looked.
"""

from typing import Any

from django.db import models
from django.utils import timezone

from press.models.photographs import Photograph
from press.models.releases import Edition, officer_field
from press.models.stories import Story

# The values of the written fields by name, as JSON: a text, a boolean, a key, a moment in ISO 8601; of an
# edition its slug and its `photographs` too, each such a mapping.
Content = dict[str, Any]


class Version(models.Model):
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)
    # Nobody: it stood so before versions were kept.
    saved_by = officer_field()

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["number"]


class EditionVersion(Version):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="versions")

    class Meta(Version.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="edition_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}, {self.number}"


class StoryVersion(Version):
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="versions")

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="story_version_once")]

    def __str__(self) -> str:
        return f"{self.story_id}, {self.number}"


class PhotographVersion(Version):
    photograph = models.ForeignKey(Photograph, on_delete=models.CASCADE, related_name="versions")

    class Meta(Version.Meta):
        constraints = [
            models.UniqueConstraint(fields=["photograph", "number"], name="photograph_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.photograph_id}, {self.number}"
