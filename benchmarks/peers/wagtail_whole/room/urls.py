"""The addresses of `wagtail start`, the public ones by language; beside its pages what our page links to."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path
from search import views as search_views
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls


def elsewhere(request, **kwargs):
    """What is linked to and not measured."""
    return HttpResponse()


urlpatterns = [
    path("django-admin/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("read/<int:pk>.gif", elsewhere, name="pixel"),
    *i18n_patterns(
        path("search/", search_views.search, name="search"),
        path("archive/", elsewhere, name="archive"),
        path("archive/<int:year>/<int:month>/", elsewhere, name="archive-month"),
        path("topics/<slug:slug>/", elsewhere, name="topic"),
        path("people/<slug:slug>/", elsewhere, name="person"),
        path("display/", elsewhere, name="display"),
        path("accessibility/", elsewhere, name="statement"),
        path("about-views/", elsewhere, name="about-views"),
        path("feed.atom", elsewhere, name="feed-atom"),
        path("feed.rss", elsewhere, name="feed-rss"),
        path("feed.json", elsewhere, name="feed-json"),
        path("", include(wagtail_urls)),
    ),
]
