"""Who may see which photograph. A picture is as public as the texts that show it, and not a second longer."""

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from press.models import Edition, Illustration


def public_illustrations(at: datetime.datetime | None = None) -> QuerySet[Illustration]:
    """Returns the illustrations that readers can reach at that moment (default: now).

    Those of live editions, of withdrawn ones under their banner, and of those that the public history
    shows: of every edition that is or was public, unless its release is removed.
    """
    at = at or timezone.now()
    return Illustration.objects.filter(
        Q(edition__release__removed_at=None) | Q(edition__release__removed_at__gt=at),
        edition__in=Edition.objects.been_public(at),
    )
