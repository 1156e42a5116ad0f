"""Passkeys: each answer opens once, each key is added once."""

import threading
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django_otp_webauthn.models import WebAuthnCredential

from press.authentication import passkeys
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


def request_of(rf: RequestFactory) -> Any:
    request = rf.get("/", headers={"host": "localhost"})
    request.user = AnonymousUser()
    return request


def test_an_answer_opens_once_though_the_challenge_was_read_before_it_was_used(
    editor: User, rf: RequestFactory
) -> None:
    key, request = key_of(editor), request_of(rf)
    options, state = passkeys.begin_verifying(request, editor)
    said = key.sign(options)
    opened = [passkeys.verify(request, editor, state, said) for _time in range(3)]
    assert [bool(passkey) for passkey in opened] == [True, False, False]
    assert [passkey.sign_count for passkey in opened if passkey] == [0]


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_sent_twice_at_once_opens_once(editor: User, rf: RequestFactory) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    key, request = key_of(editor), request_of(rf)
    options, state = passkeys.begin_verifying(request, editor)
    said = key.sign(options)
    start, opened = threading.Barrier(4), []

    def send() -> None:
        try:
            start.wait(10)
            opened.append(bool(passkeys.verify(request, User.objects.get(pk=editor.pk), state, said)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(opened) == [False, False, False, True]
