"""Whoever finds a chief's desk left alone takes over no account: the factor is asked for once more."""

import time
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from press.models import AuthenticatorApp, User
from tests.factories import code_of, make_app, signed_in, signed_in_with_second_factor
from tests.press.admin.officers import ADD_ACCOUNT, account_form, account_page

pytestmark = pytest.mark.django_db
CONFIRM = "/admin/second-factor/"
ASKED = "Give the second factor once more"


@pytest.fixture(autouse=True)
def it_is_asked_of_editors(settings: Any) -> None:
    settings.SECOND_FACTOR = "editors"


@pytest.fixture
def desk(chief: User) -> Client:
    """Returns a chief's browser eleven minutes after the second factor was given."""
    there = signed_in_with_second_factor(chief)
    session = there.session
    session["second_factor_at"] = time.time() - 660
    session.save()
    return there


def give_factor(there: Client, address: str = CONFIRM) -> Any:
    app = AuthenticatorApp.objects.get(user__username="chief")
    return there.post(address, {"verb": "confirm", "code": code_of(app)})


def words(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


@pytest.mark.parametrize("door", ["link", "second-factor"])
def test_a_link_and_the_removal_of_a_factor_are_for_who_gave_their_own_just_now(
    desk: Client, editor: User, door: str
) -> None:
    make_app(editor)
    address, password = f"/admin/press/user/{editor.pk}/{door}/", editor.password
    asked = desk.post(address)
    there = f"{CONFIRM}?next={quote(account_page(editor), safe='')}"
    assert (asked.status_code, asked["Location"]) == (302, there)
    assert words(desk.get(there)).count(f"{ASKED}, then press the button again.") == 1
    editor.refresh_from_db()
    assert (editor.password, AuthenticatorApp.objects.filter(user=editor).count()) == (password, 1)

    # A wrong code leads nowhere, the right one back, where the button does what it says.
    assert desk.post(there, {"verb": "confirm", "code": "12"}).status_code == 200
    assert give_factor(desk, there)["Location"] == account_page(editor)
    desk.post(address)
    editor.refresh_from_db()
    changed = (editor.password != password, AuthenticatorApp.objects.filter(user=editor).exists())
    assert changed == ((True, True) if door == "link" else (False, False))


def test_nobody_is_led_elsewhere_after_it(desk: Client) -> None:
    for address in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""):
        asked = f"{CONFIRM}?next={quote(address)}"
        assert give_factor(desk, asked)["Location"] == CONFIRM


def test_an_account_is_made_by_who_gave_it_just_now_and_nothing_typed_is_lost(desk: Client) -> None:
    typed = account_form(username="aigul", first_name="Aigul", groups=[Group.objects.get(name="editor").pk])
    shown = desk.post(ADD_ACCOUNT, typed)
    assert (shown.status_code, User.objects.filter(username="aigul").count()) == (200, 0)
    assert words(shown).count(ASKED) == 1
    assert words(shown).count(f'<a href="{CONFIRM}" target="_blank">') == 1
    kept = shown.context["adminform"].form
    assert {name: kept[name].value() for name in ("username", "first_name")} == {
        "username": "aigul",
        "first_name": "Aigul",
    }
    give_factor(desk)
    assert desk.post(ADD_ACCOUNT, typed).status_code == 302
    assert User.objects.filter(username="aigul").count() == 1


@pytest.mark.parametrize("change", ["groups", "is_active"])
def test_groups_and_deactivation_are_changed_by_who_gave_it_just_now(
    desk: Client, author: User, change: str
) -> None:
    new = {"groups": [Group.objects.get(name="chief editor").pk]} if change == "groups" else {"is_active": ""}
    sent = account_form(author, version=author.version, last_name="Bolat", **new)
    shown = desk.post(account_page(author), sent)
    assert (shown.status_code, words(shown).count(ASKED)) == (200, 1)
    assert shown.context["adminform"].form["last_name"].value() == "Bolat"
    author.refresh_from_db()
    assert (author.version, author.is_active) == (sent["version"], True)
    assert [group.name for group in author.groups.all()] == ["author"]
    give_factor(desk)
    assert desk.post(account_page(author), sent).status_code == 302
    author.refresh_from_db()
    assert (author.last_name, author.version) == ("Bolat", sent["version"] + 1)


def test_names_and_languages_are_changed_without(desk: Client, author: User) -> None:
    sent = account_form(author, version=author.version, last_name="Bolat")
    assert desk.post(account_page(author), sent).status_code == 302
    author.refresh_from_db()
    assert author.last_name == "Bolat"


def test_in_a_demonstration_nobody_is_asked(settings: Any, chief: User, author: User) -> None:
    settings.SECOND_FACTOR = "demo"
    make_app(chief)
    there = signed_in(chief)
    link = f"/admin/press/user/{author.pk}/link/"
    assert there.post(link)["Location"] == link
    assert there.post(ADD_ACCOUNT, account_form(username="aigul")).status_code == 302


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "Предъявите второй фактор ещё раз"),
        ("kk", "Екінші факторды тағы бір рет көрсетіңіз"),
    ],
)
def test_it_says_so_in_the_officers_language(
    desk: Client, chief: User, author: User, language: str, sentence: str
) -> None:
    User.objects.filter(pk=chief.pk).update(interface_language=language)
    assert words(desk.post(f"/admin/press/user/{author.pk}/link/", follow=True)).count(sentence) == 1
    assert words(desk.post(ADD_ACCOUNT, account_form(username="aigul"))).count(sentence) == 1
