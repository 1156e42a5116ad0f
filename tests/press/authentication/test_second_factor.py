"""A password without the second factor is nobody: setting it up, giving it, losing it."""

import html
import json
import re
import threading
import time
from typing import Any

import pytest
from django.conf import settings as in_force
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from press import publishing
from press.authentication import passkeys, second_factor
from press.models import (
    AuditEntry,
    AuthenticatorApp,
    PasswordAttempts,
    Photograph,
    RecoveryCode,
    RecoveryCodes,
    Session,
    User,
)
from press.models.second_factor import MOST_FAILURES
from press.publishing import Refused
from tests.factories import (
    code_of,
    code_of_key,
    illustrate,
    make_app,
    make_officer,
    signed_in,
    signed_in_with_second_factor,
)
from tests.press.authentication.guessing import known_to
from tests.press.desk.forms import page_of, written

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
SIGN_IN = "/admin/login/"
PAGE = "/admin/second-factor/"


@pytest.fixture(autouse=True)
def it_is_asked_of_editors(settings: Any) -> None:
    settings.SECOND_FACTOR = "editors"


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root", password=PASSWORD, interface_language="en")


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def give_password(there: Client, account: User, **more: Any) -> Any:
    return there.post(SIGN_IN, {"username": account.username, "password": PASSWORD, **more})


def is_somebody(there: Client) -> bool:
    """Whether the admin lets them in; the session says the same."""
    let_in = there.get("/admin/password_change/").status_code == 200
    assert not let_in or SESSION_KEY in there.session
    return let_in


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def recovery_codes_of(account: User) -> list[str]:
    return RecoveryCodes.make(account)[1]


def verbs_of(account: User) -> list[str]:
    found = AuditEntry.objects.filter(account=account).order_by("pk")
    return [entry.verb for entry in found]


# --- of whom it is asked ---


def test_the_setting_says_of_whom_it_is_asked(
    settings: Any, author: User, editor: User, chief: User, root: User
) -> None:
    everybody = {"author": author, "editor": editor, "chief": chief, "root": root}

    def asked() -> str:
        return " ".join(name for name, account in everybody.items() if second_factor.is_asked_of(account))

    assert asked() == "editor chief root"
    settings.SECOND_FACTOR = "all"
    assert asked() == "author editor chief root"
    settings.SECOND_FACTOR = "demo"
    assert asked() == ""


def test_who_may_publish_or_keeps_accounts_by_a_right_of_their_own_is_an_editor_too(author: User) -> None:
    for codename in ("approve_edition", "approve_alone", "remove_release", "change_user"):
        account = make_officer(codename, "author")
        account.user_permissions.add(Permission.objects.get(codename=codename))
        assert (codename, second_factor.is_required_of(account)) == (codename, True)
    assert not second_factor.is_required_of(author)


def test_who_has_one_is_asked_though_they_need_not_have_it(author: User) -> None:
    there = browser()
    assert give_password(there, author).status_code == 302
    assert is_somebody(there)
    app = make_app(author)
    there = browser()
    assert give_password(there, author).status_code == 200
    assert not is_somebody(there)
    assert there.post(SIGN_IN, {"code": code_of(app)}).status_code == 302
    assert is_somebody(there)


# --- a password alone ---


