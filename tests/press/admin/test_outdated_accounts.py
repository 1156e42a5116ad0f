"""Forms of the admin that are older than what they change, or that come two at once."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from press import publishing
from press.admin.accounts import AccountAdmin
from press.admin.base import PressModelAdmin
from press.admin.subjects import NamedAdmin
from press.models import AuditEntry, Topic, User
from tests.factories import signed_in
from tests.press.admin.officers import ADD_ACCOUNT, account_form, account_page


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


@pytest.fixture
def older(desk: Client, chief: User, editor: User) -> dict[str, Any]:
    """The editor's form with another address, opened before their group and their account were taken away."""
    form = desk.get(account_page(editor)).context["adminform"].form
    typed = account_form(editor, email="new@example.kz", version=form["version"].value())
    publishing.change_account(editor, by=chief, groups=Group.objects.filter(name="author"), is_active=False)
    return typed


def groups_of(account: User) -> list[str]:
    return [group.name for group in account.groups.all()]


def test_an_older_form_restores_no_right_and_says_what_saving_it_would_do(
    desk: Client, editor: User, older: dict[str, Any]
) -> None:
    answer = desk.post(account_page(editor), older)
    editor.refresh_from_db()
    assert (answer.status_code, editor.email, editor.is_active) == (200, "", False)
    assert groups_of(editor) == ["author"]
    form = answer.context["adminform"].form
    refusal = "chief changed this account after you opened it."
    puts = "Saving now puts this in place: Email address, Groups, Active."
    assert form.non_field_errors() == [f"{refusal} {puts}"]
    assert f"{refusal} {puts}" in answer.content.decode()
    assert form["email"].value() == "new@example.kz"
    assert '<input type="hidden" name="version" value="2"' in answer.content.decode()


def test_an_older_form_that_is_sent_once_more_is_saved_knowingly(
    desk: Client, editor: User, older: dict[str, Any]
) -> None:
    form = desk.post(account_page(editor), older).context["adminform"].form
    again = {**older, "version": form["version"].value()}
    assert desk.post(account_page(editor), again).status_code == 302
    editor.refresh_from_db()
    assert (editor.email, editor.is_active, groups_of(editor)) == ("new@example.kz", True, ["editor"])


def test_an_older_form_that_would_change_nothing_is_as_good_as_a_new_one(
    desk: Client, editor: User, older: dict[str, Any]
) -> None:
    now = account_form(editor, version=older["version"])
    assert desk.post(account_page(editor), now).status_code == 302
    assert AuditEntry.objects.filter(verb="change account").count() == 1


def test_the_verb_refuses_an_older_version_and_names_who_changed_it(chief: User, editor: User) -> None:
    publishing.change_account(editor, by=chief, version=1, is_active=False)
    with pytest.raises(publishing.Outdated, match="chief changed this account after you opened it"):
        publishing.change_account(editor, by=chief, version=1, is_active=True)
    assert publishing.change_account(editor, by=chief, version=2, is_active=True).version == 3


def send_together(
    monkeypatch: pytest.MonkeyPatch, page: type[PressModelAdmin], address: str, *forms: dict[str, Any]
) -> list[int]:
    """Returns the sorted statuses of forms that are all judged before the first is saved."""
    save_form, judged, answers = page.save_form, threading.Barrier(len(forms)), list[int]()
    seen = threading.local()

    def save_together(self: PressModelAdmin, *args: Any, **kwargs: Any) -> Any:
        if not hasattr(seen, "once"):
            seen.once = judged.wait(30)
        return save_form(self, *args, **kwargs)

    def send(there: Client, form: dict[str, Any]) -> None:
        try:
            answers.append(there.post(address, form).status_code)
        finally:
            connection.close()

    chief = User.objects.get(username="chief")
    threads = [threading.Thread(target=send, args=(signed_in(chief), form)) for form in forms]
    with monkeypatch.context() as patched:
        patched.setattr(page, "save_form", save_together)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    return sorted(answers)


def test_two_forms_at_once_make_one_account_and_two_topics_with_addresses_of_their_own(
    transactional_db: None, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    form = account_form(username="new")
    assert send_together(monkeypatch, AccountAdmin, ADD_ACCOUNT, form, form) == [200, 302]
    topic = {"name_kk": "Бюджет", "name_ru": "Бюджет", "name_en": "Budget", "slug": ""}
    assert send_together(monkeypatch, NamedAdmin, "/admin/press/topic/add/", topic, topic) == [302, 302]
    assert {*Topic.objects.values_list("slug", flat=True)} == {"budget", "budget-2"}
    typed = {**topic, "slug": "tax"}
    assert send_together(monkeypatch, NamedAdmin, "/admin/press/topic/add/", typed, typed) == [200, 302]


def test_of_two_forms_of_one_account_at_once_the_second_is_shown_what_the_first_did(
    transactional_db: None, desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    forms = [account_form(editor, version=1, **other) for other in ({"email": "a@a.kz"}, {"is_active": []})]
    assert send_together(monkeypatch, AccountAdmin, account_page(editor), *forms) == [200, 302]
