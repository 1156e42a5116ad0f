"""The site's own addresses, one that refuses, one that fails; a password lasts as long as one looks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler403, handler404, handler500, urlpatterns
from press.authentication import pending, second_factor
from press.authentication.throttle import TooManyAttempts

pending.VALID_FOR = second_factor.FRESH = 24 * 60 * 60

__all__ = ["handler403", "handler404", "handler500"]


def failing(request: HttpRequest, language: str) -> HttpResponse:
    raise RuntimeError("This page fails, as it should.")


def refused(request: HttpRequest, language: str) -> HttpResponse:
    raise TooManyAttempts(retry_after=1800)


urlpatterns = [
    path("<str:language>/refused/", refused),
    path("<str:language>/failing/", failing),
    *urlpatterns,
]
