from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page


class ReleasePage(Page):
    template = "release.html"
    body = RichTextField()
    photograph = models.ForeignKey(
        "wagtailimages.Image", null=True, on_delete=models.SET_NULL, related_name="+"
    )
