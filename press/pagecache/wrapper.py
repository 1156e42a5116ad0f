"""The page cache: a WSGI application around Django's."""

from collections.abc import Callable, Iterable
from typing import Any

from press.languages import negotiate_language
from press.pagecache import keys
from press.pagecache.counting import count_read
from press.pagecache.kept_pages import KeptPages
from press.pagecache.sending import send_page, send_response
from press.pagecache.upstream import Environ, WSGIResponse
from press.pagecache.visitors import Senders


class PageCache:
    """Answers what it may from what is kept; all else is Django's.

    Kept are public pages (their views declare `query_parameters`), as they are for everyone; each visitor's
    choices are filled in on the way out.
    """

    def __init__(self, pages: KeptPages) -> None:
        self._pages = pages
        self._senders = Senders()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        method: str = environ["REQUEST_METHOD"]
        self._pages.monitor.start()
        sender = self._senders.get(environ)
        if not sender.is_allowed:
            return self._pages.django(environ, start_response)
        if path.startswith("/read/") and (response := count_read(path, environ, self._pages.upstream)):
            return send_response(response, method, start_response)
        if method not in ("GET", "HEAD"):
            return self._pages.django(environ, start_response)
        if path == "/":
            return send_response(self._redirect_to_language(environ), method, start_response)
        query: str = environ["QUERY_STRING"]
        visitor = sender.visitor
        if query:
            names = keys.query_parameters(path)
            if names is None:
                return self._pages.django(environ, start_response)
            query = keys.canonical_query(query, names)
        key = (path, query, visitor.variant)
        page = self._pages.store.get(key)
        current = self._pages.get(key, environ, visitor, page)
        if current is None:
            return self._pages.django(environ, start_response)
        if isinstance(current, WSGIResponse):
            return send_response(current, method, start_response)
        return send_page(current, self._pages.responses, sender, environ, start_response)

    def _redirect_to_language(self, environ: Environ) -> WSGIResponse:
        """The bare address: Django is asked once for the redirect to each language."""
        language = negotiate_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        return self._pages.upstream.get_fixed(("/", language), environ, HTTP_ACCEPT_LANGUAGE=language)
