"""Where one is after each page of signing in: on what it says, or in the field that it is about."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from press.authentication import second_factor
from press.models import AuthenticatorApp, Session, User
from tests.browser.test_journey import sign_in
from tests.browser.test_second_factor import add_authenticator, secret_on
from tests.factories import code_of, code_of_key, make_app

WRONG = "000000"


@pytest.fixture
def officer(transactional_db: None, settings: Any, editor: User) -> User:
    settings.SECOND_FACTOR = "editors"
    return editor


def report(page: Page) -> str:
    """Returns what the focus is on, where it is the one report of the page."""
    expect(page.locator("#report")).to_have_count(1)
    expect(page.locator("#report")).to_be_focused()
    return page.locator("#report").inner_text()


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def is_wrong(page: Page, label: str) -> bool:
    """Whether the field says that it is wrong, and why."""
    field = page.get_by_label(label)
    described = (field.get_attribute("aria-describedby") or "").split()
    return (field.get_attribute("aria-invalid"), described[:1]) == ("true", ["report"])


def give_code(page: Page, code: str, button: str = "Sign in") -> None:
    page.get_by_label("Code from the app").fill(code)
    press(page, button)


def test_setting_it_up_leads_through_what_each_page_says(officer: User, reader: Callable[..., Page]) -> None:
    page = reader(javascript=False)
    sign_in(page, officer)
    assert report(page).startswith("editor, your password is right.")
    page.get_by_label("The code that the app shows now").fill(WRONG)
    press(page, "Use this app")
    assert report(page).startswith("This is not the code that the app shows now.")
    assert is_wrong(page, "The code that the app shows now")
    page.get_by_label("The code that the app shows now").fill(code_of_key(secret_on(page)))
    press(page, "Use this app")
    assert report(page).startswith("If the telephone is lost or new, one of these codes")
    page.reload()
    press(page, "I have kept the codes: go on")


def test_a_wrong_password_is_said_where_one_is_and_a_wrong_code_in_its_field(
    officer: User, reader: Callable[..., Page]
) -> None:
    make_app(officer)
    page = reader(javascript=False)
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")
    assert page.get_by_role("alert").inner_text() == report(page)
    sign_in(page, officer)
    expect(page.get_by_label("Code from the app")).to_be_focused()
    give_code(page, WRONG)
    expect(page.get_by_label("Code from the app")).to_be_focused()
    assert is_wrong(page, "Code from the app")
    page.get_by_text("The telephone is not here").click()
    page.get_by_label("Recovery code").fill("wrong")
    press(page, "Use this recovery code")
    expect(page.get_by_label("Recovery code")).to_be_focused()
    assert is_wrong(page, "Recovery code")
    assert not is_wrong(page, "Code from the app")


def test_who_signs_in_anew_with_a_text_hears_what_is_new(officer: User, reader: Callable[..., Page]) -> None:
    app = make_app(officer)
    page = reader(javascript=False)
    sign_in(page, officer)
    give_code(page, code_of(app))
    page.goto("/admin/press/topic/add/")
    page.get_by_label("Name in English").fill("Budget")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Username")).to_be_visible()
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")
    assert report(page) == page.get_by_role("alert").inner_text()
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("correct horse battery")
    press(page, "Sign in")
    expect(page.get_by_text("nothing is lost")).to_be_visible()
    expect(page.get_by_label("Code from the app")).to_be_focused()
    give_code(page, WRONG)
    assert report(page).startswith("The code is wrong")
    AuthenticatorApp.objects.update(throttling_failure_count=0)
    give_code(page, code_of(app))
    assert report(page).startswith("You were signed out, so nothing was saved.")


def test_the_pages_of_the_account_say_what_became_of_it_where_one_is(
    officer: User, reader: Callable[..., Page]
) -> None:
    app = make_app(officer)
    page = reader()
    add_authenticator(page)
    sign_in(page, officer)
    give_code(page, code_of(app))
    page.goto("/admin/second-factor/")
    press(page, "Add a passkey")
    assert report(page).startswith("The passkey is added")
    press(page, "Make new recovery codes")
    assert report(page).startswith("If the telephone is lost or new")


def test_a_factor_that_is_given_once_more(
    officer: User, reader: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(officer)
    page = reader(javascript=False)
    sign_in(page, officer)
    give_code(page, code_of(app))
    monkeypatch.setattr(second_factor, "FRESH", 0)
    page.goto("/admin/second-factor/")
    give_code(page, WRONG, "Confirm")
    assert report(page).startswith("The code is wrong")
    assert is_wrong(page, "Code from the app")
    AuthenticatorApp.objects.update(throttling_failure_count=0)
    monkeypatch.setattr(second_factor, "FRESH", 600)
    give_code(page, code_of(app), "Confirm")
    assert report(page).startswith("Beside the password your account asks for a code")


def test_a_refused_password_says_why_and_an_ended_session_too(
    transactional_db: None, author: User, reader: Callable[..., Page]
) -> None:
    elsewhere, page = reader(), reader(javascript=False)
    sign_in(elsewhere, author)
    expect(elsewhere.get_by_role("link", name="Write a release")).to_be_visible()
    sign_in(page, author)
    page.goto("/admin/sessions/")
    press(page, "End this session")
    assert report(page) == "The session has ended."
    page.goto("/admin/password_change/")
    for label in ("Old password", "New password", "New password confirmation"):
        page.get_by_label(f"{label}:", exact=True).fill("short")
    press(page, "Change my password")
    assert report(page).startswith("To be mended")
