"""What readers would see: the public page's own template, filled with an edition that is not public."""

from django.http import HttpRequest, HttpResponse

from press.models import Edition


def render_preview(request: HttpRequest, edition: Edition) -> HttpResponse:
    raise NotImplementedError
