"""What every public page has in common: the same bytes for everyone, and only the parameters it knows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, QueryDict

from press.converters import MAX_VALUE_LENGTH
from press.pagecache.upstream import DATABASE_IS_AWAY
from press.public.errors import CACHE_CONTROL, unavailable

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public_page(*parameters: str) -> Callable[[View], View]:
    """Marks a view as public and names the query parameters it knows.

    All others (`utm_source`, `fbclid`) are taken out of `request.GET`, so that they make no other page.
    The page cache (`press.pagecache`) reads the names from the view's `query_parameters`. GET and HEAD only,
    else 405; while the page cache says that the database does not answer, 503 without asking it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            if request.META.get(DATABASE_IS_AWAY):
                return unavailable(request)
            request.GET = keep_parameters(request.GET, parameters)  # type: ignore[assignment]
            response = view(request, *args, **kwargs)
            response.setdefault("Cache-Control", CACHE_CONTROL)
            return response

        answer.query_parameters = frozenset(parameters)  # type: ignore[attr-defined]
        # Where nothing is taken there is nothing to forge: another method hears 405, not of a missing token.
        answer.csrf_exempt = True  # type: ignore[attr-defined]
        return cast("View", answer)

    return decorate


def keep_parameters(query: QueryDict, parameters: tuple[str, ...]) -> QueryDict:
    """Returns the query with only those parameters, each once and cut, in their own order."""
    kept = QueryDict(mutable=True)
    for name in parameters:
        if value := query.get(name):
            kept[name] = value[:MAX_VALUE_LENGTH]
    kept._mutable = False
    return kept
