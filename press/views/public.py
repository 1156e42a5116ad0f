"""What every public page has in common: the same bytes for everyone, and only the parameters it knows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, QueryDict

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# Shared caches may keep a page, but ask before each use: what is taken down is gone in seconds.
CACHE_CONTROL = "no-cache"


def public(*parameters: str) -> Callable[[View], View]:
    """Marks a view as public and names the query parameters it knows.

    All others (`utm_source`, `fbclid`) are taken out of `request.GET`, so that they make no other page.
    The page cache reads the names from the view's `query_parameters`. GET and HEAD only, else 405.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            request.GET = known(request.GET, parameters)  # type: ignore[assignment]
            response = view(request, *args, **kwargs)
            response.setdefault("Cache-Control", CACHE_CONTROL)
            return response

        answer.query_parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return cast("View", answer)

    return decorate


def known(query: QueryDict, parameters: tuple[str, ...]) -> QueryDict:
    """Returns the query with only those parameters, each once, in their own order."""
    kept = QueryDict(mutable=True)
    for name in parameters:
        if value := query.get(name):
            kept[name] = value
    kept._mutable = False
    return kept
