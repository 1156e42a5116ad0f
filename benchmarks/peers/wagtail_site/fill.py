"""Writes the release into the database, below the home page that `wagtail start` makes."""

import json
import os
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.core.files.images import ImageFile
from home.models import HomePage
from room.models import ReleasePage
from wagtail.images.models import Image
from wagtail.models import Site

folder = Path(os.environ["BENCH"])
text = json.loads((folder / "text.json").read_text())
Site.objects.update(site_name=settings.WAGTAIL_SITE_NAME)
with (folder / "photograph.jpg").open("rb") as file:
    image = Image.objects.create(title=text["alternative"], file=ImageFile(file, "photograph.jpg"))
page = ReleasePage(
    title=text["title"],
    slug="release",
    search_description=text["description"],
    body=text["body"],
    photograph=image,
)
HomePage.objects.get().add_child(instance=page)
page.save_revision().publish()
