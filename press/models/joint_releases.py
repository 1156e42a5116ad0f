"""What is to become public at one moment in several languages, once editors have agreed to each."""

import datetime
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from press.models.releases import Edition, officer_field
from press.models.stories import Story


class JointProposal(models.Model):
    """Texts of a story that go out together once each is agreed to; then, or cancelled, it is deleted.

    `live_from`: when; None: with the last agreement. Nothing is scheduled or public by it.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="joint_proposal")
    live_from = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["begun_at", "pk"]

    def __str__(self) -> str:
        return f"{self.story_id}"

    @property
    def value(self) -> str:
        """Returns which version of it, as a form sends it back."""
        return f"{self.pk}.{self.version}"

    def has_passed(self) -> bool:
        """Whether its moment came before all had agreed."""
        return self.live_from is not None and self.live_from <= timezone.now()


class ProposedText(models.Model):
    """One of the texts, and who agreed to which version of it. A later version nobody has agreed to."""

    proposal = models.ForeignKey(JointProposal, on_delete=models.CASCADE, related_name="texts")
    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="proposed_text")
    agreed_version = models.PositiveIntegerField(null=True)
    agreed_by = officer_field()
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["edition__release_id"]
        constraints = [
            models.CheckConstraint(
                name="proposed_text_agreed_by_someone",
                condition=Q(agreed_version=None, agreed_by=None, agreed_at=None)
                | Q(agreed_version__isnull=False, agreed_by__isnull=False, agreed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.edition_id}"

    @property
    def is_agreed(self) -> bool:
        """Whether somebody agreed to what it says now; sent back or taken back it is another version."""
        return self.agreed_version == self.edition.version

    @property
    def was_changed(self) -> bool:
        """Whether what somebody agreed to is no longer what it says."""
        return self.agreed_version is not None and not self.is_agreed

    @cached_property
    def words_removed_at(self) -> datetime.datetime | None:
        """Returns when words were removed from its story by law after somebody had agreed: by that every text
        of the story is another version.
        """
        if not self.was_changed:
            return None
        removed = self.proposal.story.expunctions.carried_out().filter(expunged_at__gte=self.agreed_at)
        return removed.order_by("-expunged_at").values_list("expunged_at", flat=True).first()
