"""Addresses under /<language>/."""

from django.urls import path

from press import converters  # noqa: F401 - `<number:…>` of these addresses
from press.public import (
    about,
    archive,
    directories,
    feeds,
    lists,
    release,
    search,
)

app_name = "press"
urlpatterns = [
    path("", lists.home, name="home"),
    path("releases/", lists.releases, name="releases"),
    path("releases/<number:pk>/", release.release, name="release"),
    path("releases/<number:pk>-<str:slug>/", release.release, name="release"),
    path("releases/<number:pk>-<str:slug>/history/", release.history, name="history"),
    path(
        "releases/<number:pk>-<str:slug>/history/<number:number>/",
        release.history_edition,
        name="history-edition",
    ),
    path("archive/", archive.archive, name="archive"),
    path("archive/<number:year>/", archive.archive_year, name="archive-year"),
    path("archive/<number:year>/<number:month>/", archive.archive_month, name="archive-month"),
    path("topics/", directories.topics, name="topics"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("topics/<slug:slug>/feed.atom", feeds.topic, name="topic-feed"),
    path("people/", directories.people, name="people"),
    path("people/<slug:slug>/", lists.person, name="person"),
    path("people/<slug:slug>/feed.atom", feeds.person, name="person-feed"),
    path("contacts/", directories.contacts, name="contacts"),
    path("search/", search.search, name="search"),
    path("search/feed.atom", feeds.search, name="search-feed"),
    path("about-views/", about.about_views, name="about-views"),
    path("feed.atom", feeds.atom, name="feed-atom"),
    path("feed.rss", feeds.rss, name="feed-rss"),
    path("feed.json", feeds.json, name="feed-json"),
]
