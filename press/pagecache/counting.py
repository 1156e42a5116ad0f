"""Counts reads before Django is entered: one record appended, and the response that is always the same."""

import re

from press.pagecache.upstream import Environ, Upstream, WSGIResponse
from press.reads.counting import count_reading

_PATH = re.compile(r"/read/([0-9]+)(\.gif)?")


def count_read(path: str, environ: Environ, upstream: Upstream) -> WSGIResponse | None:
    """Returns the response to a beacon or a pixel; None where it is neither, so Django's to answer.

    Django is asked once for each of the responses, by a request that counts nothing.
    """
    match = _PATH.fullmatch(path)
    method = environ["REQUEST_METHOD"]
    if match is None or method not in (("GET", "HEAD") if match[2] else ("POST",)):
        return None
    response = upstream.get_fixed((method, match[2] or ""), environ, REQUEST_METHOD=method)
    if not response.status.startswith("2"):
        return None
    if method != "HEAD":
        count_reading(match[1], environ)
    return response
