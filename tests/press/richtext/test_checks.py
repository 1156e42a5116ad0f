"""The editor stays confined: its settings, its files, its place behind one field."""

from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import models

from press.models import Edition, Release
from press.richtext.checks import editor_settings
from press.richtext.fields import RichTextField


def test_our_own_settings_are_safe() -> None:
    assert editor_settings() == []


@pytest.mark.parametrize(
    "unsafe",
    [
        {"allowedContent": True},
        {"fullPage": True},
        {"extraAllowedContent": "p; style"},
        {"extraPlugins": "divarea,docprops"},
        {"extraPlugins": "divarea,codesnippetgeshi"},
        {"extraPlugins": ""},
        {"removePlugins": "exportpdf,scayt,iframe"},
        {"removePlugins": "preview,scayt,iframe"},
        {"versionCheck": True},
    ],
)
def test_an_unsafe_setting_stops_the_start(settings: Any, unsafe: dict[str, Any]) -> None:
    settings.CKEDITOR_CONFIGS = {"default": {**settings.CKEDITOR_CONFIGS["default"], **unsafe}}
    assert [error.id for error in editor_settings()] == ["richtext.E003"]
    assert "richtext.E003" in [error.id for error in Edition._meta.get_field("body").check()]


def test_the_stock_editor_and_its_uploader_are_refused(settings: Any) -> None:
    settings.CKEDITOR_CONFIGS = {}
    assert [error.id for error in editor_settings()] == ["richtext.E002"]


def test_of_the_editor_only_what_it_loads_is_served() -> None:
    found = [path for finder in finders.get_finders() for path, _storage in finder.list([])]
    of_the_editor = [path for path in found if path.startswith("ckeditor/")]
    assert len(of_the_editor) < 60
    assert [path for path in of_the_editor if "sample" in path or "preview" in path] == []
    assert finders.find("ckeditor/ckeditor/plugins/preview/preview.html") is None
    assert finders.find("ckeditor/ckeditor/ckeditor.js") is not None
    assert finders.find("admin/css/base.css") is not None


def test_migrations_know_a_text_and_no_editor() -> None:
    assert RichTextField().deconstruct()[1] == "django.db.models.TextField"
    assert isinstance(Edition._meta.get_field("body"), models.TextField)


def test_a_text_is_cleaned_on_every_way_into_the_database(make_release: Any) -> None:
    release: Release = make_release(state="draft", body="<h1>A</h1><p onclick=x>b<script>c</script></p>")
    assert release.editions.get().body == "<h2>A</h2><p>b</p>"


def test_a_text_of_nothing_but_blanks_is_missing() -> None:
    field = RichTextField("text").formfield()
    with pytest.raises(ValidationError) as refused:
        field.clean("<p>&nbsp;</p><p><br></p>")
    assert refused.value.code == "required"
