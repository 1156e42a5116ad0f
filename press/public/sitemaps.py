"""What search engines read: every live release with its languages, and what they may leave.

The releases stand in parts of PART numbers each: a part is found by the key of its rows, an old one stays as
it is, and none grows, however many releases there are.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localtime

from press.converters import parse_number
from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.invalidation.names import SITEMAP_PART as PART
from press.languages import Language
from press.models import Edition, Release
from press.public.pages import public_page
from press.text.characters import clean_text

_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@public_page("p")
def sitemap(request: HttpRequest) -> HttpResponse:
    """The releases; where they fill more than one part, the list of the parts (`?p=1` …)."""
    with reading():
        newest = Edition.objects.live().order_by("-release").values_list("release", flat=True).first() or 1
    parts = (newest - 1) // PART + 1
    part_text = request.GET.get("p") or ("" if parts > 1 else "1")
    if not part_text or parts == 1:
        depend_on(names.EVERY_NEWEST)
    if not part_text:
        address = f"{settings.SITE_URL}{reverse('machines:sitemap')}"
        return _xml(
            "sitemapindex",
            (f"<sitemap><loc>{escape(address)}?p={each}</loc></sitemap>" for each in range(1, parts + 1)),
        )
    part = parse_number(part_text)
    if part is None or not 1 <= part <= parts:
        raise Http404
    homes = (f"<url><loc>{_whole(f'/{language}/')}</loc></url>" for language in Language.values)
    return _xml("urlset", [*homes, *_releases(part)])


def _releases(part: int) -> list[str]:
    """Returns one part, each release with all languages of its story. One query."""
    numbers = range((part - 1) * PART + 1, part * PART + 1)
    stories = Release.objects.filter(pk__gte=numbers.start, pk__lt=numbers.stop).values("story")
    rows = (
        Edition.objects.live()
        .filter(release__story__in=stories)
        .order_by("release__story", "release__language")
        .select_related("release")
        .only("live_from", "expunged_at", "release__language", "release__slug", "release__story")
    )
    of_story: dict[int, list[tuple[Edition, str]]] = defaultdict(list)
    with reading(names.sitemap(numbers.start)):
        found = list(rows)
    for edition in found:
        of_story[edition.release.story_id].append((edition, _whole(edition.release.get_absolute_url())))
    return [
        _url(edition, address, together)
        for together in of_story.values()
        for edition, address in together
        if edition.release_id in numbers
    ]


def _url(edition: Edition, address: str, together: Iterable[tuple[Edition, str]]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{other.release.language}" href="{where}"/>'
        for other, where in together
    )
    assert edition.updated_at is not None
    changed = localtime(edition.updated_at).isoformat(timespec="seconds")
    return f"<url><loc>{address}</loc><lastmod>{changed}</lastmod>{links}</url>"


def _xml(name: str, items: Iterable[str]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{name} {_NAMESPACES}>", *items, f"</{name}>", ""]
    return HttpResponse(clean_text("\n".join(lines)), content_type="application/xml")


def _whole(address: str) -> str:
    return escape(f"{settings.SITE_URL}{address}")


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    # What may be made of the texts: https://datatracker.ietf.org/doc/draft-ietf-aipref-attach/, and a licence
    # for machines: https://rslstandard.org/rsl
    usage = [f"Content-Usage: {settings.CONTENT_USAGE}"] if settings.CONTENT_USAGE else []
    licence = [f"License: {settings.RSL_LICENSE}"] if settings.RSL_LICENSE else []
    lines = [
        "User-agent: *",
        *usage,
        "Disallow: /admin/",
        "Disallow: /read/",
        *(f"Disallow: /{language}/search/" for language in Language.values),
        *(f"Disallow: /{language}/display/" for language in Language.values),
        "",
        *licence,
        f"Sitemap: {settings.SITE_URL}{reverse('machines:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
