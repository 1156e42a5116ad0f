"""Passwords are counted before they are hashed: by name, by address, and by known device."""

import datetime
import logging
import re
import threading
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press import publishing
from press.authentication.attempts import WINDOW, forget_attempts, keyed_hash
from press.authentication.devices import COOKIE
from press.models import PasswordAttempts, User
from tests.factories import make_officer
from tests.press.admin.officers import ask_for_link
from tests.press.authentication.guessing import PASSWORD, guess, known_to, statuses, stranger
from tests.press.authentication.hashers import place_taken

Hashed = list[str]
ADDRESSES = [f"203.0.113.{number}" for number in range(1, 255)]


def an_hour_passes() -> None:
    for attempts in PasswordAttempts.objects.all():
        attempts.since -= WINDOW
        attempts.save()


def test_of_guesses_at_a_name_ten_an_hour_are_hashed_wherever_they_come_from(
    author: User, hashed: Hashed
) -> None:
    hashed.clear()
    answers = [guess(stranger(address)) for address in ADDRESSES[:30]]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 20
    assert len(hashed) == 10


def test_of_guesses_from_an_address_ten_an_hour_are_hashed_whatever_the_name(
    author: User, hashed: Hashed
) -> None:
    hashed.clear()
    there = stranger()
    answers = [guess(there, f"name {number}") for number in range(30)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 20
    assert len(hashed) == 10
    assert guess(stranger("203.0.113.8"), "author", PASSWORD).status_code == 302


def test_addresses_of_ipv6_are_counted_by_subscriber(author: User) -> None:
    answers = [guess(stranger(f"2001:db8::{number}"), f"name {number}") for number in range(11)]
    assert answers[-1].status_code == 429
    assert guess(stranger("2001:db8:0:1::1")).status_code == 200


def test_where_no_address_is_known_names_alone_are_counted(author: User) -> None:
    there = stranger("")
    assert {guess(there, f"name {number}").status_code for number in range(30)} == {200}
    assert statuses(there, 11) == [200] * 10 + [429]


def test_a_name_in_capitals_is_the_same_name(author: User) -> None:
    names = ["author", "AUTHOR", "Author", "aUTHOR"] * 3
    answers = [guess(stranger(ADDRESSES[number]), name) for number, name in enumerate(names)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2


def test_a_refusal_says_how_long_to_wait_and_keeps_the_name(author: User) -> None:
    there = stranger()
    statuses(there, 10)
    answer = guess(there, password="a secret of mine")
    page = answer.content.decode()
    assert 3590 <= int(answer["Retry-After"]) <= 3600
    assert "Too many attempts. Try again in 60 minutes. If they were not yours, sign in on a computer" in page
    assert 'role="alert"' in page
    assert answer.context["form"]["username"].value() == "author"
    assert "a secret of mine" not in page
    assert there.get("/admin/login/").status_code == 200


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Тым көп әрекет жасалды. 60 минуттан кейін қайталап көріңіз."),
        ("ru", "Слишком много попыток. Повторите через 60 минут."),
    ],
)
def test_it_says_so_in_the_language_of_the_page(author: User, language: str, sentence: str) -> None:
    statuses(stranger(), 10)
    there = Client(headers={"accept-language": language}, REMOTE_ADDR="203.0.113.7")
    assert sentence in guess(there).content.decode()


def test_after_an_hour_there_are_ten_more(author: User, hashed: Hashed) -> None:
    there = stranger()
    statuses(there, 12)
    PasswordAttempts.objects.update(since=timezone.now() - WINDOW + datetime.timedelta(seconds=90))
    answer = guess(there)
    assert (answer.status_code, 80 <= int(answer["Retry-After"]) <= 90) == (429, True)
    assert "Try again in 2 minutes." in answer.content.decode()
    an_hour_passes()
    hashed.clear()
    assert statuses(there, 12) == [200] * 10 + [429] * 2
    assert len(hashed) == 10


def test_right_passwords_cost_nothing_and_give_nothing(author: User) -> None:
    there = stranger()
    assert statuses(there, 9) == [200] * 9
    assert {guess(there, password=PASSWORD).status_code for _ in range(15)} == {302}
    there = stranger()  # a device that nobody knows yet, at the same address
    assert statuses(there, 2) == [200, 429]


