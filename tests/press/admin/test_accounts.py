"""Accounts in the admin: who may make and change which, sign-in links, and what of it stands in the audit."""

import datetime
import threading
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from press import publishing
from press.admin import passwords
from press.models import AuditEntry, Session, User
from press.publishing import AccountPermissions, Refused
from press.publishing.account_permissions import can_make_account
from press.publishing.groups import CHIEF_EDITOR
from tests.factories import code_of_key, make_app, make_officer, signed_in
from tests.press.admin.officers import (
    ADD_ACCOUNT,
    OWN_PASSWORD,
    account_form,
    account_page,
    ask_for_link,
    browser,
    follow_link,
    make_account,
    open_account,
    sign_in,
)

FORGED = {
    "is_superuser": "on", "is_staff": "", "user_permissions": ["1"], "password": "forged",
    "password1": OWN_PASSWORD, "password2": OWN_PASSWORD, "usable_password": "true", "keyholders": [],
    "makers": [], "last_login": "2026-01-01", "date_joined_0": "2020-01-01",
}  # fmt: skip


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root", password="correct horse battery", interface_language="en")


@pytest.fixture
def printers(db: None) -> Group:
    """A group with a right that no chief editor has."""
    group = Group.objects.create(name="printers")
    group.permissions.add(Permission.objects.get(codename="delete_session"))
    return group


APP_KEY = "ab" * 20


def entries(account: User) -> list[tuple[str, str, dict[str, Any]]]:
    """Returns what the audit has of the account: verb, who, and the rest."""
    found = AuditEntry.objects.filter(account=account).order_by("pk")
    return [(entry.verb, entry.who, entry.detail) for entry in found]


def standing(account: User) -> dict[str, Any]:
    """Returns all of the account's row, and all that hangs on it."""
    row: dict[str, Any] = User.objects.values().get(pk=account.pk)
    for name in ("groups", "user_permissions", "keyholders", "makers"):
        row[name] = sorted(getattr(account, name).values_list("pk", flat=True))
    return row


# --- who may ---

VERBS: dict[str, Callable[[User, User], object]] = {
    "can_change": lambda account, by: publishing.change_account(account, by=by, last_name="Omarov"),
    "can_change_standing": lambda account, by: publishing.change_account(account, by=by, is_active=False),
    "can_issue_sign_in_link": lambda account, by: publishing.issue_sign_in_link(account, by=by),
    "can_end_sessions": lambda account, by: publishing.end_all_sessions(account, by=by),
    "can_set_password": lambda account, by: publishing.set_password(account, OWN_PASSWORD, by=by),
    "can_set_up_second_factor": lambda account, by: publishing.set_up_second_factor(
        account, key=APP_KEY, code=code_of_key(APP_KEY), by=by, replace=True
    ),
    "can_change_second_factor": lambda account, by: publishing.renew_recovery_codes(account, by=by),
    "can_remove_second_factor": lambda account, by: publishing.remove_second_factor(account, by=by),
    "can_vouch": lambda account, by: publishing.vouch_for(account, by=by),
    "can_give_duty": lambda account, by: publishing.give_duty(
        account, by=by, starts_at=timezone.now(), ends_at=timezone.now() + datetime.timedelta(hours=1)
    ),
    # Nobody here is on duty (tests/press/publishing/test_duty.py).
    "can_end_duty": lambda account, by: publishing.end_duty(account, by=by),
}
# Who may not do without a second factor: tests/press/authentication/test_second_factor.py.
_OF_ANOTHER = "change change_standing issue_sign_in_link end_sessions remove_second_factor"
_OWN = "set_password end_sessions set_up_second_factor change_second_factor remove_second_factor"
MAY = {
    "author": {"author": _OWN, "editor": "", "chief": "", "root": "", "puppet": "vouch"},
    "editor": {"author": "", "editor": _OWN, "chief": "", "root": "", "puppet": "vouch"},
    "chief": {
        "author": _OF_ANOTHER,
        "editor": f"{_OF_ANOTHER} give_duty",
        "chief": f"change {_OWN}",
        "root": "",
        "puppet": _OF_ANOTHER,
    },
    "root": {
        "author": _OF_ANOTHER,
        "editor": f"{_OF_ANOTHER} give_duty",
        "chief": _OF_ANOTHER,
        "root": f"change {_OWN}",
        "puppet": f"{_OF_ANOTHER} vouch",
    },
}


def done(verb: Callable[[User, User], object], account: User, by: User) -> bool:
    try:
        with transaction.atomic():
            verb(User.objects.get(pk=account.pk), User.objects.get(pk=by.pk))
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


