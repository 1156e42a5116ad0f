"""What search engines read: every live release with its languages, and what they may leave."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from press.languages import Language
from press.models import Edition
from press.views.public import public

XML = "application/xml"


class LiveReleases(Sitemap):  # type: ignore[type-arg] # generic in the stubs alone
    # Some 1 KB each with its languages: far under the 50 MB that the protocol allows.
    limit = 5_000

    def items(self) -> QuerySet[Edition]:
        return (
            Edition.objects.live()
            .select_related("release")
            .only("live_from", "release__language", "release__slug", "release__story")
            .order_by("release_id")
        )

    def get_urls(self, page: Any = 1, site: Any = None, protocol: Any = None) -> list[dict[str, Any]]:
        """Returns one page of releases, each with all languages of its story. Two queries."""
        editions = list(self.paginator.page(page).object_list)
        stories = {edition.release.story_id for edition in editions}
        languages: dict[int, list[dict[str, str]]] = defaultdict(list)
        for sibling in self.items().filter(release__story__in=stories).order_by("release__language"):
            release = sibling.release
            languages[release.story_id].append({"lang_code": release.language, "location": _address(release)})
        return [
            {
                "location": _address(edition.release),
                "lastmod": edition.live_from,
                "alternates": languages[edition.release.story_id],
            }
            for edition in editions
        ]


@public("p")
def sitemap(request: HttpRequest) -> HttpResponse:
    """The releases; where they fill more than one page, the list of the pages (`?p=1` …)."""
    live = LiveReleases()
    page = request.GET.get("p")
    pages = live.paginator.num_pages
    if page is None and pages > 1:
        address = f"{settings.SITE_URL}{reverse('machines:sitemap')}"
        locations = [{"location": f"{address}?p={number}"} for number in range(1, pages + 1)]
        return render(request, "sitemap_index.xml", {"sitemaps": locations}, content_type=XML)
    try:
        urls = live.get_urls(page or 1)
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
    homes = [{"location": f"{settings.SITE_URL}/{language}/"} for language in Language.values]
    return render(request, "sitemap.xml", {"urlset": [*homes, *urls]}, content_type=XML)


@public()
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /read/",
        *(f"Disallow: /{language}/search/" for language in Language.values),
        *(f"Disallow: /{language}/display/" for language in Language.values),
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('machines:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _address(release: Any) -> str:
    return f"{settings.SITE_URL}{release.get_absolute_url()}"
