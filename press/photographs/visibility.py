"""Who may see which photograph. A picture is as public as the texts that show it, and not a second longer."""

import datetime

from django.db.models import QuerySet

from press.models import Edition, Illustration, Photograph, User


def public_illustrations(at: datetime.datetime | None = None) -> QuerySet[Illustration]:
    """Returns the illustrations that readers can reach at that moment (default: now)."""
    return Illustration.objects.filter(edition__in=Edition.objects.reachable(at))


def find_uploads(officer: User) -> QuerySet[Photograph]:
    """Returns what the officer has chosen for texts that are not saved yet: nobody else sees it."""
    return Photograph.objects.filter(story=None, uploaded_by=officer)


def previewable_photographs(officer: User) -> QuerySet[Photograph]:
    """Returns what an officer who may see photographs sees of those that are not public."""
    return Photograph.objects.exclude(story=None) | find_uploads(officer)
