"""What reviewers note at a place of a text, and what is answered: threads, kept until they are resolved."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from press.models.releases import Edition, officer_field
from press.text.fields import TextField


class ReviewNoteQuerySet(models.QuerySet["ReviewNote"]):
    def threads(self) -> "ReviewNoteQuerySet":
        """Returns the first note of each thread, the oldest first."""
        return self.filter(thread=None)

    def open(self) -> "ReviewNoteQuerySet":
        return self.threads().filter(resolved_at=None)


class ReviewNote(models.Model):
    """The first note of a thread, or with `thread` a reply to it. Place, quote and end are the first one's.

    `text_name` says which text of the edition it is about, as the content rules name them: a written field,
    or `photograph-<key>-caption`; empty: all of it. `quote`: the words that it is about, if any.
    """

    # Of a quote no more is kept: by so many letters any passage is found.
    LONGEST_QUOTE = 300

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="review_notes")
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    text_name = models.CharField(max_length=60, blank=True)
    quote = TextField(blank=True, max_length=LONGEST_QUOTE)
    text = TextField(_("note"), max_length=2_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = officer_field()

    objects = ReviewNoteQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="review_note_resolved_by_someone",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="review_note_of_a_reply_is_its_text_alone",
                condition=Q(thread=None) | Q(text_name="", quote="", resolved_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.text_name}"
