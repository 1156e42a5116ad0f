"""Every door at which a password is asked for: what was typed is kept, and nobody is told too much."""

from typing import Any

import pytest
from django.test import Client

from press.authentication.throttle import TooManyAttempts
from press.models import AuditEntry, Edition, User
from tests.factories import signed_in
from tests.press.admin.officers import ask_for_link, browser
from tests.press.authentication.guessing import PASSWORD, guess, known_to, statuses, stranger
from tests.press.authentication.hashers import place_taken
from tests.press.desk.forms import ADD, page_of, written
from tests.press.desk.test_kept import carried

Hashed = list[str]
OWN = "/admin/password_change/"
NEW = {"new_password1": "a horse of one's own", "new_password2": "a horse of one's own"}


@pytest.fixture
def nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("press.admin.passwords", "press.authentication.attempts"):
        monkeypatch.setattr(f"{module}.LONGEST_WAIT", 0.01)


# --- the page of a text, which goes on after signing in ---


def sign_in_there(there: Client, address: str, asked: Any, password: str = "wrong") -> Any:  # noqa: S107
    return there.post(address, {"username": "author", "password": password, "kept": carried(asked)})


def test_guesses_at_the_page_of_a_text_are_counted_with_those_at_the_sign_in_page(
    author: User, hashed: Hashed
) -> None:
    there = stranger()
    asked = there.post(ADD, written(title="Typed for an hour"))
    hashed.clear()
    found = [sign_in_there(there, ADD, asked).status_code for _ in range(5)]
    found += statuses(there, 5)
    found += [sign_in_there(there, ADD, asked).status_code for _ in range(3)]
    assert found == [200] * 10 + [429] * 3
    assert len(hashed) == 10


def test_a_refusal_there_carries_the_text_on(author: User, make_release: Any) -> None:
    page = page_of(make_release(state="draft").newest_edition())
    sent = written(title="Typed for an hour", version="1")
    statuses(stranger(), 10)
    there = stranger()
    refused = sign_in_there(there, page, there.post(page, sent), PASSWORD)
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    assert refused.context["form"]["username"].value() == "author"
    assert "Too many attempts. Try again in 60 minutes." in refused.content.decode()
    assert PASSWORD not in refused.content.decode()
    known = known_to(author)
    shown = sign_in_there(known, page, refused, PASSWORD)
    assert (shown.status_code, shown.context["form"]["title"].value()) == (200, "Typed for an hour")
    assert Edition.objects.filter(title="Typed for an hour").count() == 0


def test_who_signs_in_there_has_a_known_device(author: User) -> None:
    there = stranger()
    shown = sign_in_there(there, ADD, there.post(ADD, written()), PASSWORD)
    assert shown.status_code == 200
    there.post("/admin/logout/")
    for number in range(12):
        guess(stranger(f"198.51.100.{number}"))
    assert guess(there, password=PASSWORD).status_code == 302


# --- one's own password ---


def change_password(there: Client, old: str) -> Any:
    return there.post(OWN, {"old_password": old, **NEW})


def test_who_finds_an_unlocked_screen_has_ten_guesses_at_the_password(author: User, hashed: Hashed) -> None:
    there = signed_in(author)
    hashed.clear()
    answers = [change_password(there, "wrong") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert hashed == ["wrong"] * 10
    page = answers[-1].content.decode()
    assert "Too many attempts. Try again in 60 minutes." in page
    assert NEW["new_password1"] not in page
    assert 3590 <= int(answers[-1]["Retry-After"]) <= 3600
    # The officer signs in elsewhere all the same.
    assert guess(known_to(author), password=PASSWORD).status_code == 302


def test_strangers_guesses_do_not_keep_an_officer_from_a_new_password(author: User) -> None:
    there = signed_in(author)
    statuses(stranger(), 12)
    assert change_password(there, PASSWORD).status_code == 302
    author.refresh_from_db()
    assert author.check_password(NEW["new_password1"])


def test_where_another_hashes_all_the_time_a_new_password_waits(
    author: User, hashed: Hashed, nobody_waits_long: None
) -> None:
    there = signed_in(author)
    with place_taken():
        hashed.clear()
        answer = change_password(there, PASSWORD)
    assert (answer.status_code, answer["Retry-After"], hashed) == (429, "2", [])
    assert "Others are signing in at this very moment." in answer.content.decode()
    assert change_password(there, PASSWORD).status_code == 302


# --- a sign-in link ---


def test_a_link_that_finds_another_hashing_says_so_and_goes_on_being_valid(
    chief: User, author: User, hashed: Hashed, nobody_waits_long: None
) -> None:
    link, there = ask_for_link(signed_in(chief), author), browser()
    form = there.get(link, follow=True).request["PATH_INFO"]
    with place_taken():
        hashed.clear()
        answer = there.post(form, NEW)
    assert (answer.status_code, answer["Retry-After"], hashed) == (429, "2", [])
    assert "Others are signing in at this very moment." in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="set password").exists()
    assert there.post(form, NEW).status_code == 302


def test_a_link_that_opens_nothing_takes_nobodys_turn(author: User, hashed: Hashed) -> None:
    with place_taken():
        answer = browser().post("/admin/account/MQ/set-password/", NEW)
    assert (answer.status_code, "This link opens nothing" in answer.content.decode()) == (200, True)


# --- any other ---


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Too many attempts. Try again in 2 minutes."),
        ("ru", "Слишком много попыток. Повторите через 2 минуты."),
        ("kk", "Тым көп әрекет жасалды. 2 минуттан кейін қайталап көріңіз."),
    ],
)
def test_a_page_without_a_form_for_it_answers_429(
    author: User, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    def refuse(*args: Any) -> None:
        raise TooManyAttempts(90)

    author.interface_language = language
    author.save()
    monkeypatch.setattr("press.desk.home.count_waiting", refuse)
    answer = signed_in(author).get("/admin/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "90")
    assert answer["Cache-Control"] == "no-store"
    assert sentence in answer.content.decode()
