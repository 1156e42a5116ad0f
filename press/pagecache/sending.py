"""What is sent of a kept page: the whole page, or that whoever asks has it."""

import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.http import parse_etags, parse_http_date_safe

from press.pagecache.responses import Responses
from press.pagecache.stored_page import StoredPage
from press.pagecache.upstream import Environ, WSGIResponse
from press.pagecache.visitors import Sender, Visitor


class Stale(NamedTuple):
    """A page that was public, shown because the database is gone."""

    page: StoredPage


def send_response(response: WSGIResponse, method: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(response.status, response.headers)
    return [] if method == "HEAD" else [response.body]


def send_page(
    current: StoredPage | Stale,
    responses: Responses,
    sender: Sender,
    environ: Environ,
    start_response: Callable[..., Any],
) -> Iterable[bytes]:
    page = current.page if isinstance(current, Stale) else current
    response = responses.get(page, sender.visitor, sender.codings)
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    if if_none_match is not None:
        is_known = _matches(response.etag, if_none_match)
    else:
        is_known = _is_unmodified(page, sender.visitor, environ.get("HTTP_IF_MODIFIED_SINCE"))
    headers = response.headers_without_body() if is_known else response.headers
    if isinstance(current, Stale):
        # RFC 9211: how far its time to live is over; of `expires` a moment ahead could be read.
        left = page.made + page.lifetime - time.time()
        headers = [*headers, ("Cache-Status", f"minber; hit; ttl={left:.0f}")]
    if is_known:
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return response.body


def _matches(etag: str, if_none_match: str) -> bool:
    """Whether the header names that ETag, by the weak comparison (RFC 9110, 13.1.2)."""
    if if_none_match == etag:  # what nearly every browser sends
        return True
    known = parse_etags(if_none_match)
    return known == ["*"] or etag in (each.removeprefix("W/") for each in known)


def _is_unmodified(page: StoredPage, visitor: Visitor, since: str | None) -> bool:
    """Whether who asks has the page, by its date (RFC 9110, 13.1.3); of another look no date says so."""
    if since is None or visitor.token:
        return False
    seconds = parse_http_date_safe(since)
    return seconds is not None and page.modified <= seconds