def test_with_the_password_alone_every_door_is_shut(editor: User, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    illustrate(edition, by=editor)
    photograph = Photograph.objects.get()
    picture = f"/media/{photograph.pk}/{photograph.renditions.all()[0].width}.jpg"
    make_app(editor)
    assert signed_in_with_second_factor(editor).get(picture).status_code == 200
    before = verbs_of(editor)

    there = browser()
    asked = give_password(there, editor)
    assert (asked.status_code, asked.templates[0].name) == (200, "admin/second_step.html")
    assert {*there.session.keys()} == {"pending_sign_in", "_session_expiry"}
    assert there.get("/admin/").status_code == 302
    assert there.get(picture).status_code == 404
    assert there.get(PAGE).status_code == 302
    assert there.post(page_of(edition), written(edition, title="Other")).status_code == 403
    kept = {"kept": json.dumps({"fields": {"title": ["Other"]}, "files": False})}
    with_password = {"username": editor.username, "password": PASSWORD}
    assert there.post(page_of(edition), kept).status_code == 200
    assert there.post(page_of(edition), {**kept, **with_password}).status_code == 200
    assert not is_somebody(there)
    edition.refresh_from_db()
    assert edition.title != "Other"
    assert verbs_of(editor) == before


def test_whoever_was_signed_in_is_so_no_more_when_another_gives_a_password(
    author: User, editor: User
) -> None:
    there = signed_in(author)
    before = there.session.session_key
    give_password(there, editor)
    assert not is_somebody(there)
    assert there.session.session_key != before


@pytest.mark.parametrize("change", ["minutes", "password", "deactivated", "not staff"])
def test_the_password_counts_for_ten_minutes_and_as_long_as_it_is_the_password(
    editor: User, change: str
) -> None:
    app, there = make_app(editor), browser()
    give_password(there, editor)
    if change == "minutes":
        session = there.session
        session["pending_sign_in"] = {**session["pending_sign_in"], "at": time.time() - 601}
        session.save()
    elif change == "password":
        publishing.set_password(editor, "another horse battery", by=editor)
    else:
        User.objects.update(**{"is_active" if change == "deactivated" else "is_staff": False})
    answer = there.post(SIGN_IN, {"code": code_of(app)})
    assert (answer.templates[0].name, words(answer).count("errornote")) == ("admin/login.html", 0)
    assert words(answer).count("Ten minutes have passed since the password. Sign in once more.") == 1
    assert SESSION_KEY not in there.session


def test_the_second_step_stands_where_one_left_it_until_somebody_else_signs_in(
    author: User, editor: User
) -> None:
    make_app(editor)
    there = browser()
    give_password(there, editor)
    assert there.get(SIGN_IN).templates[0].name == "admin/second_step.html"
    answer = there.post(SIGN_IN, {"somebody_else": "1"})
    assert (answer.templates[0].name, words(answer).count("errornote")) == ("admin/login.html", 0)
    assert there.get(SIGN_IN).templates[0].name == "admin/login.html"
    assert give_password(there, author).status_code == 302


def test_the_second_step_speaks_the_language_of_the_account(editor: User) -> None:
    make_app(editor)
    editor.interface_language = "ru"
    editor.save()
    assert words(give_password(browser(), editor)).count('<html lang="ru"') == 1


# --- a session from before ---


def test_a_session_from_before_the_setting_or_the_right_is_nobodys(
    settings: Any, author: User, editor: User
) -> None:
    settings.SECOND_FACTOR = "demo"
    there = {account: signed_in(account) for account in (author, editor)}
    assert [is_somebody(one) for one in there.values()] == [True, True]
    settings.SECOND_FACTOR = "editors"
    assert [is_somebody(one) for one in there.values()] == [True, False]
    author.groups.add(Group.objects.get(name="editor"))
    assert [is_somebody(one) for one in there.values()] == [False, False]


def test_a_session_from_before_the_setting_is_nobodys_where_there_is_a_factor(
    settings: Any, author: User
) -> None:
    settings.SECOND_FACTOR = "demo"
    make_app(author)
    there = signed_in(author)
    assert is_somebody(there)
    settings.SECOND_FACTOR = "editors"
    assert not is_somebody(there)


def test_a_public_page_asks_nothing_of_a_session(editor: User, make_release: Any) -> None:
    address = make_release().get_absolute_url()
    there, nobody = signed_in(editor), browser()
    assert nobody.get(address).status_code == 200

    def count(one: Client) -> int:
        with CaptureQueriesContext(connection) as queries:
            one.get(address)
        return len(queries)

    assert count(there) == count(nobody)


# --- setting it up ---


def test_who_must_have_one_sets_it_up_at_the_first_sign_in(editor: User) -> None:
    there = browser()
    page = give_password(there, editor, next="/admin/press/edition/")
    key = page.context["app"].key
    secret = page.context["app"].in_groups
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    assert words(page).count(secret) == 1
    assert words(page).count('src="data:image/svg+xml') == 1
    assert words(page).count(f'href="otpauth://totp/127.0.0.1%3Aeditor?secret={secret.replace(" ", "")}') == 1
    assert there.get(SIGN_IN).context["app"].key == key

    wrong = there.post(SIGN_IN, {"app_code": "000000" if code_of_key(key) != "000000" else "111111"})
    assert words(wrong).count("This is not the code that the app shows now.") == 1
    assert AuthenticatorApp.objects.count() == 0
    shown = there.post(SIGN_IN, {"app_code": code_of_key(key), "next": "/admin/press/edition/"})
    codes = re.findall(r"<code>([^<]+)</code>", words(shown))
    assert (len(set(codes)), shown["Cache-Control"]) == (10, "no-store")
    assert not is_somebody(there)
    # The same when the page is loaded again, by the display's form or by sending once more.
    for again in (there.get(SIGN_IN), there.post(SIGN_IN, {"app_code": code_of_key(key)})):
        assert re.findall(r"<code>([^<]+)</code>", words(again)) == codes
        assert words(again).count('role="alert"') == 0
    done = there.post(SIGN_IN, {"codes_kept": "1", "next": "/admin/press/edition/"})
    assert (done.status_code, done["Location"]) == (302, "/admin/press/edition/")
    assert is_somebody(there)
    assert there.get(PAGE).context["recovery_codes"] is None
    assert verbs_of(editor) == ["set up second factor", "sign in"]

    # With one of the codes another browser gets in, once.
    for expected in (True, False):
        another = browser()
        give_password(another, editor)
        another.post(SIGN_IN, {"recovery_code": codes[3]})
        assert is_somebody(another) == expected


def test_each_sign_in_has_a_secret_of_its_own_and_the_first_that_is_set_up_stays(editor: User) -> None:
    first, second = browser(), browser()
    keys = [give_password(there, editor).context["app"].key for there in (first, second)]
    assert keys[0] != keys[1]
    first.post(SIGN_IN, {"app_code": code_of_key(keys[0])})
    late = second.post(SIGN_IN, {"app_code": code_of_key(keys[1])})
    # What the account is has changed: the password is asked for once more, and then the code.
    assert late.templates[0].name == "admin/login.html"
    assert AuthenticatorApp.objects.get().key == keys[0]
    assert give_password(second, editor).context["step"] == "code"


def test_nobody_sets_up_a_second_one_without_saying_that_it_replaces_the_first(editor: User) -> None:
    make_app(editor)
    key = "ab" * 20
    with pytest.raises(Refused, match="has a second factor already"):
        publishing.set_up_second_factor(editor, key=key, code=code_of_key(key), by=editor)


def test_what_was_typed_is_carried_through_password_set_up_and_codes(editor: User, make_release: Any) -> None:
    edition = make_release(state="draft").newest_edition()
    there, typed = browser(), 'Typed "before" lunch'
    address = page_of(edition)

    def carried(answer: Any) -> dict[str, str]:
        found = re.search(r'name="kept" value="([^"]*)"', answer.content.decode())
        assert found
        return {"kept": html.unescape(found[1])}

    without_script = "<noscript> Sign in first, and change how the page looks afterwards"
    asked = there.post(address, written(edition, title=typed))
    step = there.post(address, {**carried(asked), "username": editor.username, "password": PASSWORD})
    assert [words(page).count(without_script) for page in (asked, step)] == [1, 1]
    assert words(browser().get(SIGN_IN)).count(without_script) == 0
    key = step.context["app"].key
    step = there.post(address, {**carried(step), "app_code": "12"})
    step = there.post(address, {**carried(step), "app_code": code_of_key(key)})
    shown = there.post(address, {**carried(step), "codes_kept": "1"})
    assert shown.context["form"]["title"].value() == typed
    there.logout()

    asked = there.post(address, written(edition, title=typed))
    step = there.post(address, {**carried(asked), "username": editor.username, "password": PASSWORD})
    step = there.post(address, {**carried(step), "code": "000"})
    shown = there.post(address, {**carried(step), "code": code_of(AuthenticatorApp.objects.get())})
    assert shown.context["form"]["title"].value() == typed
    edition.refresh_from_db()
    assert edition.title != typed


# --- codes ---


def test_a_code_opens_once(editor: User) -> None:
    app = make_app(editor)
    code = code_of(app)
    for expected in (True, False):
        there = browser()
        give_password(there, editor)
        answer = there.post(SIGN_IN, {"code": f" {code[:3]} {code[3:]} "})
        assert is_somebody(there) == expected
    assert words(answer).count("The code is wrong, or was used before.") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["code", "recovery_code"])
