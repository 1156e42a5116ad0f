"""The site's own addresses, and one that fails."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler403, handler404, handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500"]


def failing(request: HttpRequest, language: str) -> HttpResponse:
    raise RuntimeError("This page fails, as it should.")


urlpatterns = [path("<str:language>/failing/", failing), *urlpatterns]
