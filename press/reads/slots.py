"""The place of a page where the number of its reads stands, filled on the way out.

So a page stays as it is while it is read (docs/adr/0005).
"""

from functools import lru_cache

from django.utils.formats import get_format
from django.utils.html import escape
from django.utils.translation import gettext, override

from accessibility import splice
from accessibility.preferences import Preferences
from press.models import Release
from press.reads.totals import of_this_process

VIEWS = "views"


def register() -> None:
    splice.register(VIEWS, _views, state=_get_heard)


def mark(release: Release, language: str) -> str:
    """Returns what a template writes where the count goes, with its label."""
    total = getattr(release, "read_total", None)
    reads = total.reads if total else 0
    return splice.mark(VIEWS, f"{language}-{release.pk}-{release.previous_reads}-{reads}")


def _views(argument: str, _: Preferences, heard: int) -> bytes:
    """In an archive each page has another count: Django's own formatting costs as much as all else of a page
    that is kept.

    `heard`: the total as this process heard it, 0 where it is what the page was made with: no total shrinks.
    """
    language, _release, previous, reads = argument.split("-")
    count = int(previous) + (heard or int(reads))
    before, after, separator = _label(language)
    number = f"{count:,}".replace(",", separator)
    return f'<data class="views" value="{count}">{before}{number}{after}</data>'.encode()


def _get_heard(argument: str) -> int:
    """Returns the total of a release as this process heard it last; 0: nothing of late, or no more than the
    page said when it was made.
    """
    _, release, _, reads = argument.split("-")
    heard = of_this_process.heard.get(release, 0)
    return heard if heard and heard > int(reads) else 0


@lru_cache
def _label(language: str) -> tuple[str, str, str]:
    """Returns what stands before and behind a count, and what parts its thousands."""
    with override(language):
        before, _, after = gettext("Views: %(count)s").partition("%(count)s")
        return escape(before), escape(after), get_format("THOUSAND_SEPARATOR")
