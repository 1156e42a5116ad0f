"""A press room in Wagtail: releases in three languages, with what our page shows beside the text."""

import json

from django.db import models
from django.utils.safestring import mark_safe
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import register_snippet

RELATED = 3


class PressImage(AbstractImage):
    credit = models.CharField(max_length=200, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "credit")


class PressRendition(AbstractRendition):
    image = models.ForeignKey(PressImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


@register_snippet
class Topic(TranslatableMixin):
    name = models.CharField(max_length=100)
    slug = models.SlugField()

    def __str__(self):
        return self.name


@register_snippet
class Person(TranslatableMixin):
    name = models.CharField(max_length=200)
    slug = models.SlugField()
    position = models.CharField(max_length=200)

    def __str__(self):
        return self.name


@register_snippet
class Contact(TranslatableMixin):
    unit = models.CharField(max_length=200)
    phone = models.CharField(max_length=50)
    dialled = models.CharField(max_length=50)
    email = models.EmailField()
    hours = models.CharField(max_length=200)
    on_duty = models.BooleanField(default=False)

    def __str__(self):
        return self.unit


class ReleaseIndexPage(Page):
    subpage_types = ["room.ReleasePage"]


class ReleasePage(Page):
    template = "release_page.html"
    parent_page_types = ["room.ReleaseIndexPage"]

    lead = models.TextField()
    body = RichTextField()
    place = models.CharField(max_length=100)
    minutes_to_read = models.PositiveSmallIntegerField(default=1)
    edition = models.PositiveSmallIntegerField(default=1)
    photograph = models.ForeignKey(PressImage, null=True, on_delete=models.SET_NULL, related_name="+")
    photograph_alt = models.CharField(max_length=500)
    photograph_caption = models.CharField(max_length=500)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    topics = ParentalManyToManyField(Topic)
    people = ParentalManyToManyField(Person)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        home, index = self.get_ancestors().filter(depth__gt=1)
        topics = list(self.topics.all())
        others = self.get_siblings(inclusive=False).live()
        older = others.filter(first_published_at__lt=self.first_published_at)
        newer = others.filter(first_published_at__gt=self.first_published_at)
        older = older.order_by("-first_published_at").first()
        newer = newer.order_by("first_published_at").first()
        related = others.exclude(pk__in=[page.pk for page in (older, newer) if page])
        related = related.filter(releasepage__topics__in=topics).distinct().order_by("-first_published_at")
        translations = self.get_translations(inclusive=True).live().select_related("locale")
        picture = self.photograph.get_rendition("format-jpeg|width-1280")
        address = self.get_full_url(request)
        return context | {
            "home": home,
            "index": index,
            "topics": topics,
            "people": list(self.people.all()),
            "older": older,
            "newer": newer,
            "related": related[:RELATED],
            "translations": list(translations.defer("lead", "body").order_by("locale__language_code")),
            "duty": Contact.objects.filter(locale=self.locale_id, on_duty=True).first(),
            "reads": self.reads.total,
            "picture": picture,
            "address": address,
            "linked_data": self.linked_data(topics, picture, address, home.get_full_url(request)),
        }

    def linked_data(self, topics, picture, address, home):
        """The article as schema.org describes it, ready to stand in a script element."""
        room = {"@type": "GovernmentOrganization", "name": "Press room of the Parliament", "url": home}
        told = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "description": self.search_description,
            "datePublished": self.first_published_at.isoformat(timespec="minutes"),
            "inLanguage": "en",
            "mainEntityOfPage": address,
            "url": address,
            "isAccessibleForFree": True,
            "version": self.edition,
            "about": [topic.name for topic in topics],
            "image": [picture.full_url],
            "author": room,
            "publisher": room,
            "interactionStatistic": {
                "@type": "InteractionCounter",
                "interactionType": "https://schema.org/ReadAction",
                "userInteractionCount": self.reads.total,
            },
        }
        return mark_safe(json.dumps(told, ensure_ascii=False).replace("<", "\\u003C"))


class ReadTotal(models.Model):
    """How often a release was read: beside the page, where no edition can put an old number back."""

    release = models.OneToOneField(ReleasePage, on_delete=models.CASCADE, related_name="reads")
    total = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.total)
