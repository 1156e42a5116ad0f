"""Addresses that machines read: sitemaps, robots.txt."""

from django.urls import URLPattern

app_name = "machines"
urlpatterns: list[URLPattern] = []
