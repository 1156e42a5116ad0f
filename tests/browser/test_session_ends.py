"""Nobody is signed out without a word: WCAG 2.2.1 and ATAG 2.0, A.3.2.2."""

import datetime
from collections.abc import Callable

from playwright.sync_api import Page, expect

from press.models import Session, User
from tests.browser.test_journey import sign_in


def test_five_minutes_before_it_is_said_and_one_press_keeps_the_session_open(
    transactional_db: None, author: User, reader: Callable[..., Page]
) -> None:
    page = reader()
    sign_in(page, author)
    page.clock.install()
    page.goto("/admin/password_change/")
    warning = page.locator("#session-ends")
    page.clock.fast_forward("50:00")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("04:30")
    expect(warning.get_by_role("alert")).to_contain_text("You will be signed out at")
    long_ago = Session.objects.get().last_used - datetime.timedelta(minutes=30)
    Session.objects.update(last_used=long_ago)
    warning.get_by_role("button", name="Stay signed in").press("Enter")
    expect(warning).to_be_hidden()
    assert Session.objects.get().last_used > long_ago
    page.clock.fast_forward("54:30")
    expect(warning).to_be_visible()  # as often as one likes, within the session's hours


def test_at_the_end_of_its_hours_it_is_said_and_nothing_is_offered_that_would_not_help(
    transactional_db: None, author: User, reader: Callable[..., Page]
) -> None:
    page = reader()
    sign_in(page, author)
    page.clock.install()
    page.goto("/admin/password_change/")
    for minutes in [*["30:00"] * 23, "26:00"]:
        page.clock.fast_forward(minutes)
        page.evaluate("new BroadcastChannel('session').postMessage('used')")  # another window is worked in
    page.clock.fast_forward("01:00")
    warning = page.locator("#session-ends")
    expect(warning.get_by_role("alert")).to_contain_text("at the end of a session")
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_hidden()