def test_who_owns_an_account_gets_no_more_guesses_at_another(author: User, editor: User) -> None:
    found = []
    for number in range(12):
        there = stranger(ADDRESSES[number])
        guess(there, "author", PASSWORD)
        found.append(guess(there, "editor").status_code)
    assert found == [200] * 10 + [429] * 2


def test_the_officer_gets_in_where_they_signed_in_before_while_strangers_guess(author: User) -> None:
    for address in ADDRESSES[:12]:
        guess(stranger(address))
    statuses(stranger(ADDRESSES[0]), 12, "editor")
    assert guess(stranger(ADDRESSES[20]), password=PASSWORD).status_code == 429
    assert guess(known_to(author, ADDRESSES[0]), password=PASSWORD).status_code == 302


def test_a_known_device_has_ten_of_its_own_and_takes_none_of_the_others(author: User, hashed: Hashed) -> None:
    there = known_to(author)
    hashed.clear()
    assert statuses(there, 12) == [200] * 10 + [429] * 2
    assert len(hashed) == 10
    assert guess(there, password=PASSWORD).status_code == 429
    assert guess(stranger(), password=PASSWORD).status_code == 302


def test_a_device_of_another_account_is_a_strangers(author: User, editor: User) -> None:
    there = known_to(editor)
    assert statuses(there, 11) == [200] * 10 + [429]
    assert guess(there, "editor", PASSWORD).status_code == 302


def test_a_new_link_makes_every_device_a_stranger_but_the_one_where_it_is_used(
    chief: User, author: User
) -> None:
    old, desk = known_to(author), Client()
    desk.force_login(chief)
    link = ask_for_link(desk, author)
    for address in ADDRESSES[:12]:
        guess(stranger(address))
    there = stranger()
    form = there.get(link, follow=True).request["PATH_INFO"]
    sent = {"new_password1": "a horse of one's own", "new_password2": "a horse of one's own"}
    assert there.post(form, sent).status_code == 302
    assert there.cookies[COOKIE]["path"] == "/admin/"
    assert guess(there, password="a horse of one's own").status_code == 302
    assert guess(old, password="a horse of one's own").status_code == 429