def test_who_may_do_what_with_whose_account_and_verb_and_question_agree(
    author: User, editor: User, chief: User, root: User
) -> None:
    puppet = publishing.make_account(by=chief, username="puppet")
    publishing.set_password(puppet, "correct horse battery", by=puppet)
    officers = {"author": author, "editor": editor, "chief": chief, "root": root}
    accounts = {**officers, "puppet": puppet}
    for account in accounts.values():
        make_app(account)
    assert {name for name in vars(AccountPermissions) if name.startswith("can_")} == set(VERBS)
    for name, by in officers.items():
        for whose, account in accounts.items():
            expected = {f"can_{verb}" for verb in MAY[name][whose].split()}
            asked = {verb for verb in VERBS if getattr(AccountPermissions(account, by), verb)()}
            assert (name, whose, asked) == (name, whose, expected)
            did = {verb for verb, do in VERBS.items() if done(do, account, by)}
            assert (name, whose, did) == (name, whose, expected)
    assert [bool(can_make_account(by)) for by in officers.values()] == [False, False, True, True]


def test_a_deactivated_officer_may_do_nothing_with_an_account(author: User, chief: User) -> None:
    puppet = publishing.make_account(by=chief, username="puppet")
    User.objects.update(is_active=False)
    for by in (author, chief):
        gone = User.objects.get(pk=by.pk)
        assert {verb for verb, do in VERBS.items() if done(do, puppet, gone)} == set()
        assert not can_make_account(gone)


def test_a_group_with_a_right_that_the_giver_lacks_is_neither_offered_nor_given_nor_taken(
    desk: Client, chief: User, author: User, printers: Group
) -> None:
    assert "printers" not in desk.get(ADD_ACCOUNT).content.decode()
    before = standing(author)
    answer = desk.post(account_page(author), account_form(author, groups=[printers.pk]))
    assert (answer.status_code, standing(author)) == (200, before)
    assert desk.post(ADD_ACCOUNT, account_form(username="new", groups=[printers.pk])).status_code == 200
    assert not User.objects.filter(username="new").exists()
    with pytest.raises(Refused, match="is not yours to give or to take"):
        publishing.make_account(by=chief, username="new", groups=[printers])
    with pytest.raises(Refused, match="is not yours to give or to take"):
        publishing.change_account(author, by=chief, groups=[printers])
    assert standing(author) == before


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("greater", ["administrator", "printer", "officer with a right of their own"])
def test_an_account_with_a_right_that_one_lacks_is_out_of_reach_deactivated_too(
    desk: Client, root: User, printers: Group, greater: str, is_active: bool
) -> None:
    account = root
    if greater != "administrator":
        account = make_officer("greater", "author")
        account.groups.add(*([printers] if greater == "printer" else []))
        rights = [] if greater == "printer" else [Permission.objects.get(codename="delete_session")]
        account.user_permissions.add(*rights)
    User.objects.filter(pk=account.pk).update(is_active=is_active)
    account.refresh_from_db()
    before = standing(account)
    page = desk.get(account_page(account)).content.decode()
    assert ("New sign-in link" in page, 'name="_save"' in page) == (False, False)
    answer = desk.post(
        account_page(account), account_form(account, is_active="on", username="mine", groups=[])
    )
    assert answer.status_code == 403
    answer = desk.post(f"/admin/press/user/{account.pk}/link/", follow=True)
    assert "This account has rights that your own does not have." in answer.content.decode()
    assert standing(account) == before


def test_nobody_changes_their_own_standing_or_hands_themselves_a_link(desk: Client, chief: User) -> None:
    before = standing(chief)
    authors = Group.objects.get(name="author").pk
    forged = account_form(chief, first_name="Aigerim", is_active=[], groups=[authors])
    assert desk.post(account_page(chief), forged).status_code == 302
    assert standing(chief) == before | {"first_name": "Aigerim", "version": 2}
    answer = desk.post(f"/admin/press/user/{chief.pk}/link/", follow=True)
    assert "To your own account you have no link" in answer.content.decode()
    assert standing(chief)["password"] == before["password"]


def test_fields_that_no_form_has_change_nothing(desk: Client, chief: User, author: User) -> None:
    before = standing(author)
    desk.post(account_page(author), account_form(author, first_name="Arman", **FORGED))
    assert standing(author) == before | {"first_name": "Arman", "version": 2}
    made = make_account(desk, "new", "editor", **FORGED)
    assert (made.is_staff, made.is_superuser, made.is_active) == (True, False, True)
    assert not made.has_usable_password()
    assert [*made.keyholders.all()] == [*made.makers.all()] == [chief]
    assert not made.user_permissions.exists()
    with pytest.raises(TypeError, match="not changed by officers: is_superuser"):
        publishing.change_account(author, by=chief, is_superuser=True)


