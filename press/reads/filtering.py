"""Which requests are a reader's: not a robot's, not a browser's guess ahead, not another site's."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from crawlerdetect import CrawlerDetect

# A longer one is cut: crawlerdetect's time grows with the square of it (100,000 characters: many minutes,
# 256 at worst: 12 ms).
USER_AGENT_CHARACTERS = 256
# How browsers say that they load a page before the reader asks for it: all of them now; Chromium and Safari
# before; Firefox until 2021; Safari's top sites.
AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ", "HTTP_X_PURPOSE")
AHEAD_WORDS = ("prefetch", "prerender", "preview")
# With what every browser's user agent begins; those of text browsers with their own names.
_BROWSER = re.compile(r"(?:Mozilla|Opera|Lynx|Links|ELinks|w3m|Dillo|NetSurf)\b", re.IGNORECASE)
# What programs say of themselves and browsers do not: where they are from, and that they are like a browser.
_PROGRAM = re.compile(r"https?:|www\.|@|compatible;(?! (?:MSIE|Konqueror))", re.IGNORECASE)


@lru_cache(maxsize=2048)
def is_robot(user_agent: str) -> bool:
    """Whether this user agent is a program's. One that says nothing is."""
    return (
        _BROWSER.match(user_agent) is None
        or _PROGRAM.search(user_agent) is not None
        or bool(_detector.is_crawler(user_agent))
    )


# Its own cache lives in each instance and holds each user agent twice: one instance, ours in front.
_detector = CrawlerDetect()


# A request's environ: what WSGI hands over, and Django has as `request.META`.
Environ = Mapping[str, Any]


def is_ahead_of_the_reader(environ: Environ) -> bool:
    """Whether the browser says that it loads the page before anyone asked for it."""
    for name in AHEAD_HEADERS:  # a generator would cost more than all four, which are hardly ever there
        header = environ.get(name)
        if header and any(word in header.lower() for word in AHEAD_WORDS):
            return True
    return False


def is_from_our_page(environ: Environ) -> bool:
    """Whether a page of this host sent it, by the first of Sec-Fetch-Site, Origin and Referer that is there.

    Without any of them it is not: every browser sends one with what our pages ask for (Sec-Fetch-Site since
    2023, Origin with each POST, Referer with the pixel, which our Referrer-Policy allows), and who hides all
    three cannot be told from a program that counts up a number.
    """
    if site := environ.get("HTTP_SEC_FETCH_SITE"):
        return bool(site == "same-origin")
    for name in ("HTTP_ORIGIN", "HTTP_REFERER"):
        if sender := environ.get(name):
            try:
                return urlsplit(sender).netloc.lower() == _host(environ)
            except ValueError:
                return False
    return False


def _host(environ: Environ) -> str:
    """Returns the host that was asked, as browsers write it; whether it is ours is checked elsewhere."""
    host: str = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
    return host.lower()


def is_reading(environ: Environ) -> bool:
    """Whether this request counts as one read."""
    return (
        is_from_our_page(environ)
        and not is_ahead_of_the_reader(environ)
        and not is_robot(environ.get("HTTP_USER_AGENT", "")[:USER_AGENT_CHARACTERS])
    )