def test_a_code_that_is_sent_twice_at_once_opens_once(editor: User, kind: str) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    app = make_app(editor)
    code = code_of(app) if kind == "code" else recovery_codes_of(editor)[0]
    verify = publishing.use_code if kind == "code" else publishing.use_recovery_code
    start, opened = threading.Barrier(4), []

    def send() -> None:
        try:
            start.wait(10)
            opened.append(bool(verify(User.objects.get(), code)))
        except second_factor.TooManyCodes:
            opened.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(opened) == [False, False, False, True]


@pytest.mark.parametrize("kind", ["code", "recovery_code"])
def test_after_wrong_codes_none_is_looked_at_for_a_while_the_right_one_neither(
    editor: User, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    app, codes = make_app(editor), recovery_codes_of(editor)
    there = browser()
    give_password(there, editor)
    model, right = (AuthenticatorApp, code_of(app)) if kind == "code" else (RecoveryCodes, codes[0])
    wrong = "000000" if right != "000000" else "111111"
    assert there.post(SIGN_IN, {kind: wrong}).status_code == 200
    model.objects.update(throttling_failure_count=7)  # the wait is 64 seconds
    answer = there.post(SIGN_IN, {kind: right})
    assert (answer.status_code, answer["Retry-After"]) in {(429, "64"), (429, "63")}
    assert words(answer).count("Too many codes were wrong. The next one is looked at in 2 minutes.") == 1
    assert [record.levelname for record in caplog.records if record.name.startswith("press")] == ["WARNING"]
    assert not is_somebody(there)
    model.objects.update(throttling_failure_timestamp=None)
    assert there.post(SIGN_IN, {kind: right}).status_code == 302
    assert model.objects.get().throttling_failure_count == 0


@pytest.mark.parametrize(
    ("wrong", "wait", "is_alarm"), [(1, "1 second,", 0), (4, "8 seconds,", 0), (5, "16 seconds,", 1)]
)
def test_a_mistyped_code_waits_for_seconds_and_is_no_alarm(
    editor: User, wrong: int, wait: str, is_alarm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(editor)
    there = browser()
    give_password(there, editor)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    AuthenticatorApp.objects.update(throttling_failure_count=wrong, throttling_failure_timestamp=now)
    answer = there.post(SIGN_IN, {"code": code_of(app)})
    assert answer.status_code == 429
    assert words(answer).count(f"Wait {wait} then give the next code.") == 1
    assert words(answer).count("If it was not you, somebody knows your password") == is_alarm


def test_who_guesses_shuts_the_officer_out_for_little_more_than_an_hour_at_most(editor: User) -> None:
    app = make_app(editor)
    for _guess in range(40):
        AuthenticatorApp.objects.update(throttling_failure_timestamp=None)
        assert publishing.use_code(editor, "000000" if code_of(app) != "000000" else "111111") is None
    app.refresh_from_db()
    assert app.throttling_failure_count == MOST_FAILURES
    with pytest.raises(second_factor.TooManyCodes) as refused:
        publishing.use_code(editor, code_of(app))
    assert 4000 < refused.value.retry_after <= 4096
    # The audit says it once an hour.
    assert verbs_of(editor) == ["guess codes"]


def test_recovery_codes_are_kept_as_digests_and_read_however_they_are_typed(editor: User) -> None:
    codes = recovery_codes_of(editor)
    assert [len(set(codes)), *{len(code.replace("-", "")) for code in codes}] == [10, 16]
    assert {len(RecoveryCodes.ALPHABET) ** 16 >= 2**80} == {True}
    dump = json.dumps([*RecoveryCode.objects.values(), *RecoveryCodes.objects.values("name")])
    assert [code for code in codes if code in dump or code.replace("-", "") in dump] == []
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert publishing.use_recovery_code(editor, typed) is not None
    assert publishing.use_recovery_code(editor, codes[0]) is None
    assert RecoveryCode.objects.count() == 9
    assert AuditEntry.objects.get().detail == {"left": 9}


def test_who_used_a_recovery_code_hears_how_many_are_left(editor: User) -> None:
    make_app(editor)
    there = browser()
    give_password(there, editor)
    sent = {"recovery_code": recovery_codes_of(editor)[0], "next": "/admin/"}
    answer = there.post(SIGN_IN, sent, follow=True)
    assert words(answer).count("You used a recovery code: 9 are left.") == 1


# --- the page of one's own ---


def test_only_who_gave_the_factor_within_ten_minutes_changes_it(author: User) -> None:
    there, app = signed_in_with_second_factor(author), AuthenticatorApp.objects.get()
    session = there.session
    session["second_factor_at"] = time.time() - 601
    session.save()
    before = [*AuthenticatorApp.objects.values(), *RecoveryCode.objects.values()]
    for verb in ("set-up", "renew-codes", "add-passkey", "remove-passkey", "remove"):
        answer = there.post(PAGE, {"verb": verb, "app_code": "123456"})
        assert words(answer).count("Ten minutes have passed. Give the second factor once more.") == 1
    assert [*AuthenticatorApp.objects.values(), *RecoveryCode.objects.values()] == before
    assert words(there.post(PAGE, {"verb": "confirm", "code": "12"})).count("The code is wrong") == 1
    assert there.post(PAGE, {"verb": "confirm", "code": code_of(app)}).status_code == 302
    assert there.post(PAGE, {"verb": "renew-codes"}).status_code == 302
    assert verbs_of(author) == ["sign in", "renew recovery codes"]


@pytest.mark.parametrize("verb", ["set-up", "renew-codes", "remove"])
def test_a_change_ends_all_other_sessions(author: User, verb: str) -> None:
    here, elsewhere = signed_in_with_second_factor(author), signed_in_with_second_factor(author)
    key = here.get(PAGE).context["app"].key
    here.post(PAGE, {"verb": verb, "app_code": code_of_key(key)})
    assert [is_somebody(here), is_somebody(elsewhere)] == [True, False]


@pytest.mark.parametrize("verb", ["set-up", "renew-codes"])
def test_new_recovery_codes_are_shown_until_their_officer_goes_on(author: User, verb: str) -> None:
    there = signed_in_with_second_factor(author)
    key = there.get(PAGE).context["app"].key
    assert there.post(PAGE, {"verb": verb, "app_code": code_of_key(key)}).status_code == 302
    shown = [re.findall(r"<code>([^<]+)</code>", words(there.get(PAGE))) for _time in range(2)]
    assert (len(shown[0]), shown[0]) == (10, shown[1])
    assert there.post(PAGE, {"verb": "codes-kept"}).status_code == 302
    assert there.get(PAGE).context["recovery_codes"] is None
    assert publishing.use_recovery_code(author, shown[0][0]) is not None


def test_another_telephone_takes_the_place_of_the_first_and_its_recovery_codes(author: User) -> None:
    first, codes = make_app(author), recovery_codes_of(author)
    there = signed_in_with_second_factor(author)
    key = there.get(PAGE).context["app"].key
    there.post(PAGE, {"verb": "set-up", "app_code": code_of_key(key)})
    assert AuthenticatorApp.objects.get().key == key != first.key
    assert publishing.use_recovery_code(author, codes[0]) is None
    there.post(PAGE, {"verb": "codes-kept"})
    assert there.get(PAGE).context["app"].key != key


def test_after_a_wrong_code_the_form_of_another_app_is_open(author: User) -> None:
    there = signed_in_with_second_factor(author)
    form = re.compile(r"<details( open)?>\s*<summary>Set up another app")
    assert form.findall(words(there.get(PAGE))) == [""]
    wrong = there.post(PAGE, {"verb": "set-up", "app_code": "12"})
    assert words(wrong).count("This is not the code that the app shows now.") == 1
    assert form.findall(words(wrong)) == [" open"]


def test_who_need_not_have_one_may_do_without_again(author: User, editor: User) -> None:
    recovery_codes_of(author)
    there = signed_in_with_second_factor(author)
    assert "Remove the second factor" in words(there.get(PAGE))
    there.post(PAGE, {"verb": "remove"})
    assert (AuthenticatorApp.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert "Set it up" in words(there.get(PAGE))

    there = signed_in_with_second_factor(editor)
    assert "Remove the second factor" not in words(there.get(PAGE))
    refused = there.post(PAGE, {"verb": "remove"})
    assert words(refused).count("Your account must have a second factor: set up another instead.") == 1
    assert AuthenticatorApp.objects.count() == 1


def test_a_session_forgets_a_factor_that_is_there_no_more(settings: Any, author: User) -> None:
    there = signed_in_with_second_factor(author)
    there.post("/admin/second-factor/", {"verb": "remove"})
    assert is_somebody(there)
    settings.SECOND_FACTOR = "all"
    assert not is_somebody(there)


def test_who_guesses_there_is_slowed_down_too(author: User) -> None:
    there, app = signed_in_with_second_factor(author), AuthenticatorApp.objects.get()
    right = code_of(app)
    there.post(PAGE, {"verb": "confirm", "code": "000000" if right != "000000" else "111111"})
    answer = there.post(PAGE, {"verb": "confirm", "code": right})
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")


@pytest.mark.parametrize("said", ["", "null", "[]", "7", "{", '{"id": 1}', '{"rawId": "!", "response": {}}'])
def test_what_no_passkey_says_is_refused_with_a_sentence(
    editor: User, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    app, there = make_app(editor), Client(headers={"accept-language": "en", "host": "localhost"})
    WebAuthnCredential.objects.create(user=editor, credential_id=b"1", public_key=b"2", aaguid="3")
    assert give_password(there, editor).context["passkey_options"]["rpId"] == "localhost"
    answer = there.post(SIGN_IN, {"passkey": said})
    assert words(answer).count("The passkey was not accepted. Try it once more, or give a code.") == 1
    there.post(SIGN_IN, {"code": code_of(app)})
    there.get(PAGE)
    answer = there.post(PAGE, {"verb": "add-passkey", "passkey": said})
    assert words(answer).count("The passkey was not added. Try it once more.") == 1
    assert WebAuthnCredential.objects.count() == 1
    of_ours = [record.levelname for record in caplog.records if record.name.startswith("press")]
    assert of_ours == ["WARNING", "WARNING"]


def test_the_button_that_removes_a_passkey_is_named_in_plain_text(editor: User) -> None:
    app = make_app(editor)
    WebAuthnCredential.objects.create(user=editor, credential_id=b"1", public_key=b"2", aaguid="3")
    there = browser()
    give_password(there, editor)
    there.post(SIGN_IN, {"code": code_of(app)})
    [name] = re.findall('aria-label="(Remove the passkey[^"]*)"', there.get(PAGE).content.decode())
    assert re.findall("[<>&]", name) == []
    assert re.fullmatch(r"Remove the passkey of .*\d\d:\d\d.*", name)


@pytest.mark.parametrize(
    ("host", "https", "expected"),
    [
        ("localhost:8000", False, True),
        ("127.0.0.1:8000", False, False),
        ("[::1]:8000", False, False),
        ("press.example", False, False),
        ("press.example", True, True),
        ("10.0.0.7", True, False),
    ],
)
def test_passkeys_are_possible_where_browsers_allow_them(
    rf: RequestFactory, settings: Any, host: str, https: bool, expected: bool
) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_PROXY_SSL_HEADER = ["*"], None
    assert passkeys.are_possible(rf.get("/", secure=https, headers={"host": host})) is expected


# --- loss ---


def test_a_chief_removes_the_lost_factor_of_another_and_learns_nothing_of_the_password(
    editor: User, chief: User
) -> None:
    elsewhere, there = signed_in_with_second_factor(editor), signed_in_with_second_factor(chief)
    recovery_codes_of(editor)
    password = editor.password
    account_page = f"/admin/press/user/{editor.pk}/change/"
    assert words(there.get(account_page)).count("Remove the second factor") == 1
    answer = there.post(f"/admin/press/user/{editor.pk}/second-factor/", follow=True)
    assert words(answer).count("The second factor of editor is removed") == 1
    assert words(answer).count("Remove the second factor") == 0
    assert not is_somebody(elsewhere)
    editor.refresh_from_db()
    assert (editor.password, editor.keyholders.count()) == (password, 0)
    entry = AuditEntry.objects.get(account=editor, verb="remove second factor")
    assert entry.by == chief
    assert give_password(browser(), editor).context["step"] == "set_up"


@pytest.mark.parametrize("asked", ["editors", "all"])
def test_the_chief_hears_what_then_opens_the_account(
    settings: Any, author: User, chief: User, asked: str
) -> None:
    make_app(author)
    settings.SECOND_FACTOR = asked
    desk, alone = signed_in_with_second_factor(chief), asked == "editors"
    before = words(desk.get(f"/admin/press/user/{author.pk}/change/"))
    assert before.count("the password alone then opens the account") == alone
    assert before.count("the password leads to setting up another") == (not alone)
    after = words(desk.post(f"/admin/press/user/{author.pk}/second-factor/", follow=True))
    assert after.count("is removed; the password alone now opens the account.") == alone
    assert after.count("is removed; with the password they set up another.") == (not alone)
    assert (give_password(browser(), author).status_code == 302) == alone


def test_an_editor_and_an_author_remove_nobodys(author: User, editor: User, chief: User) -> None:
    make_app(chief)
    for officer in (author, editor):
        there = signed_in_with_second_factor(officer)
        assert there.post(f"/admin/press/user/{chief.pk}/second-factor/").status_code == 403
    assert AuthenticatorApp.objects.filter(user=chief).count() == 1


def test_a_link_alone_opens_no_account_that_has_a_factor(editor: User, chief: User) -> None:
    app = make_app(editor)
    link = publishing.issue_sign_in_link(editor, by=chief)
    there = browser()
    form = there.get(f"/admin/account/{link.uid}/{link.token}/", follow=True)
    sent = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    there.post(form.request["PATH_INFO"], sent)
    give_password(there, editor)
    assert not is_somebody(there)
    assert AuthenticatorApp.objects.get() == app


def test_the_operator_removes_the_chiefs_by_a_command(
    chief: User, capsys: pytest.CaptureFixture[str]
) -> None:
    make_app(chief)
    elsewhere = signed_in_with_second_factor(chief)
    call_command("remove_second_factor", "chief")
    assert capsys.readouterr().out == (
        "chief: the second factor is removed and all sessions are ended; "
        "with the password it is set up anew\n"
    )
    entry = AuditEntry.objects.get(verb="remove second factor")
    assert (entry.account, entry.who) == (chief, "the operator, by command")
    assert not is_somebody(elsewhere)
    call_command("remove_second_factor", "chief")
    assert capsys.readouterr().out == "chief: there is no second factor\n"
    with pytest.raises(CommandError, match="There is no account nobody"):
        call_command("remove_second_factor", "nobody")


# --- a demonstration ---


def test_a_demonstration_asks_for_none_and_says_so(settings: Any, editor: User) -> None:
    said = "This is a demonstration: signing in asks for no second factor."
    make_app(editor)
    assert said not in words(browser().get(SIGN_IN))
    settings.SECOND_FACTOR = "demo"
    there = browser()
    assert words(there.get(SIGN_IN)).count(said) == 1
    assert give_password(there, editor).status_code == 302
    assert words(there.get("/admin/")).count(said) == 1
    page = words(there.get(PAGE))
    assert page.count("This is a demonstration: signing in asks for no code from it.") == 1
    assert page.count("your account asks for a code from the app") == 0


# --- the libraries ---


def test_no_view_of_the_libraries_is_reached_and_no_backend_of_theirs_signs_in() -> None:
    def modules(patterns: list[Any]) -> set[str]:
        inner = [each.url_patterns for each in patterns if hasattr(each, "url_patterns")]
        own = {each.callback.__module__ for each in patterns if getattr(each, "callback", None)}
        return own.union(*map(modules, inner))

    found = modules(get_resolver().url_patterns)
    assert "press.reads.views" in found
    assert {name for name in found if name.startswith("django_otp")} == set()
    assert [name for name in in_force.AUTHENTICATION_BACKENDS if "otp" in name] == []
    assert in_force.OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN is False


def test_no_page_shows_a_device_and_no_group_has_a_right_over_one() -> None:
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels == {"press"}
    of_devices = Permission.objects.filter(content_type__app_label__startswith="otp")
    of_devices |= Permission.objects.filter(content_type__app_label="django_otp_webauthn")
    assert of_devices.filter(group__isnull=False).count() == 0
    assert Permission.objects.filter(content_type__model__startswith="recoverycode").count() == 0


# --- right passwords, and no factor ---


def test_of_right_passwords_whose_factor_is_never_given_ten_an_hour_are_hashed(editor: User) -> None:
    make_app(editor)
    answers = [
        give_password(Client(REMOTE_ADDR=f"203.0.113.{number}"), editor).status_code for number in range(20)
    ]
    assert answers == [200] * 10 + [429] * 10
    assert Session.objects.count() == 10
    # Where the officer signed in before they sign in now, and there too ten an hour are not gone on with.
    for expected in (200, 429):
        app = AuthenticatorApp.objects.get()
        there = known_to(editor)
        assert give_password(there, editor).status_code == expected
        if expected == 200:
            assert there.post(SIGN_IN, {"code": code_of(app)}).status_code == 302
            assert {give_password(known_to(editor), editor).status_code for _time in range(10)} == {200}


def test_who_gives_the_factor_gets_the_attempt_back(editor: User) -> None:
    app = make_app(editor)
    for _time in range(12):
        there = browser()
        assert give_password(there, editor).status_code == 200
        assert there.post(SIGN_IN, {"code": code_of(app)}).status_code == 302
    assert not PasswordAttempts.objects.filter(count__gt=0).exists()


def test_a_sign_in_that_is_not_gone_on_with_leaves_its_row_for_ten_minutes_and_a_whole_one_for_hours(
    editor: User, settings: Any
) -> None:
    app, there = make_app(editor), browser()
    give_password(there, editor)
    now = timezone.now()
    assert 590 < (Session.objects.get().expire_date - now).total_seconds() <= 600
    assert there.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 600
    there.post(SIGN_IN, {"code": code_of(app)})
    left = (Session.objects.get().expire_date - now).total_seconds()
    assert settings.SESSION_COOKIE_AGE - 10 < left < settings.SESSION_COOKIE_AGE + 10
    assert {*there.session.keys()}.isdisjoint({"_session_expiry", "pending_sign_in"})
