"""The pages on which officers see and end sessions."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from press.authentication.sessions import hash_key
from press.models import AuditEntry, Session, User
from tests.factories import signed_in
from tests.press.admin.officers import account_page, browser
from tests.press.authentication.test_sessions import PASSWORD, is_signed_in, key_of, left_alone_for
from tests.processes import READER

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


def sign_in(account: User, user_agent: str) -> Client:
    there = Client(headers={"user-agent": user_agent, "accept-language": "en"})
    there.post("/admin/login/", {"username": account.username, "password": PASSWORD})
    return there


def entries(account: User) -> list[tuple[str, str, dict[str, Any]]]:
    found = AuditEntry.objects.filter(account=account, verb__startswith="end").order_by("pk")
    return [(entry.verb, entry.who, entry.detail) for entry in found]


def buttons(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<button name="(session|others)" value="([^"]*)"', page)


def test_an_officer_sees_where_they_are_signed_in_and_ends_one(author: User, editor: User) -> None:
    here, there, theirs = sign_in(author, READER), sign_in(author, CHROME), sign_in(editor, CHROME)
    page = here.get("/admin/").content.decode()
    assert page.count('<a href="/admin/sessions/">Where you are signed in</a>') == 1
    page = here.get("/admin/sessions/").content.decode()
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", page) == ["Firefox, Linux – this browser", "Chrome, Windows"]
    assert page.count(f"{timezone.localtime():%d.%m.%Y}") >= 4  # since, and last used, of each
    assert buttons(page) == [("session", hash_key(key_of(there))), ("others", "all")]
    answer = here.post("/admin/sessions/", {"session": hash_key(key_of(there))}, follow=True)
    assert "The session has ended." in answer.content.decode()
    assert "You are signed in nowhere else." in answer.content.decode()
    assert [is_signed_in(each) for each in (here, there, theirs)] == [True, False, True]
    again = here.post("/admin/sessions/", {"session": hash_key(key_of(there))}, follow=True)
    assert "This session had ended already." in again.content.decode()
    assert entries(author) == [("end session", "author", {"browser": "Chrome, Windows"})]


def test_an_officer_ends_all_sessions_but_this_one(author: User, editor: User) -> None:
    here, there, theirs = signed_in(author), signed_in(author), signed_in(editor)
    answer = here.post("/admin/sessions/", {"others": "all"}, follow=True)
    assert "All other sessions have ended." in answer.content.decode()
    assert [is_signed_in(each) for each in (here, there, theirs)] == [True, False, True]
    assert entries(author) == [("end sessions", "author", {"sessions": 1})]


def test_nobody_ends_anothers_session_by_its_number(author: User, editor: User) -> None:
    here, theirs = signed_in(author), signed_in(editor)
    for forged in (hash_key(key_of(theirs)), key_of(theirs), "", "\0"):
        here.post("/admin/sessions/", {"session": forged})
    assert (is_signed_in(theirs), AuditEntry.objects.filter(verb__startswith="end").count()) == (True, 0)


def test_what_has_ended_by_itself_is_not_shown(author: User) -> None:
    here, there = signed_in(author), signed_in(author)
    left_alone_for(there, hours=2)
    assert buttons(here.get("/admin/sessions/").content.decode()) == []


def test_a_chief_editor_signs_an_officer_out_everywhere(chief: User, editor: User, author: User) -> None:
    desk = signed_in(chief)
    assert "signed in</h2>" not in desk.get(account_page(author)).content.decode()
    there, elsewhere = sign_in(author, READER), sign_in(author, CHROME)
    page = desk.get(account_page(author)).content.decode()
    assert page.count("Where they are signed in</h2>") == 1
    assert (page.count("<li>Firefox, Linux<p>"), page.count("<li>Chrome, Windows<p>")) == (1, 1)
    assert page.count("<p>Signed in: <time") == 2
    end = f"/admin/press/user/{author.pk}/sessions/"
    assert signed_in(editor).post(end).status_code == 403
    assert (browser().post(end)["Location"].startswith("/admin/login/"), is_signed_in(there)) == (True, True)
    answer = desk.post(end, follow=True)
    assert "All sessions of author have ended." in answer.content.decode()
    assert [is_signed_in(each) for each in (there, elsewhere, desk)] == [False, False, True]
    assert entries(author) == [("end sessions", "chief", {"sessions": 2})]


def test_an_administrator_is_not_signed_out_by_a_chief_editor(chief: User) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD, interface_language="en")
    there, desk = signed_in(root), signed_in(chief)
    assert "signed in</h2>" not in desk.get(account_page(root)).content.decode()
    answer = desk.post(f"/admin/press/user/{root.pk}/sessions/", follow=True)
    assert "This account has rights that your own does not have." in answer.content.decode()
    assert (is_signed_in(there), Session.objects.filter(account=root).count()) == (True, 1)


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Жүйеге қай жерде кіргенсіз"), ("ru", "Где выполнен вход"), ("en", "Where you are signed in")],
)
def test_the_page_speaks_the_officers_language(author: User, language: str, words: str) -> None:
    author.interface_language = language
    author.save()
    assert f"<h1>{words}</h1>" in signed_in(author).get("/admin/sessions/").content.decode()
