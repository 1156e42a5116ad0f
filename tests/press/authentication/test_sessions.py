"""Sessions: how long they last, what ends them, and that what is ended is nobody's at every door."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press import publishing
from press.authentication.browsers import describe_browser
from press.authentication.sessions import SessionStore, end_sessions, hash_key
from press.management.commands import work
from press.models import AuthenticatorApp, Edition, Illustration, Session, User
from tests.factories import (
    code_of,
    illustrate,
    make_app,
    signed_in,
    signed_in_with_second_factor,
    with_password_alone,
)
from tests.press.admin.officers import OWN_PASSWORD
from tests.press.desk.forms import page_of, written
from tests.processes import READER

PASSWORD = "correct horse battery"


def key_of(there: Client) -> str:
    return there.cookies["sessionid"].value


def is_signed_in(there: Client) -> bool:
    return there.get("/admin/").status_code == 200


def left_alone_for(there: Client, **time: float) -> None:
    """Has the session last used so long ago."""
    Session.objects.filter(pk=hash_key(key_of(there))).update(
        last_used=timezone.now() - datetime.timedelta(**time)
    )


# --- how long, and what is kept ---


def test_a_session_that_is_left_alone_ends(settings: Any, author: User) -> None:
    there = signed_in(author)
    left_alone_for(there, minutes=59)
    assert is_signed_in(there)
    left_alone_for(there, minutes=60)
    assert not is_signed_in(there)
    settings.SESSION_IDLE_MINUTES = 5
    there = signed_in(author)
    left_alone_for(there, minutes=5)
    assert not is_signed_in(there)


def test_a_session_that_is_used_all_the_time_ends_after_a_working_day(
    author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, began = signed_in(author), timezone.now()
    for half_hours in range(24):
        moment = began + datetime.timedelta(minutes=30 * half_hours)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        assert is_signed_in(there), half_hours
        # Whatever is written meanwhile makes it no longer.
        session = there.session
        session["seen"] = half_hours
        session.save()
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + datetime.timedelta(hours=12, minutes=1))
    assert not is_signed_in(there)


def test_the_last_use_is_written_once_a_minute_and_by_no_public_page(
    author: User, make_release: Callable[..., Any]
) -> None:
    public = make_release().get_absolute_url()
    there = signed_in(author)

    def written_by(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            there.get(address)
        return sum('UPDATE "press_session"' in (query["sql"] or "") for query in asked)

    assert written_by("/admin/") == 0
    left_alone_for(there, seconds=61)
    assert [written_by(address) for address in (public, "/admin/", "/admin/")] == [0, 1, 0]


def test_a_copy_of_the_table_opens_no_session_and_says_nothing_of_where_it_was(author: User) -> None:
    there = Client(headers={"user-agent": READER}, REMOTE_ADDR="203.0.113.77")
    there.post("/admin/login/", {"username": "author", "password": PASSWORD, "next": "/admin/"})
    (row,) = Session.objects.values()
    assert (row["account_id"], row["browser"]) == (author.pk, "Firefox, Linux")
    data = there.session.decode(row["session_data"])
    kept = str([*row.values(), data])
    assert [secret for secret in (key_of(there), "203.0.113", "rv:128") if secret in kept] == []
    thief = Client()
    thief.cookies["sessionid"] = row["session_key"]
    assert (is_signed_in(there), is_signed_in(thief)) == (True, False)


CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROMIUM}"
ANDROID = f"Mozilla/5.0 (Linux; Android 14; SM-S921B) {CHROMIUM}"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (READER, "Firefox, Linux"),
        (f"{WINDOWS} Safari/537.36", "Chrome, Windows"),
        (f"{WINDOWS} Safari/537.36 Edg/131.0.0.0", "Edge, Windows"),
        (f"{WINDOWS} YaBrowser/24.12.0.0 Safari/537.36", "Yandex Browser, Windows"),
        (f"{WINDOWS} Safari/537.36 OPR/115.0.0.0", "Opera, Windows"),
        (f"{ANDROID} Mobile Safari/537.36", "Chrome, Android"),
        (f"{MAC} Version/18.1 Safari/605.1.15", "Safari, macOS"),
        (f"{IPHONE} Version/18.1 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        (f"{IPHONE} FxiOS/133.0 Mobile/15E148 Safari/605.1.15", "Firefox, iPhone"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_described_in_words_of_ours(user_agent: str, words: str) -> None:
    assert describe_browser(user_agent) == words


def test_the_worker_clears_what_is_over_once_an_hour(author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(work.time, "monotonic", lambda: clock[0])
    clear = work.Hourly(SessionStore.clear_expired)
    idle, old, used = (signed_in(author) for _ in range(3))
    left_alone_for(idle, hours=2)
    Session.objects.filter(pk=hash_key(key_of(old))).update(expire_date=timezone.now())
    clear()
    assert [row.pk for row in Session.objects.all()] == [hash_key(key_of(used))]
    left_alone_for(used, hours=2)
    for seconds, left in ((3599.0, 1), (3600.0, 0)):
        clock[0] = seconds
        clear()
        assert Session.objects.count() == left


def test_the_worker_has_it_among_its_tasks(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks: list[Any] = []
    monkeypatch.setattr(work.Worker, "run", lambda self: tasks.extend(self.tasks))
    work.Command().handle()
    assert "clear_expired" in [task.__name__ for task in tasks]


# --- what ends them ---


@pytest.fixture
def draft(make_release: Callable[..., Any], author: User) -> Illustration:
    """A photograph in a text that is not public."""
    edition = make_release(state="draft").editions.get()
    return illustrate(edition, by=author)


def saves_a_text(there: Client, draft: Illustration) -> bool:
    edition = Edition.objects.get(pk=draft.edition_id)
    there.post(page_of(edition), written(edition, title=f"{edition.title}!"))
    return Edition.objects.get(pk=edition.pk).title != edition.title


def sees_a_preview(there: Client, draft: Illustration) -> bool:
    width = draft.photograph.renditions.all()[0].width
    return there.get(f"/media/{draft.photograph_id}/{width}.jpg").status_code == 200


# Every way in, and whether somebody is known there.
DOORS: dict[str, Callable[[Client, Illustration], bool]] = {
    "a page of the admin": lambda there, draft: is_signed_in(there),
    "a preview of a photograph": sees_a_preview,
    "a form of the desk, which keeps what was typed": saves_a_text,
    "a button": lambda there, draft: (
        there.post("/admin/language/", {"language": "en"})["Location"] == "/admin/"
    ),
    "the sign-in page": lambda there, draft: there.get("/admin/login/").status_code == 302,
    "one's own sessions": lambda there, draft: there.get("/admin/sessions/").status_code == 200,
    "the display that is kept with the account": lambda there, draft: (
        there.post("/en/display/", {"colours": "dark"}).wsgi_request.user.is_authenticated
    ),
}


Change = Callable[[User, User], object]
CHANGES: dict[str, Change] = {
    "its groups": lambda account, chief: publishing.change_account(
        account, by=chief, groups=Group.objects.filter(name__in=["author", "editor"])
    ),
    "whether it may sign in": lambda account, chief: publishing.change_account(
        account, by=chief, is_active=False
    ),
    "its password": lambda account, chief: publishing.set_password(account, OWN_PASSWORD, by=account),
    "a sign-in link": lambda account, chief: publishing.issue_sign_in_link(account, by=chief),
    "the chief editor": lambda account, chief: publishing.end_all_sessions(account, by=chief),
    "one session": lambda account, chief: [
        publishing.end_session(session, by=chief) for session in account.sessions.all()
    ],
    "a second factor": lambda account, chief: end_sessions(account),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_session_is_nobodys_at_its_next_request_after_a_change_whatever_the_door(
    what: str, author: User, chief: User, draft: Illustration
) -> None:
    browsers = {door: signed_in(author) for door in DOORS}
    other = signed_in(chief)

    def open_doors() -> set[str]:
        return {door for door, is_known in DOORS.items() if is_known(browsers[door], draft)}

    assert open_doors() == set(DOORS)
    CHANGES[what](User.objects.get(pk=author.pk), chief)
    # Before anybody asks, and so not in any list either.
    assert not Session.objects.filter(account=author).exists()
    assert open_doors() == set()
    assert is_signed_in(other)


def test_a_change_of_the_name_alone_ends_no_session(author: User, chief: User) -> None:
    there = signed_in(author)
    publishing.change_account(author, by=chief, first_name="Dana", email="dana@press.example")
    assert is_signed_in(there)


def test_who_changes_their_own_password_goes_on_and_is_signed_out_elsewhere(author: User) -> None:
    here, elsewhere = signed_in(author), signed_in(author)
    before = key_of(here)
    sent = {"old_password": PASSWORD, "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    assert here.post("/admin/password_change/", sent).status_code == 302
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_signed_in(thief)


def test_signing_in_makes_a_new_key_and_signing_out_ends_it(author: User) -> None:
    there = Client()
    there.cookies["sessionid"] = "chosenbyanattackerchosenbyanatta"
    answer = there.post("/admin/login/", {"username": "author", "password": PASSWORD})
    # Without having asked for a page one comes to the first.
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert Session.objects.get().pk == hash_key(key_of(there)) != hash_key("chosenbyanattackerchosenbyanatta")
    there.post("/admin/logout/")
    assert Session.objects.count() == 0


def test_a_session_that_is_ended_during_its_request_is_not_brought_back(author: User) -> None:
    store = SessionStore(key_of(signed_in(author)))
    store["note"] = "written by a request that was under way"
    end_sessions(author)
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_a_session_opened_with_what_is_not_true_any_more_is_over_too(author: User) -> None:
    """One that was being opened when the others were ended."""
    old = User.objects.get(pk=author.pk)
    end_sessions(author)
    there = signed_in(old)
    assert not is_signed_in(there)


# --- what is under way while a session ends ---


def test_a_request_under_way_opens_no_other_session_once_its_own_was_ended(author: User, chief: User) -> None:
    make_app(author)
    of_the_request = User.objects.get(pk=author.pk)
    publishing.end_all_sessions(author, by=chief)
    for verb in (
        lambda: publishing.renew_recovery_codes(of_the_request, by=of_the_request),
        lambda: publishing.set_password(of_the_request, OWN_PASSWORD, by=of_the_request),
        lambda: publishing.end_all_sessions(of_the_request, by=of_the_request),
    ):
        with pytest.raises(SessionInterrupted):
            verb()


def test_what_was_begun_before_signing_in_is_completed_once(db: None) -> None:
    begun = SessionStore()
    begun["pending_sign_in"] = {}
    begun.save()
    first, second = SessionStore(begun.session_key), SessionStore(begun.session_key)
    assert [each["pending_sign_in"] for each in (first, second)] == [{}, {}]
    first.cycle_key()
    with pytest.raises(SessionInterrupted):
        second.cycle_key()
    assert Session.objects.count() == 1


def test_a_session_is_no_longer_by_what_its_officer_changes(author: User) -> None:
    there = signed_in(author)
    began = timezone.now() - datetime.timedelta(hours=5)
    session = there.session
    session["began"] = began.timestamp()
    session.save()
    there.post("/admin/sessions/", {"others": "all"})
    there.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD},
    )
    assert is_signed_in(there)
    (row,) = Session.objects.all()
    assert (row.pk, row.began, row.expire_date) == (
        hash_key(key_of(there)), began, began + datetime.timedelta(hours=12)
    )  # fmt: skip


def test_ending_all_others_ends_what_was_only_begun(settings: Any, editor: User) -> None:
    settings.SECOND_FACTOR = "editors"
    here = signed_in_with_second_factor(editor)
    thief = with_password_alone(editor)
    here.post("/admin/sessions/", {"others": "all"})
    code = code_of(AuthenticatorApp.objects.get(user=editor))
    thief.post("/admin/login/", {"code": code})
    assert [is_signed_in(each) for each in (here, thief)] == [True, False]


def test_a_sign_in_link_is_not_shared_with_whoever_planted_the_session(author: User, chief: User) -> None:
    insider = signed_in(chief)
    victim = Client()
    victim.cookies["sessionid"] = key_of(insider)
    link = publishing.issue_sign_in_link(author, by=chief)
    address = f"/admin/account/{link.uid}"
    assert victim.get(f"{address}/{link.token}/")["Location"] == f"{address}/set-password/"
    assert b"new_password1" in victim.get(f"{address}/set-password/").content
    assert b"new_password1" not in insider.get(f"{address}/set-password/").content
    # Nor does opening a link end the session that somebody has in that browser.
    assert is_signed_in(insider)
