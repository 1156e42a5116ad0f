"""The main job, whole: an author writes, an editor approves, a citizen reads it their own way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from press.models import Contact, ReadTotal, Release, User
from tests.factories import photograph_file

READER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36"


def sign_in(page: Page, user: User) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()


def picture() -> dict[str, Any]:
    file = photograph_file("#7a5c3e", name="IMG_0042.jpg", size=(1800, 1200))
    return {"name": file.name, "mimeType": file.content_type, "buffer": file.read()}


@pytest.fixture
def cast(transactional_db: None, author: User, editor: User, contact: Contact) -> dict[str, User]:
    """The officers and the contact, in a database that the server's threads see."""
    return {"author": author, "editor": editor}


@pytest.mark.every_database
def test_an_author_writes_an_editor_approves_and_a_citizen_reads_it_their_own_way(
    cast: dict[str, User], reader: Callable[..., Page]
) -> None:
    # The author writes, in the real editor, and adds a photograph.
    page = reader()
    sign_in(page, cast["author"])
    page.get_by_role("link", name="Write a release").first.click()
    page.get_by_label("English").check()
    page.get_by_label("Title").fill("The Chairman received observers")
    page.get_by_label("Lead").fill("They spoke about the elections.")
    text = page.locator(".cke_wysiwyg_div")
    text.click()
    page.keyboard.type("The Chairman of the Senate received the observers.")
    page.keyboard.press("Enter")
    page.keyboard.type("They will visit every region.")
    page.locator(".choosing input[type=file]").set_input_files(picture())
    page.get_by_label("Alternative text").fill("The Chairman and seven observers at a round table")
    page.get_by_label("Artificial intelligence in this picture").last.select_option("none")
    page.get_by_label("Not used").check()
    page.get_by_label("Media contact").select_option(label="Press service, 74-72-27")
    page.get_by_label("Courtesy").fill("N. Baibulin")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("Submitted: an editor can publish it now.")).to_be_visible()
    release = Release.objects.get()
    assert release.live_edition() is None

    # The editor, another person, reads and approves.
    page = reader()
    sign_in(page, cast["editor"])
    page.goto("/admin/press/edition/")
    page.get_by_role("link", name="The Chairman received observers").first.click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published.", exact=True)).to_be_visible()

    # The citizen, without JavaScript, finds it on the home page and changes how it looks.
    page = reader(javascript=False, options={"user_agent": READER})
    page.goto("/en/")
    page.get_by_role("link", name="The Chairman received observers").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Chairman received observers")
    assert page.locator("article p", has_text="They will visit every region.").count() == 1
    expect(page.get_by_role("img", name="The Chairman and seven observers at a round table")).to_be_visible()
    address = page.url
    page.locator("button[name=colours][value=white-on-black]").first.click()
    page.locator("button[name=letter-spacing][value='2']").first.click()
    assert page.url.split("#")[0] == address
    assert root(page) == ("en", "white-on-black", "2")
    assert page.evaluate("document.activeElement.closest('form') !== null") is True

    # The choice holds on another page, in another language, and after coming back.
    page.get_by_role("link", name="All releases").first.click()
    assert root(page) == ("en", "white-on-black", "2")
    page.goto("/kk/")
    assert root(page) == ("kk", "white-on-black", "2")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    assert page.complaints == []  # type: ignore[attr-defined]

    # The view is counted once, though each change of the look loaded the page again.
    call_command("fold_reads", verbosity=0)
    assert ReadTotal.objects.get(release=release).reads == 1


def root(page: Page) -> tuple[str | None, ...]:
    html = page.locator("html")
    return tuple(html.get_attribute(name) for name in ("lang", "data-colours", "data-letter-spacing"))