def test_what_an_outage_ends_costs_one_attempt(author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(User, "check_password", fail)
    with pytest.raises(MemoryError):
        authenticate(username="author", password=PASSWORD)
    assert [attempts.count for attempts in PasswordAttempts.objects.all()] == [1]


# --- nobody learns which accounts there are ---


@pytest.fixture
def names(author: User, chief: User) -> list[str]:
    """Returns one that is right, and those that are wrong each in its own way."""
    retired, reader = make_officer("retired", "author"), make_officer("reader", "author")
    publishing.change_account(retired, by=chief, is_active=False)
    User.objects.filter(pk=reader.pk).update(is_staff=False)
    publishing.make_account(by=chief, username="unopened")
    User.objects.create(username="strange", is_staff=True, password="pbkdf2_sha256$1$salt$hash")
    return ["author", "retired", "reader", "unopened", "strange", "nobody"]


def neutral(answer: Any, name: str) -> str:
    """Returns the page without what is another at every request."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return page.replace(f'value="{name}"', "").replace("59 minutes", "60 minutes")


def test_names_are_answered_alike_whatever_stands_behind_them(names: list[str], hashed: Hashed) -> None:
    seen: dict[str, Any] = {}
    for number, name in enumerate(names):
        there, told = stranger(ADDRESSES[number]), []
        for _ in range(12):
            hashed.clear()
            with CaptureQueriesContext(connection) as queries:
                answer = guess(there, name)
            sql = [re.sub(r"'[^']*'|\d+", "…", query["sql"]) for query in queries]
            kinds = [re.split(r" (?:WHERE|SET|VALUES) ", one)[0] for one in sql]
            told.append((answer.status_code, neutral(answer, name), len(hashed), kinds))
        seen[name] = told
    first = seen[names[0]]
    assert [told[0] for told in first] == [200] * 10 + [429] * 2
    assert [told[2] for told in first] == [1] * 10 + [0] * 2
    assert {name: told == first for name, told in seen.items()} == dict.fromkeys(names, True)


def test_who_may_not_sign_in_gets_nowhere_with_the_right_password(names: list[str], hashed: Hashed) -> None:
    for name in ("retired", "reader"):
        answers = [guess(stranger(f"198.51.100.{n}"), name, PASSWORD).status_code for n in range(11)]
        assert answers == [200] * 10 + [429]


# --- one at a time ---


def test_a_stranger_who_finds_another_hashing_is_refused_and_costs_nothing(
    author: User, hashed: Hashed
) -> None:
    there = stranger()
    with place_taken():
        hashed.clear()
        answer = guess(there, password=PASSWORD)
    assert (answer.status_code, answer["Retry-After"], hashed) == (429, "2", [])
    assert "Others are signing in at this very moment. Try again in a few seconds." in answer.content.decode()
    assert not PasswordAttempts.objects.filter(count__gt=0).exists()
    assert guess(there, password=PASSWORD).status_code == 302


def test_who_has_no_attempt_left_does_not_stand_in_the_way_of_those_who_have(author: User) -> None:
    there = stranger()
    statuses(there, 10)
    with place_taken():
        # Refused by the count and not for want of a place: so it asked for none.
        assert int(guess(there)["Retry-After"]) > 3500


def test_a_known_device_waits_for_its_turn(author: User) -> None:
    with place_taken() as end:
        threading.Timer(0.2, end.set).start()
        assert guess(known_to(author), password=PASSWORD).status_code == 302


# --- what the operator sees ---


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING)
    # django's own logger does not propagate.
    logging.getLogger("django.request").addHandler(caplog.handler)
    return caplog


def test_each_wrong_and_each_refused_password_is_one_warning_without_what_was_typed(
    author: User, log: pytest.LogCaptureFixture
) -> None:
    there, address = stranger(), keyed_hash("address", "203.0.113.7")
    guess(there, "author", "a secret of mine")
    guess(there, "my password by mistake", "a secret of mine")
    statuses(there, 8)
    guess(there, "author", "a secret of mine")
    guess(stranger(""), "author")
    guess(stranger("203.0.113.8"), "author", PASSWORD)
    # That an address is not known is said once, by whoever meets it first.
    records = [record for record in log.records if record.name != "press.client_address"]
    lines = [record.getMessage() for record in records]
    other = keyed_hash("address", "203.0.113.8")
    assert lines == [
        f"A wrong password, for author, from address {address}.",
        f"A wrong password, for no account, from address {address}.",
        *[f"A wrong password, for author, from address {address}."] * 8,
        f"A password was refused unread, for author, from address {address}.",
        "A wrong password, for author, from address unknown.",
        f"A password was refused unread, for author, from address {other}.",
    ]
    assert {record.levelname for record in records} == {"WARNING"}


def test_no_address_and_no_name_stands_in_the_database(author: User) -> None:
    guess(stranger("203.0.113.7"), "my password by mistake")
    rows = str(list(PasswordAttempts.objects.values()))
    assert "203.0.113" not in rows
    assert "mistake" not in rows


def test_counts_that_count_no_more_are_deleted(author: User) -> None:
    statuses(stranger(), 3)
    an_hour_passes()
    guess(stranger("203.0.113.8"), "editor")
    PasswordAttempts.objects.filter(account=author).update(since=timezone.now() - 2 * WINDOW)
    forget_attempts()
    assert not PasswordAttempts.objects.filter(account=author).exists()
    assert PasswordAttempts.objects.count() == 3


# --- where one gets to ---


def test_signing_in_leads_to_the_first_page_where_no_other_was_asked_for(author: User) -> None:
    there = stranger()
    answer = there.post("/admin/login/", {"username": "author", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    assert answer.status_code == 200


def test_so_it_does_on_the_page_that_a_stale_form_is_answered_with(author: User) -> None:
    there = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    stale = there.post("/admin/login/", {"username": "author", "password": PASSWORD})
    assert stale.status_code == 403
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', stale.content.decode())
    assert found
    sent = {"username": "author", "password": PASSWORD, "csrfmiddlewaretoken": found[1]}
    answer = there.post("/admin/login/", sent, follow=True)
    assert (answer.redirect_chain, answer.status_code) == ([("/admin/", 302)], 200)
