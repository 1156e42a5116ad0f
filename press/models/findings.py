"""What the content rules found and somebody let stand, and what they find of what is public."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from press.models.releases import Release
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
