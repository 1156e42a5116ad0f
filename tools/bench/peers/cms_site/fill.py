"""Writes the release into the database, once."""

import json
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
django.setup()

from cms.api import add_plugin, create_page
from cms.models import Page
from django.contrib.auth import get_user_model

text = json.loads((Path(os.environ["BENCH"]) / "text.json").read_text())
if not Page.objects.exists():
    user = get_user_model().objects.create_superuser("bench", "bench@localhost.example", "bench")
    page = create_page(text["title"], "release.html", "en", slug="release", created_by=user)
    placeholder = page.get_placeholders("en").get(slot="content")
    add_plugin(placeholder, "TextPlugin", "en", body=text["body"])
