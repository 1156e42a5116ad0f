"""Which requests are a reader's: not a robot's, not a browser's guess ahead, not another site's."""

from functools import lru_cache
from urllib.parse import urlsplit

from crawlerdetect import CrawlerDetect
from django.http import HttpRequest

# A longer one is cut: crawlerdetect's time grows with the square of it (100,000 characters: many minutes,
# 256 at worst: 12 ms).
USER_AGENT_CHARACTERS = 256
# How browsers say that they load a page before the reader asks for it: all of them now; Chromium and Safari
# before; Firefox until 2021; Safari's top sites.
AHEAD_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
AHEAD_WORDS = ("prefetch", "prerender", "preview")


@lru_cache(maxsize=2048)
def is_robot(user_agent: str) -> bool:
    """Whether this user agent is a program's. One that says nothing is."""
    return not user_agent.strip() or bool(_detector.is_crawler(user_agent))


# Its own cache lives in each instance and holds each user agent twice: one instance, ours in front.
_detector = CrawlerDetect()


def is_ahead_of_the_reader(request: HttpRequest) -> bool:
    """Whether the browser says that it loads the page before anyone asked for it."""
    said = " ".join(request.headers.get(name, "") for name in AHEAD_HEADERS).lower()
    return any(word in said for word in AHEAD_WORDS)


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether a page of this host sent it, by the first of Sec-Fetch-Site, Origin and Referer that is there.

    Without any of them it is taken for ours: browsers that hide where they come from have readers too.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    for name in ("Origin", "Referer"):
        if sender := request.headers.get(name):
            try:
                return urlsplit(sender).netloc.lower() == request.get_host().lower()
            except ValueError:
                return False
    return True


def is_reading(request: HttpRequest) -> bool:
    """Whether this request counts as one read."""
    return (
        is_from_our_page(request)
        and not is_ahead_of_the_reader(request)
        and not is_robot(request.headers.get("User-Agent", "")[:USER_AGENT_CHARACTERS])
    )
