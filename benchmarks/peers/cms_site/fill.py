"""Writes the release into the database, its photograph and its text by plugins, and publishes it."""

import json
import os
from pathlib import Path

import django

django.setup()

from cms.api import add_plugin, create_page
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from djangocms_versioning.models import Version
from filer.models import Image

folder = Path(os.environ["BENCH"])
text = json.loads((folder / "text.json").read_text())
user = get_user_model().objects.create_superuser("bench", "bench@localhost.example", "bench")
page = create_page(
    text["title"],
    "release.html",
    "en",
    slug="release",
    meta_description=text["description"],
    created_by=user,
)
content = page.pagecontent_set(manager="admin_manager").get(language="en")
places = {place.slot: place for place in content.get_placeholders()}
file = ContentFile((folder / "photograph.jpg").read_bytes(), "photograph.jpg")
image = Image.objects.create(file=file, default_alt_text=text["alternative"], owner=user)
picture = add_plugin(places["photograph"], "ImagePlugin", "en")
picture.initialize_from_form()
picture.config |= {"picture": {"model": "filer.image", "pk": image.pk}}
picture.save()
add_plugin(places["content"], "TextPlugin", "en", body=text["body"])
Version.objects.get_for_content(content).publish(user)
