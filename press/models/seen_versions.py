"""Which version of a submitted text a reviewer has seen: so that the next one shows what changed since."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from press.models.releases import Edition


class SeenVersion(models.Model):
    """A reviewer opened the page of a text at that version, of its story at that one too; written once.

    Nothing else depends on it.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="seen_versions")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    story_version = models.PositiveIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["version", "story_version"]
        constraints = [
            models.UniqueConstraint(
                name="seen_version_once", fields=["edition", "officer", "version", "story_version"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.edition_id}, {self.version}"
