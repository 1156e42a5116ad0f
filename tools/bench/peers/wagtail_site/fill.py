"""Writes the release into the database, once."""

import json
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
django.setup()

from django.core.files.images import ImageFile
from room.models import ReleasePage
from wagtail.images.models import Image
from wagtail.models import Page

folder = Path(os.environ["BENCH"])
text = json.loads((folder / "text.json").read_text())
if not ReleasePage.objects.exists():
    with (folder / "photograph.jpg").open("rb") as file:
        image = Image.objects.create(title="Photograph", file=ImageFile(file, "photograph.jpg"))
    home = Page.objects.get(slug="home")
    page = ReleasePage(title=text["title"], slug="release", body=text["body"], photograph=image)
    home.add_child(instance=page)
    page.save_revision().publish()
