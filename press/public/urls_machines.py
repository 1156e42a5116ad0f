"""Addresses that machines read: the sitemap, robots.txt."""

from django.urls import path

from press.public import sitemaps

app_name = "machines"
urlpatterns = [
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
