"""What officers typed and have not saved, which nobody else sees; and who is writing, which all see."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from press.models.releases import Edition, officer_field
from press.models.stories import Story


class WorkingCopy(models.Model):
    """What stands in one window of an officer's browser, as it would be sent (docs/adr/0013).

    It is no version: it makes nobody an author, and neither history nor audit knows it.
    """

    # How long one that nobody came back for is kept; what was saved meanwhile is needed no longer.
    KEPT_FOR = datetime.timedelta(days=30)
    CLOSED_FOR = datetime.timedelta(days=1)

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="working_copies"
    )
    # What the page names itself; a page that is opened anew has another.
    window = models.CharField(max_length=43)
    # None: of a text that was never saved, perhaps of a story that has texts in other languages.
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="working_copies")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, null=True, related_name="working_copies")
    # Counts on in its window: what comes late is older.
    number = models.PositiveIntegerField()
    # The values of each field, by its name in the form.
    fields = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)
    # It was saved as a version, or is not wanted.
    closed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="working_copy_once_a_window", fields=["officer", "window"])
        ]
        indexes = [models.Index(fields=["saved_at"], name="working_copy_saved_at")]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def title(self) -> str:
        return " ".join(" ".join(self.fields.get("title", [])).split())

    @property
    def language(self) -> str:
        """Returns that of the text, empty where none was chosen yet."""
        return self.edition.language if self.edition else "".join(self.fields.get("language", [])[:1])


class Presence(models.Model):
    """Who is writing in a text. It is said while they type and goes by itself: nothing is locked."""

    # While somebody types it is written again after so long and no sooner, and believed for thrice that.
    EVERY = datetime.timedelta(seconds=15)
    SHOWN_FOR = 3 * EVERY

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="presences")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    # Who would like to go on with the text.
    asked_by = officer_field()

    class Meta:
        default_permissions = ()
        ordering = ["began_at", "pk"]
        constraints = [models.UniqueConstraint(name="presence_once", fields=["edition", "officer"])]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen_at")]

    def __str__(self) -> str:
        return f"{self.officer} {self.edition_id}"