def test_no_page_of_the_admin_sets_somebodys_password_or_changes_what_a_group_may(
    desk: Client, root: User, author: User
) -> None:
    for there in (desk, signed_in(root)):
        sent = {"password1": OWN_PASSWORD, "password2": OWN_PASSWORD}
        there.post(f"/admin/press/user/{author.pk}/password/", sent)
        assert there.get("/admin/auth/group/").status_code == 404
    author.refresh_from_db()
    assert author.check_password("correct horse battery")


def test_no_address_asks_for_the_hash_of_a_password(desk: Client, author: User) -> None:
    for page in ("user/?", "auditentry/?account__", "auditentry/?by__"):
        answers = [desk.get(f"/admin/press/{page}password__startswith={letters}") for letters in ("md5", "x")]
        assert [answer.status_code for answer in answers] == [400, 400], page


def test_an_account_that_is_not_there_is_not_found(desk: Client) -> None:
    for number in ("0", "9" * 40):
        for verb in ("link", "vouch"):
            assert desk.post(f"/admin/press/user/{number}/{verb}/").status_code == 404
        assert desk.get(f"/admin/press/user/{number}/link/").status_code == 404
        assert desk.get(f"/admin/press/user/{number}/vouch/").status_code == 405


def test_two_accounts_do_not_differ_by_capitals_alone(desk: Client, author: User, editor: User) -> None:
    answer = desk.post(ADD_ACCOUNT, account_form(username="AUTHOR"))
    assert "already exists" in answer.content.decode()
    assert desk.post(account_page(editor), account_form(editor, username="Author")).status_code == 200
    assert desk.post(account_page(editor), account_form(editor, username="Editor")).status_code == 302


# --- sign-in links ---


def test_a_link_is_shown_until_its_issuer_goes_on_and_opens_the_account_once(desk: Client) -> None:
    made = make_account(desk, "new", "author")
    assert f'action="/admin/press/user/{made.pk}/link/"' in desk.get(account_page(made)).content.decode()
    answer = desk.post(f"/admin/press/user/{made.pk}/link/", follow=True)
    link = answer.context["address"].removeprefix("http://testserver")
    until = timezone.localtime(answer.context["valid_until"])
    assert answer.content.decode().count(link) == 1
    assert f"{until:%d.%m.%Y %H:%M}" in answer.content.decode()
    assert datetime.timedelta(days=2, hours=23) < until - timezone.now() <= datetime.timedelta(days=3)
    # Nowhere else: neither in a cookie, a message, a session nor the audit.
    token = link.rstrip("/").rpartition("/")[2]
    told = [str(answer.cookies), *map(str, get_messages(answer.wsgi_request)), str(entries(made))]
    told += [str(session.get_decoded()) for session in Session.objects.all()]
    assert [text for text in told if token in text] == []
    assert token not in desk.get(account_page(made)).content.decode()

    # Loaded again, by the display's form for one, it is the same; to another chief it is not shown.
    there = f"/admin/press/user/{made.pk}/link/"
    assert desk.get(there).content.decode().count(link) == 1
    other = signed_in(make_officer("second-chief", CHIEF_EDITOR)).get(there)
    assert (other.status_code, other["Location"]) == (302, account_page(made))
    gone_on = desk.post(there, {"handed_over": "1"})
    assert (gone_on.status_code, gone_on["Location"]) == (302, account_page(made))
    assert desk.get(there).status_code == 302
    assert len(entries(made)) == 2

    assert "/admin/login/" in follow_link(link)["Location"]
    assert sign_in(made).get("/admin/").status_code == 200
    again = browser().get(link)
    assert (again.status_code, "This link opens nothing" in again.content.decode()) == (200, True)


def test_a_new_link_ends_the_password_every_session_and_the_link_before(desk: Client, author: User) -> None:
    working = sign_in(author, "correct horse battery")
    first = ask_for_link(desk, author)
    assert working.get("/admin/").status_code == 302
    sent = {"username": "author", "password": "correct horse battery"}
    assert Client().post("/admin/login/", sent).status_code == 200
    second = ask_for_link(desk, author)
    assert "This link opens nothing" in browser().get(first).content.decode()
    assert follow_link(second).status_code == 302
    # Who had opened it before holds its form, but the form is as dead as the link.
    assert sign_in(author).get("/admin/").status_code == 200


