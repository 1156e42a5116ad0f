"""The site's own addresses, and one that fails; a password given once counts for as long as one looks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler403, handler404, handler500, urlpatterns
from press.authentication import pending, second_factor

pending.VALID_FOR = second_factor.FRESH = 24 * 60 * 60

__all__ = ["handler403", "handler404", "handler500"]


def failing(request: HttpRequest, language: str) -> HttpResponse:
    raise RuntimeError("This page fails, as it should.")


urlpatterns = [path("<str:language>/failing/", failing), *urlpatterns]
