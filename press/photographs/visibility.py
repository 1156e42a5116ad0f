"""Who may see which photograph. A picture is as public as the texts that show it, and not a second longer."""

import datetime

from django.db.models import QuerySet

from press.models import Edition, Illustration


def public_illustrations(at: datetime.datetime | None = None) -> QuerySet[Illustration]:
    """Returns the illustrations that readers can reach at that moment (default: now)."""
    return Illustration.objects.filter(edition__in=Edition.objects.reachable(at))
