"""What readers would see: the public page itself, filled with an edition that is not public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from press.desk.status import newest_moment
from press.models import Edition
from press.public.release import PublicRelease, build_context


def render_preview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Returns the release's page with this edition, in the release's language, dated as it will be.

    Nothing is saved: what a release gets only at its publication is given to the objects in hand.
    """
    release, now = edition.release, timezone.now()
    release.first_published_at = release.first_published_at or max(newest_moment(edition), now)
    release.slug = release.slug or "preview"
    before = list(release.editions.been_public(now).order_by("-number"))
    with translation.override(release.language):
        shown = build_context(PublicRelease(release, edition, before, now))
        return render(request, "admin/press/edition/preview.html", shown)
