"""What a correction in one language leaves open in the others of its story."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import timezone

from press.models.releases import Edition, Release

_NEWEST_FIRST = ["-edition__live_from", "pk"]


class CorrectionQuestionQuerySet(models.QuerySet["CorrectionQuestion"]):
    def public(self, at: datetime.datetime | None = None) -> "CorrectionQuestionQuerySet":
        """Returns those of corrections that readers have read, and that were not withdrawn."""
        at = at or timezone.now()
        return self.filter(
            Q(edition__withdrawn_at=None) | Q(edition__withdrawn_at__gt=at),
            edition__state=Edition.State.APPROVED,
            edition__live_from__lte=at,
        )

    def open(self, at: datetime.datetime | None = None) -> "CorrectionQuestionQuerySet":
        """Returns what nobody has answered, and what applies to a text that was not changed since."""
        at = at or timezone.now()
        live = Edition.objects.live(at)
        # Of what was withdrawn or removed meanwhile, on either side, nothing is asked.
        both_are_public = Q(
            Exists(live.filter(release=OuterRef("release"))),
            Exists(live.filter(release=OuterRef("edition__release"))),
        )
        approved = Q(release__editions__state=Edition.State.APPROVED, release__editions__minor=False)
        asked = (
            self.public(at)
            .filter(both_are_public)
            .annotate(changed=Max("release__editions__live_from", filter=approved))
        )
        unanswered = asked.filter(Q(applies=None) | Q(applies=True, changed__lt=F("edition__live_from")))
        return unanswered.order_by(*_NEWEST_FIRST)  # what is grouped forgets its own order


class CorrectionQuestion(models.Model):
    """Whether what an edition corrected applies to the story's text in another language too.

    `applies` is the answer; None: nobody has answered yet.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="correction_questions")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="correction_questions")
    applies = models.BooleanField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = CorrectionQuestionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = _NEWEST_FIRST
        constraints = [
            models.UniqueConstraint(name="correction_asked_once_a_release", fields=["edition", "release"]),
            models.CheckConstraint(
                name="correction_answered_by_somebody",
                condition=Q(applies=None, answered_by=None, answered_at=None)
                | Q(applies__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.release_id}"
