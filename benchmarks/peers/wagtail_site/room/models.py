from django.apps import apps
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

if apps.is_installed("wagtailcache"):
    from wagtailcache.cache import WagtailCacheMixin as Cached
else:

    class Cached:
        """Nothing is cached."""


class ReleasePage(Cached, Page):
    template = "release.html"
    body = RichTextField()
    photograph = models.ForeignKey(
        "wagtailimages.Image", null=True, on_delete=models.SET_NULL, related_name="+"
    )
