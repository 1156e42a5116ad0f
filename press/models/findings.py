"""What the content rules found and somebody let stand, and what they find of what is public."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from press.models.releases import Edition, Release
from press.text.fields import TextField


class Dismissal(models.Model):
    """A finding that an officer lets stand, in every edition of the release, while its words stay.

    `key` says which rule, text and words (`accessibility.content.Finding.key`); the words themselves are kept
    nowhere else than in the text.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="dismissals")
    key = models.CharField(max_length=32)
    rule = models.CharField(max_length=60)
    reason = TextField(_("reason"), max_length=1_000)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="dismissed_once_a_release", fields=["release", "key"])]

    def __str__(self) -> str:
        return f"{self.release_id} {self.rule}"


class ContentCheck(models.Model):
    """That the content rules were asked of an approved edition, by which of them and when.

    A row without rules waits for its check.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="content_check"
    )
    # Which rules it was, and which names they knew (press.publishing.site_findings).
    rules = models.CharField(max_length=32, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["rules"], name="content_check_rules")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.rules}"


class EditionFindingQuerySet(models.QuerySet["EditionFinding"]):
    def open(self, at: datetime.datetime | None = None) -> "EditionFindingQuerySet":
        """Returns what stands in what is public at that moment (default: now) and nobody let stand."""
        return self.filter(~Exists(_dismissals()), edition__in=Edition.objects.live(at))

    def let_stand(self, at: datetime.datetime | None = None) -> "EditionFindingQuerySet":
        """Returns what stands in what is public at that moment since somebody let it."""
        return self.filter(Exists(_dismissals()), edition__in=Edition.objects.live(at))


def _dismissals() -> models.QuerySet[Dismissal]:
    return Dismissal.objects.filter(release=OuterRef("edition__release"), key=OuterRef("key"))


class EditionFinding(models.Model):
    """What the content rules found in an approved edition: which rule and in which text, never its words.

    Whether it counts follows from other rows, and is asked of them each time (`open`): time decides whether
    the edition is public, a dismissal whether the finding stands.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(_("rule"), max_length=60)
    # Of accessibility.content.Severity.
    severity = models.PositiveSmallIntegerField(_("severity"))
    text_name = models.CharField(max_length=60)
    key = models.CharField(max_length=32)
    # In this release: a new check, or a new edition that has it still, makes it no younger.
    found_at = models.DateTimeField(_("found"))

    objects = EditionFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("open finding")
        verbose_name_plural = _("open findings")
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="finding_once_an_edition", fields=["edition", "key"])]
        indexes = [models.Index(fields=["-severity", "found_at", "id"], name="finding_gravest_first")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.rule}"
