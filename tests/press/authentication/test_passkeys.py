"""Passkeys: they open after the password, and each key is added once."""

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django_otp_webauthn.models import WebAuthnCredential

from press.models import AuditEntry, User
from tests.factories import signed_in_with_second_factor
from tests.press.authentication.guessing import PASSWORD
from tests.press.authentication.software_key import SoftwareKey

pytestmark = pytest.mark.django_db
PAGE = "/admin/second-factor/"
SIGN_IN = "/admin/login/"


@pytest.fixture(autouse=True)
def it_is_asked_of_editors(settings: Any) -> None:
    settings.SECOND_FACTOR = "editors"


def at_localhost(there: Client) -> Client:
    there.defaults["HTTP_HOST"] = "localhost"
    there.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return there


def add(there: Client, key: SoftwareKey) -> Any:
    options = there.get(PAGE).context["new_passkey_options"]
    return there.post(PAGE, {"verb": "add-passkey", "passkey": key.register(options)})


def key_of(account: User) -> SoftwareKey:
    """Returns a key that the account has added."""
    key = SoftwareKey()
    assert add(at_localhost(signed_in_with_second_factor(account)), key).status_code == 302
    return key


def give_password(account: User) -> tuple[Client, dict[str, Any]]:
    """Returns a browser after the password, and what its page asks a passkey."""
    there = at_localhost(Client())
    page = there.post(SIGN_IN, {"username": account.username, "password": PASSWORD})
    return there, page.context["passkey_options"]


def test_a_passkey_opens_after_the_password(editor: User) -> None:
    key = key_of(editor)
    for _time in range(2):
        there, options = give_password(editor)
        assert SESSION_KEY not in there.session
        assert there.post(SIGN_IN, {"passkey": key.sign(options)}).status_code == 302
        assert there.session[SESSION_KEY] == str(editor.pk)


def test_a_key_that_is_added_once_more_is_refused_with_a_sentence_whosoever_it_is(
    editor: User, chief: User
) -> None:
    key = key_of(editor)
    for officer in (editor, chief):
        officer.refresh_from_db()  # adding one has ended the sessions
        answer = add(at_localhost(signed_in_with_second_factor(officer)), key)
        assert answer.status_code == 200
        assert answer.content.decode().count("The passkey was not added. Try it once more.") == 1
    assert WebAuthnCredential.objects.get().user_id == editor.pk
    assert AuditEntry.objects.filter(verb="add passkey").count() == 1
