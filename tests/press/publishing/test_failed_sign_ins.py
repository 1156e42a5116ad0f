"""Wrong passwords in the audit: one entry an account and hour, written by the worker."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from press.authentication.attempts import WINDOW, keyed_hash
from press.management.commands import work
from press.models import AuditEntry, PasswordAttempts, User
from press.publishing.failed_sign_ins import KEEP_ADDRESSES, forget_addresses, record_failed_sign_ins
from tests.factories import code_of, make_app, make_officer, signed_in
from tests.press.authentication.guessing import PASSWORD, guess, known_to, statuses, stranger

FAILED = AuditEntry.Verb.FAIL_SIGN_IN
ADDRESS = "203.0.113.7"


def entries(account: User) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(account=account, verb=FAILED))


def alone(account: User) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(account=account, verb="give password alone"))


def test_of_wrong_passwords_in_an_hour_one_entry_is_made_for_each_account(author: User, editor: User) -> None:
    for name in ("author", "editor"):
        statuses(stranger(ADDRESS), 3, name)
        record_failed_sign_ins()
        statuses(stranger("203.0.113.8"), 3, name)
        statuses(known_to(User.objects.get(username=name)), 3, name)
        record_failed_sign_ins()
    assert [len(entries(account)) for account in (author, editor)] == [1, 1]
    entry = entries(author)[0]
    assert (entry.by, entry.detail) == (None, {"address": keyed_hash("address", ADDRESS)})
    assert datetime.timedelta(0) <= timezone.now() - entry.at < datetime.timedelta(minutes=1)


def test_an_hour_later_there_is_another(author: User) -> None:
    guess(stranger(ADDRESS))
    record_failed_sign_ins()
    PasswordAttempts.objects.update(failed_at=timezone.now() + WINDOW - datetime.timedelta(minutes=1))
    record_failed_sign_ins()
    assert len(entries(author)) == 1
    PasswordAttempts.objects.update(failed_at=timezone.now() + WINDOW + datetime.timedelta(minutes=1))
    record_failed_sign_ins()
    assert len(entries(author)) == 2


def test_right_passwords_refusals_and_names_of_nobody_make_none(author: User) -> None:
    reader = make_officer("reader", "author")
    User.objects.filter(pk=reader.pk).update(is_staff=False)
    there = stranger(ADDRESS)
    for name in ("reader", "nobody"):
        statuses(there, 5, name)
    assert guess(there, "author").status_code == 429
    assert guess(stranger("203.0.113.8"), "author", "correct horse battery").status_code == 302
    record_failed_sign_ins()
    assert not AuditEntry.objects.filter(verb=FAILED).exists()


def test_who_then_types_the_name_in_capitals_hides_nothing(author: User) -> None:
    guess(stranger(ADDRESS), "author")
    guess(stranger(ADDRESS), "AUTHOR")
    record_failed_sign_ins()
    assert len(entries(author)) == 1


def test_a_guess_at_ones_own_password_stands_there_too(author: User) -> None:
    new = {"new_password1": "a horse of one's own", "new_password2": "a horse of one's own"}
    signed_in(author).post("/admin/password_change/", {"old_password": "wrong", **new})
    record_failed_sign_ins()
    assert [entry.detail for entry in entries(author)] == [{"address": ""}]


def test_a_right_password_without_the_second_factor_stands_there_once_an_hour(
    settings: Any, editor: User
) -> None:
    settings.SECOND_FACTOR = "editors"
    app, whole = make_app(editor), stranger("203.0.113.8")
    guess(whole, "editor", PASSWORD)
    whole.post("/admin/login/", {"code": code_of(app)})
    for there in (stranger(ADDRESS), stranger(ADDRESS), known_to(editor)):
        guess(there, "editor", PASSWORD)
    record_failed_sign_ins()
    assert alone(editor) == []  # it may still be given

    PasswordAttempts.objects.update(since=timezone.now() - datetime.timedelta(minutes=11))
    record_failed_sign_ins()
    record_failed_sign_ins()
    assert [(entry.by, entry.detail) for entry in alone(editor)] == [
        (None, {"address": keyed_hash("address", ADDRESS)})
    ]
    assert entries(editor) == []
    PasswordAttempts.objects.update(since=timezone.now() + WINDOW)
    record_failed_sign_ins()
    PasswordAttempts.objects.update(since=timezone.now() - datetime.timedelta(minutes=11))
    AuditEntry.objects.update(at=timezone.now() - 2 * WINDOW)
    record_failed_sign_ins()
    assert len(alone(editor)) == 2


def test_who_gave_both_stands_there_as_signed_in_alone(settings: Any, editor: User) -> None:
    settings.SECOND_FACTOR = "editors"
    app, there = make_app(editor), stranger(ADDRESS)
    guess(there, "editor", PASSWORD)
    there.post("/admin/login/", {"code": code_of(app)})
    PasswordAttempts.objects.update(since=timezone.now() - datetime.timedelta(minutes=11))
    record_failed_sign_ins()
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["sign in"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["somebody, not signed in", "gave a wrong password"]),
        ("ru", ["кто-то, без входа", "введён неверный пароль"]),
        ("kk", ["жүйеге кірмеген біреу", "құпия сөзді қате енгізді"]),
    ],
)
def test_officers_read_it_in_their_language(
    chief: User, author: User, language: str, words: list[str]
) -> None:
    User.objects.filter(pk=chief.pk).update(interface_language=language)
    guess(stranger(ADDRESS))
    record_failed_sign_ins()
    page = signed_in(User.objects.get(pk=chief.pk)).get(f"/admin/press/auditentry/?account={author.pk}")
    assert [word for word in words if word not in page.content.decode()] == []


def test_addresses_are_forgotten_after_ninety_days_and_nothing_else(author: User) -> None:
    assert datetime.timedelta(days=90) == KEEP_ADDRESSES
    now = timezone.now()
    for days in (89, 91):
        at = now - datetime.timedelta(days=days)
        AuditEntry.objects.create(verb=FAILED, account=author, at=at, detail={"address": "of the test"})
        AuditEntry.objects.create(
            verb="sign in", account=author, by=author, at=at, detail={"address": "not ours"}
        )
    forget_addresses()
    kept = AuditEntry.objects.order_by("pk").values_list("verb", "detail")
    assert [detail for verb, detail in kept if verb == FAILED] == [{"address": "of the test"}, {}]
    assert {str(detail) for verb, detail in kept if verb != FAILED} == {"{'address': 'not ours'}"}


def test_no_other_verb_but_the_operators_goes_without_an_officer(author: User) -> None:
    for verb in AuditEntry.Verb.values:
        if verb in (FAILED, "give password alone", "vouch", "remove second factor", "delete"):
            continue
        with pytest.raises(IntegrityError, match="audit_names_who_did_it"), transaction.atomic():
            AuditEntry.objects.create(verb=verb, account=author)


def test_the_worker_writes_the_audit_before_it_forgets(author: User, settings: Any) -> None:
    settings.PAGE_STORE_BYTES = 0  # a page that is made ends the test's transaction with its request
    statuses(stranger(ADDRESS), 2)
    PasswordAttempts.objects.update(since=timezone.now() - 2 * WINDOW)
    for task in work.tasks():
        task()
    assert len(entries(author)) == 1
    assert not PasswordAttempts.objects.exists()


def test_what_is_done_hourly_is_done_at_once_and_then_an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[float] = []
    now = 1000.0
    monkeypatch.setattr(work.time, "monotonic", lambda: now)
    task = work.Hourly(lambda: done.append(now))
    for now in (1000.0, 1002.0, 4599.0, 4601.0, 4603.0):  # noqa: B007 - the clock reads it
        task()
    assert done == [1000.0, 4601.0]


def test_an_hourly_task_is_named_in_the_log_by_what_it_does() -> None:
    assert work.Hourly(forget_addresses).__name__ == "forget_addresses"
