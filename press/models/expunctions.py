"""What is blacked out by law in every text of a story, and the tombstone that stays of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from press.models.releases import officer_field
from press.models.stories import Story
from press.text.fields import TextField


class ExpunctionQuerySet(models.QuerySet["Expunction"]):
    def waiting(self) -> "ExpunctionQuerySet":
        """Returns what one officer proposed, and no second one has decided on; the oldest first."""
        return self.filter(expunged_at=None, refused_at=None)

    def carried_out(self) -> "ExpunctionQuerySet":
        return self.filter(expunged_at__isnull=False)


class Expunction(models.Model):
    """One person proposes it, another one carries it out or refuses it. Written by press.publishing alone.

    `words` are the passages, an empty line between two; they go with the decision, whichever it is. What
    stays is who, when and on what ground, how many places there were, and `fingerprints`: keyed digests by
    which a form that was opened before is kept from bringing the words back (press.text.passages);
    `address_fingerprints` those of the words as an address spells them.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="expunctions")
    words = TextField(_("words to expunge"), max_length=10_000, blank=True)
    ground = TextField(_("legal ground"), max_length=1_000)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expunged_at = models.DateTimeField(null=True)
    expunged_by = officer_field()
    refused_at = models.DateTimeField(null=True)
    refused_by = officer_field()
    places = models.PositiveIntegerField(default=0)
    fingerprints = models.JSONField(default=list)
    address_fingerprints = models.JSONField(default=list)

    objects = ExpunctionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="expunction_one_waits_a_story",
                fields=["story"],
                condition=Q(expunged_at=None, refused_at=None),
            ),
            models.CheckConstraint(
                name="expunction_keeps_its_words_while_it_waits",
                condition=(Q(expunged_at=None, refused_at=None) & ~Q(words=""))
                | (~Q(expunged_at=None, refused_at=None) & Q(words="")),
            ),
            models.CheckConstraint(
                name="expunction_expunged_by_a_second_person",
                condition=Q(expunged_at=None, expunged_by=None)
                | (
                    Q(expunged_at__isnull=False, expunged_by__isnull=False, refused_at=None)
                    & ~Q(expunged_by=models.F("proposed_by"))
                ),
            ),
            models.CheckConstraint(
                name="expunction_refused_has_who_and_when",
                condition=Q(refused_at=None, refused_by=None)
                | Q(refused_at__isnull=False, refused_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expunged_at"], name="expunction_done", condition=Q(expunged_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.proposed_at:%d.%m.%Y}"
