"""Refuses to start with a scheme that someone could not read, or with the middleware out of place."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from accessibility.schemes import LIGHT, SCHEMES

MIDDLEWARE = "accessibility.middleware.DisplayMiddleware"
_READS_THE_BODY = (
    "django.middleware.common.CommonMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.cache.UpdateCacheMiddleware",
)


@register
def schemes_can_be_read(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """accessibility.E001: text 7:1 (WCAG 1.4.6), borders and controls 3:1 (1.4.11), focus bands 9:1 (C40)."""
    return [
        Error(f"The scheme {value} cannot be read: {shortfall}.", id="accessibility.E001")
        for value, palette in (("auto", LIGHT), *((scheme.value, scheme.palette) for scheme in SCHEMES))
        for shortfall in palette.shortfalls()
    ]


@register
def middleware_is_in_its_place(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """accessibility.E002: the middleware is missing, or stands outside one that reads the body."""
    return list(_misplaced(list(settings.MIDDLEWARE)))


def _misplaced(middleware: list[str]) -> Iterator[CheckMessage]:
    if MIDDLEWARE not in middleware:
        yield Error(f"{MIDDLEWARE} is missing from MIDDLEWARE.", id="accessibility.E002")
        return
    for inner in middleware[middleware.index(MIDDLEWARE) :]:
        if _reads_the_body(inner):
            yield Error(
                f"{inner} must stand above {MIDDLEWARE}: it reads the page before the preferences are in it.",
                id="accessibility.E002",
            )


def _reads_the_body(path: str) -> bool:
    """Whether it is one of those, or a kind of one."""
    found = import_string(path)
    return isinstance(found, type) and issubclass(found, tuple(map(import_string, _READS_THE_BODY)))
