"""When the press room would rather be quiet, such as the day before an election. A warning, not a lock."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from press.text.fields import TextField


class QuietPeriodQuerySet(models.QuerySet["QuietPeriod"]):
    def lasting(self, at: datetime.datetime) -> "QuietPeriodQuerySet":
        """Returns those that last at that moment."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)


class QuietPeriod(models.Model):
    """Who would publish in it is told why not, and asked. Written by press.publishing.quiet_periods alone."""

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    reason = TextField(
        _("reason"),
        max_length=1_000,
        help_text=_("For whoever is about to publish, for example: the day of silence before the election."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = QuietPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiet period")
        verbose_name_plural = _("quiet periods")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="quiet_period_ends_after_it_begins",
                condition=Q(starts_at__lt=F("ends_at")),
                violation_error_message=_("A quiet period must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        """Returns its moments in Astana time."""
        first, last = (f"{timezone.localtime(at):%d.%m.%Y %H:%M}" for at in (self.starts_at, self.ends_at))
        return f"{first} – {last}"
