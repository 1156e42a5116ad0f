"""Writes ten releases in three languages, made from one; the newest is the one that is measured.

As on our page it has one related release beside its older neighbour, and no newer one.
"""

import io
import json
import os
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.text import slugify
from home.models import HomePage
from PIL import Image
from room.models import Contact, Person, PressImage, ReadTotal, ReleaseIndexPage, ReleasePage, Topic
from wagtail.models import Locale, Site

RELEASES = 10
RELATED = 7  # days before the newest

folder = Path(os.environ["BENCH"])
text = json.loads((folder / "text.json").read_text())
Site.objects.update(site_name=settings.WAGTAIL_SITE_NAME)
english = Locale.get_default()
others = [Locale.objects.create(language_code=code) for code in ("kk", "ru")]
home = HomePage.objects.get()
index = home.add_child(instance=ReleaseIndexPage(title="All releases", slug="releases", locale=english))
index.save_revision().publish()
for locale in others:
    for page in (home, index):
        page.copy_for_translation(locale).save_revision().publish()


def in_every_language(instance):
    """Saves a snippet and its translations; returns them by language."""
    instance.locale = english
    instance.save()
    found = {english: instance}
    for locale in others:
        found[locale] = instance.copy_for_translation(locale)
        found[locale].save()
    return found


def publish(page, locale, number):
    page.topics = [topic[locale] for topic in topics[number]]
    page.people = [person[locale]]
    page.contact = contact[locale]
    page.save_revision().publish()
    ReadTotal.objects.create(release=page)


budget = in_every_language(Topic(name="Budget", slug="budget"))
lawmaking = in_every_language(Topic(name="Lawmaking", slug="lawmaking"))
water = in_every_language(Topic(name="Water", slug="water"))
topics = {number: [water] for number in range(RELEASES)} | {0: [budget, lawmaking], RELATED: [budget]}
position = "Chair of the Budget Committee (invented for the sample)"
person = in_every_language(Person(name="Aigerim Sarsenova", slug="aigerim-sarsenova", position=position))
contact = in_every_language(
    Contact(
        unit="Press service of the Senate",
        phone="74-72-27",
        dialled="+77172747227",
        email="press@minber.example",
        hours="Monday to Friday, 9:00–18:30, Astana time",
    )
)
in_every_language(
    Contact(
        unit="Duty press officer",
        phone="+7 700 000-00-00",
        dialled="+77000000000",
        email="duty@minber.example",
        hours="Day and night",
        on_duty=True,
    )
)

pixels = Image.open(folder / "photograph.jpg")
width = int(text["width"])  # of the widest file of ours
pixels = pixels.resize((width, round(pixels.height * width / pixels.width)))
with io.BytesIO() as file:
    pixels.save(file, "JPEG", quality=90)
    photograph = PressImage.objects.create(
        title=text["alternative"], credit="Minber, sample drawing", file=ImageFile(file, "photograph.jpg")
    )

now = timezone.now()
for number in reversed(range(RELEASES)):
    title = f"{text['title']}, part {number}" if number else text["title"]
    page = ReleasePage(
        title=title,
        slug=slugify(title),
        locale=english,
        first_published_at=now - timedelta(days=number),
        search_description=text["description"],
        lead=text["description"],
        body=text["body"],
        place="Astana",
        photograph=photograph,
        contact=contact[english],
        photograph_alt=text["alternative"],
        photograph_caption="The plenary hall. A sample drawing.",
    )
    index.add_child(instance=page)
    publish(page, english, number)
    for locale in others:
        translation = page.copy_for_translation(locale)
        translation.title = f"{title} ({locale.language_code})"
        translation.first_published_at = page.first_published_at
        publish(translation, locale, number)
