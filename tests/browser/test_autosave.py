"""What an officer types outlives their browser, their session and their connection."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from press import publishing
from press.models import AuditEntry, Edition, ReleaseTemplate, Session, User, WorkingCopy
from press.richtext.sanitise import plain_text
from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.test_journey import sign_in

ADD = "/admin/press/edition/add/"
WORDS = [f"word{number}" for number in range(2_000)]


def kept_words(field: str = "body") -> list[str]:
    copies = WorkingCopy.objects.filter(closed_at=None)
    return [plain_text(copy.fields[field][0]) for copy in copies]


def shown_as_kept(page: Page) -> None:
    expect(page.locator(".kept-visible")).to_have_text(
        re.compile(r"^Saved at \d\d:\d\d:\d\d, for you alone\.$")
    )


def wait_until_kept(page: Page) -> None:
    expect(page.locator("#edition_form[data-kept]")).to_be_attached()
    shown_as_kept(page)


def write(page: Page, text: str) -> None:
    page.locator(".cke_wysiwyg_div").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


@pytest.fixture
def doomed(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], server: Any, tmp_path: Path
) -> Iterator[tuple[Page, subprocess.Popen[str]]]:
    """A browser of its own, which can be killed, and its process."""
    path = browser_type_launch_args.get("executable_path") or playwright.chromium.executable_path
    process = subprocess.Popen(
        [path, *CHROMIUM_FLAGS, "--remote-debugging-port=0", f"--user-data-dir={tmp_path}", "about:blank"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr
    address = next(line.split()[-1] for line in process.stderr if "DevTools listening on" in line)
    browser = playwright.chromium.connect_over_cdp(address)
    page = browser.new_context(base_url=server.url).new_page()
    yield page, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()


def test_of_what_is_typed_while_the_browser_is_killed_two_seconds_at_most_are_lost(
    transactional_db: None,
    author: User,
    doomed: tuple[Page, subprocess.Popen[str]],
    reader: Callable[..., Page],
) -> None:
    page, process = doomed
    sign_in(page, author)
    page.goto(ADD)
    page.get_by_label("Title").fill("Written in a hurry")
    page.locator(".cke_wysiwyg_div").click()
    began, typed = time.monotonic(), []
    for word in WORDS:
        page.keyboard.insert_text(f"{word} ")
        typed.append((time.monotonic(), word))
        if time.monotonic() - began > 8:
            break
    os.killpg(process.pid, signal.SIGKILL)
    killed = time.monotonic()
    (kept,) = kept_words()
    safe = [word for at, word in typed if at < killed - 2]
    assert len(safe) > 100
    assert kept.split()[: len(safe)] == safe
    assert (Edition.objects.count(), AuditEntry.objects.filter(verb="start").count()) == (0, 0)
    page = reader()
    sign_in(page, author)
    page.goto(ADD)
    expect(page.locator(".copies")).to_contain_text("Written in a hurry")
    page.get_by_role("link", name="Continue with it").click()
    expect(page.get_by_label("Title")).to_have_value("Written in a hurry")
    expect(page.locator(".cke_wysiwyg_div")).to_contain_text(safe[-1])
    page.locator("input[name=language][value=en]").check()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("The draft is saved.")
    assert Edition.objects.get().body.startswith("<p>word0 word1 ")
    assert kept_words() == []


def test_without_a_connection_it_says_so_and_keeps_what_was_typed_when_there_is_one_again(
    transactional_db: None, author: User, make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="draft").newest_edition()
    page = reader()
    sign_in(page, author)
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    expect(page.locator(".cke_wysiwyg_div")).to_be_visible()
    page.context.set_offline(True)
    write(page, " Typed offline.")
    expect(page.locator(".kept-visible")).to_contain_text("No connection.")
    assert kept_words() == []
    page.context.set_offline(False)
    wait_until_kept(page)
    assert [text.endswith("Typed offline.") for text in kept_words()] == [True]


def test_who_was_signed_out_signs_in_in_another_window_and_goes_on(
    transactional_db: None, author: User, make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="draft").newest_edition()
    page = reader()
    sign_in(page, author)
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    Session.objects.all().delete()
    write(page, " After the session.")
    expect(page.locator(".kept-visible")).to_contain_text("You were signed out.")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="sign in in another window, then go on here.").click()
    sign_in(opened.value, author)
    wait_until_kept(page)
    assert [text.endswith("After the session.") for text in kept_words()] == [True]
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("The draft is saved.")
    edition.refresh_from_db()
    assert "After the session." in edition.body


def test_two_windows_keep_each_its_own_and_saving_one_loses_nothing_of_the_other(
    transactional_db: None, author: User, editor: User, make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="draft", body="<p>First.</p><p>Second.</p>").newest_edition()
    address = f"/admin/press/edition/{edition.pk}/change/"
    one = reader()
    sign_in(one, author)
    one.goto(address)
    other = one.context.new_page()
    other.goto(address)
    one.get_by_label("Title").fill("The title of one window")
    wait_until_kept(one)
    write(other, " Of the other.")
    wait_until_kept(other)
    assert len(kept_words()) == 2
    one.get_by_role("button", name="Save draft").click()
    expect(one.locator(".messagelist")).to_contain_text("The draft is saved.")
    assert [text.endswith("Of the other.") for text in kept_words()] == [True]
    expect(one.locator(".copies")).to_contain_text("What is other than saved")
    other.close()
    # Whoever goes on with it has both: the title as it was saved, the text as it was typed.
    one.get_by_role("link", name="Continue with it").click()
    expect(one.get_by_label("Title")).to_have_value("The title of one window")
    expect(one.locator(".cke_wysiwyg_div")).to_contain_text("Second. Of the other.")
    one.get_by_role("button", name="Save draft").click()
    expect(one.locator(".messagelist")).to_contain_text("The draft is saved.")
    edition.refresh_from_db()
    assert edition.title == "The title of one window"
    assert plain_text(edition.body) == "First. Second. Of the other."
    assert kept_words() == []


def test_the_draft_is_saved_by_the_keyboard_and_leaving_what_is_kept_asks_nothing(
    transactional_db: None, author: User, make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="draft").newest_edition()
    page = reader()
    sign_in(page, author)
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    write(page, " More.")
    wait_until_kept(page)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    expect(page.locator(".unsaved")).to_contain_text("Chairman met with observers")
    page.go_back()
    page.goto(f"/admin/press/edition/{edition.pk}/change/?copy={WorkingCopy.objects.get().pk}")
    page.locator(".cke_wysiwyg_div").click()
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist")).to_contain_text("The draft is saved.")
    edition.refresh_from_db()
    assert (edition.body.count("More."), asked) == (1, [])
    publishing.submit(edition, by=author)


def test_who_goes_on_with_what_was_kept_comes_back_to_it_by_loading_again_and_in_another_language(
    transactional_db: None, author: User, reader: Callable[..., Page]
) -> None:
    page = reader()
    sign_in(page, author)
    page.goto(ADD)
    expect(page.locator(".cke_wysiwyg_div")).to_be_visible()
    page.get_by_label("Title").fill("Typed at first")
    wait_until_kept(page)
    page.goto(f"{ADD}?copy={WorkingCopy.objects.get().pk}")
    page.get_by_label("Title").fill("Typed later")
    wait_until_kept(page)
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Typed later")
    page.get_by_label("Title").fill("Typed last")
    wait_until_kept(page)
    page.locator(".account-fold summary").click()
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("#id_title")).to_have_value("Typed last")


def test_a_link_waits_until_what_is_typed_is_kept_and_the_next_page_offers_it(
    transactional_db: None, author: User, reader: Callable[..., Page]
) -> None:
    ReleaseTemplate.objects.create(language="en", name="Speech", title="[[Who]] spoke")
    page = reader()
    sign_in(page, author)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(ADD)
    expect(page.locator(".cke_wysiwyg_div")).to_be_visible()
    page.locator(".templates summary").click()
    for title in ("Typed just now", "Typed and kept before"):
        page.get_by_label("Title").fill(title)
        if title.endswith("before"):
            wait_until_kept(page)
        page.get_by_role("link", name="Speech").click()
        expect(page.get_by_label("Title")).to_have_value("[[Who]] spoke")
        expect(page.locator(".copies")).to_contain_text(title)
        page.get_by_text("Begin with a template").click()
    assert asked == []
    page.get_by_label("Title").fill("Typed without a connection")
    page.context.set_offline(True)
    page.get_by_role("link", name="Speech").click()
    expect(page.locator(".kept-visible")).to_contain_text("No connection.")
    assert asked == ["beforeunload"]


def test_two_officers_in_one_text_are_told_of_each_other_while_they_type(
    transactional_db: None, author: User, editor: User, make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="draft").newest_edition()
    pages = []
    for officer in (author, editor):
        page = reader()
        sign_in(page, officer)
        page.goto(f"/admin/press/edition/{edition.pk}/change/")
        write(page, f" Of {officer.username}.")
        wait_until_kept(page)
        pages.append(page)
    told = re.compile(r"^author has been editing the English text since \d\d:\d\d\.$")
    expect(pages[1].locator(".bar .present")).to_have_text(told)
    expect(pages[0].locator(".bar .present")).to_have_text("")
    # It stands where it is said, and who asks stays where they are.
    pages[1].locator(".bar").get_by_role("button", name="Ask for the text").click()
    expect(pages[1].locator(".bar .present")).to_have_text("Asked: author.")
    expect(pages[1].locator(".cke_wysiwyg_div")).to_contain_text("Of editor.")
    write(pages[0], " And more.")
    expect(pages[0].locator(".bar .present")).to_contain_text("editor asks you to hand the text over")
    pages[1].reload()
    expect(pages[1].locator(".note").get_by_role("button", name="Ask for the text")).to_be_visible()


def test_saving_without_a_connection_keeps_the_page_and_what_was_typed(
    transactional_db: None, author: User, make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="draft").newest_edition()
    page = reader()
    sign_in(page, author)
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    expect(page.locator(".cke_wysiwyg_div")).to_be_visible()
    page.context.set_offline(True)
    write(page, " Typed offline.")
    page.keyboard.press("Control+s")
    expect(page.locator(".kept-visible")).to_contain_text("No connection: it was not saved.")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.locator(".cke_wysiwyg_div")).to_contain_text("Typed offline.")
    page.context.set_offline(False)
    shown_as_kept(page)
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.locator(".messagelist")).to_contain_text("The draft is saved.")
    edition.refresh_from_db()
    assert plain_text(edition.body).endswith("Typed offline.")


def test_who_deletes_what_was_not_saved_goes_on_at_the_message(
    reader: Callable[..., Page], author: User, transactional_db: None
) -> None:
    WorkingCopy.objects.create(officer=author, window="w" * 22, number=1, fields={"title": ["Typed"]})
    page = reader(javascript=False)
    sign_in(page, author)
    page.goto(ADD)
    page.locator(".copies").get_by_role("button", name="Delete it").click()
    expect(page).to_have_url(re.compile("/add/#report$"))
    expect(page.locator(".messagelist")).to_be_focused()
    expect(page.locator(".messagelist")).to_have_text("What you had typed and not saved is deleted.")
