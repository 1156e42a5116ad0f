"""A text is clean in the database, whichever way it came in."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F

from press import publishing
from press.models import Person, Release, Topic, User
from press.richtext.fields import RichTextField
from press.text import fields
from press.text.fields import TextFormField
from tests.factories import make_officer, make_topic
from tests.press.text.hostile import GONE, INVISIBLE

# What no officer types, or what its own form takes letter by letter.
OF_PROGRAMS = {
    "ContentCheck.rules",
    "Dismissal.key",
    "Dismissal.rule",
    "EditionFinding.key",
    "EditionFinding.rule",
    "EditionFinding.text_name",
    "PasswordAttempts.address",
    "PasswordAttempts.key",
    "Photograph.marked_ai_use",
    "Photograph.sha256",
    "ReadLog.name",
    "RecoveryCode.digest",
    "RecoveryCodes.name",
    "ReviewNote.text_name",  # one of a list
    "SearchEntry.rules",
    "SearchWord.word",
    "Session.browser",  # words of ours
    "Session.session_data",
    "Session.session_key",
    "SubjectTerm.term",
    "User.password",
    "WorkingCopy.window",
    "User.username",  # Django's validator knows letters, digits and @.+-_ only
}


def test_every_field_of_texts_keeps_to_the_rule() -> None:
    left_out = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("press").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or type(field).__module__ in {"press.text.fields", "press.richtext.fields"})
    }
    assert left_out == OF_PROGRAMS


@pytest.mark.parametrize("gone", GONE.values(), ids=GONE)
def test_it_is_clean_by_every_way_in(db: None, gone: str) -> None:
    typed, words = f"Elec{gone}tions", "Elections"
    created = Topic.objects.create(name_kk=typed, name_ru=typed, name_en=typed, slug="one")
    assert (created.name_en, Topic.objects.get(name_en=typed)) == (words, created)
    saved = make_topic("Budget")
    saved.name_en = typed
    saved.save(update_fields=["name_en"])
    (bulk,) = Topic.objects.bulk_create([Topic(name_kk=typed, name_ru="", name_en="", slug="bulk")])
    person = Person.objects.create(name_kk="", name_ru="", name_en="", slug="person")
    Person.objects.update(position_kk=typed)
    person.refresh_from_db()
    assert (saved.name_en, bulk.name_kk, person.position_kk) == (words, words, words)
    full = Topic(name_kk=typed, name_ru=typed, name_en=typed, slug="full")
    full.full_clean()
    assert full.name_ru == words


def test_an_expression_is_left_to_the_database(db: None) -> None:
    topic = make_topic("Water", name_ru="Вода")
    topic.name_kk = F("name_ru")
    topic.save()
    topic.refresh_from_db()
    assert topic.name_kk == "Вода"


def test_officers_names_are_clean_too(db: None) -> None:
    names = {"first_name": "Ай\x00гүл", "last_name": "Сейіт\ufffe", "email": "a\x00@example.org"}
    officer = User.objects.get(pk=make_officer("officer", "author", **names).pk)
    assert (str(officer), officer.email) == ("Айгүл Сейіт", "a@example.org")


def test_an_address_that_a_program_gives_is_clean_too(author: User) -> None:
    edition = publishing.start_release(language="en", by=author, slug="a\x00b\ufffe", title="Title")
    assert Release.objects.get(slug="ab") == edition.release


@pytest.mark.parametrize("kind", ["CharField", "TextField", "EmailField", "SlugField"])
def test_to_migrations_it_is_djangos_own(kind: str) -> None:
    field: Any = getattr(fields, kind)(max_length=9, blank=True)
    _name, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == (f"django.db.models.{kind}", [], {"max_length": 9, "blank": True})


@pytest.mark.parametrize("invisible", INVISIBLE.values(), ids=INVISIBLE)
def test_a_form_asks_for_something_to_be_read(invisible: str) -> None:
    assert TextFormField(required=False).clean(invisible) == ""
    with pytest.raises(ValidationError):
        TextFormField().clean(invisible)
    assert TextFormField(max_length=3).clean(f"abc{GONE['zero']}") == "abc"


def test_rich_text_is_clean_when_its_entities_are_read() -> None:
    field = RichTextField()
    assert field.clean("<p>a&#11;b&#xFFFE;\ufffe\ud800</p>", None) == "<p>a b</p>"