def test_a_form_that_was_open_before_the_link_was_used_sets_nothing(desk: Client, author: User) -> None:
    link = ask_for_link(desk, author)
    late = browser()
    form = late.get(link, follow=True).request["PATH_INFO"]
    follow_link(link)
    answer = late.post(form, {"new_password1": "a thief's horse", "new_password2": "a thief's horse"})
    assert "This link opens nothing" in answer.content.decode()
    author.refresh_from_db()
    assert author.check_password(OWN_PASSWORD)


def test_a_link_that_two_use_at_once_sets_one_password(
    transactional_db: None, desk: Client, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    # Each in a process of its own, as it were: in one they would take turns, or be refused.
    monkeypatch.setattr(passwords, "place_to_hash", lambda wait: nullcontext())
    link, together = ask_for_link(desk, author), threading.Barrier(4)
    answers: list[int] = []

    def use(number: int) -> None:
        there = browser()
        form = there.get(link, follow=True).request["PATH_INFO"]
        password = f"horse number {number} of four"
        together.wait(30)
        answers.append(there.post(form, {"new_password1": password, "new_password2": password}).status_code)
        connection.close()

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [200, 200, 200, 302]
    assert AuditEntry.objects.filter(verb="set password").count() == 1


def test_every_address_that_opens_nothing_gets_the_same_page(
    desk: Client, author: User, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, gone = ask_for_link(desk, author), ask_for_link(desk, editor)
    follow_link(used)
    publishing.change_account(editor, by=User.objects.get(username="chief"), is_active=False)
    old = ask_for_link(desk, make_account(desk, "new", "author", interface_language="kk"))
    uid = used.split("/")[3]
    made_up = [
        f"/admin/account/{uid}/set-password/",
        f"/admin/account/{uid}/a-b/",
        "/admin/account/MTAwMDAw/a-b/",
    ]
    made_up += ["/admin/account/%D1%8F/%D1%8F/", f"/admin/account/{'9' * 60}/a-b/"]
    in_four_days = datetime.datetime.now() + datetime.timedelta(days=3, seconds=2)  # noqa: DTZ005 - as Django's
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: in_four_days)
    answers = [Client().get(link, headers={"accept-language": "ru"}) for link in (used, gone, old, *made_up)]
    assert {answer.status_code for answer in answers} == {200}
    # Around it the display's controls lead back to the address.
    pages = {answer.content.decode().partition("<main")[2] for answer in answers}
    assert len(pages) == 1
    assert '<html lang="ru"' in answers[0].content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_links_page_speaks_the_accounts_language_and_asks_for_a_good_password(
    desk: Client, language: str
) -> None:
    made = make_account(desk, "newcomer", "author", interface_language=language)
    link = ask_for_link(desk, made)
    there = Client(headers={"accept-language": "en" if language == "kk" else "kk"})
    page = there.get(link, follow=True)
    assert link.rstrip("/").rpartition("/")[2] not in page.content.decode()
    assert f'<html lang="{language}"' in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")
    for password in ("short", "newcomer12345", "a horse", "123456789012"):
        refused = there.post(
            page.request["PATH_INFO"], {"new_password1": password, "new_password2": password}
        )
        assert f'<html lang="{language}"' in refused.content.decode()
        assert refused.context["form"].errors.keys() == {"new_password2"}
    made.refresh_from_db()
    assert not made.has_usable_password()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Құпия сөзіңіз қойылды. Енді кіріңіз."),
        ("ru", "Ваш пароль установлен. Войдите."),
        ("en", "Your password is set. Sign in."),
    ],
)
def test_after_the_password_is_chosen_the_sign_in_page_says_so_in_the_accounts_language(
    desk: Client, language: str, words: str
) -> None:
    made = make_account(desk, "newcomer", "author", interface_language=language)
    there = Client(headers={"accept-language": "en" if language == "kk" else "kk"})
    form = there.get(ask_for_link(desk, made), follow=True).request["PATH_INFO"]
    sent = {"new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    page = there.post(form, sent, follow=True).content.decode()
    assert (f'<html lang="{language}"' in page, words in page) == (True, True)
    again = there.get("/admin/login/").content.decode()
    assert (f'<html lang="{language}"' in again, words in again) == (True, False)


# --- the audit ---


def test_what_is_done_with_an_account_stands_in_the_audit(desk: Client, chief: User) -> None:
    made = make_account(desk, "new", "author", first_name="Arman")
    groups = [Group.objects.get(name=name).pk for name in ("author", "editor")]
    desk.post(account_page(made), account_form(made, groups=groups, email="a@example.kz", languages=["kk"]))
    made.refresh_from_db()
    desk.post(account_page(made), account_form(made))  # nothing is changed
    there = open_account(desk, made)
    there.post("/admin/logout/")
    there = sign_in(made)
    sent = {"old_password": OWN_PASSWORD, "new_password1": "another horse", "new_password2": "another horse"}
    assert there.post("/admin/password_change/", sent).status_code == 302
    assert there.get("/admin/").status_code == 200
    desk.post(account_page(made), account_form(made, is_active=[]))
    assert entries(made) == [
        ("make account", "chief", {"groups_after": ["author"]}),
        (
            "change account",
            "chief",
            {
                "version": 2,
                "fields": ["email", "groups", "languages"],
                "changes": {"email": ["", "a@example.kz"], "languages": [["kk", "ru", "en"], ["kk"]]},
                "groups_before": ["author"],
                "groups_after": ["author", "editor"],
            },
        ),
        ("issue link", "chief", {}),
        ("set password", "Arman · new", {}),
        ("sign in", "Arman · new", {}),
        ("sign out", "Arman · new", {}),
        ("sign in", "Arman · new", {}),
        ("set password", "Arman · new", {}),
        (
            "change account",
            "chief",
            {"version": 3, "fields": ["is_active"], "changes": {"is_active": [True, False]}},
        ),
    ]


def test_officers_read_in_the_audit_what_was_done_with_an_account(desk: Client, author: User) -> None:
    made = make_account(desk, "new", "author", first_name="Arman")
    groups = [Group.objects.get(name=name).pk for name in ("author", "editor")]
    desk.post(account_page(made), account_form(made, groups=groups, email="a@example.kz"))
    reading = signed_in(author)
    page = reading.get("/admin/press/auditentry/?verb=change+account").content.decode()
    assert (page.count("changed the account</td>"), page.count("Account of Arman · new")) == (1, 1)
    entry = AuditEntry.objects.get(verb="change account")
    page = reading.get(f"/admin/press/auditentry/{entry.pk}/change/").content.decode()
    assert "Email address: – → a@example.kz; groups: author → author, editor" in page
    AuditEntry.objects.filter(pk=entry.pk).update(detail={"fields": ["email"]})  # as it was kept once
    page = reading.get(f"/admin/press/auditentry/{entry.pk}/change/").content.decode()
    assert '<div class="readonly">Email address</div>' in page
    assert reading.get("/admin/press/auditentry/?verb=sign+in").context["cl"].result_count == 2


def test_a_username_typed_in_the_admin_is_of_letters_that_nobody_takes_for_others(
    desk: Client, author: User
) -> None:
    refusal = "Use Latin letters without accents, digits and @ . + - _ only."
    for alike in ("\u0435ditor", "éditor", "editor\u0660", "\uff45ditоr"):  # the first e is a Cyrillic one
        answer = desk.post(ADD_ACCOUNT, account_form(username=alike))
        assert refusal in answer.content.decode(), alike
        answer = desk.post(account_page(author), account_form(author, username=alike))
        assert refusal in answer.content.decode(), alike
    make_account(desk, "e.d@i-t+o_r2", "editor")
    old = publishing.make_account(by=User.objects.get(username="chief"), username="жаңа")
    assert desk.post(account_page(old), account_form(old, first_name="Ержан")).status_code == 302


def test_signing_in_and_out_of_officers_alone_is_noted(author: User) -> None:
    reader = User.objects.create_user("reader", password="correct horse battery")
    for user in (author, reader):
        signed_in(user).logout()
    Client().logout()
    assert [(entry.verb, entry.by, entry.account) for entry in AuditEntry.objects.order_by("pk")] == [
        ("sign in", author, author),
        ("sign out", author, author),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"release_number": 1, "verb": "approve", "by": None},
        {"release_number": None, "verb": "sign in"},
        {"release_number": 1, "verb": "sign in", "account": True},
    ],
)
def test_an_entry_names_its_officer_and_either_a_release_or_an_account(
    author: User, fields: dict[str, Any]
) -> None:
    if fields.get("account"):
        fields = fields | {"account": author}
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(**{"by": author, **fields})


def test_the_accounts_page_says_who_set_it_up(desk: Client, author: User) -> None:
    assert (
        "Nobody else could know how to sign in to this account."
        in desk.get(account_page(author)).content.decode()
    )
    ask_for_link(desk, author)
    page = desk.get(account_page(author)).content.decode()
    assert "chief. Whoever set up an account is not its second pair of eyes" in page
