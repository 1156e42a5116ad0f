"""Pages about the site itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from press.public.pages import public_page


@public_page()
def about_views(request: HttpRequest) -> HttpResponse:
    """How views are counted, in plain words."""
    return render(request, "press/about_views.html", {"at_most": settings.READS_PER_ADDRESS_HOUR})
