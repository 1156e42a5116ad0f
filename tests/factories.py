"""Rows that tests need: what a test does not speak of has a default.

Releases are made by the fixture `make_release`, which brings them through the verbs.
"""

import datetime
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import totp
from PIL import Image

from press.authentication import pending
from press.languages import Language
from press.models import (
    AuthenticatorApp,
    Contact,
    Edition,
    Illustration,
    Person,
    Photograph,
    QuietPeriod,
    Release,
    Topic,
    User,
)
from press.models.ai_use import PictureAIUse
from press.photographs.intake import create_photograph
from press.richtext.fields import RichTextField

# The builders' texts need not please the content rules: "Republic" in a Kazakh text is of no test's concern.
OF_THE_TESTS = "A text of the tests."


def make_officer(name: str, group: str, **fields: Any) -> User:
    """Returns an officer with the rights of that group, who works in English."""
    fields = {"password": "correct horse battery", "interface_language": "en", **fields}
    user = User.objects.create_user(name, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=group))
    return user


def make_quiet_period(starts_at: datetime.datetime, **fields: Any) -> QuietPeriod:
    """Returns a quiet period of a day."""
    fields = {"ends_at": starts_at + datetime.timedelta(days=1), "reason": "Day of silence.", **fields}
    return QuietPeriod.objects.create(starts_at=starts_at, **fields)


@contextmanager
def on_duty(officer: User) -> Iterator[User]:
    """The officer is the duty editor for as long, and was none before and afterwards."""
    now = timezone.now()
    officer.duty_from, officer.duty_until = now, now + datetime.timedelta(hours=1)
    officer.save(update_fields=["duty_from", "duty_until"])
    yield officer
    officer.duty_from = officer.duty_until = None
    officer.save(update_fields=["duty_from", "duty_until"])


def signed_in(user: User) -> Client:
    """Returns a new browser in which that user is signed in."""
    client = Client()
    client.force_login(user)
    return client


def make_app(account: User) -> AuthenticatorApp:
    """Returns the account's app of a second factor, as if it had been set up before; no recovery codes."""
    app: AuthenticatorApp = AuthenticatorApp.objects.create(user=account, name="app")
    return app


def code_of(app: AuthenticatorApp) -> str:
    """Returns the code that the app shows now, as if it had not been used yet."""
    AuthenticatorApp.objects.filter(pk=app.pk).update(last_t=-1, drift=0)
    return code_of_key(app.key)


def code_of_key(key: str) -> str:
    """Returns what an app shows now in which that secret, in hexadecimal digits, was typed."""
    return f"{totp(bytes.fromhex(key)):06}"


def signed_in_with_second_factor(user: User) -> Client:
    """Returns a new browser in which that user has given password and code just now."""
    client = signed_in(user)
    app = AuthenticatorApp.objects.filter(user=user).first() or make_app(user)
    session = client.session
    session.update({DEVICE_ID_SESSION_KEY: app.persistent_id, "second_factor_at": time.time()})
    session.save()
    return client


def with_password_alone(user: User) -> Client:
    """Returns a new browser in which that user has given the password just now, and no second factor."""
    client = Client()
    request = HttpRequest()
    request.session, request.META["REMOTE_ADDR"] = client.session, "127.0.0.1"
    pending.begin(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


def make_topic(name: str = "Elections", **fields: Any) -> Topic:
    """Returns a topic with that name in every language and its slug; `name_kk="Сайлау"` says otherwise."""
    return Topic.objects.create(**{**_in_every_language("name", name), "slug": slugify(name), **fields})


def make_person(name: str = "Maulen Ashimbayev", **fields: Any) -> Person:
    """Returns a person with that name in every language and its slug; `name_kk="…"` says otherwise."""
    return Person.objects.create(**{**_in_every_language("name", name), "slug": slugify(name), **fields})


def make_contact(unit: str = "Press service", **fields: Any) -> Contact:
    """Returns a contact whose unit is named so in every language; `unit_kk="…"` says otherwise."""
    return Contact.objects.create(**{**_in_every_language("unit", unit), **fields})


def photograph_file(
    colour: str = "navy", *, name: str = "DSC_0001.JPG", size: tuple[int, int] = (640, 480)
) -> SimpleUploadedFile:
    """Returns a JPEG as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def illustrate(edition: Edition, file: Any = None, *, by: User, **fields: Any) -> Illustration:
    """Puts a new photograph into an edition, without the other renditions that come later."""
    story = edition.release.story
    photograph = create_photograph(file or photograph_file(), story=story, by=by)
    photograph.ai_use = fields.pop("ai_use", PictureAIUse.NONE)
    photograph.save(update_fields=["ai_use"])
    fields = {"alternative_text": "A hall", **fields}
    return Illustration.objects.create(edition=edition, photograph=photograph, **fields)


def illustration_texts(**texts: Any) -> dict[str, Any]:
    """Returns what is written of an illustration and its photograph: nothing but what is given."""
    names = {field.name for field in (*Illustration.WRITTEN_FIELDS, *Photograph.WRITTEN_FIELDS)}
    return {**dict.fromkeys(names, ""), "decorative": False, "ai_use": "none", "ai_checked": False, **texts}


def _in_every_language(field: str, words: str) -> dict[str, str]:
    return {f"{field}_{language}": words for language in Language.values}


def make_texts(words: str = "{}") -> dict[str, str]:
    """Returns a text for every field of an edition in the release's language; `{}` stands for its name."""
    texts = {}
    for field in Edition.WRITTEN_FIELDS:
        if field.is_in_language:
            is_html = isinstance(Edition._meta.get_field(field.name), RichTextField)
            text = words.format(field.name)
            texts[field.name] = f"<p>{text}</p>" if is_html else text
    return texts


def submit_in_three_languages(
    make_release: Callable[..., Release], *, kk: str = "Kazakh text"
) -> dict[str, Edition]:
    """Returns the texts of a story that waits for approval, by language; `kk` is the title of the first."""
    first = make_release(language="kk", title=kk, state="submitted")
    others = {
        language: make_release(language=language, story=first.story, title=title, state="submitted")
        for language, title in (("ru", "Russian text"), ("en", "English text"))
    }
    return {name: release.editions.get() for name, release in {"kk": first, **others}.items()}
